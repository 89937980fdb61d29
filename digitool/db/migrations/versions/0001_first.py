"""The first schema: its statements are frozen in ``0001_first.sql``."""

from __future__ import annotations

from alembic import op

from digitool.db.migrations.statements import statements

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table, index and trigger."""
    for statement in statements("0001_first"):
        op.execute(statement)
