"""Is this computer, and this workspace, fit to work on? Each question looks, none repairs."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from digitool.errors import DigitoolError, Phrase
from digitool.model.days import CHINA, zone
from digitool.workspace.locate import Workspace

OK, WARN, FAIL = "ok", "warn", "fail"

_MIB = 1024 * 1024
_LOW_DISK, _NO_DISK = 1024 * _MIB, 100 * _MIB
_WAL_SAFE = (3, 51, 3)
"""First SQLite whose write-ahead log cannot lose pages in the WAL-reset race."""
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "sshfs", "fuse.sshfs", "davfs", "afs"})


class HealthFinding(NamedTuple):
    """One look: its name, ``ok``, ``warn`` or ``fail``, and what was seen (a phrase of the catalogue).

    ``error`` is what a command that needs this would raise.
    """

    check: str
    state: str
    detail: Phrase
    error: DigitoolError | None = None


def examine(workspace: Workspace | None) -> list[HealthFinding]:
    """All findings, the computer's first. Without a workspace only those."""
    looks: list[Callable[[], HealthFinding]] = [_python, _sqlite, _zones, _encoding]
    findings = [look() for look in looks]
    if workspace is None:
        return [*findings, HealthFinding("workspace", WARN, Phrase("none here; digitool init makes one", {}))]
    return [*findings, *_workspace(workspace)]


def _workspace(workspace: Workspace) -> Iterator[HealthFinding]:
    yield HealthFinding("workspace", OK, Phrase("{path}", {"path": str(workspace.root.resolve())}))
    yield _guarded("settings", lambda: _settings(workspace))
    yield _guarded("key", lambda: _key(workspace))
    yield _permissions(workspace)
    yield _guarded("schema", lambda: _schema(workspace))
    yield _disk(workspace.root)
    yield _mount(workspace.root)


def _guarded(name: str, look: Callable[[], HealthFinding]) -> HealthFinding:
    """A look whose error is its finding."""
    try:
        return look()
    except DigitoolError as error:
        return HealthFinding(name, FAIL, Phrase(error.message, error.values), error)


def _python() -> HealthFinding:
    return HealthFinding(
        "python", OK, Phrase("{version}", {"version": ".".join(map(str, sys.version_info[:3]))})
    )


def _sqlite() -> HealthFinding:
    from digitool.db.connection import ENGINE_VERSION

    values: dict[str, object] = {"version": ".".join(map(str, ENGINE_VERSION))}
    if ENGINE_VERSION >= _WAL_SAFE:
        return HealthFinding("sqlite", OK, Phrase("{version}", values))
    return HealthFinding(
        "sqlite",
        WARN,
        Phrase(
            "{version}; before 3.51.3 a write-ahead log can be damaged when two programs write at once."
            " digitool uses a rollback journal, which is safe: do not switch it to WAL",
            values,
        ),
    )


def _zones() -> HealthFinding:
    try:
        zone(CHINA)
    except (KeyError, OSError):
        return HealthFinding(
            "zones", FAIL, Phrase("time zone data is missing; install the package tzdata", {})
        )
    return HealthFinding("zones", OK, Phrase("time zone data is present", {}))


def _encoding() -> HealthFinding:
    stream = getattr(sys.stdout, "encoding", None) or "ascii"
    values: dict[str, object] = {"stdout": stream, "files": sys.getfilesystemencoding()}
    if "utf" not in str(values["files"]).lower():
        return HealthFinding(
            "encoding", WARN, Phrase("file names are {files}; Chinese names may be lost", values)
        )
    if "utf" not in stream.lower():
        return HealthFinding("encoding", WARN, Phrase("the screen is {stdout}; drawings are ASCII", values))
    return HealthFinding("encoding", OK, Phrase("screen {stdout}, file names {files}", values))


def _settings(workspace: Workspace) -> HealthFinding:
    settings = workspace.settings
    values: dict[str, object] = {
        "stores": len(settings.stores),
        "touchpoints": len(settings.touchpoints),
        "sensors": len(settings.sensors),
        "guides": len(settings.guides),
    }
    if not settings.stores:
        return HealthFinding("settings", WARN, Phrase("no store is described in digitool.toml yet", {}))
    template = "{stores} stores, {touchpoints} touchpoints, {sensors} sensors, {guides} guides"
    return HealthFinding("settings", OK, Phrase(template, values))


def _key(workspace: Workspace) -> HealthFinding:
    from digitool.workspace.keys import fingerprint

    return HealthFinding("key", OK, Phrase("fingerprint {print}", {"print": fingerprint(workspace.key)}))


def _permissions(workspace: Workspace) -> HealthFinding:
    private = (
        workspace.settings_file,
        workspace.database,
        workspace.key_file,
        workspace.backups,
        workspace.rejects,
    )
    open_ones = [path.name for path in private if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_ones:
        return HealthFinding(
            "permissions",
            WARN,
            Phrase("others can read: {names}; chmod go= them", {"names": ", ".join(open_ones)}),
        )
    return HealthFinding("permissions", OK, Phrase("files are private", {}))


def _schema(workspace: Workspace) -> HealthFinding:
    from digitool.db.connection import journal_of
    from digitool.db.reading import reader
    from digitool.db.schema.version import schema_version

    with reader(workspace.database) as connection:
        found = schema_version(connection)
        journal = journal_of(connection)
    values: dict[str, object] = {"found": found, "journal": journal}
    if journal == "wal":
        return HealthFinding("schema", WARN, Phrase("{found}, journal wal; digitool expects delete", values))
    return HealthFinding("schema", OK, Phrase("{found}, journal {journal}", values))


def _disk(root: Path) -> HealthFinding:
    free = shutil.disk_usage(root).free
    state = FAIL if free < _NO_DISK else WARN if free < _LOW_DISK else OK
    return HealthFinding("disk", state, Phrase("{free} MiB free", {"free": free // _MIB}))


def _mount(root: Path) -> HealthFinding:
    kind = file_system(root.resolve(), _mounts())
    if kind in _NETWORK:
        return HealthFinding(
            "mount", WARN, Phrase("{kind}: locks on a network drive cannot be relied on", {"kind": kind})
        )
    return HealthFinding("mount", OK, Phrase("{kind}", {"kind": kind or "local"}))


def file_system(path: Path, mounts: list[tuple[str, str]]) -> str:
    """The type of the file system that holds a path, of (mount point, type) pairs; the deepest wins."""
    held = [(point, kind) for point, kind in mounts if path.is_relative_to(point)]
    return max(held, key=lambda pair: len(pair[0]), default=("", ""))[1]


def _mounts() -> list[tuple[str, str]]:
    try:
        lines = Path("/proc/mounts").read_text("utf-8", errors="replace").splitlines()
    except OSError:  # not Linux
        return []
    fields = [line.split() for line in lines]
    return [(os.fsdecode(one[1].encode().decode("unicode_escape")), one[2]) for one in fields if len(one) > 2]
