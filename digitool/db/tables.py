"""What every write leaves behind: operations."""

from __future__ import annotations

from typing import Optional

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel


class Operation(SQLModel, table=True):
    """One recorded write; rows are only ever added, and marked when undone.

    ``at`` is the moment that the write claims (UTC ms, ``--as-of``), ``recorded_at`` what the wall clock
    said: a write that was dated back shows in the difference.
    """

    __tablename__ = "operation"
    __table_args__ = (CheckConstraint("actor <> ''", name="operation_actor"),)

    seq: Optional[int] = Field(default=None, primary_key=True)
    kind: str = Field(nullable=False)
    key: Optional[str] = Field(default=None, unique=True)
    params: str = Field(nullable=False)
    actor: str = Field(nullable=False)
    at: int = Field(nullable=False)
    recorded_at: int = Field(nullable=False)
    result: str = Field(nullable=False)
    undone_by: Optional[int] = Field(default=None, foreign_key="operation.seq")
