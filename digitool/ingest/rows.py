"""Purchases that a table tells in rows: which rows are a sale and which are returns, over all files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from digitool.db.port import Connection, StoredRow
from digitool.facts.parts import Kept, ToldRows, keep, lines_after, retold
from digitool.facts.purchases import (
    Names,
    SideView,
    Stored,
    find_purchase,
    find_receipt,
    purchase_by_id,
    purchase_lines,
    receipts_near,
    settle_stray,
    store_lines,
    store_view,
    told_otherwise,
)
from digitool.facts.receipts import PREFIX, Family, Receipt, label, nowhere
from digitool.facts.refunds import Origin, RefundRow, days_of, drop_refund, returns_of, store_refund
from digitool.facts.source import Source
from digitool.facts.views import PurchaseView, in_rows, load_view, steps_on
from digitool.ingest.batch import Batch
from digitool.ingest.placing import Where
from digitool.model.ids import Day, Fen, StoreId
from digitool.model.keys import key64
from digitool.model.records import Purchase, Refund


class Holder(NamedTuple):
    """A purchase told in rows: its number, the rows told now, where; ``receipt`` for what is no order.

    ``home`` is the stored purchase (its id) that has these rows already, although their day is another's.
    """

    number: str
    parts: tuple[Kept, ...]
    where: Where
    receipt: Receipt | None = None
    home: int | None = None

    @property
    def names(self) -> Names:
        """What its purchase is known by."""
        return Names(self.number, till=None if self.receipt is None else self.receipt.till)

    def find(self, connection: Connection) -> StoredRow | None:
        """The stored purchase, by its payment or order, else by the receipt."""
        if self.home is not None:
            return purchase_by_id(connection, self.home)
        if self.receipt is not None and self.number.startswith(PREFIX):
            return find_receipt(connection, self.receipt)
        return find_purchase(connection, self.number)

    def stray(self, connection: Connection) -> StoredRow | None:
        """The same receipt, stored without its payment number, which is known now."""
        if self.receipt is None or self.number.startswith(PREFIX):
            return None
        row = find_receipt(connection, self.receipt)
        return row if row is not None and row["number"].startswith(PREFIX) else None

    def returns(self, connection: Connection) -> dict[Kept, int]:
        """Its rows that are returns, each with its refund."""
        if self.receipt is None:
            return returns_of(connection, key64(self.number))
        found = returns_of(connection, self.receipt)
        if not self.number.startswith(PREFIX):
            found |= returns_of(connection, key64(self.number))
        return found


def holders(batch: Batch, record: Purchase | Refund, where: Where) -> list[Holder]:
    """The purchases that the rows of a record are of: one order, or a receipt of each business day."""
    parts = record.parts if isinstance(record, Purchase) else tuple(filter(None, (record.part,)))
    key = record.key if isinstance(record, Purchase) else record.purchase_key
    rows = keep(parts, order=record.till is None)
    if record.till is None:
        return [Holder(key, rows, where)]
    family = Family(where.store, record.till, record.order_no)
    days: dict[tuple[Day, int | None], list[Kept]] = defaultdict(list)
    dated = [(row, batch.day(where.store, row.at)) for row in rows]
    stored = [] if key else receipts_near(batch.connection, family, [day for _, day in dated])
    for row, day in dated:
        days[_home(stored, row, day)].append(row)
    found = []
    for (day, home), some in days.items():
        receipt = Receipt(*family, day)
        number = key or label(receipt, batch.store_code(where.store))
        found.append(Holder(number, tuple(some), where, receipt, home))
    return found


def _home(stored: Sequence[StoredRow], row: Kept, day: Day) -> tuple[Day, int | None]:
    """The day of the receipt that a row belongs to, and its purchase where the day does not find it.

    After a cut-off hour or a zone changed, rows that made one sale may be of two days, or those of two of
    one. They stay where they were: a row that is told again is never a second sale.
    """
    usual = next((one["id"] for one in stored if one["day"] == day), None)
    for one in stored:
        view = load_view(one["ordering"]) if one["id"] != usual else None
        if view is not None and any(part.digest == row.digest for part in view.parts):
            return one["day"], one["id"]
    return day, None


class Telling(NamedTuple):
    """What a holder's rows make of it: the stored purchase, its view, all rows before and after."""

    row: StoredRow | None
    stray: StoredRow | None
    old: PurchaseView | None
    view: PurchaseView | None
    before: ToldRows
    after: ToldRows
    refunds: dict[Kept, int]

    @property
    def known(self) -> bool:
        """Whether the database says all of this already."""
        return self.stray is None and self.view == self.old and self.before == self.after


def told_rows(batch: Batch, holder: Holder, new: PurchaseView | None) -> Telling:
    """What would be stored; ``new`` is what a record says of the purchase, None of a return."""
    row, stray = holder.find(batch.connection), holder.stray(batch.connection)
    kept = next((one["ordering"] for one in (row, stray) if one is not None and one["ordering"]), None)
    old = load_view(kept)
    refunds = holder.returns(batch.connection)
    before = ToldRows(old.parts if old is not None else (), tuple(sorted(refunds, key=_in_time)))
    newer = old is None or new is None or steps_on(old, new)
    after = retold(before, holder.parts, newer=newer)
    told = new or old
    view = None if told is None else in_rows(old, told, after.sale, order=holder.receipt is None)
    return Telling(row, stray, old, view, before, after, refunds)


def _in_time(row: Kept) -> tuple[int, int, int]:
    return row.at, row.fen, row.digest


def keep_sale(batch: Batch, holder: Holder, telling: Telling, source: Source) -> Stored | None:
    """Store what the rows make of the purchase and its lines; None where they make none."""
    connection = batch.connection
    moved: frozenset[tuple[StoreId, Day]] = frozenset()
    if telling.stray is not None:
        moved = settle_stray(connection, telling.stray, holder.number)
    if telling.view is None:
        return None
    told = SideView("ordering", telling.view, source)
    stored = store_view(connection, telling.row, holder.names, told, batch.day)
    if telling.row is None:
        _look_for_twins(batch, holder, telling.view)
    lines = [] if telling.row is None and telling.stray is None else purchase_lines(connection, stored.id)
    store_lines(connection, stored.id, lines_after(lines, telling.before.sale, telling.after.sale))
    if holder.receipt is not None:
        batch.families.add(holder.receipt.family)
        again = telling.row is not None and telling.row["batch"] != batch.number
        batch.noticed.look(holder.receipt, telling.before.sale, telling.after.sale, again=again)
    return stored._replace(days=stored.days | moved)


def _look_for_twins(batch: Batch, holder: Holder, view: PurchaseView) -> None:
    day = batch.day(view.store, view.at)
    receipt = holder.receipt or Receipt(view.store, "", view.order_no, day)
    if told_otherwise(batch.connection, receipt, order=holder.receipt is None):
        batch.noticed.twofold.add(receipt)


def keep_returns(batch: Batch, holder: Holder, telling: Telling, record: Purchase | Refund) -> None:
    """Store the rows that are returns, and forget the refunds whose rows are a part of the sale after all."""
    returns = {row.digest for row in telling.after.returns}
    for row, refund in telling.refunds.items():
        if row.digest not in returns:
            batch.recount.days |= days_of(batch.connection, refund)
            drop_refund(batch.connection, refund)
    known = {row.digest for row in telling.before.returns}
    for row in telling.after.returns:
        if row.digest not in known:
            _keep_return(batch, holder, row, record)


def _keep_return(batch: Batch, holder: Holder, row: Kept, record: Purchase | Refund) -> None:
    (store, channel), receipt = holder.where, holder.receipt
    by_receipt = receipt is not None and holder.number.startswith(PREFIX)
    till = receipt.till if receipt is not None and by_receipt else None
    code = batch.store_code(store)
    named = f"{code}:{till}:{record.order_no}" if till is not None else holder.number
    kind = "pos-refund" if receipt is not None else "order-refund"
    number = f"{kind}{'' if row.whole else '-part'}:{named}:{row.digest & (1 << 64) - 1:016x}"
    purchase = key64(holder.number)
    if receipt is not None and till is not None:
        purchase = nowhere(receipt.family, code)
        batch.families.add(receipt.family)
    day = batch.day(store, row.at)
    fact = RefundRow(
        key64(number), number, purchase, row.at, day, Fen(-row.fen), "SUCCESS", batch.number, record.line
    )
    origin = Origin(store, channel, record.order_no, till, record.guide, row)
    store_refund(batch.connection, fact, origin)
    batch.recount.days |= days_of(batch.connection, fact.id)
