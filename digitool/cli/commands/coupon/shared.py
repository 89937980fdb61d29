"""The columns, options and helpers that the coupon commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

from typer import Argument, Option

from digitool.cli.app.context import Context
from digitool.cli.app.streams import stdin_text
from digitool.errors import UsageError
from digitool.render import Column

if TYPE_CHECKING:
    from digitool.coupons.rules.cart import Cart
    from digitool.workspace.desk import Desk


STOCK = Column("stock", "Stock")
COUPON = Column("coupon", "Coupon")
STATE = Column("state", "State")
DISCOUNT = Column("discount_fen", "Discount", "money")
STOCK_COLUMNS = (
    STOCK,
    STATE,
    Column("kind", "Kind"),
    Column("value", "Face value", "int", wide=True),
    Column("min_spend_fen", "Minimum spend", "money"),
    Column("total", "Total", "int"),
    Column("issued", "Issued", "int"),
    Column("left", "Left", "int"),
    Column("budgets", "Budgets", "list", wide=True),
)
TILL_COLUMNS = (
    STOCK,
    COUPON,
    STATE,
    DISCOUNT,
    Column("payable_fen", "To pay", "money"),
    Column("order", "Order"),
    Column("class", "Class", wide=True),
    Column("locked_until", "Locked until", wide=True),
)


StockName = Annotated[str, Argument(metavar="STOCK", help="The stock's code.")]
Code = Annotated[str, Argument(metavar="CODE", help="The coupon's code, with or without hyphens.")]
Codes = Annotated[list[str], Argument(metavar="CODE...", help="One or more coupon codes.")]
Order = Annotated[str, Option("--order", metavar="TEXT", help="The till's order number.")]
Amount = Annotated[
    Optional[str], Option("--amount", metavar="YUAN", help="What the order comes to, before coupons.")
]
CartFile = Annotated[
    Optional[Path], Option("--cart", metavar="FILE", help="The cart as JSON; - reads it from stdin.")
]
Channel = Annotated[str, Option("--channel", metavar="NAME", help="The channel that sells.")]
_MOST_BYTES = 10_000_000


def counter(here: Context, channel: str = "", *, one_store: bool = True) -> Desk:
    """The desk at the counter of the store that is named, if one is. Raises UsageError for two."""
    named = here.stores if here.options.store else []
    if one_store and len(named) > 1:
        raise UsageError("two_stores", "one store at a time", hint="use --store once")
    return here.desk.at_counter(named[0] if len(named) == 1 else "", channel)


def of_order(result: dict[str, Any]) -> dict[str, Any]:
    """An operation's answer whose rows say the order that it names once."""
    order = {"order": result.get("order")}
    return {**result, "rows": [{**order, **row} for row in result["rows"]]}


def cart_of(here: Context, amount: str | None, file: Path | None) -> Cart:
    """The cart that --amount or --cart gives. Raises UsageError unless it is exactly one."""
    from digitool.coupons.rules.cart import bare_cart, read_cart
    from digitool.model.amounts import read_amount

    if (amount is None) == (file is None):
        raise UsageError(
            "amount_or_cart",
            "say once what is bought",
            hint="use --amount YUAN or --cart FILE, not both",
        )
    if file is None:
        return bare_cart(read_amount(amount or ""), here.as_of)
    text = read_text(here, file)
    return _from_catalogue(here, read_cart(text, here.as_of))


def _from_catalogue(here: Context, cart: Cart) -> Cart:
    """The cart with the categories of the catalogue where it names none.

    Raises UsageError ``unknown_product`` for a product outside the catalogue, if there is one.
    """
    from digitool.coupons.rules.cart import require_known, with_categories
    from digitool.official_store.catalogue.lookup import known_items, products

    codes = {line.product for line in cart.lines}
    with here.reader() as connection:
        require_known(cart, known_items(connection, codes))
        found = products(connection, codes)
    return with_categories(cart, {code: one.category for code, one in found.items()})


def read_text(here: Context, file: Path) -> str:
    """The text of a file in UTF-8 or GB18030, or of stdin for ``-``. Raises DataError, OSError.

    Whoever writes it may take long, so the moment of the command is that when it has come.
    """
    from digitool.sources.file.opening import open_document
    from digitool.workspace.inputs import reading

    text = stdin_text(_MOST_BYTES) if str(file) == "-" else open_document(reading(file)).text()
    here.renew()
    return text
