"""The first schema: what a founding writes; nothing older is brought up to it."""

from __future__ import annotations

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Nothing: who has a database has this schema already."""
