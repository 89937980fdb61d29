"""Import one file: recognise, read, keep, resolve identities, count again; all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.db.writing import Work
from digitool.errors import DataError
from digitool.facts.refunds import attach_returns
from digitool.facts.sync import sync_settings
from digitool.facts.touchpoints import Touchpoints
from digitool.flow.recount import rebuild
from digitool.guides.binding.keeping import Keeper
from digitool.identity.stored.registry import Registry
from digitool.identity.stored.resolve import recompute
from digitool.identity.stored.staff import sync_staff
from digitool.ingest.batch import Batch
from digitool.ingest.choose import Chosen, choose
from digitool.ingest.load import load_items, load_touch_chunks
from digitool.ingest.outcome import FileOutcome, ImportOptions
from digitool.ingest.rejected import RejectsFile, publish_left
from digitool.model.personal import mask_personal
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
    outcome = FileOutcome(mask_personal(chosen.document.name), chosen.format.name)
    digest = file_digest(path)
    params = {"file": outcome.file, "digest": digest, "format": chosen.format.name}
    with RejectsFile(desk, workspace, chosen.document, outcome, options) as rejects:

        def act(work: Work) -> dict[str, Any]:
            if not desk.dry_run:
                publish_left(workspace, work.connection)
            rejects.require_free()
            outcome.operation = work.operation
            batch = _open_batch(work, desk, agreed=options.agreed)
            outcome.batch = batch.number
            _record_file(work, outcome, batch.number, digest)
            _load(batch, chosen, outcome, progress)
            if options.strict and outcome.rejects:
                raise _refused_whole(outcome)
            _finish(work, desk, batch, outcome)
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


def _open_batch(work: Work, desk: Desk, *, agreed: bool) -> Batch:
    connection, settings = work.connection, desk.settings
    changed = sync_settings(connection, settings)
    registry = Registry(connection, desk.secret)
    changed = sync_staff(connection, registry, settings) or changed
    number = int(connection.execute("SELECT coalesce(max(id), 0) + 1 FROM import_file").fetchone()[0])
    if changed:
        rebuild(connection, work.seq)
    recount, touchpoints = Keeper(connection, work.seq, settings), Touchpoints(connection, settings)
    doing = work.seq, desk.at
    return Batch(connection, settings, number, registry, recount, touchpoints, *doing, agreed=agreed)


def _load(batch: Batch, chosen: Chosen, outcome: FileOutcome, progress: Progress | None) -> None:
    document = chosen.document

    def tick() -> None:
        if progress is not None:
            progress(document.bytes_read, document.size)

    if chosen.format.name == "touches" and chosen.mapping is not None:
        from digitool.sources.formats.tables.mapped_touches import read_touch_chunks

        chunks = read_touch_chunks(document, chosen.mapping, chosen.options)
        load_touch_chunks(batch, chunks, outcome, tick)
    else:
        load_items(batch, read(document, chosen.format, chosen.options), outcome, tick)
    outcome.warnings += batch.warnings
    if batch.undated:
        from digitool.ingest.listing import still_lost

        outcome.warnings += still_lost(batch)
    if chosen.mapping is not None:
        outcome.unread = unread(document.header, chosen.mapping)


def _finish(work: Work, desk: Desk, batch: Batch, outcome: FileOutcome) -> None:
    release = batch.recount.release
    recompute(work.connection, batch.reached, desk.settings, work.seq, before_change=release)
    outcome.warnings += batch.noticed.warnings()
    if batch.families:
        batch.recount.days |= attach_returns(work.connection, batch.families)
    batch.recount.finish()
    outcome.first_at, outcome.last_at = batch.first_at, batch.last_at


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
    first = outcome.rejects[0]
    return DataError(
        "strict",
        "{file}: {count} rows cannot be taken, so none was (--strict); the first is line {line}: {reason}",
        hint="Import without --strict to take the good rows and get the bad ones in a rejects file.",
        file=outcome.file,
        count=outcome.rejected,
        line=first.line,
        reason=first.code,
    )


_LARGEST = 10
"""Most persons that an import names."""


def largest_components(connection: Connection) -> list[dict[str, Any]]:
    """The persons with the most identifiers: a wrong merge shows here first."""
    return [dict(row) for row in run(connection, "ingest", "largest_persons", {"limit": _LARGEST})]


def moved_figures(connection: Connection, operation: int) -> list[dict[str, Any]]:
    """Figures of days already counted that this import would change, chain-wide by measure."""
    return [dict(row) for row in run(connection, "ingest", "moved_figures", {"operation": operation})]
