"""Found the demo's workspace, put its files through the same import as everybody's, and do its deeds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import NamedTuple, Protocol

from digitool.db.reading import reader
from digitool.demo.deeds.plan import make_world
from digitool.demo.doing.every import do_deeds, is_done
from digitool.demo.world.size import DemoSize
from digitool.demo.writing import INBOX, TRUTH, build_demo
from digitool.ingest.outcome import ImportOptions
from digitool.ingest.run import import_file
from digitool.model.ids import Ms
from digitool.workspace.desk import Desk
from digitool.workspace.found import alone, found_workspace, make_directory
from digitool.workspace.locate import Workspace
from digitool.workspace.own_files import SETTINGS_FILE


class Bar(Protocol):
    """Shows how far a long task is."""

    def reach(self, done: int, total: int) -> None:
        """Say how much is done by now, and of how much."""


class DemoScreen(NamedTuple):
    """What a person sees while a demo is made: nothing, unless somebody shows it.

    ``begin`` is told how many files are about to be imported.
    """

    begin: Callable[[int], None] = lambda _files: None
    importing: AbstractContextManager[Bar | None] = nullcontext()
    doing: AbstractContextManager[Bar | None] = nullcontext()


NO_SCREEN = DemoScreen()


def run_demo(directory: Path, size: DemoSize, at: Ms, shown: DemoScreen = NO_SCREEN) -> Workspace:
    """Write a demo into a directory, import it now (UTC ms) and do its deeds.

    Again, only what is missing is done.

    Raises UsageError when the directory holds something else, and every error of an import.
    """
    make_directory(directory)
    with alone(directory):
        world = None
        if _is_there(directory, size):
            files = _files(directory)
        else:
            world = make_world(size)
            files = [file.path for file in build_demo(directory, size, world).inbox]
        workspace = Workspace(directory)
        found_workspace(directory, "")
    _import(workspace, files, at, shown)
    if not is_done(workspace):
        with shown.doing as bar:
            do_deeds(workspace, world or make_world(size), bar.reach if bar else None)
    return workspace


def _import(workspace: Workspace, files: list[Path], at: Ms, shown: DemoScreen) -> None:
    """Import the files that are not imported yet."""
    known = _imported(workspace)
    desk = Desk(workspace.database, at, workspace.settings, lambda: workspace.key)
    waiting = [path for path in files if _digest(path) not in known]
    if waiting:
        shown.begin(len(waiting))
    with shown.importing as bar:
        for number, path in enumerate(waiting):
            if bar is not None:
                bar.reach(number, len(waiting))
            import_file(desk, workspace, path, ImportOptions())


def rejected_rows(workspace: Workspace) -> dict[str, int]:
    """Rows that imports did not take, by the rejects file that holds them."""
    with reader(workspace.database) as connection:
        rows = connection.execute("SELECT id, rejected FROM import_file WHERE rejected > 0").fetchall()
    files = {path.name[:4]: str(path) for path in sorted(workspace.rejects.glob("*"))}
    return {files[f"{row['id']:04d}"]: row["rejected"] for row in rows if f"{row['id']:04d}" in files}


def _is_there(directory: Path, size: DemoSize) -> bool:
    """Whether exactly this demo was written here: its answers, the last file to be written, say so."""
    try:
        truth = json.loads((directory / TRUTH).read_text("utf-8"))
        found = truth["size"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    wanted = {"seed": size.seed, "stores": size.stores, "customers": size.customers, "days": size.days}
    return bool(found == wanted) and (directory / SETTINGS_FILE).is_file()


def _files(directory: Path) -> list[Path]:
    """The inbox in the order of the answers."""
    truth = json.loads((directory / TRUTH).read_text("utf-8"))
    return [directory / INBOX / row["file"] for row in truth["files"]]


def _imported(workspace: Workspace) -> set[str]:
    with reader(workspace.database) as connection:
        return {row[0] for row in connection.execute("SELECT digest FROM import_file")}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
