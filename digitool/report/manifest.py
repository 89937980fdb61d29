"""What a backup says of itself: its place in the order, and the history of the database in it.

Backups are ordered by the history that they hold and by the order in which they were made, never by a
clock: their names begin with a time for people to read.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path

from digitool.db.history import History
from digitool.errors import DamageError
from digitool.model.ids import Ms
from digitool.model.text import mask_value
from digitool.workspace.files import file_digest
from digitool.workspace.own_files import DATABASE_FILE, KEY_FILE, MANIFEST_FILE, SETTINGS_FILE, SUMS_FILE

BACKUP, BEFORE_RESTORE, BEFORE_MIGRATE = "backup", "before-restore", "before-migrate"
"""Kinds of backups: asked for; the state that a restore replaced; the state that a migration changed."""


@dataclass(frozen=True)
class Manifest:
    """``number`` counts the backups of one directory.

    ``verified`` means proven as for a restore: whole, and every check holds that this program's schema has.
    """

    kind: str
    number: int
    verified: bool
    history: History

    @property
    def place(self) -> tuple[int, int]:
        """The place in the order: how far the history goes, then which was made later."""
        return self.history.sequence, self.number

    def is_older(self, other: Manifest) -> bool:
        """Whether this is an earlier state of the same database, and was made before the other one."""
        mine, its = self.history, other.history
        earlier = self.number < other.number and mine.sequence <= its.sequence
        return earlier and mine.database_id == its.database_id

    def text(self) -> str:
        """The manifest as it is written."""
        return json.dumps({**asdict(self), "history": self.history._asdict()}, indent=1) + "\n"


@dataclass(frozen=True)
class Backup:
    """A backup on disk: its directory and its manifest."""

    path: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        """The name under which `restore` finds it."""
        return self.path.name

    @property
    def database(self) -> Path:
        """The copy of the database."""
        return self.path / DATABASE_FILE


def stamp(at: Ms) -> str:
    """How the name of a backup begins: its moment (UTC ms) for people to read."""
    return datetime.fromtimestamp(at / 1000, timezone.utc).strftime("%Y%m%dT%H%M%SZ")


def read_backup(path: Path) -> Backup:
    """A backup by its directory. Raises DamageError when it does not say what it is."""
    try:
        told = json.loads((path / MANIFEST_FILE).read_text("utf-8"))
        history = History(*(told["history"][name] for name in History._fields))
        manifest = Manifest(str(told["kind"]), told["number"], bool(told["verified"]), history)
        if not all(isinstance(one, int) for one in (history.schema, history.operations, *manifest.place)):
            raise TypeError
    except (OSError, ValueError, TypeError, KeyError):
        raise altered(path) from None
    return Backup(path, manifest)


def backups_of(directory: Path) -> list[Backup]:
    """The backups of a directory in their order, the oldest first; what cannot be read is left out."""
    found = []
    for file in directory.glob(f"[!.]*/{MANIFEST_FILE}"):
        if file.parent.is_symlink():  # somebody else's place
            continue
        try:
            found.append(read_backup(file.parent))
        except DamageError:
            continue
    return sorted(found, key=lambda one: one.manifest.place)


def write_sums(directory: Path) -> str:
    """What `SUMS_FILE` says of the files of a backup."""
    names = (DATABASE_FILE, SETTINGS_FILE, KEY_FILE, MANIFEST_FILE)
    files = (directory / name for name in names)
    return "".join(f"{file_digest(path)}  {path.name}\n" for path in files if path.exists())


def require_sums(path: Path) -> str:
    """Check every file of a backup against its sums; gives the database's. Raises DamageError."""
    try:
        lines = (path / SUMS_FILE).read_text("utf-8").splitlines()
        sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
        whole = all(file_digest(path / Path(name).name) == digest for name, digest in sums.items())
    except (OSError, ValueError):
        raise altered(path) from None
    if not whole or not {DATABASE_FILE, MANIFEST_FILE} <= sums.keys():
        raise altered(path)
    return sums[DATABASE_FILE]


def is_whole(backup: Backup) -> bool:
    """Whether a backup is byte for byte what was written."""
    try:
        require_sums(backup.path)
    except DamageError:
        return False
    return True


def altered(path: Path) -> DamageError:
    """The error of a directory that is no backup, or no longer the one that was written."""
    others = [one.name for one in backups_of(path.parent) if one.path != path]
    return DamageError(
        "backup_altered",
        "the backup {name} is not as it was written",
        hint="take another one: {others}" if others else "take another backup",
        name=mask_value(path.name),
        others=", ".join(others[-5:]),
    )
