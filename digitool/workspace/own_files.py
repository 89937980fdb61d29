"""What in and beside a workspace is digitool's own: no answer is ever written over it."""

from __future__ import annotations

from pathlib import Path

from digitool.db.places import BACKUPS
from digitool.errors import RefusedError

SETTINGS_FILE = "digitool.toml"
DATABASE_FILE = "digitool.db"
KEY_FILE = "digitool.key"
REJECTS = "rejects"
MANIFEST_FILE = "backup.json"
SUMS_FILE = "SHA256SUMS"
"""What ``sha256sum -c`` reads: a single altered byte shows, which SQLite's own check does not promise."""

_NAMES = {SETTINGS_FILE, KEY_FILE, *(DATABASE_FILE + end for end in ("", "-journal", "-wal", "-shm"))}


def require_not_own(path: Path) -> None:
    """Refuse a path of a workspace's key, settings, database (with its journals) or backups.

    The names are kept free everywhere and in any case: a journal that is put beside a database is
    played back into it, and a backup may lie on another disk. Raises RefusedError ``own_file``.
    """
    if path.name.lower() in _NAMES or _in_backup(path.parent.absolute()):
        raise RefusedError(
            "own_file",
            "{path} is kept for digitool itself: key, settings, database and backups are never written over",
            hint="name another file",
            rule="own_files",
            path=path,
        )


def _in_backup(directory: Path) -> bool:
    try:
        place = directory.resolve()
    except (OSError, RuntimeError):
        return False  # a loop of links: whoever opens it will say so
    return any(
        (one / MANIFEST_FILE).is_file() or (one.name == BACKUPS and (one.parent / SETTINGS_FILE).is_file())
        for one in (place, *place.parents)
    )
