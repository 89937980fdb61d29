"""What guides earn: ``guide commission preview|settle|pay|payouts|report|why``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, Optional

from typer import Argument, Option

from digitool.cli.app.command import area, command
from digitool.cli.app.context import Context
from digitool.cli.app.options import DAYS, WRITE
from digitool.cli.app.payouts import Again, answer_payouts, payout_columns
from digitool.cli.app.period import parse_day
from digitool.cli.commands.guide import app as guide_app
from digitool.model.days import EVER
from digitool.render import Column

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digitool.model.days import Days

app = area(
    "What guides earn on orders: settled, taken back on refunds, paid out, explained", "commission", guide_app
)


_GUIDE = Column("guide", "Guide")
_MONEY = (
    Column("base_fen", "Base", "money"),
    Column("rate_bp", "Rate", "bp"),
    Column("earned_fen", "Earned", "money", wide=True),
    Column("taken_back_fen", "Taken back", "money"),
    Column("commission_fen", "Commission", "money"),
    Column("state", "State"),
)
_ORDER_COLUMNS = (
    _GUIDE,
    Column("order", "Order"),
    Column("day", "Day", "day"),
    Column("relation", "Relation"),
    Column("rule", "Rule"),
    *_MONEY,
)
_GUIDE_COLUMNS = (
    _GUIDE,
    Column("orders", "Orders", "int"),
    *(one for one in _MONEY if one.key != "rate_bp"),
)
_SETTLED_COLUMNS = (_GUIDE, Column("name", "Name"), *_GUIDE_COLUMNS[1:])
_PAID_COLUMNS = (
    _GUIDE,
    Column("name", "Name"),
    Column("orders", "Orders", "int"),
    Column("commission_fen", "Commission", "money"),
    Column("taken_off_fen", "Taken off", "money"),
    Column("payout_fen", "To pay out", "money"),
    Column("owed_fen", "Still owes", "money"),
)
_WHY_COLUMNS = (
    _GUIDE,
    Column("order", "Order"),
    Column("customer", "Customer"),
    Column("known_as", "Known as", wide=True),
    Column("relation", "Relation"),
    Column("why", "Because", wide=True),
    Column("part_bp", "Portion", "bp", wide=True),
    Column("bound_to", "Bound to", wide=True),
    Column("bound_since", "Bound since", "instant", wide=True),
    Column("bound_basis", "Basis", wide=True),
    Column("rule", "Rule"),
    Column("order_fen", "Order amount", "money", wide=True),
    *_MONEY[:3],
    Column("refunded_fen", "Refunded", "money"),
    *_MONEY[3:],
    Column("journals", "Journals", "list"),
    Column("words", "In words", "list", wide=True),
)

_DONE = "nothing is left to do"
_BY = {"order": _ORDER_COLUMNS, "guide": _GUIDE_COLUMNS}


By = Annotated[Literal["order", "guide"], Option("--by", help="A row for each order, or for each guide.")]


@command(app, DAYS, columns=_BY, examples=("digitool guide commission preview --last 30d --by guide",))
def preview(here: Context, by: By = "order") -> None:
    """What the orders that are not settled yet earn, and when; nothing is written.

    frozen: they can still be returned; refund_open: a refund is under way; due: to be settled now. Rates
    are in the [commission] table of digitool.toml and its rules.
    """
    from digitool.guides.commission.earnings import preview as rows_of

    settings, key = here.workspace.settings, here.workspace.key
    span = here.optional_period()
    with here.reader() as connection:
        rows = rows_of(connection, settings, span or EVER, here.as_of, here.today, key)
        _answer_orders(here, by, rows, span)


@command(app, DAYS, columns=_BY, examples=("digitool guide commission report --last 30d",))
def report(here: Context, by: By = "order") -> None:
    """Settled commissions of a period's orders, as they stand in the books."""
    from digitool.guides.commission.earnings import settled_commissions as rows_of

    span = here.optional_period()
    with here.reader() as connection:
        _answer_orders(here, by, rows_of(connection, span or EVER), span)


@command(
    app,
    WRITE,
    columns=_SETTLED_COLUMNS,
    examples=(
        "digitool guide commission settle --until 2026-04-01 --dry-run",
        "digitool guide commission settle --until 2026-04-01 --key settle-2026-03",
    ),
)
def settle(
    here: Context,
    until: Annotated[
        Optional[str], Option("--until", metavar="DAY", help="Only orders sold before this day.")
    ] = None,
) -> None:
    """Fix the commissions of orders that can no longer be returned, and take back what refunds took.

    A settled order keeps its guide, rule and base. A refund that comes later lessens what the guide is
    owed, or becomes a claim that her next payout takes off. Settling twice is settling once.
    """
    from digitool.guides.commission.operations import settle_commissions as write

    day = parse_day(until, here.today) if until is not None else None
    here.answer(write(here.desk, day), empty=_DONE)


@command(
    app,
    WRITE,
    columns=_PAID_COLUMNS,
    examples=("digitool guide commission pay --csv -o payout.csv --key payout-2026-03",),
)
def pay(here: Context) -> None:
    """Pay every guide what she is owed: the rows are the payout file; what she owes back is taken off."""
    from digitool.guides.commission.operations import pay_commissions as write

    here.answer(write(here.desk), empty=_DONE)


@command(
    app,
    columns=payout_columns(_PAID_COLUMNS),
    examples=(
        "digitool guide commission payouts",
        "digitool guide commission payouts --again op-0012 --csv -o payout.csv",
    ),
)
def payouts(here: Context, again: Again = None) -> None:
    """What guides were paid so far, the newest payout first; or one payout file once more.

    The lines are those that `pay` answered with; nothing is worked out again.
    """
    from digitool.guides.commission.operations import PAY

    answer_payouts(here, PAY, again)


@command(
    app,
    columns=_WHY_COLUMNS,
    examples=("digitool guide commission why O-1001", "digitool guide commission why O-1001 --json"),
)
def why(
    here: Context,
    order: Annotated[str, Argument(metavar="ORDER", help="The order's own number, or that of its payment.")],
) -> None:
    """One order explained: whose it is and why, rule, base and rate, refunds, state and journals."""
    from digitool.guides.commission.why import why as explain

    settings, key = here.workspace.settings, here.workspace.key
    told = here.ask(explain, settings, order, here.as_of, here.today, key)
    rows, charts = [], []
    for row, sentences in told:
        words = [here.say(template, **values) for template, values in sentences]
        rows.append({**row, "words": words})
        charts.append("\n".join(f"- {one}" for one in words))

    here.answer(rows, charts=tuple(charts))


def _answer_orders(here: Context, by: str, rows: Iterator[dict[str, Any]], span: Days | None) -> None:
    from digitool.guides.commission.earnings import by_guide

    found = by_guide(rows) if by == "guide" else list(rows)

    here.answer(found, period=span, limit=100, empty="no order of a guide is here")
