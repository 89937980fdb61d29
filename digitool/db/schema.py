"""Create a database and bring an older one up to date."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

ROOMS = Path(__file__).parent.parent


def create_database(path: Path) -> bool:
    """Create the database at ``path`` with mode 0600; True when it was made now.

    Safe for several processes at once: the file appears under its name only when complete.
    """
    if path.exists():
        return False
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    try:
        _migrate(draft)
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink(missing_ok=True)
    return True


def load_tables() -> None:
    """Import ``tables.py`` of every room, found by name, so that SQLModel knows all tables."""
    for file in sorted(ROOMS.glob("*/tables.py")):
        import_module(f"digitool.{file.parent.name}.tables")


def triggers() -> list[str]:
    """The triggers that rooms declare next to their tables (``TRIGGERS``)."""
    found: list[str] = []
    for file in sorted(ROOMS.glob("*/tables.py")):
        module = import_module(f"digitool.{file.parent.name}.tables")
        found.extend(getattr(module, "TRIGGERS", ()))
    return found


def _migrate(path: Path) -> None:
    from sqlmodel import SQLModel, create_engine

    from digitool.db.version import CURRENT

    load_tables()
    engine = create_engine(f"sqlite:///{path}", hide_parameters=True)
    SQLModel.metadata.create_all(engine)
    with engine.begin() as connection:
        for statement in triggers():
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"PRAGMA user_version={CURRENT}")
    engine.dispose()
