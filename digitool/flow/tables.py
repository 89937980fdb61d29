"""Roll-ups: answers to the everyday questions, kept up to date by every write.

Each row is a sum over persons of what `contributions` says of one person (or, for `StoreDay`, a
function of one store-day's facts), so that `check` can rebuild all of it and compare.
"""

from __future__ import annotations

from sqlmodel import Field, SQLModel

from digitool.db.schema.declaring import CLUSTERED


class HourVisits(SQLModel, table=True):
    """Digitized visits by store and local clock hour (hours since the local epoch) of their start."""

    __tablename__ = "hour_visits"
    __table_args__ = (CLUSTERED,)

    store: int = Field(primary_key=True)
    hour: int = Field(primary_key=True)
    visits: int


class PersonSales(SQLModel, table=True):
    """Store purchases by business day whose party is known, and those of staff."""

    __tablename__ = "person_sales"
    __table_args__ = (CLUSTERED,)

    store: int = Field(primary_key=True)
    day: int = Field(primary_key=True)
    known: int
    staff: int


class StoreDay(SQLModel, table=True):
    """One store on one business day: both rates, and how far they can be trusted.

    ``traffic`` and ``visits`` count valid open hours only, or the whole business day where a counter tells no
    hours; ``sales`` are transactions without staff. Seconds are of opening time; ``counted_seconds`` sums
    over sensors what they covered at all. ``people`` are all that were counted, used or not. What counters
    tell is known for the days from ``span_from`` to ``span_to`` (half open) together, as a rule this one.
    """

    __tablename__ = "store_day"
    __table_args__ = (CLUSTERED,)

    store: int = Field(primary_key=True)
    day: int = Field(primary_key=True)
    open_seconds: int
    valid_seconds: int
    traffic: int
    visits: int
    visits_all: int
    sales: int
    sales_known: int
    paid_fen: int
    counted_seconds: int
    people: int
    span_from: int
    span_to: int


class StoreRefund(SQLModel, table=True):
    """What was given back, by store and business day; a day without any has no row.

    ``back_fen`` is off the sales of this day, whenever it was given back. ``lone`` refunds were made on this
    day, ``lone_fen`` in all, and nobody knows their purchase.
    """

    __tablename__ = "store_refund"
    __table_args__ = (CLUSTERED,)

    store: int = Field(primary_key=True)
    day: int = Field(primary_key=True)
    back_fen: int
    lone: int
    lone_fen: int


class SceneDay(SQLModel, table=True):
    """Touches by store (0: none), scene and day, and persons whose first touch ever was there."""

    __tablename__ = "scene_day"
    __table_args__ = (CLUSTERED,)

    store: int = Field(primary_key=True)
    scene: int = Field(primary_key=True)
    day: int = Field(primary_key=True)
    touches: int
    new_persons: int


class Presence(SQLModel, table=True):
    """Days on which persons were seen, with the next such day: exact uniques of any period.

    A person seen in ``[a, b)`` has exactly one day there whose next day is at or after b, so distinct
    persons are the sum of ``persons`` over ``day in [a, b) and following >= b``. Store and scene 0
    mean all of them. ``stage`` is how far the persons have come (see `stages`).
    """

    __tablename__ = "presence"
    __table_args__ = (CLUSTERED,)

    store: int = Field(primary_key=True)
    scene: int = Field(primary_key=True)
    day: int = Field(primary_key=True)
    following: int = Field(primary_key=True)
    stage: int = Field(primary_key=True)
    persons: int


class Cohort(SQLModel, table=True):
    """Persons first touched at a scene in a week (its Monday), active again n weeks later."""

    __tablename__ = "cohort"
    __table_args__ = (CLUSTERED,)

    scene: int = Field(primary_key=True)
    week: int = Field(primary_key=True)
    weeks_later: int = Field(primary_key=True)
    active: int
    retained: int


class SceneSet(SQLModel, table=True):
    """Persons by the set of scenes that they were ever seen in (bit n: scene code n)."""

    __tablename__ = "scene_set"
    __table_args__ = (CLUSTERED,)

    scenes: int = Field(primary_key=True)
    persons: int


class Restatement(SQLModel, table=True):
    """A figure of a past store-day that a later operation changed."""

    __tablename__ = "restatement"
    __table_args__ = (CLUSTERED,)

    operation: int = Field(primary_key=True)
    store: int = Field(primary_key=True)
    day: int = Field(primary_key=True)
    measure: str = Field(primary_key=True)
    before: int
    after: int
