"""Customer lists: identifiers of one person, attributes, membership and consent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from digitool.evidence.keeping import tell
from digitool.evidence.kinds import Key
from digitool.facts.relations import MEMBERSHIP, MembershipRow
from digitool.facts.touchpoints import Unplaced
from digitool.ingest.batch import Batch, Follow, NotTaken, nothing_more
from digitool.ingest.placing import unplaced
from digitool.model.ids import NO_STORE, IdentifierId, StoreId
from digitool.model.records import Profile


def take(batch: Batch, records: Sequence[Profile]) -> list[bool | NotTaken]:
    """Store customers; a row that only links identifiers (a scan log's) makes nobody a member."""
    taken = [_resolve(batch, record) for record in records]
    batch.recount.release([number for one in taken if not isinstance(one, NotTaken) for number in one.ids])
    told = [
        MembershipRow(
            one.ids[0], record.at, record.member, record.consent, one.store, *batch.source(record.line)
        )
        for record, one in zip(records, taken)
        if not isinstance(one, NotTaken) and (record.member or record.consent is not None)
    ]
    new = {row.line for row, heard in zip(told, tell(batch.connection, MEMBERSHIP, told)) if heard.new}
    return [
        one if isinstance(one, NotTaken) else one.new or record.line in new
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


def follow_memberships(batch: Batch, keys: Sequence[Key]) -> Follow:
    """Count again who is said to have joined, or to agree."""
    batch.recount.release(key[0] for key in keys)
    return nothing_more


FOLLOWS = {MEMBERSHIP: follow_memberships}
"""What follows when an import that told of a kind of fact is taken back, or counts again."""

LOADERS = {Profile: take}
"""What keeps which record, called with the batch and the records of one kind."""
