"""Purchases and refunds compared with what their sources told; each difference is one sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator

from digitool.db.checks import Check, Told
from digitool.db.port import Connection, StoredRow
from digitool.db.tally import run
from digitool.facts.parts import kept, paid
from digitool.facts.receipts import Back, SoldReceipt, assigned
from digitool.facts.sync import stored_calendars
from digitool.facts.views import PurchaseView, derive, load_view
from digitool.model.calendar import Calendar
from digitool.model.ids import StoreId
from digitool.model.personal import mask_personal


def purchases(connection: Connection) -> list[str]:
    """Every purchase says what its views say together, its rows add up, and its day is its store's."""
    calendars = stored_calendars(connection)
    rows = connection.execute("SELECT * FROM purchase WHERE bill IS NOT NULL OR ordering IS NOT NULL")
    return [
        f"purchase {mask_personal(row['number'])} {what}" for row in rows for what in _wrong(row, calendars)
    ]


def _wrong(row: StoredRow, calendars: dict[StoreId, Calendar]) -> Iterator[str]:
    bill, ordering = load_view(row["bill"]), load_view(row["ordering"])
    wanted = derive(bill, ordering)
    for name, value in zip(PurchaseView._fields, wanted.columns):
        if row[name] != value:
            yield f"has {name} {row[name]}, told is {value}"
    if ordering is not None and ordering.parts and paid(ordering.parts) != (ordering.at, ordering.amount_fen):
        yield f"is {ordering.amount_fen} fen, its rows make {paid(ordering.parts)[1]}"
    if row["store"] in calendars and calendars[row["store"]].day(row["at"]) != row["day"]:
        yield f"is not of business day {row['day']}"


def refunds(connection: Connection) -> list[str]:
    """Every return is of its receipt and says what its row says, and no more came back than was paid."""
    return [*_misplaced(connection), *_unlike(connection), *_too_much(connection)]


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


def _unlike(connection: Connection) -> Iterator[str]:
    rows = connection.execute(
        "SELECT w.refund, w.part, r.number, r.amount_fen, r.at FROM refund_place w"
        " LEFT JOIN refund r ON r.id = w.refund"
    )
    for row in rows:
        if row["number"] is None:
            yield f"refund {row['refund']} is gone"
        elif row["part"] is not None:
            told = kept(json.loads(row["part"]))
            if (told.at, -told.fen) != (row["at"], row["amount_fen"]):
                yield f"refund {mask_personal(row['number'])} is {row['amount_fen']} fen, its row {-told.fen}"


def _too_much(connection: Connection) -> Iterator[Told]:
    """Its net counts as nothing, not less; what files say is no damage, but one of them is wrong."""
    for row in run(connection, "facts", "refunded_too_much"):
        number = mask_personal(row["number"])
        yield Told(f"purchase {number} is {row['paid_fen']} fen, {row['back_fen']} fen came back on it")


CHECKS: dict[str, Check] = {"purchases": purchases, "refunds": refunds}
"""Named checks of this room."""
