"""The official store recomputed from its raw rows; each difference is one sentence."""

from __future__ import annotations

import sqlite3

from digitool.db.checks import Check
from digitool.db.tally import run
from digitool.ledger.chart import Account
from digitool.ledger.journals import balance


def stock(connection: sqlite3.Connection) -> list[str]:
    """Every level is the fold of its movements, and nothing is below zero (IV1, IV2)."""
    return _rows(connection, "wrong_levels")


def reservations(connection: sqlite3.Connection) -> list[str]:
    """Every reservation ends once, as its order does; what came back went to the shelf (IV3, IV4)."""
    return _rows(connection, "wrong_reservations")


def orders(connection: sqlite3.Connection) -> list[str]:
    """The money of every order adds up, refunds included, and no order stands in two ends."""
    return _rows(connection, "wrong_orders")


def flashes(connection: sqlite3.Connection) -> list[str]:
    """Every flash price counts the pieces that orders took at it."""
    return _rows(connection, "wrong_flashes")


def coupons(connection: sqlite3.Connection) -> list[str]:
    """Every discount is what coupons gave; an order that ended holds no coupon."""
    return _rows(connection, "wrong_coupons")


def sales(connection: sqlite3.Connection) -> list[str]:
    """Every paid order and basket is a purchase, every refund a fact, to the fen."""
    return _rows(connection, "wrong_sales")


def baskets(connection: sqlite3.Connection) -> list[str]:
    """Every basket adds up, sold what it holds, and went out once, looked into where it was chosen."""
    return _rows(connection, "wrong_baskets")


def accounts(connection: sqlite3.Connection) -> list[str]:
    """The ledger's payments received, and sales against them, are what orders and baskets say."""
    found = []
    for channel, fen in run(connection, "official_store", "sold_money"):
        for name, wanted in (("payments_received", fen), ("gross_sales", -fen)):
            booked = balance(connection, Account(name, channel))
            if booked != wanted:
                found.append(f"{name}/{channel} is {booked} fen in the ledger, {wanted} by the orders")
    return found


def _rows(connection: sqlite3.Connection, name: str) -> list[str]:
    return [str(row[0]) for row in run(connection, "official_store", name)]


CHECKS: dict[str, Check] = {
    "official-store-stock": stock,
    "official-store-reservations": reservations,
    "official-store-orders": orders,
    "official-store-flashes": flashes,
    "official-store-coupons": coupons,
    "official-store-sales": sales,
    "official-store-baskets": baskets,
    "official-store-accounts": accounts,
}
