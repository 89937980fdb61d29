"""What a sale of our own leaves behind: the same facts that an import would leave, and its journal.

A purchase of the official store belongs to no store, as in every import: its customer was not there.
With a payment number (``wechatpay:4200...``) the bill that is imported later tells of the same purchase.
"""

from __future__ import annotations

from typing import NamedTuple

from digitool.db.port import Connection, StoredRow
from digitool.db.writing import Work
from digitool.errors import ConflictError
from digitool.facts.purchases import (
    DayOf,
    Destination,
    Names,
    SideView,
    find_purchase,
    parties,
    place_order,
    store_lines,
    store_view,
)
from digitool.facts.refunds import RefundRow, adopt_refunds, store_refund
from digitool.facts.source import OURSELVES
from digitool.facts.sync import stored_calendar
from digitool.facts.touches import TouchRow, insert_touch, ref_digest
from digitool.facts.touchpoints import Located, Touchpoints
from digitool.facts.views import PurchaseView
from digitool.flow.recount import Recount, follow_settings
from digitool.ledger.chart import Account
from digitool.ledger.journals import Transfer, post
from digitool.model.ids import NO_STORE, Day, Fen, IdentifierId, Ms, StoreId
from digitool.model.keys import key64
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
    day_of = _day_of(connection)
    row = find_purchase(connection, sale.number)
    _require_new(row, sale.number)
    concerned = {*parties(row), *([sale.customer] if sale.customer else [])}
    recount = Recount(connection, work.seq) if concerned or store or row is not None else None
    if recount is not None:
        recount.release(concerned)
    view = PurchaseView(
        sale.order_no,
        desk.at,
        store,
        sale.channel,
        sale.amount_fen,
        "paid",
        sale.customer,
        sale.guide,
        sale.referrer,
    )
    told = SideView("ordering", view, OURSELVES)
    stored = store_view(connection, row, Names(sale.number), told, day_of)
    store_lines(connection, stored.id, list(sale.lines))
    place_order(connection, stored.id, Destination(served, ""), OURSELVES)
    lone = adopt_refunds(connection, stored.id, stored.store, "", day_of)
    if lone and recount is None:
        recount = Recount(connection, work.seq)
    if recount is not None:
        recount.days.update((place, day) for place, day in stored.days | lone if place)
        recount.finish()
    _book(work, desk, sale.unit, sale.number, sale.amount_fen)
    return stored.id


def record_refund_in(work: Work, desk: Desk, back: GivenBack) -> None:
    """Keep a refund as a fact, and book it."""
    day_of = _day_of(work.connection)
    day = day_of(_store_id(work, desk, back.store), desk.at)
    number = key64(back.number)
    row = RefundRow(number, back.number, back.purchase, desk.at, day, back.amount_fen, "SUCCESS", *OURSELVES)
    store_refund(work.connection, row)
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


def _require_new(row: StoredRow | None, number: str) -> None:
    if row is not None and row["ordering"] is not None:
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


def _day_of(connection: Connection) -> DayOf:
    """Business days of (store id, UTC ms) by the calendars that facts are counted with."""

    def day(store: StoreId, at: Ms) -> Day:
        return stored_calendar(connection, store).day(at)

    return day
