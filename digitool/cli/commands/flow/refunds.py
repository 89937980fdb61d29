"""Refunds that nobody can assign."""

from __future__ import annotations

from digitool.cli.app.command import command
from digitool.cli.app.context import Context
from digitool.cli.app.options import PERIOD
from digitool.cli.commands.flow import app
from digitool.model.days import EVER
from digitool.render import Column

_COLUMNS = (
    Column("day", "day", "day"),
    Column("store", "store"),
    Column("channel", "channel"),
    Column("order", "order"),
    Column("amount_fen", "amount", "money"),
    Column("state", "state"),
    Column("refund", "refund", wide=True),
    Column("file", "file", wide=True),
    Column("line", "line", "int", wide=True),
)


@command(
    app,
    PERIOD,
    columns=_COLUMNS,
    examples=("digitool flow refunds", "digitool flow refunds --last 30d --json"),
)
def refunds(here: Context) -> None:
    """Refunds whose purchase is not known.

    They lessen net sales on their own day, where their store or channel is known. Import the sales of the
    time before: a refund goes to its purchase as soon as that is known.
    """
    from digitool.flow.questions import Scope, lone_refunds

    period = here.optional_period()
    scope = Scope(*(period or EVER), frozenset(here.stores), everywhere=not here.options.store)
    here.answer(here.ask(lone_refunds, scope), period=period, empty="no refunds without a known purchase")
