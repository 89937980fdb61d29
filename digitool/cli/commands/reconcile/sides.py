"""What orders and tills say against what payment bills say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from typer import Option

from digitool.cli.app.command import command
from digitool.cli.app.context import Context
from digitool.cli.app.options import PERIOD
from digitool.cli.commands.reconcile import app
from digitool.errors import Exit
from digitool.model.days import EVER
from digitool.model.money import format_yuan
from digitool.model.personal import mask_personal
from digitool.reconcile.comparing import Compared, sums_of
from digitool.render import Column

_MONEY = (
    Column("order_fen", "orders", "money"),
    Column("bill_fen", "bills", "money"),
    Column("difference_fen", "difference", "money"),
)
_ITEMS = (
    Column("day", "day", "day"),
    Column("store", "store"),
    Column("kind", "kind"),
    Column("order", "order"),
    Column("payment", "payment"),
    Column("tender", "tender"),
    *_MONEY,
    Column("cause", "cause"),
)
_COUNTS = (Column("items", "number", "int"), *_MONEY, Column("open", "open", "int"))
_COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "item": _ITEMS,
    "day": (Column("day", "day", "day"), *_COUNTS),
    "store": (Column("store", "store"), *_COUNTS),
    "tender": (Column("tender", "tender"), *_COUNTS),
    "cause": (Column("kind", "kind"), Column("cause", "cause"), *_COUNTS),
}

_KINDS = {"payment": "sale", "refund": "money back"}
_TENDERS = {"wechatpay": "WeChat Pay", "alipay": "Alipay", "cash": "cash", "": "unknown"}
_CAUSES = {
    "matched": "both sides say the same",
    "amount_differs": "the amounts differ",
    "no_bill": "paid here, in no bill",
    "no_order": "in a bill, no order",
    "refund_differs": "the refunds differ",
    "refund_no_bill": "given back here, in no bill",
    "refund_no_order": "given back by a bill, not here",
    "refund_no_purchase": "given back, purchase unknown",
    "refund_unpaid": "given back, though not paid",
    "no_number": "no payment number: cannot be told",
    "not_covered": "the other side has no file of it",
    "other_tender": "paid otherwise: in no bill",
    "disputed": "two files of one side differ: see check contradictions",
    "double": "the other side tells of it, too: does not count",
}


@command(
    app,
    PERIOD,
    columns=_COLUMNS,
    examples=(
        "digitool reconcile --last 30d",
        "digitool reconcile --by cause --from 2026-03-01 --to 2026-04-01 --json",
    ),
)
def reconcile(
    here: Context,
    by: Annotated[
        Literal["item", "day", "store", "tender", "cause"],
        Option("--by", help="The open items one by one, or sums of all by day, store, tender or cause."),
    ] = "item",
    every: Annotated[bool, Option("--all", help="Show the matched items too.")] = False,
    strict: Annotated[bool, Option("--strict", help="End with exit code 11 when anything is open.")] = False,
) -> int:
    """Compare what orders and tills say with what payment bills say.

    Open are: amounts that differ; what was paid here with a payment number and is in no bill, on days of
    which there is a bill of that store; what is in a bill and no order, on days on which at least half of
    the bill's payments of that store have one; refunds that one side knows otherwise; refunds whose purchase
    nobody knows, or was not paid; what two files of one side tell otherwise; what both sides tell of, nobody
    knows as which, and which counts once ([reconcile] in digitool.toml says on which side). Not open is what
    cannot be told: sales without a payment number or in cash, and days of which the other side has no file.

    Sales of a till that no number joins to a payment are matched by store, day, amount and time. What is
    matched wrongly, or not at all, you decide: reconcile same, reconcile not-same.

    On both sides the sums by cause add up to all that was paid, less all that was given back; what was taken
    back at the till counts as 0.
    """
    from digitool.reconcile.questions import reconciled

    period = here.optional_period()
    found = here.ask(reconciled, period or EVER, here.asked_stores)
    unsettled = [one for one in found if one.is_open]
    rows = _items(here, found if every else unsettled) if by == "item" else _sums(here, found, by)
    meta = {"open": len(unsettled), "compared": len(found)}
    here.answer(rows, period=period, meta=meta, empty="nothing is open")
    if unsettled:
        here.note(
            "{count} of {all} payments and refunds are open, {yuan} apart in all",
            count=len(unsettled),
            all=len(found),
            yuan=format_yuan(sum(abs(one.difference_fen) for one in unsettled)),
        )
    return Exit.TARGET_MISSED if strict and unsettled else Exit.OK


def _items(here: Context, found: list[Compared]) -> list[dict[str, Any]]:
    rows = [
        {
            **one._asdict(),
            "order": mask_personal(one.order),
            "payment": mask_personal(one.payment),
        }
        for one in found
    ]
    return [_words(here, row) for row in rows]


def _sums(here: Context, found: list[Compared], by: str) -> list[dict[str, Any]]:
    fields = ("kind", "cause") if by == "cause" else (by,)
    groups = sums_of(found, lambda one: tuple(getattr(one, field) for field in fields))
    rows = []
    for name, one in sorted(groups.items(), key=str):
        said = _words(here, dict(zip(fields, name)))  # type: ignore[call-overload]
        rows.append({**said, **one._asdict(), "difference_fen": one.bill_fen - one.order_fen})
    return rows


def _words(here: Context, row: dict[str, Any]) -> dict[str, Any]:
    """A row with kind, tender and cause as people read them; programs read their names."""
    if not here.output.for_people:
        return row
    known = {"kind": _KINDS, "cause": _CAUSES, "tender": _TENDERS}
    said = {name: here.say(words[row[name]]) for name, words in known.items() if row.get(name) in words}
    return row | said
