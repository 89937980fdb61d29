"""Found the demo's workspace, put its files through the same import as everybody's, and do its deeds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

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

Step = Callable[[Path, int, int], None]
"""Called before a file is imported, with its path, its number from 1, and how many there are."""


def run_demo(directory: Path, size: DemoSize, at: Ms, step: Step | None = None) -> Workspace:
    """Write a demo into a directory, import it now (UTC ms) and do its deeds.

    Again, only what is missing is done.

    Raises UsageError when the directory holds something else, and every error of an import.
    """
    make_directory(directory)
    with alone(directory):
        files = _files(directory) if _is_there(directory, size) else None
        if files is None:
            files = [file.path for file in build_demo(directory, size).inbox]
        workspace = Workspace(directory)
        found_workspace(directory, "")
    known = _imported(workspace)
    desk = Desk(workspace.database, at, workspace.settings, lambda: workspace.key)
    waiting = [path for path in files if _digest(path) not in known]
    for number, path in enumerate(waiting, 1):
        if step is not None:
            step(path, number, len(waiting))
        import_file(desk, workspace, path, ImportOptions())
    if not is_done(workspace):
        do_deeds(workspace, make_world(size))
    return workspace


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
