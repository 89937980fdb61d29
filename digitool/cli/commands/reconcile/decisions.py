"""What persons decide about a till's sale and a payment: they are one, or they are not."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Option

from digitool.cli.app.command import command
from digitool.cli.app.context import Context
from digitool.cli.app.options import WRITE
from digitool.cli.commands.import_.figures import COLUMNS, moved_rows
from digitool.cli.commands.reconcile import app

Sale = Annotated[str, Argument(metavar="SALE", help="The till's sale, as reconcile names it: pos:...")]
Payment = Annotated[str, Argument(metavar="PAYMENT", help="The bill's payment, as reconcile names it.")]
Reason = Annotated[str, Option("--reason", help="Why; it is kept with the operation.")]


@command(
    app,
    WRITE,
    columns=COLUMNS,
    examples=("digitool reconcile same pos:S001:1:2026-03-01:0001 wechatpay:4200000001 --reason receipt",),
)
def same(here: Context, sale: Sale, payment: Payment, reason: Reason = "") -> None:
    """Say that a till's sale and a payment are one: they count once, with what each side knows.

    It outweighs what digitool would match by time and amount, and holds whatever is imported later.
    """
    from digitool.ingest.deciding import decide

    _decided(here, decide(here.desk, sale, payment, reason, same=True))


@command(
    app,
    WRITE,
    columns=COLUMNS,
    examples=("digitool reconcile not-same pos:S001:1:2026-03-01:0001 wechatpay:4200000001",),
)
def not_same(here: Context, sale: Sale, payment: Payment, reason: Reason = "") -> None:
    """Say that a till's sale and a payment are not one, though time and amount fit."""
    from digitool.ingest.deciding import decide

    _decided(here, decide(here.desk, sale, payment, reason, same=False))


@command(app, WRITE, columns=COLUMNS, examples=("digitool reconcile undo op-0012 --reason mistake",))
def undo(
    here: Context,
    operation: Annotated[str, Argument(metavar="OPERATION", help="The operation, such as op-0012.")],
    reason: Reason = "",
) -> None:
    """Take back what reconcile same or reconcile not-same said."""
    from digitool.ingest.deciding import undo_decision

    _tell(here, undo_decision(here.desk, operation, reason))


def _decided(here: Context, done: dict[str, Any]) -> None:
    _tell(here, done)
    if not here.options.dry_run:
        here.note("take it back with: digitool reconcile undo {operation}", operation=done["operation"])


def _tell(here: Context, done: dict[str, Any]) -> None:
    here.answer(
        moved_rows(here, done),
        meta={name: done[name] for name in ("sale", "payment", "operation")},
        empty="no figure changes",
    )
