"""Integrity of tags by rule."""

from __future__ import annotations

from digitool.db.checks import Check
from digitool.db.port import Connection
from digitool.db.tally import run


def tags_by_rule(connection: Connection) -> list[str]:
    """Spans of one rule, tag and identifier do not overlap, and stand on identifiers that exist."""
    return [row["difference"] for row in run(connection, "segments", "wrong_tags")]


CHECKS: dict[str, Check] = {"tags-by-rule": tags_by_rule}
