"""The two ends of every write that changes what counts: its surroundings, and what follows from it."""

from __future__ import annotations

from typing import Any

from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.db.writing import Work
from digitool.facts.sync import sync_settings
from digitool.facts.touchpoints import Touchpoints
from digitool.flow.recount import rebuild
from digitool.guides.binding.keeping import Keeper
from digitool.identity.stored.registry import Registry
from digitool.identity.stored.resolve import recompute
from digitool.identity.stored.staff import sync_staff
from digitool.ingest.batch import Batch
from digitool.model.records import Warn
from digitool.workspace.desk import Desk


def open_batch_in(work: Work, desk: Desk, number: int | None = None, *, agreed: bool = False) -> Batch:
    """The surroundings of an import (``number``, None: a new one); everything counts by today's settings."""
    connection, settings = work.connection, desk.settings
    changed = sync_settings(connection, settings)
    registry = Registry(connection, desk.secret)
    synced = sync_staff(connection, registry, settings)
    newest = "SELECT coalesce(max(id), 0) + 1 FROM import_file"
    number = number or int(connection.execute(newest).fetchone()[0])
    if any(changed) or synced.staff:
        rebuild(connection, work.seq, sales=changed.sales)
    recount, touchpoints = Keeper(connection, work.seq, settings), Touchpoints(connection, settings)
    doing = work.seq, desk.at
    batch = Batch(connection, settings, number, registry, recount, touchpoints, *doing, agreed=agreed)
    if synced.nobody:
        from digitool.facts.sales.looking import numbers_naming
        from digitool.ingest.sales import settle_again

        settle_again(batch, numbers_naming(connection, synced.nobody))
    return batch


def finish_in(work: Work, desk: Desk, batch: Batch) -> list[Warn]:
    """Find the persons anew whom a write concerned, and count again; what a person should know."""
    release = batch.recount.release
    recompute(work.connection, batch.reached, desk.settings, work.seq, before_change=release)
    if batch.families:
        from digitool.facts.sales.returns import attach_returns

        batch.recount.days |= attach_returns(work.connection, batch.families)
    batch.recount.finish()
    return batch.noticed.warnings()


_LARGEST = 10
"""Most persons that an import names."""


def largest_components(connection: Connection) -> list[dict[str, Any]]:
    """The persons with the most identifiers: a wrong merge shows here first."""
    return [dict(row) for row in run(connection, "ingest", "largest_persons", {"limit": _LARGEST})]


def moved_figures(connection: Connection, operation: int) -> list[dict[str, Any]]:
    """Figures of days already counted that this import would change, chain-wide by measure."""
    return [dict(row) for row in run(connection, "ingest", "moved_figures", {"operation": operation})]
