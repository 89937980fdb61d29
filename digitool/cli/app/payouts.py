"""What the ``payouts`` commands share: one payout once more, or all of a kind, line by line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Annotated, Any, Optional

from typer import Option

from digitool.cli.app.command import OPERATION
from digitool.cli.app.context import Context
from digitool.render import Column

Again = Annotated[
    Optional[str], Option("--again", metavar="OPERATION", help="Print this payout once more, as it was.")
]


def payout_columns(paid: tuple[Column, ...]) -> Callable[[Mapping[str, Any]], tuple[Column, ...]]:
    """The columns by ``again``: of one payout those of `pay`, with the operation last; else it leads."""
    told = (Column("paid_at", "Time", "instant"), Column("actor", "Who", wide=True))
    every = (replace(OPERATION, wide=False), *told, *paid)
    return lambda values: every if values["again"] is None else (*paid, OPERATION)


def answer_payouts(
    here: Context, kind: str, again: str | None, wanted: Callable[[Mapping[str, Any]], bool] = lambda _: True
) -> None:
    """Show one payout as it was, or the wanted lines of all of a kind of operation, the newest first.

    The lines are those that `pay` answered with, under its name where they are of one payout. Raises
    NotFoundError ``no_payout``.
    """
    from digitool.cli.app.showing import name_of
    from digitool.ledger.payouts import payout, payouts

    with here.reader() as connection:
        found = payouts(connection, kind) if again is None else [payout(connection, kind, again)]
    name = name_of(here.invocation.path)
    here.answer(
        [line for one in found for line in one.lines if wanted(line)],
        schema=name if again is None else name.replace("payouts", "pay"),
        as_of=None if again is None else found[0].at,
    )
