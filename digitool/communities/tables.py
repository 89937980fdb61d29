"""What is stored of communities: who leads a customer group, and which round a leader's run belongs to."""

from __future__ import annotations

from typing import Optional

from sqlmodel import Field, SQLModel

from digitool.db.schema.declaring import partial_index
from digitool.db.schema.people import People
from digitool.db.schema.triggers import Trigger
from digitool.db.schema.walls import Changing, walls


class CommunityLeader(SQLModel, table=True):
    """A leader of a customer group; one at a time. ``store`` is where her neighbours pick up."""

    __tablename__ = "community_leader"
    __table_args__ = (partial_index("community_leader_now", "chat", where="until IS NULL", unique=True),)

    id: Optional[int] = Field(default=None, primary_key=True)
    chat: int = Field(foreign_key="group_chat.id")
    leader: int
    store: str = ""
    since: int
    until: Optional[int] = None
    operation: int


class CommunityRun(SQLModel, table=True):
    """The run of one round in one community."""

    __tablename__ = "community_run"

    run: int = Field(primary_key=True, foreign_key="referral_run.id")
    chat: int = Field(foreign_key="group_chat.id", index=True)
    leader: int
    store: str = ""


CHANGING: Changing = {CommunityLeader: ("until",), CommunityRun: ()}

TRIGGERS: tuple[Trigger, ...] = walls(CHANGING)

PEOPLE: People = {
    CommunityLeader: ("leader",),
    CommunityRun: ("leader",),
}
"""Columns that hold identifiers."""
