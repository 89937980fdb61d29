"""Purchases and refunds: each row is an account of one; what accounts make together is derived from all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, Union

from digitool.db.port import Connection
from digitool.evidence.keeping import tell
from digitool.evidence.kinds import Key, Row
from digitool.facts.parts import Kept, keep
from digitool.facts.receipts import Family, Receipt, label
from digitool.facts.sales.accounts import BACK, BILL, ORDER, ROW, SALE, Names, SaleAccount, claim
from digitool.facts.sales.live import reached
from digitool.facts.sales.matching import tender_of
from digitool.facts.sales.numbers import key_by_order, order_key, store_order_key
from digitool.facts.sales.pairing import put_together
from digitool.facts.sales.settling import NOWHERE, Destination
from digitool.facts.sales.stored import Retold
from digitool.facts.touchpoints import Unplaced
from digitool.ingest.batch import Batch, Follow, NotTaken
from digitool.ingest.placing import OFFICIAL_STORE, Where, placed, unfit
from digitool.model.ids import NO_STORE, Day, Fen, IdentifierId, StoreId
from digitool.model.keys import ORDER as BY_ORDER_NUMBER
from digitool.model.keys import key64
from digitool.model.records import Purchase, Refund

_Taken = list[Union[bool, NotTaken]]

_NOWHERE = Where(NO_STORE, "")


class _Parties(NamedTuple):
    """Payer and buyer of an account, as ids and by value."""

    payer: IdentifierId | None = None
    buyer: IdentifierId | None = None
    values: tuple[str, ...] = ()


def take(batch: Batch, records: Sequence[Purchase]) -> _Taken:
    """Keep purchases; True for each of which something was not told before."""
    places = [unfit(record) or placed(batch, record) for record in records]
    good = [record for record, where in zip(records, places) if not isinstance(where, NotTaken)]
    parties = iter(_parties(batch, good))
    told = [
        where if isinstance(where, NotTaken) else _accounts(batch, record, where, next(parties))
        for record, where in zip(records, places)
    ]
    return _tell(batch, records, told)


def take_refunds(batch: Batch, records: Sequence[Refund]) -> _Taken:
    """Keep refunds; one may come before its purchase, and counts where it happened if none comes."""
    return _tell(batch, records, [_refund(batch, record) for record in records])


def _tell(batch: Batch, records: Sequence[Purchase | Refund], told: Sequence[list[Row] | NotTaken]) -> _Taken:
    rows = [row for some in told if not isinstance(some, NotTaken) for row in some]
    heard = tell(batch.connection, SALE, rows)
    new = {(row[0], row[1]) for row, what in zip(rows, heard) if what.new}
    batch.noticed.differs["sale_place"] += sum(row[2:-2] != what.after for row, what in zip(rows, heard))
    for record, some in zip(records, told):
        if not isinstance(some, NotTaken):
            batch.saw(record.at)
    in_rows = {
        row[0]
        for record, some in zip(records, told)
        if not isinstance(some, NotTaken) and _is_in_rows(record)
        for row in some
    }
    settle_again(batch, {number for number, _digest in new}, in_rows)
    return [
        some if isinstance(some, NotTaken) else any((row[0], row[1]) in new for row in some) for some in told
    ]


def _is_in_rows(record: Purchase | Refund) -> bool:
    return bool(record.parts) if isinstance(record, Purchase) else record.part is not None


def settle_again(
    batch: Batch, numbers: set[int], in_rows: Collection[int] = (), days: Iterable[tuple[StoreId, Day]] = ()
) -> None:
    """Derive purchases (keys of their numbers) anew, and what they match on their days, and on ``days``.

    ``in_rows`` are those that this file tells in rows.
    """
    connection, release = batch.connection, batch.recount.release
    for concerned in put_together(connection, numbers, release, days, batch.noticed.matched):
        batch.recount.days |= concerned.days
        batch.families |= concerned.families
        batch.noticed.differs["sale_claim"] += sum(one.open for one in concerned.retold)
        for one in concerned.retold:
            if one.after is not None and one.after.id in in_rows:
                _look(batch, one)


def _parties(batch: Batch, records: Sequence[Purchase]) -> list[_Parties]:
    named = [[*([record.payer] if record.payer else []), *record.buyers] for record in records]
    flat = [one for some in named for one in some]
    ids = iter(batch.registry.ids(flat))
    values = iter(batch.registry.digests(flat))
    found = []
    for record, some in zip(records, named):
        numbers = [next(ids) for _ in some]
        payer = numbers[0] if record.payer else None
        buyers = numbers[1:] if record.payer else numbers
        said = tuple(next(values) for _ in some)
        found.append(_Parties(payer, buyers[0] if buyers else None, said))
    return found


def _accounts(batch: Batch, record: Purchase, where: Where, who: _Parties) -> list[Row]:
    """What a record says: one account, or one for each row that it was put together from."""
    said = SaleAccount(
        BILL if record.view == "bill" else ORDER,
        record.key,
        record.order_no,
        record.at,
        where.store,
        where.channel,
        Fen(record.amount_fen),
        record.state,
        who.payer,
        who.buyer,
        record.guide,
        record.referrer,
        record.lines,
        *_served_from(batch, record, where.channel),
        version=record.version,
        tender=tender_of(record.tender),
    )
    source, words = batch.source(record.line), (*_words(batch, record), *who.values)
    if record.parts:
        return [
            claim(names, _of_row(said, number, row, record.till), source, words)
            for number, names, row in _rows(batch, record, where)
        ]
    key = key_by_order(record.key) or order_key(record.merchant, record.order_no)
    in_store = store_order_key(where.store, record.order_no) if said.side == BILL else None
    return [claim(Names(key64(record.key), None, key, in_store), said, source, words)]


def _words(batch: Batch, record: Purchase | Refund) -> tuple[str, ...]:
    """What a record says of its place, and of the numbers that join it to others."""
    asked = record.merchant_order_no if isinstance(record, Purchase) else ""
    store = batch.touchpoints.store_code(record.store)
    return record.merchant, record.sub_merchant, record.device, store, record.channel, asked


def _refund(batch: Batch, record: Refund) -> list[Row] | NotTaken:
    if (problem := unfit(record)) is not None:
        return problem
    where = placed(batch, record)
    if record.part is not None and isinstance(where, NotTaken):
        return where
    place = _NOWHERE if isinstance(where, NotTaken) else where
    amount, state = Fen(record.amount_fen), record.state
    at, source = record.at, batch.source(record.line)
    said = SaleAccount(
        BACK, record.purchase_key, record.order_no, at, *place, amount, state, guide=record.guide
    )
    if record.part is None:
        names = Names(key64(record.purchase_key), None, key_by_order(record.purchase_key))
        return [claim(names, said._replace(refund=record.key), source, _words(batch, record))]
    of_row = said._replace(state="unpaid")  # what takes something off says nothing of how its sale stands
    return [
        claim(names, _of_row(of_row, number, row, record.till), source, _words(batch, record))
        for number, names, row in _rows(batch, record, place)
    ]


def _of_row(said: SaleAccount, number: str, row: Kept, till: str | None) -> SaleAccount:
    lines = (row.line,) if row.line is not None else ()
    one = said._replace(side=ROW, number=number, at=row.at, amount_fen=Fen(row.fen), lines=lines)
    return one._replace(till=till, whole=row.whole, row=row.digest)


class _RowOf(NamedTuple):
    """A row, and the purchase that it is of: its number (empty: its receipt's), and the keys that find it."""

    number: str
    names: Names
    row: Kept


def _rows(batch: Batch, record: Purchase | Refund, where: Where) -> list[_RowOf]:
    """The rows of a record: of one order, or of a receipt of each business day."""
    parts = record.parts if isinstance(record, Purchase) else tuple(filter(None, (record.part,)))
    key = record.key if isinstance(record, Purchase) else record.purchase_key
    rows = keep(parts, order=record.till is None)
    if record.till is None:
        return [_RowOf(key, Names(key64(key)), row) for row in rows]
    asked = store_order_key(where.store, record.merchant_order_no) if isinstance(record, Purchase) else None
    family, code = Family(where.store, record.till, record.order_no), batch.store_code(where.store)
    found = []
    for row in rows:
        receipt = key64(label(Receipt(*family, batch.day(where.store, row.at)), code))
        found.append(_RowOf(key, Names(key64(key) if key else receipt, receipt, None, asked), row))
    return found


def _served_from(batch: Batch, record: Purchase, channel: str) -> Destination:
    """The place of an order of the official store; a name that is no store of ours is its shop's own."""
    if channel != OFFICIAL_STORE:
        return NOWHERE
    try:
        store = batch.touchpoints.store(record.store) if record.store else NO_STORE
    except Unplaced:
        store = NO_STORE
    return Destination(store, record.region)


def _look(batch: Batch, one: Retold) -> None:
    """Take note of a receipt that looks like more or fewer sales than it is, or was."""
    before, sale = one.before, one.after
    if sale is None:
        return
    receipt = Receipt(sale.view.store, sale.till or "", sale.view.order_no, sale.day)
    if sale.till is not None and one.rows:
        again = before is not None and before.batch != batch.number
        batch.noticed.look(receipt, one.rows, before.amount_fen if before is not None and again else None)
    if before is None and _told_otherwise(batch.connection, receipt, order=sale.till is None):
        batch.noticed.twofold.add(receipt)


def _told_otherwise(connection: Connection, receipt: Receipt, *, order: bool) -> bool:
    """Whether a table told of this number in another way: with a till and not without one, or as an order.

    ``order`` says that it is told as an order now, and the receipt is only where and when.
    """
    others = "" if order else " AND (till = '') <> (:till = '')"
    as_order = None if order else key64(f"{BY_ORDER_NUMBER}{receipt.number}")
    found = connection.execute(
        f"SELECT 1 FROM purchase WHERE till IS NOT NULL AND store = :store AND order_no = :number"  # noqa: S608
        f" AND day = :day{others} UNION ALL SELECT 1 FROM purchase WHERE id = :as_order LIMIT 1",
        {**receipt._asdict(), "as_order": as_order},
    )
    return found.fetchone() is not None


def follow_accounts(batch: Batch, keys: Sequence[Key]) -> Follow:
    """Derive the purchases anew that the accounts are of, and those that only these accounts join to them."""
    numbers = reached(batch.connection, {key[0] for key in keys})
    return lambda: settle_again(batch, numbers)


FOLLOWS = {SALE: follow_accounts}
"""What follows when an import that told of a kind of fact is taken back, or counts again."""

LOADERS = {Purchase: take, Refund: take_refunds}
"""What keeps which record, called with the batch and the records of one kind."""
