"""WeCom contacts and customer groups: relations, tags, group members, and the touch that began them."""

from __future__ import annotations

from collections.abc import Sequence

from digitool.facts.relations import insert_group_member, insert_relation, insert_tags, store_group
from digitool.facts.touches import insert_touch
from digitool.facts.touchpoints import Located, Unplaced
from digitool.ingest.batch import Batch, NotTaken
from digitool.model.records import Contact, GroupChat, GroupMember

SCANNED = 1
"""add_way of a customer who scanned a code in front of a guide or a sign."""

NOT_MET = frozenset({201, 202})
"""add_ways in which nobody met: shared by a colleague, assigned by an administrator."""


def take(batch: Batch, records: Sequence[Contact]) -> list[bool | NotTaken]:
    """Store guide relations; True for each that was new in any part."""
    ids = batch.registry.ids([record.who for record in records])
    batch.recount.release(ids)
    return [_take(batch, record, who) for record, who in zip(records, ids)]


def _take(batch: Batch, record: Contact, who: int) -> bool:
    new = insert_relation(
        batch.connection,
        (record.guide, who, record.at, record.add_way, record.state, batch.number, record.line),
    )
    new = insert_tags(batch.connection, who, record.guide, record.tags, batch.number) or new
    if record.at and record.add_way not in NOT_MET:
        batch.saw(record.at)
        touchpoint = _touchpoint(batch, record)
        new = _insert_touch(batch, who, record, touchpoint) or new
    return new


def _insert_touch(batch: Batch, who: int, record: Contact | GroupMember, touchpoint: int) -> bool:
    row = (who, record.at, touchpoint, 0, batch.number, record.line)
    return insert_touch(batch.connection, row, batch.touchpoints.moved)


def _touchpoint(batch: Batch, record: Contact) -> int:
    """The code that was scanned where the settings know it, else the guide herself."""
    if record.state in batch.settings.touchpoints:
        return batch.touchpoints.id(Located(record.state, "", ""))
    guide = batch.settings.guides.get(record.guide)
    store = guide.store if guide and record.add_way == SCANNED else ""
    located = Located(f"guide:{record.guide}", "guide", store, physical=bool(store))
    try:
        return batch.touchpoints.id(located)
    except Unplaced:
        return batch.touchpoints.id(located._replace(store="", physical=False))


def take_groups(batch: Batch, records: Sequence[GroupChat]) -> list[bool | NotTaken]:
    """Store customer groups."""
    return [
        store_group(
            batch.connection,
            (record.chat, record.name, record.owner, record.status, record.at, batch.number),
        )[1]
        for record in records
    ]


def take_members(batch: Batch, records: Sequence[GroupMember]) -> list[bool | NotTaken]:
    """Store the customers of a group; joining is a touch of the group."""
    taken: list[bool | NotTaken] = []
    ids = batch.registry.ids([record.who for record in records])
    batch.recount.release(ids)
    for record, who in zip(records, ids):
        group, _new = store_group(batch.connection, (record.chat, "", "", "", 0, batch.number))
        row = (group, who, record.at, record.join_scene, record.state, batch.number, record.line)
        new = insert_group_member(batch.connection, row)
        if record.at:
            batch.saw(record.at)
            touchpoint = batch.touchpoints.id(Located(f"group:{record.chat}", "group", "", physical=False))
            new = _insert_touch(batch, who, record, touchpoint) or new
        taken.append(new)
    return taken
