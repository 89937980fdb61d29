"""``digitool official-store inventory``: goods come in, are counted, and move."""

from __future__ import annotations

from typing import Annotated, Optional

from typer import Argument, Option

from digitool.cli.app.command import area, command
from digitool.cli.app.context import Context
from digitool.cli.app.options import WRITE
from digitool.cli.commands.official_store import app
from digitool.cli.commands.official_store.shared import LOCATION, PRODUCT, Lines, wants
from digitool.render import Column

LEVEL_COLUMNS = (
    PRODUCT,
    LOCATION,
    Column("on_hand", "On hand", "int"),
    Column("reserved", "Reserved", "int"),
    Column("available", "Available", "int"),
)
Ref = Annotated[str, Option("--ref", metavar="TEXT", help="Papers or reason that the movement names.")]

inventory = area("Goods that come in, are counted, and move", "inventory", app)

_At = Annotated[str, Option("--at", metavar="CODE", help="The location: a store, or web.")]
_Product = Annotated[Optional[str], Argument(metavar="[ITEM]", help="One product; else all.")]
_Place = Annotated[str, Option("--at", metavar="CODE", help="Only this location: a store, or web.")]


@command(
    inventory,
    WRITE,
    columns=LEVEL_COLUMNS,
    examples=("digitool official-store inventory receive A1=20 B2=5 --at S001 --ref delivery-12",),
)
def receive(here: Context, lines: Lines, at: _At = "web", ref: Ref = "delivery") -> None:
    """Goods arrive at a store, or at the stock that the official store sends from."""
    from digitool.official_store.inventory import receive_goods

    here.answer(receive_goods(here.desk, at, wants(lines), ref))


_COUNT_COLUMNS = (*LEVEL_COLUMNS, Column("difference", "Difference", "int"))


@command(
    inventory,
    WRITE,
    columns=_COUNT_COLUMNS,
    examples=("digitool official-store inventory count A1=18 --at S001",),
)
def count(here: Context, lines: Lines, at: _At = "web", ref: Ref = "count") -> None:
    """Set what is on hand to what was counted; the difference is kept as a movement."""
    from digitool.official_store.inventory import count_goods

    result = count_goods(here.desk, at, wants(lines, 0), ref)
    here.answer(result)


@command(
    inventory,
    WRITE,
    columns=LEVEL_COLUMNS,
    examples=("digitool official-store inventory transfer A1=5 --source web --target S001",),
)
def transfer(
    here: Context,
    lines: Lines,
    source: Annotated[str, Option("--source", metavar="CODE", help="Where the goods leave.")],
    target: Annotated[str, Option("--target", metavar="CODE", help="Where they arrive.")],
    ref: Ref = "transfer",
) -> None:
    """Goods move from one location to another."""
    from digitool.official_store.inventory import transfer_goods

    result = transfer_goods(here.desk, source, target, wants(lines), ref)
    here.answer(result)


_LEVELS_COLUMNS = (LEVEL_COLUMNS[0], Column("title", "Title"), *LEVEL_COLUMNS[1:])


@command(inventory, columns=_LEVELS_COLUMNS, examples=("digitool official-store inventory levels --at S001",))
def levels(here: Context, product: _Product = None, at: _Place = "") -> None:
    """On hand, reserved and available; what overdue orders held counts as available."""
    from digitool.official_store.asking import levels as levels_of

    here.answer(here.ask(levels_of, here.as_of, product or "", at))


_MOVEMENTS_COLUMNS = (
    Column("at", "Time"),
    PRODUCT,
    LOCATION,
    Column("kind", "Movement"),
    Column("on_hand", "On hand", "int"),
    Column("reserved", "Reserved", "int"),
    Column("ref", "Because of"),
    Column("operation", "Operation", "int", wide=True),
)


@command(
    inventory,
    columns=_MOVEMENTS_COLUMNS,
    examples=("digitool official-store inventory movements A1 --limit 20",),
)
def movements(here: Context, product: _Product = None, at: _Place = "") -> None:
    """Why stock is what it is: the newest movements first."""
    from digitool.official_store.asking import movements as movements_of

    here.answer(here.ask(movements_of, here.desk, product or "", at))
