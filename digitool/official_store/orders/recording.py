"""What a sale of our own leaves behind: the same facts that an import would leave, and its journal.

A purchase of the official store belongs to no store, as in every import: its customer was not there.
With a payment number (``wechatpay:4200...``) the bill that is imported later tells of the same purchase.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from digitool.db.writing import Work
from digitool.errors import ConflictError
from digitool.evidence.keeping import tell
from digitool.facts.sales.accounts import BACK, ORDER, ROW, SALE, LiveAccount, Names, SaleAccount, claim
from digitool.facts.sales.live import accounts_of
from digitool.facts.sales.pairing import put_together
from digitool.facts.source import OURSELVES
from digitool.facts.touches import TouchRow, insert_touch, ref_digest
from digitool.facts.touchpoints import Located, Touchpoints
from digitool.flow.recount import Recount, follow_settings
from digitool.ledger.chart import Account
from digitool.ledger.journals import Transfer, post
from digitool.model.ids import NO_STORE, Fen, IdentifierId, StoreId
from digitool.model.keys import key64
from digitool.model.records import OrderLine
from digitool.official_store.locations import OFFICIAL_STORE, STORE
from digitool.workspace.desk import Desk

SCAN_AND_GO = "scan_and_go"


class PaidOrder(NamedTuple):
    """A paid order or basket; ``store`` is a store's code, empty for the official store.

    ``number`` names the purchase, ``order_no`` the order; ``lines`` are (item, title, quantity, fen paid);
    ``served`` is the store that an order of the official store is served from.
    """

    number: str
    order_no: str
    store: str
    amount_fen: Fen
    customer: IdentifierId | None
    guide: str
    referrer: str
    lines: list[tuple[str, str, int, int]]
    served: str = ""
    books: str = ""

    @property
    def unit(self) -> str:
        """The ledger's unit for its money: ``books``, else the channel."""
        return self.books or self.channel

    @property
    def channel(self) -> str:
        """The channel, as imports name it."""
        return STORE if self.store else OFFICIAL_STORE


class GivenBack(NamedTuple):
    """Money given back on a purchase (its id)."""

    number: str
    purchase: int
    amount_fen: Fen
    store: str = ""
    books: str = ""


def record_sale_in(work: Work, desk: Desk, sale: PaidOrder) -> int:
    """Keep a sale as a purchase with its lines, count it, and book its money; the purchase's id.

    Raises ConflictError ``payment_used`` when the purchase of that number has an order already.
    """
    connection = work.connection
    store, served = (_store_id(work, desk, code) for code in (sale.store, sale.served))
    number = key64(sale.number)
    told = accounts_of(connection, [number])
    _require_new(told, sale.number)
    said = SaleAccount(
        ORDER,
        sale.number,
        sale.order_no,
        desk.at,
        store,
        sale.channel,
        sale.amount_fen,
        "paid",
        buyer=sale.customer,
        guide=sale.guide,
        referrer=sale.referrer,
        lines=tuple(OrderLine(*line) for line in sale.lines),
        served=served,
    )
    recount = Recount(connection, work.seq) if sale.customer or store or told else None
    _count(work, recount, number, said)
    _book(work, desk, sale.unit, sale.number, sale.amount_fen)
    return number


def _count(work: Work, recount: Recount | None, number: int, said: SaleAccount) -> None:
    """Keep our own account of a purchase, and count it; without a recount it concerns no store and nobody."""
    connection = work.connection
    tell(connection, SALE, [claim(Names(number), said, OURSELVES, ())])
    release = recount.release if recount is not None else _nobody
    days = {day for concerned in put_together(connection, [number], release) for day in concerned.days}
    if days and recount is None:
        recount = Recount(connection, work.seq)
    if recount is not None:
        recount.days |= days
        recount.finish()


def _nobody(_identifiers: Iterable[int]) -> None:
    """There is nobody whose contribution changes."""


def record_refund_in(work: Work, desk: Desk, back: GivenBack) -> None:
    """Keep a refund as a fact, and book it."""
    place = NO_STORE, ""  # it counts where its sale does
    said = SaleAccount(BACK, "", "", desk.at, *place, back.amount_fen, "SUCCESS", refund=back.number)
    _count(work, None, back.purchase, said)
    unit = back.books or (STORE if back.store else OFFICIAL_STORE)
    _book(work, desk, unit, back.number, Fen(-back.amount_fen))


def record_scan_in(work: Work, desk: Desk, store: str, customer: IdentifierId, ref: str) -> None:
    """Keep that a customer took up scan-and-go in a store: a touch of that scene."""
    connection = work.connection
    _store_id(work, desk, store)
    recount = Recount(connection, work.seq)
    recount.release([customer])
    touchpoints = Touchpoints(connection, desk.settings)
    place = touchpoints.id(Located(_scan_code(desk, store), SCAN_AND_GO, store))
    row = TouchRow(customer, desk.at, place, ref_digest(ref), *OURSELVES)
    insert_touch(connection, row, touchpoints.moved)
    recount.finish()


def _require_new(told: Sequence[LiveAccount], number: str) -> None:
    if any(one.account.side in (ORDER, ROW) for one in told):
        raise ConflictError(
            "payment_used",
            "payment {payment} has already paid another order",
            hint="give the number of this order's own payment",
            payment=number,
        )


def _scan_code(desk: Desk, store: str) -> str:
    """The store's own scan-and-go touchpoint, or the scene's name."""
    for one in desk.settings.touchpoints.values():
        if one.scene == SCAN_AND_GO and one.store == store:
            return one.code
    return SCAN_AND_GO


def _book(work: Work, desk: Desk, unit: str, source: str, amount_fen: Fen) -> None:
    received, sales = Account("payments_received", unit), Account("gross_sales", unit)
    transfer = Transfer(received, sales, amount_fen)
    if amount_fen < 0:
        transfer = Transfer(sales, received, -amount_fen)
    kind = "official_store.pay" if amount_fen >= 0 else "official_store.refund"
    post(work.connection, desk.stamp(work, kind, source), [transfer])


def _store_id(work: Work, desk: Desk, code: str) -> StoreId:
    """The id of a store (0 for none); brings the database's stores up to the settings where it is unknown."""
    connection = work.connection
    known = connection.execute("SELECT 1 FROM chain").fetchone()
    row = connection.execute("SELECT id FROM store WHERE code = ?", (code,)).fetchone()
    if known is None or (code and row is None):
        follow_settings(connection, desk.settings, work.seq)
        row = connection.execute("SELECT id FROM store WHERE code = ?", (code,)).fetchone()
    return StoreId(row[0]) if row is not None and code else NO_STORE
