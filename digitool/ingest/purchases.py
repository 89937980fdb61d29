"""Purchases and refunds: which store took the money, and who paid or bought."""

from __future__ import annotations

from collections.abc import Sequence

from digitool.facts.purchases import Stored, View, find_purchase, same_view, store_lines, store_view
from digitool.facts.touchpoints import Unplaced
from digitool.facts.traffic import store_refund
from digitool.ingest.batch import Batch, Problem
from digitool.ingest.touches import unplaced
from digitool.model.keys import key64
from digitool.model.records import Purchase, Refund
from digitool.workspace.settings import BillRule

STORE, OFFICIAL_STORE = "store", "official_store"

_NO_RULE = Problem(
    "unmapped_merchant",
    "merchant",
    "no [[bills]] entry says which store merchant {value} belongs to",
    "Add [[bills]] with this merchant (and sub_merchant or device) and its store to digitool.toml,"
    " then import the rejects file again.",
)


def take(batch: Batch, records: Sequence[Purchase]) -> list[bool | Problem]:
    """Store purchases; True for each that said something new."""
    return [_take(batch, record) for record in records]


def _take(batch: Batch, record: Purchase) -> bool | Problem:
    try:
        store, channel = _where(batch, record)
    except Unplaced as error:
        return unplaced(error)
    except LookupError:
        return _NO_RULE._replace(value=_merchant_words(record))
    parties = ([record.payer] if record.payer else []) + list(record.buyers)
    ids = batch.registry.ids(parties)
    view = View(
        at=record.at,
        day=batch.day(store, record.at),
        store=store,
        channel=channel,
        amount_fen=record.amount_fen,
        state=record.state,
        party=ids[0] if ids else None,
        guide=record.guide,
        referrer=record.referrer,
    )
    batch.saw(record.at)
    order_key = (
        key64("order", record.merchant, record.order_no) if record.order_no and record.merchant else None
    )
    row = find_purchase(batch.connection, record.key, order_key)
    side = "bill" if record.view == "bill" else "ordering"
    if same_view(row, side, view):
        return False
    before = row["party"] if row is not None else None
    batch.recount.release([party for party in (before, *ids) if party])
    stored = store_view(
        batch.connection,
        row,
        (record.key, record.order_no, order_key),
        side,
        view,
        (batch.number, record.line),
    )
    _note_days(batch, stored)
    if record.lines:
        store_lines(batch.connection, stored.id, [tuple(line) for line in record.lines])
    return True


def _note_days(batch: Batch, stored: Stored) -> None:
    for view in (stored.before, stored.after):
        if view is not None and view.store:
            batch.recount.days.add((view.store, view.day))


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
        if rule.merchant == record.merchant
        and rule.sub_merchant in ("", record.sub_merchant)
        and rule.device in ("", record.device)
    ]
    return max(fitting, key=lambda rule: (bool(rule.device), bool(rule.sub_merchant)), default=None)


def _merchant_words(record: Purchase) -> str:
    parts = (record.merchant, record.sub_merchant.strip("0"), record.device)
    return " / ".join(part for part in parts if part)


def take_refunds(batch: Batch, records: Sequence[Refund]) -> list[bool | Problem]:
    """Store refunds; a refund may come before its purchase."""
    taken: list[bool | Problem] = []
    for record in records:
        purchase = find_purchase(batch.connection, record.purchase_key, None)
        day = batch.day(purchase["store"] if purchase else 0, record.at)
        batch.saw(record.at)
        taken.append(
            store_refund(
                batch.connection,
                (
                    key64(record.key),
                    record.key,
                    purchase["id"] if purchase else key64(record.purchase_key),
                    record.at,
                    day,
                    record.amount_fen,
                    record.state,
                    batch.number,
                    record.line,
                ),
            )
        )
    return taken
