"""What persons decide about a till's sale and a bill's payment that no number joins, and its undo."""

from __future__ import annotations

from typing import Any

from digitool.db.port import Connection, StoredRow
from digitool.db.statements import defer_references
from digitool.db.writing import Work
from digitool.errors import ConflictError, NotFoundError, UsageError
from digitool.facts.receipts import PREFIX
from digitool.facts.sales.live import outcomes, store_book
from digitool.facts.sales.settling import Sale
from digitool.ingest.finishing import finish_in, open_batch_in
from digitool.ingest.sales import settle_again
from digitool.ingest.totals import held_figures, moved
from digitool.model.ids import operation_id, operation_seq
from digitool.model.keys import key64
from digitool.model.text import mask_value
from digitool.workspace.desk import Desk

SAME, NOT_SAME, UNDO = "reconcile.same", "reconcile.not_same", "reconcile.undo"
"""The kinds of operations that decide about a sale and a payment, and that take this back."""


def decide(desk: Desk, sale: str, payment: str, reason: str, *, same: bool) -> dict[str, Any]:
    """Have a till's sale (``pos:...``) and a payment count as one, or never as one.

    Raises NotFoundError, UsageError for numbers of other kinds, ConflictError for what its number joins
    already, for what was not paid, for what was decided otherwise, and for two that are not of one store
    and business day.
    """
    if not sale.startswith(PREFIX) or payment.startswith(PREFIX):
        raise UsageError(
            "not_a_pair",
            "a till's sale comes first, then a payment: pos:... and wechatpay:... or alipay:...",
            try_next="digitool reconcile --all",
        )

    def act(work: Work) -> dict[str, Any]:
        connection = work.connection
        told, paid = _sale(connection, sale), _sale(connection, payment)
        for one in (told, paid):
            _require_open(one)
        if same and (told.view.store, told.day) != (paid.view.store, paid.day):
            raise ConflictError(
                "another_day",
                "{sale} and {payment} are not of one store and business day",
                try_next="digitool reconcile --all",
                sale=mask_value(sale),
                payment=mask_value(payment),
            )
        if same:
            _require_undecided(connection, told, paid)
        defer_references(connection)  # the row of this operation comes last
        connection.execute(
            "INSERT INTO sale_decision (operation, number, payment, same) VALUES (?, ?, ?, ?)",
            (work.seq, told.id, paid.id, same),
        )
        return {"sale": sale, "payment": payment} | _match(work, desk, told, paid)

    params = {"sale": sale, "payment": payment, "reason": reason}
    return desk.write(SAME if same else NOT_SAME, params, act)


def undo_decision(desk: Desk, target: str, reason: str = "") -> dict[str, Any]:
    """Take a decision back. Raises NotFoundError, ConflictError when it was taken back already."""

    def act(work: Work) -> dict[str, Any]:
        connection = work.connection
        row: StoredRow | None = connection.execute(
            "SELECT d.number, d.payment, o.seq, o.undone_by FROM sale_decision d"
            " JOIN operation o ON o.seq = d.operation WHERE d.operation = ?",
            (_seq(target),),
        ).fetchone()
        if row is None:
            raise NotFoundError(
                "no_such_decision",
                "{operation} decided nothing about a sale and a payment",
                try_next="digitool log",
                operation=mask_value(target),
            )
        if row["undone_by"] is not None:
            raise ConflictError(
                "already_undone",
                "{operation} was taken back already, by {by}",
                try_next="digitool log",
                operation=mask_value(target),
                by=operation_id(row["undone_by"]),
            )
        defer_references(connection)
        connection.execute("UPDATE operation SET undone_by = ? WHERE seq = ?", (work.seq, row["seq"]))
        found = outcomes(connection, {row["number"], row["payment"]}, store_book(connection), matched=False)
        sides = [found.outcomes[one].sale for one in (row["number"], row["payment"]) if one in found.outcomes]
        names = {"sale": "", "payment": ""} | dict(
            zip(("sale", "payment"), (one.number for one in sides if one is not None))
        )
        return names | _match(work, desk, *(one for one in sides if one is not None))

    return desk.write(UNDO, {"operation": target, "reason": reason}, act)


def _seq(target: str) -> int:
    try:
        return operation_seq(target)
    except ValueError as error:
        raise UsageError(
            "bad_operation",
            "{value} is not an operation such as op-0012",
            try_next="digitool log",
            value=mask_value(target) or "-",
        ) from error


def _sale(connection: Connection, number: str) -> Sale:
    """A sale as its number alone joins its accounts. Raises NotFoundError, ConflictError."""
    key = key64(number)
    of_receipt = connection.execute("SELECT number FROM sale_claim WHERE receipt = ?", (key,)).fetchall()
    numbers = {key, *(row[0] for row in of_receipt)}
    found = outcomes(connection, numbers, store_book(connection), matched=False).outcomes
    outcome = found.get(key)
    if outcome is not None and outcome.sale is not None:
        return outcome.sale
    joined = next((one.sale.number for one in found.values() if one.sale is not None), None)
    if joined is not None:
        raise ConflictError(
            "joined_by_number",
            "{sale} is {payment}: its number says so",
            try_next="digitool reconcile --all",
            sale=mask_value(number),
            payment=mask_value(joined),
        )
    raise NotFoundError(
        "no_such_sale",
        "there is no sale {sale}",
        hint="give both numbers as reconcile names them",
        try_next="digitool reconcile --all --json",
        sale=mask_value(number),
    )


def _require_open(sale: Sale) -> None:
    """Raise ConflictError for what was not paid, and for a payment that a number joins to an order."""
    number = mask_value(sale.number)
    if sale.view.state != "paid":
        raise ConflictError(
            "not_paid",
            "{sale} was not paid, or was taken back at the till",
            try_next="digitool reconcile --all",
            sale=number,
        )
    if not sale.of_receipt and sale.order_fen is not None:
        raise ConflictError(
            "joined_by_number",
            "{sale} is of order {payment}: its number says so",
            try_next="digitool reconcile --all",
            sale=number,
            payment=mask_value(sale.view.order_no),
        )


def _require_undecided(connection: Connection, told: Sale, paid: Sale) -> None:
    """Raise ConflictError where a person said that one of the two is another one."""
    rows = connection.execute(
        "SELECT d.number, d.payment, d.same, d.operation FROM sale_decision d"
        " JOIN operation o ON o.seq = d.operation"
        " WHERE (d.number = ? OR d.payment = ?) AND o.undone_by IS NULL ORDER BY d.operation",
        (told.id, paid.id),
    )
    last = {(row["number"], row["payment"]): row for row in rows}
    for pair, row in last.items():
        if row["same"] and pair != (told.id, paid.id):
            raise ConflictError(
                "decided_already",
                "{operation} says that one of them is another one",
                hint="take that back first: digitool reconcile undo {operation}",
                try_next="digitool log",
                operation=operation_id(row["operation"]),
            )


def _match(work: Work, desk: Desk, *sales: Sale) -> dict[str, Any]:
    before = held_figures(work.connection)
    batch = open_batch_in(work, desk)
    settle_again(batch, set(), days={(one.view.store, one.day) for one in sales})
    finish_in(work, desk, batch)
    return {"figures": moved(before, held_figures(work.connection))}
