"""Purchases and refunds compared with what their sources told; each difference is one sentence."""

from __future__ import annotations

from collections.abc import Iterator

from digitool.db.checks import Check, Told
from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.facts.receipts import Back, SoldReceipt, assigned
from digitool.facts.sales.live import store_book
from digitool.facts.sales.looking import differences
from digitool.facts.sales.pairing import wrong_matches
from digitool.model.days import iso_day
from digitool.model.personal import mask_personal


def purchases(connection: Connection) -> list[str]:
    """Every purchase and refund is what its live accounts make of it, on its store's business day."""
    wrong = [f"purchase {mask_personal(name)} is not what was told of it" for name in differences(connection)]
    codes = {row["id"]: row["code"] for row in connection.execute("SELECT id, code FROM store")}
    return wrong + [
        f"sales of {codes.get(store, store)} on {iso_day(day)} are matched otherwise"
        for store, day in wrong_matches(connection, store_book(connection))
    ]


def refunds(connection: Connection) -> list[str]:
    """Every return is of its receipt, and no more came back than was paid."""
    return [*_misplaced(connection), *_too_much(connection)]


def _misplaced(connection: Connection) -> Iterator[str]:
    families = connection.execute(
        "SELECT DISTINCT till, store, order_no FROM refund_place WHERE till IS NOT NULL"
    ).fetchall()
    for till, store, number in families:
        key = (till, store, number)
        sales = connection.execute(
            "SELECT id, day, at, amount_fen FROM purchase WHERE till = ? AND store = ? AND order_no = ?", key
        )
        known = [SoldReceipt(*row) for row in sales]
        rows = connection.execute(
            "SELECT r.id, r.day, r.at, r.amount_fen, r.teller, p.id AS purchase FROM refund_place w"
            " JOIN refund r ON r.id = w.refund LEFT JOIN purchase p ON p.id = r.purchase"
            " WHERE w.till = ? AND w.store = ? AND w.order_no = ?",
            key,
        ).fetchall()
        found = assigned(known, [Back(*tuple(row)[:5]) for row in rows])
        wrong = sum(found[row["id"]] != row["purchase"] for row in rows)
        if wrong:
            yield f"{wrong} returns under {mask_personal(number)} are of other sales"


def _too_much(connection: Connection) -> Iterator[Told]:
    """Its net counts as nothing, not less; what files say is no damage, but one of them is wrong."""
    for row in run(connection, "facts", "refunded_too_much"):
        number = mask_personal(row["number"])
        yield Told(f"purchase {number} is {row['paid_fen']} fen, {row['back_fen']} fen came back on it")


CHECKS: dict[str, Check] = {"purchases": purchases, "refunds": refunds}
"""Named checks of this room."""
