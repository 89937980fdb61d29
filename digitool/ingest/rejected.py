"""Write the rows that were not taken to a file that can be corrected and imported again."""

from __future__ import annotations

import os
from pathlib import Path

from digitool.ingest.outcome import ImportOptions, Outcome
from digitool.model.records import Reject
from digitool.sources.opening import Document
from digitool.sources.rejects import write_rejects
from digitool.sources.table import rows
from digitool.workspace.locate import Workspace


def keep_rejects(workspace: Workspace, document: Document, outcome: Outcome, options: ImportOptions) -> None:
    """Write the rejects file, if there is anything to write; a dry run writes none."""
    if not outcome.rejects or options.dry_run:
        return
    target = options.rejects or _default(workspace, outcome)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    outcome.rejects.sort(key=lambda reject: reject.line)
    write_rejects(target, document, with_cells(document, outcome.rejects), workspace.settings.chain.language)
    outcome.rejects_file = target


def with_cells(document: Document, rejects: list[Reject]) -> list[Reject]:
    """Rejects that were found after reading get their row's cells from a second look at the file."""
    wanted = {reject.line for reject in rejects if not reject.cells}
    if not wanted or document.shape != "table":
        return rejects
    found = {}
    for line, cells in rows(document):
        if line in wanted:
            found[line] = tuple(cells)
            if len(found) == len(wanted):
                break
    return [
        reject._replace(cells=found[reject.line]) if reject.line in found and not reject.cells else reject
        for reject in rejects
    ]


def _default(workspace: Workspace, outcome: Outcome) -> Path:
    stem = Path(outcome.file).name.rsplit(".", 1)[0][:80]
    return workspace.root / "rejects" / f"{outcome.batch:04d}-{stem.replace(os.sep, '_')}.csv"
