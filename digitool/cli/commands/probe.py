"""Probe"""

from __future__ import annotations

from typing import Annotated, Literal

from typer import Argument, Option

from digitool.cli.command import area, command
from digitool.cli.context import Context
from digitool.cli.options import OUTPUT, PERIOD, WRITE
from digitool.render import Column, Result

app = area(__doc__)


@command(app, PERIOD, OUTPUT, examples=("digitool probe rate --last 7d",))
def rate(
    call: Context,
    by: Annotated[Literal["store", "day"], Option("--by", help="Group by this.")] = "store",
    names: Annotated[list[str] | None, Argument(help="names")] = None,
) -> None:
    """The rate.

    More text.
    """
    call.show(
        Result(
            "digitool.probe.rate/1",
            (Column("store", "Store"), Column("rate", "Rate", "rate"), Column("gmv_fen", "GMV (yuan)", "money")),
            [{"store": "禾禾\x1b[31m生活", "rate": (126, 404), "gmv_fen": 1284500}, {"store": "[/]x", "rate": (0, 0), "gmv_fen": 5}],
            as_of=call.as_of,
            period=call.period("7d"),
        )
    )


@command(app, PERIOD, WRITE, OUTPUT, examples=("digitool probe other",))
def other(call: Context) -> None:
    """Another."""
    raise RuntimeError("boom 13800138000")
