"""Ask the database what both sides tell of a period."""

from __future__ import annotations

from collections.abc import Iterator

from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.model.days import Days
from digitool.model.ids import Day
from digitool.reconcile.comparing import BothSides, Compared, LoneBack, compare_sides


def reconciled(connection: Connection, period: Days, stores: frozenset[str] | None) -> list[Compared]:
    """Every payment and refund of the business days, compared; of these stores only (None: of all).

    Numbers are as the sources write them: a person's may be among them.
    """
    span: dict[str, object] = {"first": period.first, "to": period.after}
    told = [
        BothSides(
            row["day"],
            row["store"],
            row["channel"],
            row["order_no"],
            row["number"],
            row["tender"],
            row["order_fen"],
            row["bill_fen"],
            row["order_back"],
            row["bill_back"],
            bool(row["twice"]),
            bool(row["disputed"]),
        )
        for row in run(connection, "reconcile", "payments", span)
    ]
    lone = [
        LoneBack(
            row["day"],
            row["store"],
            row["channel"],
            row["order_no"],
            row["number"],
            row["amount_fen"],
            bool(row["by_bill"]),
        )
        for row in run(connection, "reconcile", "lone", span)
    ]
    return [one for one in compare_sides(told, lone) if stores is None or one.store in stores]


def reconciled_by_month(connection: Connection) -> Iterator[list[Compared]]:
    """`reconciled` of all days, some at a time: memory does not grow with the years."""
    (days,) = run(connection, "reconcile", "days")
    if days["first"] is not None:
        for start in range(days["first"], days["last"] + 1, _MONTH):
            yield reconciled(connection, Days(Day(start), Day(start + _MONTH)), None)


_MONTH = 31
