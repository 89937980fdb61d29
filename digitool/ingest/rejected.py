"""Write the rows that were not taken to a file that can be corrected and imported again.

The file is drafted before the import is committed and gets its name after it, so that neither an import
without its rejects nor rejects without their import are ever there. A process that dies between the two
leaves the draft; the next import or backup publishes it (`publish_left`).
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from digitool.db.port import Connection
from digitool.errors import InputOutputError
from digitool.ingest.outcome import FileOutcome, ImportOptions
from digitool.model.records import Reject
from digitool.sources.file import problems
from digitool.sources.file.opening import Document
from digitool.sources.file.rejects import write_rejects
from digitool.sources.file.table import rows
from digitool.workspace.desk import Desk
from digitool.workspace.files import check_target
from digitool.workspace.inputs import writing
from digitool.workspace.locate import Workspace
from digitool.workspace.own_files import require_not_own


class RejectsFile:
    """The rejects file of one import: refused early, drafted before the commit, named after it."""

    def __init__(
        self,
        desk: Desk,
        workspace: Workspace,
        document: Document,
        outcome: FileOutcome,
        options: ImportOptions,
    ) -> None:
        self._desk = desk
        self._workspace, self._document, self._outcome = workspace, document, outcome
        self._options = options

    def __enter__(self) -> RejectsFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the draft its name when the import is kept, else remove it."""
        self._outcome.rejects.close()
        draft = _draft(self._target)
        if kind is None:
            if self._options.force and draft.exists():
                draft.replace(self._target)
            elif self._options.rejects is not None and draft.exists() and self._target.exists():
                self._options = replace(self._options, rejects=None)  # somebody took the name meanwhile
                self._workspace.rejects.mkdir(mode=0o700, exist_ok=True)
                shutil.move(draft, _draft(self._target))
                draft = _draft(self._target)
            _publish(draft, self._target)
            if self._outcome.rejected and not self._desk.dry_run:
                self._tell()
        else:
            with suppress(OSError):
                draft.unlink()

    def _tell(self) -> None:
        if self._target.exists():
            self._outcome.rejects_file = self._target
        else:
            self._outcome.rejects_gone = self._target

    @property
    def _target(self) -> Path:
        return self._options.rejects or self._workspace.rejects / _name(
            self._outcome.batch, self._outcome.file
        )

    def require_free(self) -> None:
        """Refuse a place that cannot take it. Raises UsageError, InputOutputError, RefusedError."""
        if self._options.rejects is not None:
            require_not_own(self._options.rejects)
            writing(self._options.rejects)
            check_target(self._options.rejects, force=self._options.force)

    def write(self) -> None:
        """Draft one row for each rejected line. Raises InputOutputError."""
        if not self._outcome.rejects or self._desk.dry_run:
            return
        language = self._options.language or self._desk.settings.chain.language
        draft = _draft(self._target)
        try:
            if self._options.rejects is None:
                draft.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft.unlink(missing_ok=True)
            write_rejects(draft, self._document, with_cells(self._document, self._outcome.rejects), language)
        except (OSError, InputOutputError) as error:
            raise _unwritable(self._target) from error


def publish_left(workspace: Workspace, connection: Connection) -> None:
    """Finish or remove what imports that died have left in the rejects folder.

    The caller holds the write lock: no import is between its draft and its commit now.
    """
    known = {
        _name(row[0], row[1])
        for row in connection.execute("SELECT id, file FROM import_file WHERE rejected > 0")
    }
    for draft in workspace.rejects.glob(".*.part"):
        name = draft.name[1 : -len(".part")]
        if name in known:
            _publish(draft, workspace.rejects / name)
        else:
            draft.unlink(missing_ok=True)


def with_cells(document: Document, rejects: Iterable[Reject]) -> Iterator[Reject]:
    """Rejects by line; those found after reading get their row's cells from a second look at the file."""
    if document.shape != "table":
        yield from rejects
        return
    with closing(rows(document)) as numbered:
        row = 0, [""]
        for reject in rejects:
            if not reject.cells:
                while row[0] < reject.line:
                    row = next(numbered, (sys.maxsize, []))
                if row[0] == reject.line:
                    reject = reject._replace(cells=tuple(row[1]))
            yield reject


def _publish(draft: Path, target: Path) -> None:
    """Give a draft its name, unless another import has done so for a process that died."""
    try:
        os.link(draft, target)
    except (FileNotFoundError, FileExistsError):
        pass
    except OSError:  # a file system without hard links
        if not target.exists():
            draft.replace(target)
    draft.unlink(missing_ok=True)


def _draft(target: Path) -> Path:
    return target.with_name(f".{target.name}.part")


def _name(batch: int, file: str) -> str:
    stem = Path(file).name.rsplit(".", 1)[0][:80]
    return f"{batch:04d}-{stem.replace(os.sep, '_')}.csv"


def _unwritable(target: Path) -> InputOutputError:
    return problems.unwritable(str(target))
