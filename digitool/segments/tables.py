"""What is stored of segments: the tags that customers have by rule, from when to when."""

from __future__ import annotations

from typing import Optional

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from digitool.db.schema.declaring import CLUSTERED, partial_index
from digitool.db.schema.people import People


class AutoTag(SQLModel, table=True):
    """A tag that a rule (a segment file with ``tag``) put on a customer, from ``since`` until ``until``.

    Like every fact it stands on an identifier, so a merge or split of persons needs no rewriting. A
    customer has at most one running row of a rule and tag on one identifier. Times are UTC ms.
    """

    __tablename__ = "auto_tag"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="auto_tag_span"),
        CheckConstraint("tag <> '' AND rule <> ''", name="auto_tag_named"),
        partial_index("auto_tag_running", "identifier", "rule", "tag", where="until IS NULL", unique=True),
        CLUSTERED,
    )

    rule: str = Field(primary_key=True)
    tag: str = Field(primary_key=True)
    identifier: int = Field(primary_key=True)
    since: int = Field(primary_key=True)
    until: Optional[int] = None
    operation: int


PEOPLE: People = {
    AutoTag: ("identifier",),
}
"""Columns that hold identifiers."""
