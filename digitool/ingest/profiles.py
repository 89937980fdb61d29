"""Customer lists: identifiers of one person, attributes, membership and consent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from digitool.facts.relations import MembershipRow, store_membership
from digitool.facts.touchpoints import Unplaced
from digitool.ingest.batch import Batch, NotTaken
from digitool.ingest.placing import unplaced
from digitool.model.ids import NO_STORE, IdentifierId, StoreId
from digitool.model.records import Profile


def take(batch: Batch, records: Sequence[Profile]) -> list[bool | NotTaken]:
    """Store customers; a row that only links identifiers (a scan log's) makes nobody a member."""
    taken = [_resolve(batch, record) for record in records]
    batch.recount.release([number for one in taken if not isinstance(one, NotTaken) for number in one.ids])
    return [
        one if isinstance(one, NotTaken) else _store(batch, record, one)
        for record, one in zip(records, taken)
    ]


class _Resolved(NamedTuple):
    """The store and identifiers of a row, and whether one of them was never seen before."""

    store: StoreId
    ids: list[IdentifierId]
    new: bool


def _resolve(batch: Batch, record: Profile) -> _Resolved | NotTaken:
    try:
        store = batch.touchpoints.store(record.store) if record.store else NO_STORE
    except Unplaced as error:
        return unplaced(error)
    created = batch.registry.created
    ids = batch.registry.ids(list(record.ids))
    return _Resolved(store, ids, batch.registry.created > created)


def _store(batch: Batch, record: Profile, found: _Resolved) -> bool:
    if not (record.member or record.consent is not None):
        return found.new
    told = record.at, record.member, record.consent
    row = MembershipRow(found.ids[0], *told, found.store, batch.number, record.line)
    return store_membership(batch.connection, row) or found.new


LOADERS = {Profile: take}
"""What keeps which record, called with the batch and the records of one kind."""
