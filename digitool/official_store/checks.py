"""The official store recomputed from its raw rows; each difference is one sentence."""

from __future__ import annotations

from digitool.db.checks import Check
from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.ledger.chart import Account
from digitool.ledger.journals import balance
from digitool.official_store.orders.kept import unpaid_goods

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
