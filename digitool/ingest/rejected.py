"""Write the rows that were not taken to a file that can be corrected and imported again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from digitool.errors import InputOutputError
from digitool.ingest.outcome import ImportOptions, Outcome
from digitool.model.records import Reject
from digitool.sources.opening import Document
from digitool.sources.rejects import write_rejects
from digitool.sources.table import rows
from digitool.workspace.locate import Workspace


@contextmanager
def rejects_kept(
    workspace: Workspace, document: Document, outcome: Outcome, options: ImportOptions
) -> Iterator[Callable[[], None]]:
    """Gives a function that writes the rejects, to be called before the import is committed.

    They appear under their name when the block ends well, so that neither an import without its
    rejects nor rejects without their import are left behind. Raises InputOutputError at once when
    the file is there already.
    """
    if options.rejects is not None and options.rejects.exists():
        raise _unwritable(options.rejects)
    drafts: list[tuple[Path, Path]] = []

    def write() -> None:
        if not outcome.rejects or options.dry_run:
            return
        target = options.rejects or _default(workspace, outcome)
        draft = target.with_name(f".{target.name}.part")  # a killed import leaves one, the next replaces it
        drafts.append((draft, target))
        _write(draft, target, document, outcome, options.language or workspace.settings.chain.language)

    try:
        yield write
        for draft, target in drafts:
            draft.replace(target)
            outcome.rejects_file = target
    finally:
        for draft, _target in drafts:
            with suppress(OSError):
                draft.unlink()


def _write(draft: Path, target: Path, document: Document, outcome: Outcome, language: str) -> None:
    """Write one row for each rejected line, the first thing that is wrong with it."""
    outcome.rejects.sort(key=lambda reject: reject.line)
    first = {reject.line: reject for reject in reversed(outcome.rejects)}
    chosen = [reject for reject in outcome.rejects if first[reject.line] is reject]
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(FileNotFoundError):
            draft.unlink()
        write_rejects(draft, document, with_cells(document, chosen), language)
    except (OSError, InputOutputError) as error:
        raise _unwritable(target) from error


def _unwritable(target: Path) -> InputOutputError:
    return InputOutputError(
        "unwritable",
        "{file} cannot be written, or exists already",
        hint="Choose another name.",
        file=str(target),
    )


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
