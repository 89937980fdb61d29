"""Purchases: which store took the money, and who paid or bought."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from digitool.db.port import StoredRow
from digitool.facts.purchases import (
    BY_ORDER,
    NOWHERE,
    Destination,
    Names,
    SideView,
    Stored,
    families_of,
    find_purchase,
    find_stray,
    order_key,
    parties,
    place_order,
    same_lines,
    same_place,
    same_view,
    settle_stray,
    store_lines,
    store_view,
)
from digitool.facts.refunds import adopt_refunds
from digitool.facts.touchpoints import Unplaced
from digitool.facts.views import PurchaseView
from digitool.ingest.batch import Batch, NotTaken
from digitool.ingest.placing import OFFICIAL_STORE, Where, placed, unfit
from digitool.ingest.rows import Holder, Telling, holders, keep_returns, keep_sale, told_rows
from digitool.model.ids import NO_STORE, Fen, Identifier
from digitool.model.records import Purchase


class _Asked(NamedTuple):
    """A purchase to be stored: the record, its view, and the ids of payer and buyers.

    ``holder`` is set for one that a table tells in rows.
    """

    record: Purchase
    view: PurchaseView
    ids: list[int]
    place: Destination = NOWHERE
    holder: Holder | None = None

    @property
    def side(self) -> str:
        """Which view it is."""
        return "bill" if self.record.view == "bill" else "ordering"

    @property
    def lines(self) -> list[tuple[Any, ...]]:
        """The lines as stored."""
        return [tuple(line) for line in self.record.lines]


def take(batch: Batch, records: Sequence[Purchase]) -> list[bool | NotTaken]:
    """Store purchases; True for each that said something new. Persons are released once for all of them."""
    places = [unfit(record) or placed(batch, record) for record in records]
    good = [record for record, place in zip(records, places) if not isinstance(place, NotTaken)]
    ids = iter(batch.registry.ids([party for record in good for party in _parties(record)]))
    asked = [
        place
        if isinstance(place, NotTaken)
        else _ask(batch, record, place, [next(ids) for _ in _parties(record)])
        for record, place in zip(records, places)
    ]
    named = [one for some in asked if not isinstance(some, NotTaken) for one in some if one.ids]
    fresh = [one for one in named if not _known(batch, one)]
    batch.recount.release([party for one in fresh for party in one.ids])
    return [some if isinstance(some, NotTaken) else _store_all(batch, some) for some in asked]


def _store_all(batch: Batch, asked: list[_Asked]) -> bool:
    news = [_store(batch, one) for one in asked]
    return any(news)


def _parties(record: Purchase) -> list[Identifier]:
    return ([record.payer] if record.payer else []) + list(record.buyers)


def _ask(batch: Batch, record: Purchase, where: Where, ids: list[int]) -> list[_Asked]:
    """What to store of a record: one purchase, or one for each business day of a receipt's rows."""
    view = PurchaseView(
        order_no=record.order_no,
        at=record.at,
        store=where.store,
        channel=where.channel,
        amount_fen=Fen(record.amount_fen),
        state=record.state,
        party=ids[0] if ids else None,
        guide=record.guide,
        referrer=record.referrer,
    )
    asked = _Asked(record, view, ids, _served_from(batch, record, where.channel))
    if not record.parts:
        return [asked]
    return [asked._replace(holder=holder) for holder in holders(batch, record, where)]


def _served_from(batch: Batch, record: Purchase, channel: str) -> Destination:
    """The place of an order of the official store; a name that is no store of ours is its shop's own."""
    if channel != OFFICIAL_STORE:
        return NOWHERE
    try:
        store = batch.touchpoints.store(record.store) if record.store else NO_STORE
    except Unplaced:
        store = NO_STORE
    return Destination(store, record.region)


def _known(batch: Batch, asked: _Asked) -> bool:
    """Whether the database says all of this already."""
    if asked.holder is not None:
        return _adds_nothing(batch, told_rows(batch, asked.holder, asked.view), asked.place)
    row = find_purchase(batch.connection, asked.record.key)
    return row is not None and _told(batch, row, asked)


def _adds_nothing(batch: Batch, telling: Telling, place: Destination) -> bool:
    return (
        telling.known and telling.row is not None and same_place(batch.connection, telling.row["id"], place)
    )


def _store(batch: Batch, asked: _Asked) -> bool:
    batch.saw(asked.record.at)
    if asked.holder is not None:
        return _store_rows(batch, asked, asked.holder)
    connection, record = batch.connection, asked.record
    key = order_key(record.merchant, record.order_no)
    row = find_purchase(connection, record.key)
    stray = find_stray(connection, record.key, key)
    if stray is None and row is not None and _told(batch, row, asked):
        return False
    batch.recount.release({*parties(row), *parties(stray), *asked.ids})
    days = settle_stray(connection, stray, record.key) if stray is not None else frozenset()
    told = SideView(asked.side, asked.view, batch.source(record.line))
    stored = store_view(connection, row, Names(record.key, key), told, batch.day)
    if asked.lines:
        store_lines(connection, stored.id, asked.lines)
    by_order = f"{BY_ORDER}{record.merchant}:{record.order_no}" if key is not None else ""
    _settle(batch, asked, stored._replace(days=stored.days | days), by_order)
    return True


def _store_rows(batch: Batch, asked: _Asked, holder: Holder) -> bool:
    telling = told_rows(batch, holder, asked.view)
    if _adds_nothing(batch, telling, asked.place):
        return False
    batch.recount.release({*parties(telling.row), *parties(telling.stray), *asked.ids})
    stored = keep_sale(batch, holder, telling, batch.source(asked.record.line))
    if stored is not None:
        _settle(batch, asked, stored, "")
    keep_returns(batch, holder, telling, asked.record)
    return True


def _settle(batch: Batch, asked: _Asked, stored: Stored, by_order: str) -> None:
    """What follows from a stored purchase: its place, the refunds that waited for it, days to count again."""
    connection = batch.connection
    place_order(connection, stored.id, asked.place, batch.source(asked.record.line))
    lone = adopt_refunds(connection, stored.id, stored.store, by_order, batch.day)
    batch.recount.days.update((store, day) for store, day in stored.days | lone if store)
    batch.families |= families_of(connection, stored.id)


def _told(batch: Batch, row: StoredRow, asked: _Asked) -> bool:
    """Whether the stored purchase says all of this; a destroyed bill adds nothing to an untouched one."""
    if asked.record.key.startswith(BY_ORDER) and not row["number"].startswith(BY_ORDER):
        return True
    lines = asked.lines
    return (
        same_view(row, asked.side, asked.view)
        and (not lines or same_lines(batch.connection, row["id"], lines))
        and same_place(batch.connection, row["id"], asked.place)
    )


LOADERS = {Purchase: take}
"""What keeps which record, called with the batch and the records of one kind."""
