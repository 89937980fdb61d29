"""What is stored of visits that field representatives pay to stores. Times are UTC ms, days day numbers.

A representative is named as in the roster or by any other name that the chain gives; a photo is a
reference (file name, URL) and never the picture itself.
"""

from __future__ import annotations

from typing import Optional

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from digitool.db.schema.declaring import CLUSTERED, partial_index
from digitool.db.schema.triggers import Refusal, Trigger


class StoreVisitPlan(SQLModel, table=True):
    """A visit that somebody is to pay: who, where, on which business day."""

    __tablename__ = "store_visit_plan"
    __table_args__ = (CLUSTERED,)

    representative: str = Field(primary_key=True)
    store: str = Field(primary_key=True)
    day: int = Field(primary_key=True)
    operation: int


class StoreVisit(SQLModel, table=True):
    """A visit that was paid: from check-in until it is left; one at a time for each representative."""

    __tablename__ = "store_visit"
    __table_args__ = (
        partial_index("store_visit_open", "representative", where="left_at IS NULL", unique=True),
        Index("store_visit_day", "day"),
        CheckConstraint("left_at IS NULL OR left_at >= arrived_at", name="store_visit_span"),
    )

    id: Optional[int] = Field(default=None, primary_key=True)
    representative: str
    store: str
    day: int
    arrived_at: int
    left_at: Optional[int] = None
    photo: str = ""
    operation: int


class StoreVisitFinding(SQLModel, table=True):
    """What a visit found or did: a shelf or asset that is in order or not, or pieces ordered of an article.

    ``said`` is the representative's own word for it.
    """

    __tablename__ = "store_visit_finding"
    __table_args__ = (
        CheckConstraint(
            "CASE kind WHEN 'shelf' THEN fine IS NOT NULL AND pieces IS NULL"
            " WHEN 'asset' THEN fine IS NOT NULL AND pieces IS NULL"
            " WHEN 'order' THEN fine IS NULL AND pieces > 0 ELSE FALSE END",
            name="store_visit_finding_kind",
        ),
        CLUSTERED,
    )

    visit: int = Field(primary_key=True, foreign_key="store_visit.id")
    kind: str = Field(primary_key=True)
    what: str = Field(primary_key=True)
    fine: Optional[bool] = None
    pieces: Optional[int] = None
    said: str = ""
    photo: str = ""
    at: int
    operation: int


TRIGGERS: tuple[Trigger, ...] = (
    Refusal("store_visit_stays", "DELETE", "store_visit", "visits are never deleted"),
    Refusal(
        "store_visit_finding_late",
        "INSERT",
        "store_visit_finding",
        "a visit that was left takes no more findings",
        when="EXISTS (SELECT 1 FROM store_visit WHERE id = NEW.visit AND left_at IS NOT NULL)",
    ),
)
