"""Purchases and refunds: which store took the money, and who paid or bought."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple

from digitool.facts.places import NOWHERE, Place, place_order, same_place
from digitool.facts.purchases import (
    BY_ORDER,
    View,
    find_purchase,
    find_stray,
    order_key,
    parties,
    same_lines,
    same_view,
    settle_stray,
    store_lines,
    store_view,
)
from digitool.facts.refunds import RefundRow, adopt_refunds, store_refund
from digitool.facts.touchpoints import Unplaced
from digitool.ingest.batch import Batch, NotTaken
from digitool.ingest.touches import unplaced
from digitool.model.keys import key64
from digitool.model.records import Identifier, Purchase, Refund
from digitool.workspace.settings import BillRule

STORE, OFFICIAL_STORE = "store", "official_store"

_NO_RULE = NotTaken(
    "unmapped_merchant",
    "merchant",
    "no [[bills]] entry says which store merchant {value} belongs to",
    "Add [[bills]] with this merchant (and sub_merchant or device) and its store to digitool.toml,"
    " then import the rejects file again.",
)


class _Asked(NamedTuple):
    """A purchase to be stored: the record, its view, and the ids of payer and buyers."""

    record: Purchase
    view: View
    ids: list[int]
    place: Place = NOWHERE

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
    places = [_place(batch, record) for record in records]
    good = [record for record, place in zip(records, places) if not isinstance(place, NotTaken)]
    ids = iter(batch.registry.ids([party for record in good for party in _parties(record)]))
    asked = [
        place
        if isinstance(place, NotTaken)
        else _ask(record, place, [next(ids) for _ in _parties(record)])._replace(
            place=_served_from(batch, record, place[1])
        )
        for record, place in zip(records, places)
    ]
    fresh = [one for one in asked if isinstance(one, _Asked) and not _known(batch, one)]
    batch.recount.release([party for one in fresh for party in one.ids])
    return [one if isinstance(one, NotTaken) else _store(batch, one) for one in asked]


def _place(batch: Batch, record: Purchase) -> tuple[int, str] | NotTaken:
    try:
        return _where(batch, record)
    except Unplaced as error:
        return unplaced(error)
    except LookupError:
        return _NO_RULE._replace(value=_merchant_words(record))


def _parties(record: Purchase) -> list[Identifier]:
    return ([record.payer] if record.payer else []) + list(record.buyers)


def _ask(record: Purchase, place: tuple[int, str], ids: list[int]) -> _Asked:
    view = View(
        order_no=record.order_no,
        at=record.at,
        store=place[0],
        channel=place[1],
        amount_fen=record.amount_fen,
        state=record.state,
        party=ids[0] if ids else None,
        guide=record.guide,
        referrer=record.referrer,
    )
    return _Asked(record, view, ids)


def _served_from(batch: Batch, record: Purchase, channel: str) -> Place:
    """The place of an order of the official store; a name that is no store of ours is its shop's own."""
    if channel != OFFICIAL_STORE:
        return NOWHERE
    try:
        store = batch.touchpoints.store(record.store) if record.store else 0
    except Unplaced:
        store = 0
    return store, record.region


def _known(batch: Batch, asked: _Asked) -> bool:
    """Whether the database says all of this already."""
    row = find_purchase(batch.connection, asked.record.key)
    return row is not None and _told(batch, row, asked)


def _store(batch: Batch, asked: _Asked) -> bool:
    connection, record = batch.connection, asked.record
    batch.saw(record.at)
    key = order_key(record.merchant, record.order_no)
    row = find_purchase(connection, record.key)
    stray = find_stray(connection, record.key, key)
    if stray is None and row is not None and _told(batch, row, asked):
        return False
    batch.recount.release({*parties(row), *parties(stray), *asked.ids})
    days = settle_stray(connection, stray, record.key) if stray is not None else frozenset()
    numbers, source = (record.key, key), (batch.number, record.line)
    stored = store_view(connection, row, numbers, (asked.side, asked.view), source, batch.day)
    batch.recount.days.update((store, day) for store, day in stored.days | days if store)
    if asked.lines:
        store_lines(connection, stored.id, asked.lines)
    place_order(connection, stored.id, asked.place, source)
    by_order = f"{BY_ORDER}{record.merchant}:{record.order_no}" if key is not None else ""
    adopt_refunds(connection, stored.id, stored.store, by_order, batch.day)
    return True


def _told(batch: Batch, row: sqlite3.Row, asked: _Asked) -> bool:
    """Whether the stored purchase says all of this; a destroyed bill adds nothing to an untouched one."""
    if asked.record.key.startswith(BY_ORDER) and not row["number"].startswith(BY_ORDER):
        return True
    lines = asked.lines
    return (
        same_view(row, asked.side, asked.view)
        and (not lines or same_lines(batch.connection, row["id"], lines))
        and same_place(batch.connection, row["id"], asked.place)
    )


def _where(batch: Batch, record: Purchase) -> tuple[int, str]:
    """(store id, channel) of a purchase; raises LookupError for a merchant that no rule knows."""
    if record.channel == OFFICIAL_STORE:
        return 0, OFFICIAL_STORE
    rule = bill_rule(batch.settings.bills, record) if record.merchant else None
    if rule is not None and rule.channel == OFFICIAL_STORE:
        return 0, OFFICIAL_STORE
    if rule is not None and rule.store:
        return batch.store_id(rule.store), STORE
    if record.store:
        return batch.touchpoints.store(record.store), record.channel or STORE
    raise LookupError


def bill_rule(rules: Sequence[BillRule], record: Purchase) -> BillRule | None:
    """The most exact [[bills]] rule for a payment: device before sub-merchant before merchant."""
    fitting = [
        rule
        for rule in rules
        if rule.merchant in ("", record.merchant)
        and rule.sub_merchant in ("", record.sub_merchant)
        and rule.device in ("", record.device)
    ]
    return max(
        fitting,
        key=lambda rule: (bool(rule.device), bool(rule.sub_merchant), bool(rule.merchant)),
        default=None,
    )


def _merchant_words(record: Purchase) -> str:
    parts = (record.merchant, record.sub_merchant.strip("0"), record.device)
    return " / ".join(part for part in parts if part)


def take_refunds(batch: Batch, records: Sequence[Refund]) -> list[bool | NotTaken]:
    """Store refunds; a refund may come before its purchase."""
    return [_take_refund(batch, record) for record in records]


def _take_refund(batch: Batch, record: Refund) -> bool:
    purchase = find_purchase(batch.connection, record.purchase_key)
    batch.saw(record.at)
    row = RefundRow(
        id=key64(record.key),
        number=record.key,
        purchase=purchase["id"] if purchase else key64(record.purchase_key),
        at=record.at,
        day=batch.day(purchase["store"] if purchase else 0, record.at),
        amount_fen=record.amount_fen,
        state=record.state,
        batch=batch.number,
        line=record.line,
    )
    return store_refund(batch.connection, row)
