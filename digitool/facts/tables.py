"""What is known to have happened, compactly.

Touches are clustered by ``(identifier, at, touchpoint, ref)``: 32 bytes each, the facts of one person
lie together, and a merge or its undo recounts that person without an index. Columns hold small
integers from dictionary tables; ``batch`` and ``line`` say which import and line a fact came from.
"""

from __future__ import annotations

from typing import Optional

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

_CLUSTERED = {"sqlite_with_rowid": False}


class ImportFile(SQLModel, table=True):
    """One imported file: a batch. ``rows_in = accepted + rejected + known``."""

    __tablename__ = "import_file"

    id: Optional[int] = Field(default=None, primary_key=True)
    operation: int
    file: str
    digest: str = Field(index=True)
    format: str
    rows_in: int
    accepted: int
    rejected: int
    known: int
    period_from: Optional[int] = None
    period_to: Optional[int] = None


class Store(SQLModel, table=True):
    """A store as the settings described it when facts were last counted; ``hours`` is JSON."""

    __tablename__ = "store"

    id: Optional[int] = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    name: str
    zone: str
    cutoff_hour: int
    hours: str


class Touchpoint(SQLModel, table=True):
    """The thing touched; its store is 0 where it stands in none."""

    __tablename__ = "touchpoint"
    __table_args__ = (UniqueConstraint("code", "scene", "store"),)

    id: Optional[int] = Field(default=None, primary_key=True)
    code: str
    scene: int
    store: int
    physical: bool


class Sensor(SQLModel, table=True):
    """A people counter; ``bits`` is where a running total wraps, 0 when the file says.

    ``gates`` lists the lines that count as JSON, all of them when it is empty. ``active`` says that the
    settings still name it; it is expected from its first row on, an inactive one until its last.
    """

    __tablename__ = "sensor"

    id: Optional[int] = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    store: int
    bits: int = 0
    reversed: bool = False
    gates: str = "[]"
    active: bool = True


class Touch(SQLModel, table=True):
    """One contact of an identifier with a touchpoint; ``ref`` is a digest of the source's event id."""

    __tablename__ = "touch"
    __table_args__ = (_CLUSTERED,)

    identifier: int = Field(primary_key=True)
    at: int = Field(primary_key=True)
    touchpoint: int = Field(primary_key=True)
    ref: int = Field(primary_key=True)
    batch: int
    line: int


class Purchase(SQLModel, table=True):
    """One paid order; the bill's view and the order system's view stay apart, the rest is derived.

    ``party`` is the identifier that the purchase belongs to: the payer where the bill names one, else
    the buyer. ``store`` is 0 where no store is known, ``state`` is paid, revoked or unpaid.
    """

    __tablename__ = "purchase"
    __table_args__ = (
        Index("purchase_store_day", "store", "day"),
        Index("purchase_party", "party"),
        Index("purchase_order", "order_key"),
    )

    id: int = Field(primary_key=True)
    number: str
    order_no: str
    order_key: Optional[int] = None
    at: int
    day: int
    store: int
    channel: str
    amount_fen: int
    state: str
    party: Optional[int] = None
    guide: str = ""
    referrer: str = ""
    bill: Optional[str] = None
    ordering: Optional[str] = None
    batch: int
    line: int


class PurchaseLine(SQLModel, table=True):
    """One line of a purchase; amounts are what was paid for it, in fen."""

    __tablename__ = "purchase_line"
    __table_args__ = (_CLUSTERED,)

    purchase: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    item: str
    title: str
    quantity: int
    amount_fen: int


class Refund(SQLModel, table=True):
    """Money given back; its purchase may arrive later than it."""

    __tablename__ = "refund"
    __table_args__ = (Index("refund_purchase", "purchase"), Index("refund_day", "day"))

    id: int = Field(primary_key=True)
    number: str
    purchase: int
    at: int
    day: int
    amount_fen: int
    state: str
    batch: int
    line: int


class Traffic(SQLModel, table=True):
    """People counted by a sensor; ``kind`` is period or total, counts are null where unknown."""

    __tablename__ = "traffic"
    __table_args__ = (_CLUSTERED,)

    sensor: int = Field(primary_key=True)
    at: int = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    gate: str = Field(primary_key=True)
    start: int = Field(primary_key=True)
    entered: Optional[int] = None
    exited: Optional[int] = None
    bits: int = 0
    daily_reset: bool = False
    batch: int
    line: int


class Relation(SQLModel, table=True):
    """A customer held by a guide; ``lost_at`` is set when either side ended it."""

    __tablename__ = "relation"
    __table_args__ = (Index("relation_identifier", "identifier"), _CLUSTERED)

    guide: str = Field(primary_key=True)
    identifier: int = Field(primary_key=True)
    added_at: int = Field(primary_key=True)
    add_way: int
    state: str
    lost_at: Optional[int] = None
    batch: int
    line: int


class RelationTag(SQLModel, table=True):
    """A tag that a guide put on a customer; people are counted, not rows."""

    __tablename__ = "relation_tag"
    __table_args__ = (_CLUSTERED,)

    identifier: int = Field(primary_key=True)
    guide: str = Field(primary_key=True)
    tag: str = Field(primary_key=True)
    batch: int


class Membership(SQLModel, table=True):
    """What a customer list says: joined the programme, may be contacted."""

    __tablename__ = "membership"
    __table_args__ = (_CLUSTERED,)

    identifier: int = Field(primary_key=True)
    at: int = Field(primary_key=True)
    member: bool
    consent: Optional[bool] = None
    store: int = 0
    batch: int
    line: int


class GroupChat(SQLModel, table=True):
    """A customer group."""

    __tablename__ = "group_chat"

    id: Optional[int] = Field(default=None, primary_key=True)
    chat: str = Field(unique=True)
    name: str
    owner: str
    status: str
    created_at: int
    batch: int


class GroupMember(SQLModel, table=True):
    """One identifier in a customer group, by join."""

    __tablename__ = "group_member"
    __table_args__ = (Index("group_member_identifier", "identifier"), _CLUSTERED)

    chat: int = Field(primary_key=True)
    identifier: int = Field(primary_key=True)
    joined_at: int = Field(primary_key=True)
    join_scene: int
    state: str
    batch: int
    line: int


class StaffIdentifier(SQLModel, table=True):
    """An identifier of somebody employed: never counted, never a customer."""

    __tablename__ = "staff_identifier"

    identifier: int = Field(primary_key=True)


class Chain(SQLModel, table=True):
    """The chain's own calendar and counting rules, as facts were last counted (one row)."""

    __tablename__ = "chain"

    id: int = Field(primary_key=True)
    zone: str
    cutoff_hour: int
    visit_gap_hours: int
    traffic_rules: str
