"""Refunds: of which purchase, and where they count as long as nobody knows it."""

from __future__ import annotations

from collections.abc import Sequence

from digitool.facts.purchases import find_purchase, parties
from digitool.facts.refunds import Origin, RefundRow, date_refund, days_of, store_refund
from digitool.ingest.batch import Batch, NotTaken
from digitool.ingest.placing import Where, placed, unfit
from digitool.ingest.rows import Holder, holders, keep_returns, keep_sale, told_rows
from digitool.model.ids import NO_STORE, Fen
from digitool.model.keys import key64
from digitool.model.records import Refund


def take(batch: Batch, records: Sequence[Refund]) -> list[bool | NotTaken]:
    """Store refunds; a refund may come before its purchase, and count where it happened if none comes."""
    return [_take(batch, record) for record in records]


_NOWHERE = Where(NO_STORE, "")


def _take(batch: Batch, record: Refund) -> bool | NotTaken:
    if (problem := unfit(record)) is not None:
        return problem
    where = placed(batch, record)
    if record.part is None:
        batch.saw(record.at)
        return _store(batch, record, _NOWHERE if isinstance(where, NotTaken) else where)
    if isinstance(where, NotTaken):
        return where
    batch.saw(record.at)
    (holder,) = holders(batch, record, where)  # one row is of one day
    return _store_row(batch, record, holder)


def _store(batch: Batch, record: Refund, where: Where) -> bool:
    """Keep a refund that names its purchase, whether that is known yet or not."""
    purchase = find_purchase(batch.connection, record.purchase_key)
    row = RefundRow(
        id=key64(record.key),
        number=record.key,
        purchase=purchase["id"] if purchase else key64(record.purchase_key),
        at=record.at,
        day=batch.day(purchase["store"] if purchase else where.store, record.at),
        amount_fen=Fen(record.amount_fen),
        state=record.state,
        batch=batch.number,
        line=record.line,
    )
    origin = Origin(*where, record.order_no, guide=record.guide) if where.channel or record.order_no else None
    before = days_of(batch.connection, row.id)
    if not store_refund(batch.connection, row, origin):
        return False
    if purchase is None and where.store:
        date_refund(batch.connection, row.id, where.store, batch.day)
    batch.recount.days |= before | days_of(batch.connection, row.id)
    return True


def _store_row(batch: Batch, record: Refund, holder: Holder) -> bool:
    """Keep a row that takes something off: a return, or part of a sale of the same moment in another file."""
    telling = told_rows(batch, holder, None)
    if telling.known:
        return False
    if telling.after.sale != telling.before.sale:
        batch.recount.release(parties(telling.row))
        stored = keep_sale(batch, holder, telling, batch.source(record.line))
        days = stored.days if stored is not None else frozenset()
        batch.recount.days.update((store, day) for store, day in days if store)
    keep_returns(batch, holder, telling, record)
    return True


LOADERS = {Refund: take}
"""What keeps which record, called with the batch and the records of one kind."""
