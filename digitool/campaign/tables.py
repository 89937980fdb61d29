"""What is stored of campaigns: calibrations, campaigns that were started, and who is in which arm.

Times are UTC ms, days business day numbers, money fen, rates basis points.
"""

from __future__ import annotations

from typing import Optional

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

_CLUSTERED = {"sqlite_with_rowid": False}


class CampaignCalibration(SQLModel, table=True):
    """One run of `campaign calibrate`; ``model`` is JSON of `model.Model`, ``warnings`` a JSON list.

    ``data_from`` and ``data_to`` bound the purchases behind it, half open; ``as_of`` is its clock.
    """

    __tablename__ = "campaign_calibration"
    __table_args__ = (CheckConstraint("data_from <= data_to", name="campaign_calibration_span"),)

    id: Optional[int] = Field(default=None, primary_key=True)
    operation: int = Field(unique=True)
    as_of: int
    data_from: int
    data_to: int
    customers: int
    purchases: int
    model: str
    warnings: str = "[]"


class CampaignParameter(SQLModel, table=True):
    """One estimate of a calibration with its 90% interval; ``scope`` is a store, guide or stock, or empty.

    ``source`` says where it comes from; ``n`` is how many customers, messages or coupons stand behind it.
    """

    __tablename__ = "campaign_parameter"
    __table_args__ = (
        CheckConstraint(
            "source IN ('history', 'holdout', 'chain', 'prior')", name="campaign_parameter_source"
        ),
        CheckConstraint("p5 <= p95 AND n >= 0", name="campaign_parameter_span"),
        _CLUSTERED,
    )

    calibration: int = Field(primary_key=True, foreign_key="campaign_calibration.id")
    place: int = Field(primary_key=True)
    parameter: str
    scope: str
    value: float
    p5: float
    p95: float
    source: str
    n: int


class Campaign(SQLModel, table=True):
    """A campaign that was started: its window in business days, its holdout, and what it cost to run.

    ``holdout_bp`` of the households are kept out at random. ``mechanics`` is JSON as the file said it.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint("day_from < day_to", name="campaign_window"),
        CheckConstraint("holdout_bp BETWEEN 0 AND 9000", name="campaign_holdout"),
    )

    id: Optional[int] = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    operation: int
    started_at: int
    day_from: int
    day_to: int
    holdout_bp: int
    margin_bp: int
    message_fen: int = 0
    fixed_fen: int = 0
    commission_bp: int = 0
    mechanics: str = "{}"


class CampaignMember(SQLModel, table=True):
    """One customer of a campaign; ``customer`` is the identifier that was her person at the start.

    ``household`` is the unit of randomisation: all of it is in one arm.
    """

    __tablename__ = "campaign_member"
    __table_args__ = (
        CheckConstraint("arm IN ('treated', 'holdout')", name="campaign_member_arm"),
        _CLUSTERED,
    )

    campaign: int = Field(primary_key=True, foreign_key="campaign.id")
    customer: int = Field(primary_key=True)
    household: int
    arm: str


class CampaignStock(SQLModel, table=True):
    """A coupon stock that belongs to a campaign."""

    __tablename__ = "campaign_stock"
    __table_args__ = (UniqueConstraint("stock"), _CLUSTERED)

    campaign: int = Field(primary_key=True, foreign_key="campaign.id")
    stock: int = Field(primary_key=True, foreign_key="coupon_stock.id")


TRIGGERS: tuple[str, ...] = (
    "CREATE TRIGGER campaign_member_fixed BEFORE UPDATE ON campaign_member"
    " BEGIN SELECT RAISE(ABORT, 'arms are assigned once'); END",
    "CREATE TRIGGER campaign_member_stays BEFORE DELETE ON campaign_member"
    " BEGIN SELECT RAISE(ABORT, 'arms are assigned once'); END",
    "CREATE TRIGGER campaign_calibration_fixed BEFORE UPDATE ON campaign_calibration"
    " BEGIN SELECT RAISE(ABORT, 'a calibration is not edited'); END",
)
