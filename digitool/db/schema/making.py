"""Create a database and bring an older one up to date."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import mkstemp
from types import ModuleType
from typing import TYPE_CHECKING, Any

from digitool.db.connection import connect, driver_of, translated
from digitool.db.history import write_founding
from digitool.db.port import Connection
from digitool.db.schema.version import CURRENT, schema_version

if TYPE_CHECKING:
    from alembic.config import Config
if TYPE_CHECKING:
    from sqlalchemy import Engine


SCHEMA = Path(__file__).with_name("schema.sql")
"""The frozen text of the newest schema, a product of `ddl`."""

REVISION = f"{CURRENT:04}"
"""Alembic's name of the newest schema."""

MIGRATIONS = Path(__file__).with_name("migrations")
"""Where Alembic finds the steps from one schema to the next."""


def create_database(path: Path, key_print: str = "") -> bool:
    """Create the database at ``path`` with mode 0600, bound to a key; True when it was made now.

    ``key_print`` is the key's fingerprint: without one no key can be used with the database. Safe for
    several processes at once: the file appears under its name only when complete.
    """
    if path.exists():
        return False
    handle, name = mkstemp(prefix=f".{path.name}.", dir=path.parent)  # 0600 whatever the umask
    os.close(handle)
    draft = Path(name)
    try:
        connection = connect(draft)
        try:
            with translated(path):
                make_newest(connection)
                write_founding(connection, key_print)
        finally:
            connection.close()
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink(missing_ok=True)
    return True


def make_newest(connection: Connection) -> None:
    """Make an empty database one of the newest schema, in one transaction, without the library of tables."""
    driver_of(connection).executescript(f"BEGIN IMMEDIATE;\n{SCHEMA.read_text('utf-8')}COMMIT;")


def upgrade(connection: Connection) -> tuple[int, int]:
    """Run the migrations that an open database lacks, all in one transaction; (schema before, after).

    The caller holds the database and has taken a backup, and closes the connection whatever happens.
    """
    connection.execute("BEGIN IMMEDIATE")
    before = schema_version(connection)
    if before < CURRENT:
        with_alembic(connection, lambda command, config: command.upgrade(config, "head"))
        connection.execute(f"PRAGMA user_version={CURRENT}")
    connection.execute("COMMIT")
    return before, max(before, CURRENT)


def with_alembic(connection: Connection, act: Callable[[ModuleType, Config], None]) -> None:
    """Act with Alembic's commands and our configuration inside the open transaction of a connection."""
    from alembic import command
    from alembic.config import Config

    engine = engine_over(connection)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with engine.connect() as bound:
        config.attributes["connection"] = bound
        act(command, config)
    engine.dispose()


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
