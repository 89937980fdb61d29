"""What is known to have happened, compactly.

Touches are clustered by ``(identifier, at, touchpoint, ref)``: 32 bytes each, the facts of one person
lie together, and a merge or its undo recounts that person without an index. Columns hold small
integers from dictionary tables; ``batch`` and ``line`` say which import and line a fact came from.
"""

from __future__ import annotations

from typing import Optional

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from digitool.db.schema.declaring import CLUSTERED, partial_index, told_beside
from digitool.db.schema.people import People
from digitool.db.schema.triggers import Trigger
from digitool.db.schema.walls import Changing, walls

VIEWS: tuple[str, ...] = (
    "CREATE VIEW known_identifier AS SELECT identifier FROM touch UNION ALL SELECT identifier FROM relation"
    " UNION ALL SELECT identifier FROM group_member UNION ALL SELECT identifier FROM membership",
    "CREATE VIEW staff_person AS"
    " SELECT DISTINCT i.person FROM staff_identifier AS s JOIN identifier AS i ON i.id = s.identifier",
)
"""``known_identifier``: identifiers that evidence other than payments names, each perhaps several times.

``staff_person``: persons of today with an identifier of somebody employed. They are never counted and
never customers, whichever of their identifiers something happened to.
"""


class Store(SQLModel, table=True):
    """A store as the settings described it when facts were last counted; ``hours`` is JSON.

    ``region`` is empty where the settings name none.
    """

    __tablename__ = "store"

    id: Optional[int] = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    name: str
    zone: str
    cutoff_hour: int
    hours: str
    region: str = Field(default="", sa_column_kwargs={"server_default": ""})


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
    __table_args__ = (CLUSTERED,)

    identifier: int = Field(primary_key=True)
    at: int = Field(primary_key=True)
    touchpoint: int = Field(primary_key=True)
    ref: int = Field(primary_key=True)
    batch: int
    line: int


class MiniProgramFigure(SQLModel, table=True):
    """One figure of a day as a mini program's platform counted it (`records.MiniProgramFigure`)."""

    __tablename__ = "mini_program_figure"
    __table_args__ = (CLUSTERED,)

    figure: str = Field(primary_key=True)
    day: int = Field(primary_key=True)
    appid: str = Field(primary_key=True)
    key: int = Field(primary_key=True)
    value: int
    batch: int
    line: int


class Traffic(SQLModel, table=True):
    """People counted by a sensor; ``kind`` is period or total, counts are null where unknown.

    Counts as long as a day (23 hours or more), and running totals, are few or asked for one by one.
    """

    __tablename__ = "traffic"
    __table_args__ = (
        partial_index("traffic_long", "sensor", "at", "start", where="at - start >= 82800000"),
        partial_index("traffic_total", "sensor", "gate", "at", where="kind = 'total'"),
        CLUSTERED,
    )

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


class RelationMark(SQLModel, table=True):
    """One thing that a file or callback said of a customer and a guide (`episodes.Mark`).

    The key is what makes two deliveries the same event: both sides, the second, and what happened.
    """

    __tablename__ = "relation_mark"
    __table_args__ = (CLUSTERED,)

    identifier: int = Field(primary_key=True)
    guide: str = Field(primary_key=True)
    at: int = Field(primary_key=True)
    kind: int = Field(primary_key=True)
    way: int
    state: str
    batch: int
    line: int


class RelationList(SQLModel, table=True):
    """A moment at which all customers of a guide were listed: who was not among them had been lost."""

    __tablename__ = "relation_list"
    __table_args__ = (CLUSTERED,)

    guide: str = Field(primary_key=True)
    at: int = Field(primary_key=True)
    batch: int
    line: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class Relation(SQLModel, table=True):
    """One episode of a customer with a guide, folded from the marks; ``added_at`` 0 is unknown.

    ``half`` says that the guide has not confirmed yet. ``lost_by`` is customer, guide, transfer, or
    empty where nobody knows; ``mutual_at`` is when the other side ended it too.
    """

    __tablename__ = "relation"
    __table_args__ = (
        Index("relation_identifier", "identifier"),
        CheckConstraint("lost_at IS NULL OR lost_at >= added_at", name="relation_span"),
        CheckConstraint("lost_by IN ('', 'customer', 'guide', 'transfer')", name="relation_lost_by"),
        CLUSTERED,
    )

    guide: str = Field(primary_key=True)
    identifier: int = Field(primary_key=True)
    added_at: int = Field(primary_key=True)
    add_way: int
    state: str
    lost_at: Optional[int] = None
    batch: int
    line: int
    half: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    lost_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    mutual_at: Optional[int] = None


class RelationTag(SQLModel, table=True):
    """A tag that a guide put on a customer; people are counted, not rows.

    ``tag`` is a name, or an id of `TagName` where the export has only ids; ``kind`` is corp or personal.
    """

    __tablename__ = "relation_tag"
    __table_args__ = (CheckConstraint("kind IN ('corp', 'personal')", name="relation_tag_kind"), CLUSTERED)

    identifier: int = Field(primary_key=True)
    guide: str = Field(primary_key=True)
    tag: str = Field(primary_key=True)
    batch: int
    line: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    kind: str = Field(default="corp", sa_column_kwargs={"server_default": "corp"})


class TagName(SQLModel, table=True):
    """What a tag's id means: its name and group, ``told_at`` is 0 where unknown."""

    __tablename__ = "tag_name"
    __table_args__ = (CLUSTERED,)

    code: str = Field(primary_key=True)
    name: str
    tag_group: str
    told_at: int
    batch: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    line: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class Membership(SQLModel, table=True):
    """What a customer list says: joined the programme, may be contacted."""

    __tablename__ = "membership"
    __table_args__ = (CLUSTERED,)

    identifier: int = Field(primary_key=True)
    at: int = Field(primary_key=True)
    member: bool
    consent: Optional[bool] = None
    store: int = 0
    batch: int
    line: int


class GroupChat(SQLModel, table=True):
    """A customer group; ``name_at`` and so on say when that was so (UTC ms), 0 unknown."""

    __tablename__ = "group_chat"

    id: Optional[int] = Field(default=None, primary_key=True)
    chat: str = Field(unique=True)
    name: str
    owner: str
    status: str
    created_at: int
    name_at: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    owner_at: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    status_at: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    batch: int
    line: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class GroupMark(SQLModel, table=True):
    """One thing that a file or callback said of a customer and a group (`episodes.Mark`)."""

    __tablename__ = "group_mark"
    __table_args__ = (CLUSTERED,)

    identifier: int = Field(primary_key=True)
    chat: int = Field(primary_key=True)
    at: int = Field(primary_key=True)
    kind: int = Field(primary_key=True)
    way: int
    state: str
    batch: int
    line: int


class GroupList(SQLModel, table=True):
    """A moment at which a group was dissolved, or listed: who is not known to be in it then had left it."""

    __tablename__ = "group_list"
    __table_args__ = (CLUSTERED,)

    chat: int = Field(primary_key=True)
    at: int = Field(primary_key=True)
    batch: int
    line: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class GroupMember(SQLModel, table=True):
    """One stay of an identifier in a customer group, folded from the marks; ``left_at`` ends it."""

    __tablename__ = "group_member"
    __table_args__ = (Index("group_member_identifier", "identifier"), CLUSTERED)

    chat: int = Field(primary_key=True)
    identifier: int = Field(primary_key=True)
    joined_at: int = Field(primary_key=True)
    join_scene: int
    state: str
    batch: int
    line: int
    left_at: Optional[int] = None


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
    match_minutes: int = Field(sa_column_kwargs={"server_default": "0"})
    match_counts: str = Field(sa_column_kwargs={"server_default": "bill"})


TOLD = [
    told_beside(model)
    for model in (
        Touch,
        MiniProgramFigure,
        Traffic,
        RelationMark,
        RelationList,
        RelationTag,
        TagName,
        Membership,
        GroupMark,
        GroupList,
    )
] + [told_beside(GroupChat, "chat")]
"""What further imports say of the same facts, and what imports said that were taken back."""

CHANGING: Changing = {
    Store: ("name", "zone", "cutoff_hour", "hours", "region"),
    Touchpoint: ("physical",),
    Sensor: ("store", "bits", "reversed", "gates", "active"),
}
"""What facts name by its number stays, also where the settings no longer describe it."""

TRIGGERS: tuple[Trigger, ...] = walls(CHANGING)

PEOPLE: People = {
    Touch: ("identifier",),
    RelationMark: ("identifier",),
    Relation: ("identifier",),
    RelationTag: ("identifier",),
    Membership: ("identifier",),
    GroupMark: ("identifier",),
    GroupMember: ("identifier",),
    StaffIdentifier: ("identifier",),
}
"""Columns that hold identifiers."""
