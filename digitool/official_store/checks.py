"""The official store recomputed from its raw rows, and what customers keep of it.

Each difference is one sentence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from digitool.coupons.rules.returns import SoldLine, sold_lines
from digitool.db.checks import Check
from digitool.db.port import Connection, StoredRow
from digitool.db.tally import run
from digitool.ledger.chart import Account
from digitool.ledger.journals import balance
from digitool.official_store.locations import OFFICIAL_STORE
from digitool.official_store.orders.recording import SCAN_AND_GO
from digitool.official_store.orders.settlement import Owed
from digitool.official_store.states import REFUNDED

_ORDERS = (
    "SELECT o.number, o.state, o.shipping_fen, o.payable_fen - o.refunded_fen AS money_fen, l.*"
    " FROM official_order AS o JOIN official_order_line AS l ON l.official_order = o.id"
    " WHERE o.paid_at IS NOT NULL ORDER BY o.id, l.position"
)


class Standing:
    """The discount that stands on one order: by line, on delivery, and in all."""

    def __init__(self) -> None:
        self.by_line: dict[str, int] = defaultdict(int)
        self.fen = 0

    def add(self, lines: Iterable[SoldLine], shipping_fen: int) -> None:
        """One more coupon's use: its lines, and what it takes off delivery."""
        self.fen += shipping_fen
        for line in lines:
            self.by_line[line.line] += line.live_fen
            self.fen += line.live_fen


def unpaid_goods(connection: Connection) -> Iterator[str]:
    """Orders and baskets whose kept goods and delivery are not what was paid and the standing discount."""
    standing = _standing(connection)
    by_order: dict[str, list[StoredRow]] = defaultdict(list)
    for row in connection.execute(_ORDERS):
        by_order[row["number"]].append(row)
    for number, lines in by_order.items():
        yield from _wrong_order(number, lines, standing.get(f"{OFFICIAL_STORE}:{number}", Standing()))
    for row in connection.execute(
        "SELECT number, now_fen, payable_fen FROM basket WHERE paid_at IS NOT NULL"
    ):
        off = standing.get(f"{SCAN_AND_GO}:{row['number']}", Standing()).fen
        if row["now_fen"] != row["payable_fen"] + off:
            yield _told(f"basket {row['number']}", row["now_fen"], row["payable_fen"], off)


def _standing(connection: Connection) -> dict[str, Standing]:
    found: dict[str, Standing] = defaultdict(Standing)
    for order, lines, shipping in connection.execute(
        "SELECT order_ref, lines, shipping_fen FROM coupon_redemption WHERE ended_at IS NULL"
    ):
        found[order].add(sold_lines(lines), shipping)
    return found


def _wrong_order(number: str, lines: list[StoredRow], off: Standing) -> Iterator[str]:
    kept_in_all = 0
    for line in lines:
        kept = line["now_fen"] // line["quantity"] * (line["quantity"] - line["returned"])
        owed = Owed(line["owed_fen"], line["owed_pieces"], line["owed_back"]).left_fen
        kept_in_all += kept
        if kept != owed + off.by_line[str(line["position"])]:
            what = f"line {line['position']} of order {number}"
            yield _told(what, kept, owed, off.by_line[str(line["position"])])
    order = lines[0]
    fees = (0, order["shipping_fen"]) if order["state"] == REFUNDED else (order["shipping_fen"],)
    if order["money_fen"] + off.fen - kept_in_all not in fees:
        yield _told(f"order {number}", kept_in_all + fees[-1], order["money_fen"], off.fen)


def _told(what: str, kept: int, paid: int, off: int) -> str:
    return f"{what} keeps goods and delivery of {kept} fen for {paid} paid and a standing discount of {off}"


FOREVER = 10**9
"""A day number after every day."""


def stock(connection: Connection) -> list[str]:
    """Every level is the fold of its movements, and nothing is below zero (IV1, IV2)."""
    return _rows(connection, "wrong_levels")


def reservations(connection: Connection) -> list[str]:
    """Every reservation ends once, as its order does; what came back went to the shelf (IV3, IV4)."""
    return _rows(connection, "wrong_reservations")


def orders(connection: Connection) -> list[str]:
    """The money of every order adds up, refunds included, and no order stands in two ends."""
    return _rows(connection, "wrong_orders")


def flashes(connection: Connection) -> list[str]:
    """Every flash price counts the pieces that orders took at it."""
    return _rows(connection, "wrong_flashes")


def coupons(connection: Connection) -> list[str]:
    """Every discount is what coupons gave; an order that ended holds no coupon."""
    return _rows(connection, "wrong_coupons")


def kept(connection: Connection) -> list[str]:
    """What customers keep is what they paid and did not get back, and the discount that still stands."""
    return list(unpaid_goods(connection))


def sales(connection: Connection) -> list[str]:
    """Every paid order and basket is a purchase, every refund a fact, to the fen."""
    return _rows(connection, "wrong_sales")


def baskets(connection: Connection) -> list[str]:
    """Every basket adds up, sold what it holds, and went out once, looked into where it was chosen."""
    return _rows(connection, "wrong_baskets")


def accounts(connection: Connection) -> list[str]:
    """The ledger's payments received, and sales against them, are what orders and baskets say, one by one."""
    found = _rows(connection, "wrong_books")
    for channel, fen in run(connection, "official_store", "sold_money"):
        for name, wanted in (("payments_received", fen), ("gross_sales", -fen)):
            booked = balance(connection, Account(name, channel))
            if booked != wanted:
                found.append(f"{name}/{channel} is {booked} fen in the ledger, {wanted} by the orders")
    return found


def reported(connection: Connection) -> list[str]:
    """What the official store's report counts of an order of our own is what the order says.

    Where a payment bill tells of the same purchase, the bill is reported; that it says the same is its
    own question.
    """
    span: dict[str, object] = {"first": -FOREVER, "to": FOREVER}
    sold = {row["id"]: row["amount_fen"] for row in run(connection, "official_store", "report_orders", span)}
    back = {row["purchase"]: row["fen"] for row in run(connection, "official_store", "given_back", span)}
    found = []
    for order in run(connection, "official_store", "own_orders"):
        told = (sold.get(order["purchase"]), back.get(order["purchase"], 0))
        if told != (order["payable_fen"], order["refunded_fen"]):
            found.append(
                f"order {order['number']} is {order['payable_fen']} fen and {order['refunded_fen']} given"
                f" back, the report has {told[0]} and {told[1]}"
            )
    return found


def _rows(connection: Connection, name: str) -> list[str]:
    return [str(row[0]) for row in run(connection, "official_store", name)]


CHECKS: dict[str, Check] = {
    "official-store-stock": stock,
    "official-store-reservations": reservations,
    "official-store-orders": orders,
    "official-store-flashes": flashes,
    "official-store-coupons": coupons,
    "official-store-kept": kept,
    "official-store-sales": sales,
    "official-store-baskets": baskets,
    "official-store-accounts": accounts,
    "official-store-report": reported,
}
