"""SQLAlchemy over a connection that we, not it, begin and end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from digitool.db.port import Connection

if TYPE_CHECKING:
    from sqlalchemy import Engine


class _Held:
    """A connection whose transaction only we may end: SQLAlchemy rolls back when it first connects."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the connection has
        return getattr(self._connection, name)

    def commit(self) -> None:
        """Leave the transaction open."""

    rollback = close = commit


def engine_over(connection: Connection) -> Engine:
    """An engine whose every connection is this one."""
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    return create_engine(
        "sqlite://",
        creator=lambda: _Held(connection),
        poolclass=StaticPool,
        pool_reset_on_return=None,
        hide_parameters=True,
    )
