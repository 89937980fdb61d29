"""WeCom contacts, callbacks and customer groups: marks of who holds whom, tags, and the first touches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Union

from digitool.evidence.keeping import tell
from digitool.evidence.kinds import FactKind, Key
from digitool.facts import episodes
from digitool.facts.episodes import Episode
from digitool.facts.holdings import (
    GROUPS,
    RELATIONS,
    Holder,
    MarkRow,
    Shape,
    held_ever,
    keep_list,
    keep_marks,
    refold,
)
from digitool.facts.relations import GROUP, TAG, TAG_NAME, GroupRow, store_group, tag_name_row, tag_rows
from digitool.facts.touchpoints import Located, Unplaced
from digitool.ingest import handovers
from digitool.ingest.batch import Batch, Follow, NotTaken, nothing_follows
from digitool.model.ids import IdentifierId
from digitool.model.records import (
    GroupChat,
    GroupEvent,
    GroupMember,
    HeldContact,
    RelationEvent,
    TagMeaning,
)

SCANNED = 1
"""add_way of a customer who scanned a code in front of a guide or a sign."""

NOT_MET = frozenset({201, 202})
"""add_ways in which nobody met: shared by a colleague, assigned by an administrator."""

_KINDS = {
    "added": episodes.ADDED,
    "half": episodes.HALF,
    "edited": episodes.EDITED,
    "by_customer": episodes.BY_CUSTOMER,
    "by_guide": episodes.BY_GUIDE,
    "by_transfer": episodes.BY_TRANSFER,
    "refused": episodes.REFUSED,
    "taker_full": episodes.TAKER_FULL,
}

Taken = list[Union[bool, NotTaken]]


def take(batch: Batch, records: Sequence[HeldContact]) -> Taken:
    """Store guide relations; True for each that was new in any part."""
    ids = batch.registry.ids([record.who for record in records])
    marks = [_begun(batch, record, who) for record, who in zip(records, ids)]
    held = [_held(batch, record, who) for record, who in zip(records, ids) if record.held_at and record.at]
    keep_marks(batch.connection, RELATIONS, held)
    batch.undated |= {(who, record.guide) for record, who in zip(records, ids) if not record.held_at}
    news = _fold(batch, RELATIONS, marks, sure=[row[0] for row in held])
    tagged = _tagged(batch, records, ids)
    return [new or record.line in tagged for record, new in zip(records, news)]


def _tagged(batch: Batch, records: Sequence[HeldContact], ids: Sequence[IdentifierId]) -> set[int]:
    """Keep the tags of customers, and what they mean; the lines that say something new of them."""
    rows = [
        row
        for record, who in zip(records, ids)
        for row in tag_rows(who, record.guide, record.tags, record.personal, batch.source(record.line))
    ]
    heard = tell(batch.connection, TAG, rows)
    names = [tag_name_row(one, batch.source(record.line)) for record in records for one in record.tag_names]
    heard += tell(batch.connection, TAG_NAME, names)
    return {int(row[-1]) for row, one in zip([*rows, *names], heard) if one.new}  # type: ignore[call-overload]


def take_tag_names(batch: Batch, records: Sequence[TagMeaning]) -> Taken:
    """Keep what ids of tags mean; True for each that was not known so."""
    rows = [tag_name_row(record, batch.source(record.line)) for record in records]
    return [heard.new for heard in tell(batch.connection, TAG_NAME, rows)]


def take_events(batch: Batch, records: Sequence[RelationEvent]) -> Taken:
    """Store callbacks; True for each that was not delivered before."""
    ids = batch.registry.ids([record.who for record in records])
    marks: list[MarkRow] = [
        (who, one.guide, one.at, _KINDS[one.kind], 0, one.state, batch.number, one.line)
        for one, who in zip(records, ids)
    ]
    for one in records:
        batch.saw(one.at)
    news = _fold(batch, RELATIONS, marks)
    handovers.hear(batch, (one for one, new in zip(records, news) if new))
    return [*news]


def take_groups(batch: Batch, records: Sequence[GroupChat]) -> Taken:
    """Store customer groups; a new owner ends the handover of a group."""
    taken: Taken = []
    for record in records:
        row = GroupRow(record.chat, record.name, record.owner, record.status, record.at, record.held_at)
        stored = store_group(batch.connection, row, batch.source(record.line))
        batch.noticed.differs["group_chat"] += stored.overruled and not record.held_at
        taken.append(stored.new)
    handovers.see_owners(batch)
    return taken


def take_members(batch: Batch, records: Sequence[GroupMember]) -> Taken:
    """Store the customers of a group; joining is a touch of the group."""
    ids = batch.registry.ids([record.who for record in records])
    marks: list[MarkRow] = []
    held: list[MarkRow] = []
    for one, who in zip(records, ids):
        chat, source = _chat(batch, one.chat, one.line), (batch.number, one.line)
        batch.listed.setdefault(chat, set()).add(who)
        kind = episodes.LISTED if one.at else episodes.HELD
        marks.append((who, chat, one.at, kind, one.join_scene, one.state, *source))
        if one.held_at:
            held.append((who, chat, one.held_at, episodes.HELD, 0, "", *source))
        if one.at:
            batch.saw(one.at)
    keep_marks(batch.connection, GROUPS, held)
    return [*_fold(batch, GROUPS, marks, sure=[row[0] for row in held])]


def take_group_events(batch: Batch, records: Sequence[GroupEvent]) -> Taken:
    """Store who left a group, and groups that were dissolved."""
    taken: Taken = []
    for one in records:
        batch.saw(one.at)
        chat = _chat(batch, one.chat, one.line)
        if one.who is None:
            taken.append(_dissolved(batch, chat, one))
        else:
            who = batch.registry.ids([one.who])[0]
            mark = (who, chat, one.at, episodes.BY_CUSTOMER, one.scene, "", batch.number, one.line)
            taken += _fold(batch, GROUPS, [mark])
    return taken


def _dissolved(batch: Batch, chat: int, told: GroupEvent) -> bool:
    members = keep_list(batch.connection, GROUPS, chat, told.at, batch.source(told.line))
    if members is None:
        return False
    batch.recount.release(members)
    refold_marks(batch, GROUPS, members)
    return True


def _begun(batch: Batch, record: HeldContact, who: IdentifierId) -> MarkRow:
    """What an export says: since when, or only that it is so (perhaps when the list was taken)."""
    if record.at and record.add_way not in NOT_MET:
        batch.saw(record.at)
    at, kind = (record.at, episodes.LISTED) if record.at else (record.held_at, episodes.HELD)
    return who, record.guide, at, kind, record.add_way, record.state, batch.number, record.line


def _held(batch: Batch, record: HeldContact, who: IdentifierId) -> MarkRow:
    return who, record.guide, record.held_at, episodes.HELD, 0, "", batch.number, record.line


def _fold(batch: Batch, shape: Shape, marks: Sequence[MarkRow], sure: Sequence[int] = ()) -> list[bool]:
    """Keep marks; for each whether it was new. Folds those who have a new one, or are in ``sure``."""
    batch.recount.release([mark[0] for mark in marks])
    news = keep_marks(batch.connection, shape, marks)
    fresh = {mark[0] for mark, new in zip(marks, news) if new}
    refold_marks(batch, shape, [*fresh, *sure])
    return news


def refold_marks(batch: Batch, shape: Shape, identifiers: Sequence[int]) -> None:
    """Fold the marks of these identifiers again; release them from the recount first."""

    def place(holder: Holder, one: Episode) -> int | None:
        if shape is GROUPS:
            return batch.touchpoints.id(Located(_group_code(batch, holder), "group", "", physical=False))
        return None if one.way in NOT_MET else _touchpoint(batch, str(holder), one)

    for start in range(0, len(identifiers), _TOGETHER):
        some = identifiers[start : start + _TOGETHER]
        refold(batch.connection, shape, some, place, batch.touchpoints.moved)


_TOGETHER = 5_000
"""Customers folded together; bounds memory."""


def _touchpoint(batch: Batch, guide: str, one: Episode) -> int:
    """The code that was scanned where the settings know it, else the guide herself."""
    if one.state in batch.settings.touchpoints:
        return batch.touchpoints.id(Located(one.state, "", ""))
    known = batch.settings.guides.get(guide)
    store = known.store if known and one.way == SCANNED else ""
    located = Located(f"guide:{guide}", "guide", store, physical=bool(store))
    try:
        return batch.touchpoints.id(located)
    except Unplaced:
        return batch.touchpoints.id(located._replace(store="", physical=False))


def _chat(batch: Batch, chat: str, line: int) -> int:
    """The id of a group that this file names; that it does is a claim of its own."""
    if chat not in batch.groups:
        batch.groups[chat] = store_group(batch.connection, GroupRow(chat), batch.source(line)).id
    return batch.groups[chat]


def _group_code(batch: Batch, chat: Holder) -> str:
    row = batch.connection.execute("SELECT chat FROM group_chat WHERE id = ?", (chat,)).fetchone()
    return f"group:{row['chat']}"


def _follow_marks(shape: Shape) -> Callable[[Batch, Sequence[Key]], Follow]:
    """Fold anew what is told of these customers."""

    def follow(batch: Batch, keys: Sequence[Key]) -> Follow:
        return _fold_again(batch, shape, {key[0] for key in keys})

    return follow


def _follow_lists(shape: Shape) -> Callable[[Batch, Sequence[Key]], Follow]:
    """Fold anew whoever was held by those who were listed."""

    def follow(batch: Batch, keys: Sequence[Key]) -> Follow:
        return _fold_again(batch, shape, set(held_ever(batch.connection, shape, [key[0] for key in keys])))

    return follow


def _fold_again(batch: Batch, shape: Shape, identifiers: set[int]) -> Follow:
    batch.recount.release(identifiers)
    return lambda: refold_marks(batch, shape, sorted(identifiers))


FOLLOWS: dict[FactKind, Callable[[Batch, Sequence[Key]], Follow]] = {
    RELATIONS.marks: _follow_marks(RELATIONS),
    RELATIONS.lists: _follow_lists(RELATIONS),
    GROUPS.marks: _follow_marks(GROUPS),
    GROUPS.lists: _follow_lists(GROUPS),
    GROUP: nothing_follows,
    TAG: nothing_follows,
    TAG_NAME: nothing_follows,
}
"""What follows when an import that told of a kind of fact is taken back, or counts again."""

LOADERS = {
    HeldContact: take,
    GroupChat: take_groups,
    RelationEvent: take_events,
    GroupMember: take_members,
    GroupEvent: take_group_events,
    TagMeaning: take_tag_names,
}
"""What keeps which record, called with the batch and the records of one kind."""
