"""Import one file: recognise, read, keep, resolve identities, count again; all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from digitool.db.port import Connection
from digitool.db.writing import Work
from digitool.errors import DataError
from digitool.ingest.batch import Batch
from digitool.ingest.choose import Chosen, choose
from digitool.ingest.finishing import finish_in, largest_components, moved_figures, open_batch_in
from digitool.ingest.load import load_items, load_touch_chunks
from digitool.ingest.outcome import CONTRADICTION, FileOutcome, ImportOptions, Rejects
from digitool.ingest.rejected import RejectsFile, publish_left
from digitool.model.personal import mask_personal
from digitool.model.text import clean
from digitool.sources.mapping.mapped import unread
from digitool.sources.registry import read
from digitool.workspace.desk import Desk
from digitool.workspace.files import file_digest
from digitool.workspace.locate import Workspace

Progress = Callable[[int, int], None]
"""Called with (bytes read, bytes in all; 0 when unknown)."""


def import_file(
    desk: Desk, workspace: Workspace, path: Path, options: ImportOptions, progress: Progress | None = None
) -> FileOutcome:
    """Import one file into a workspace, whose folders hold mappings and rejects.

    Raises DataError for a file that is refused, or with ``strict`` for one that has a bad row; then
    nothing of it is kept.
    """
    chosen = choose(workspace, path, options)
    _ = desk.secret  # another one is found out before anything is written
    name = mask_personal(chosen.document.name)
    outcome = FileOutcome(name, chosen.format.name, Rejects(workspace.root))
    digest = file_digest(path)
    params: dict[str, Any] = {"file": outcome.file, "digest": digest, "format": chosen.format.name}
    if options.replaces is not None:
        params["replaces"] = options.replaces
    with RejectsFile(desk, workspace, chosen.document, outcome, options) as rejects:

        def act(work: Work) -> dict[str, Any]:
            if not desk.dry_run:
                publish_left(workspace, work.connection)
            rejects.require_free()
            outcome.operation = work.operation
            if options.replaces is not None:
                from digitool.ingest.undoing import replace_in

                outcome.warnings += replace_in(work, desk, options.replaces)
            batch = open_batch_in(work, desk, agreed=options.agreed)
            outcome.batch = batch.number
            _record_file(work, outcome, batch.number, digest)
            _load(batch, chosen, outcome, progress)
            if options.strict and outcome.rejects:
                raise _refused_whole(outcome)
            outcome.warnings += finish_in(work, desk, batch)
            outcome.first_at, outcome.last_at = batch.first_at, batch.last_at
            _record_file(work, outcome, batch.number, digest)
            rejects.write()
            if desk.dry_run:
                outcome.components = largest_components(work.connection)
                outcome.changes = moved_figures(work.connection, work.seq)
            return outcome.row()

        told = desk.write("import", params, act)
        if not outcome.operation:  # nothing was done: this key was used before
            outcome.replay(told)
    return outcome


def _load(batch: Batch, chosen: Chosen, outcome: FileOutcome, progress: Progress | None) -> None:
    document = chosen.document

    def tick() -> None:
        if progress is not None:
            progress(document.bytes_read, document.size)

    if _is_of_touches_alone(chosen) and chosen.mapping is not None:
        from digitool.sources.formats.tables.mapped_touches import read_touch_chunks

        chunks = read_touch_chunks(document, chosen.mapping, chosen.options)
        load_touch_chunks(batch, chunks, outcome, tick)
    else:
        load_items(batch, read(document, chosen.format, chosen.options), outcome, tick)
    _refuse_unnamed_doors(chosen, outcome)
    outcome.warnings += batch.warnings
    if batch.undated:
        from digitool.ingest.listing import still_lost

        outcome.warnings += still_lost(batch)
    if chosen.mapping is not None:
        outcome.unread = unread(document.header, chosen.mapping)


def _refuse_unnamed_doors(chosen: Chosen, outcome: FileOutcome) -> None:
    """Raise DataError ``no_gate`` where counters contradict themselves for want of a column that is there."""
    mapping = chosen.mapping
    if mapping is None or chosen.format.name != "traffic" or "gate" in {*mapping.columns, *mapping.defaults}:
        return
    first = next((reject for reject in outcome.rejects if reject.code == CONTRADICTION), None)
    if first is None:
        return
    from digitool.forms.writing import toml_value
    from digitool.sources.doors import door_column

    found = door_column(chosen.document, mapping, chosen.options)
    if found:
        raise DataError(
            "no_gate",
            "{file}: rows of one time of one counter differ, first in line {line}, and the column {column}"
            " tells them apart",
            hint="Say in the mapping, under [columns], which door each row is of: gate = {shown}",
            try_next="digitool import --learn FILE",
            file=outcome.file,
            line=first.line,
            column=clean(found)[:60],
            shown=toml_value(clean(found)[:60]),
        )


def _is_of_touches_alone(chosen: Chosen) -> bool:
    """Whether a table tells of touches and of nothing else: then it goes in by columns, not by rows."""
    if chosen.format.name != "touches" or chosen.mapping is None:
        return False
    from digitool.sources.formats.tables.mapped_touches import names_one

    return names_one(chosen.mapping)


def _record_file(work: Work, outcome: FileOutcome, number: int, digest: str) -> None:
    connection: Connection = work.connection
    connection.execute(
        "INSERT INTO import_file"
        " (id, operation, file, digest, format, rows_in, accepted, rejected, known,"
        " period_from, period_to) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET operation = excluded.operation, file = excluded.file,"
        " digest = excluded.digest, format = excluded.format, rows_in = excluded.rows_in,"
        " accepted = excluded.accepted, rejected = excluded.rejected, known = excluded.known,"
        " period_from = excluded.period_from, period_to = excluded.period_to",
        (
            number,
            work.seq,
            outcome.file,
            digest,
            outcome.format,
            outcome.rows_in,
            outcome.accepted,
            outcome.rejected,
            outcome.known,
            outcome.first_at,
            outcome.last_at,
        ),
    )


def _refused_whole(outcome: FileOutcome) -> DataError:
    first = next(iter(outcome.rejects))
    return DataError(
        "strict",
        "{file}: {count} rows cannot be taken, so none was (--strict); the first is line {line}: {reason}",
        hint="Import without --strict to take the good rows and get the bad ones in a rejects file.",
        file=outcome.file,
        count=outcome.rejected,
        line=first.line,
        reason=first.code,
    )
