"""What a database is founded with, and what every write leaves behind."""

from __future__ import annotations

from typing import Optional

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from digitool.db.schema.triggers import Refusal, Trigger


class Founding(SQLModel, table=True):
    """One row, written with the database and never again.

    ``database_id`` is random and tells this database from every other one; its backups have it too.
    ``key_print`` is the fingerprint of the only key that may be used with it, empty where there is none.
    """

    __tablename__ = "founding"
    __table_args__ = (CheckConstraint("one = 1", name="founding_once"),)

    one: int = Field(primary_key=True)
    database_id: str
    key_print: str


class Operation(SQLModel, table=True):
    """One recorded write; rows are only ever added, and marked when undone.

    ``at`` is the moment that the write claims (UTC ms, ``--as-of``), ``recorded_at`` what the wall clock
    said: a write that was dated back shows in the difference. ``seq`` has at most the 18 digits of a public
    id: a greater one, set by hand, would leave no number for the next write.
    """

    __tablename__ = "operation"
    __table_args__ = (
        CheckConstraint("actor <> ''", name="operation_actor"),
        CheckConstraint("seq BETWEEN 1 AND 999999999999999999", name="operation_seq"),
    )

    seq: Optional[int] = Field(default=None, primary_key=True)
    kind: str = Field(nullable=False)
    key: Optional[str] = Field(default=None, unique=True)
    params: str = Field(nullable=False)
    actor: str = Field(nullable=False)
    at: int = Field(nullable=False)
    recorded_at: int = Field(nullable=False)
    result: str = Field(nullable=False)
    undone_by: Optional[int] = Field(default=None, foreign_key="operation.seq")


TRIGGERS: tuple[Trigger, ...] = (
    Refusal("founding_kept", "UPDATE", "founding", "a database is founded once"),
    Refusal("founding_not_deleted", "DELETE", "founding", "a database is founded once"),
)
