"""What is stored of what campaigns learn: calibrations and their estimates.

Times are UTC ms, days business day numbers. Campaigns that were started, and who is in which arm, are kept in
the coupon room, for every room that gives people something asks there.
"""

from __future__ import annotations

from typing import Optional

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from digitool.db.schema.declaring import CLUSTERED
from digitool.db.schema.triggers import Trigger
from digitool.db.schema.walls import Changing, walls


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
        CLUSTERED,
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


CHANGING: Changing = {CampaignCalibration: (), CampaignParameter: ()}

TRIGGERS: tuple[Trigger, ...] = walls(CHANGING)
