"""Customer lists: identifiers of one person, attributes, membership and consent."""

from __future__ import annotations

from collections.abc import Sequence

from digitool.facts.relations import store_membership
from digitool.facts.touchpoints import Unplaced
from digitool.ingest.batch import Batch, NotTaken
from digitool.ingest.touches import unplaced
from digitool.model.records import Profile


def take(batch: Batch, records: Sequence[Profile]) -> list[bool | NotTaken]:
    """Store customers; a row that only links identifiers (a scan log's) makes nobody a member."""
    return [_take(batch, record) for record in records]


def _take(batch: Batch, record: Profile) -> bool | NotTaken:
    try:
        store = batch.touchpoints.store(record.store) if record.store else 0
    except Unplaced as error:
        return unplaced(error)
    created = batch.registry.created
    ids = batch.registry.ids(list(record.ids))
    new = batch.registry.created > created
    batch.recount.release(ids)
    if not (record.member or record.consent is not None):
        return new
    row = (ids[0], record.at, record.member, record.consent, store, batch.number, record.line)
    return store_membership(batch.connection, row) or new
