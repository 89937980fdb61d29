"""``digitool official-store catalogue``: products, prices, flash prices."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Optional

from typer import Argument, Option

from digitool.cli.app.command import area, command
from digitool.cli.app.context import Context
from digitool.cli.app.options import WRITE
from digitool.cli.app.period import read_moment
from digitool.cli.commands.official_store import app
from digitool.cli.commands.official_store.shared import PRODUCT
from digitool.errors import DataError, Exit
from digitool.model.ids import Fen
from digitool.render import Column

if TYPE_CHECKING:
    from digitool.model.records import Reject

catalogue = area("Products, their price list, and flash prices", "catalogue", app)

_Item = Annotated[str, Argument(metavar="ITEM", help="The item code.")]
_COUNTS = (
    Column("added", "Added", "int"),
    Column("changed", "Changed", "int"),
    Column("same", "Same", "int"),
)
_SHOWN_REJECTS = 5


_IMPORT_COLUMNS = (
    Column("file", "file"),
    Column("rows_in", "rows", "int"),
    *_COUNTS,
    Column("rejected", "rejected", "int"),
)


@command(
    catalogue,
    WRITE,
    columns=_IMPORT_COLUMNS,
    examples=("digitool official-store catalogue import catalogue.csv --key catalogue-1",),
)
def import_(
    here: Context,
    file: Annotated[Path, Argument(metavar="FILE", help="A table: item code, title, category, price.")],
    strict: Annotated[bool, Option("--strict", help="Take a file wholly or not at all.")] = False,
    encoding: Annotated[
        Optional[str], Option("--encoding", metavar="NAME", help="When guessing fails.")
    ] = None,
) -> int:
    """Add and change products by a table; products that it does not name stay as they are.

    The exit code is 3 when rows cannot be taken; each says its line, column and reason.
    """
    from digitool.official_store.catalogue.file import read_catalogue
    from digitool.official_store.catalogue.operations import save

    read = read_catalogue(file, encoding or "")
    _tell(here, read.file, read.rejects)
    if read.rejects and (strict or not read.items):
        raise DataError(
            "rows_refused",
            "{file}: {count} rows cannot be taken, so none was",
            hint="correct them, or leave --strict out to take the others",
            file=read.file,
            count=len(read.rejects),
        )
    result = save(here.desk, read.items)
    kept = {"file": read.file, "rows_in": len(read.items) + len(read.rejects), "rejected": len(read.rejects)}
    rows = [{**kept, **row} for row in result["rows"]]
    meta = {"rejects": [_reject_row(here, one) for one in read.rejects]}
    here.answer({**result, "rows": rows}, meta=meta)
    return Exit.DATA if read.rejects else Exit.OK


@command(
    catalogue,
    WRITE,
    columns=_COUNTS,
    examples=("digitool official-store catalogue add A1 --title Tea --category drinks --price 19.90",),
)
def add(
    here: Context,
    item: _Item,
    title: Annotated[Optional[str], Option("--title", metavar="TEXT", help="What people read.")] = None,
    category: Annotated[
        Optional[str], Option("--category", metavar="TEXT", help="The category that coupons may name.")
    ] = None,
    price: Annotated[Optional[Fen], Option("--price", metavar="YUAN", help="The tag price.")] = None,
    sale: Annotated[
        Optional[Literal["on", "off"]], Option("--sale", help="Whether it can be ordered.")
    ] = None,
) -> None:
    """Add one product, or change what is named of it: title, category, tag price, on or off sale."""
    from digitool.official_store.catalogue.operations import Item, save

    one = Item(item, title, category, price, None if sale is None else sale == "on")
    here.answer(save(here.desk, [one]))


_FLASH_COLUMNS = (
    PRODUCT,
    Column("price_fen", "Flash price", "money"),
    Column("tag_fen", "Tag price", "money"),
    Column("starts_at", "Valid from"),
    Column("ends_at", "Valid to"),
    Column("cap", "Pieces", "int"),
)


@command(
    catalogue,
    WRITE,
    columns=_FLASH_COLUMNS,
    examples=(
        "digitool official-store catalogue flash A1 --price 9.90 --starts 2026-03-08 --ends 2026-03-09",
    ),
)
def flash(
    here: Context,
    item: _Item,
    price: Annotated[Fen, Option("--price", metavar="YUAN", help="The price of one piece in this time.")],
    starts: Annotated[str, Option("--starts", metavar="TIME", help="A day or a time.")],
    ends: Annotated[str, Option("--ends", metavar="TIME", help="The day or time after the last one.")],
    cap: Annotated[Optional[int], Option("--cap", metavar="N", help="Pieces at it; else all.")] = None,
) -> None:
    """Give a product a lower price for a while, for all pieces or for some."""
    from digitool.official_store.catalogue.operations import FlashAsked, set_flash

    desk = here.desk
    calendar = desk.calendar()
    asked = FlashAsked(item, price, read_moment(starts, calendar), read_moment(ends, calendar), cap)
    here.answer(set_flash(desk, asked))


_LIST_COLUMNS = (
    PRODUCT,
    Column("title", "Title"),
    Column("category", "Category"),
    Column("price_fen", "Tag price", "money"),
    Column("flash_fen", "Flash price", "money"),
    Column("on_sale", "On sale", "flag"),
    Column("flash_until", "Flash price to", wide=True),
    Column("flash_left", "Pieces left at it", "int", wide=True),
)


@command(
    catalogue, columns=_LIST_COLUMNS, examples=("digitool official-store catalogue list --category drinks",)
)
def _list(
    here: Context,
    category: Annotated[str, Option("--category", metavar="TEXT", help="Only this category.")] = "",
) -> None:
    """The price list, with the flash prices that run now."""
    from digitool.official_store.asking import list_products

    here.answer(here.ask(list_products, here.desk, category), empty="the catalogue is empty")


def _tell(here: Context, file: str, rejects: list[Reject]) -> None:
    for one in rejects[:_SHOWN_REJECTS]:
        row = _reject_row(here, one)
        here.note("{file}, line {line}: {what}. {hint}", file=file, line=one.line, what=row["message"],
                  hint=row["hint"])  # fmt: skip
    if len(rejects) > _SHOWN_REJECTS:
        more = len(rejects) - _SHOWN_REJECTS
        here.note("{file}: {count} more rows cannot be taken; --json has all of them", file=file, count=more)


def _reject_row(here: Context, one: Reject) -> dict[str, Any]:
    values = {"column": one.column, "value": one.value}
    return {
        "line": one.line,
        "column": one.column,
        "code": one.code,
        "message": here.say(one.message, **values),
        "hint": here.say(one.hint, **values),
    }
