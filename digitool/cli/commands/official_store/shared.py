"""The columns, options and helpers that the official store's commands share."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from typer import Argument, Option

from digitool.cli.app.context import Context
from digitool.cli.app.options import Many
from digitool.render import Column

ORDER = Column("order", "Order")
STATE = Column("state", "State")
PRODUCT = Column("product", "Product")
LOCATION = Column("location", "Location")


Lines = Annotated[list[str], Argument(metavar="ITEM=N...", help="Products and pieces, such as A1=2.")]
Line = Annotated[
    Many, Option("--line", metavar="ITEM=N", help="A product and its pieces, such as A1=2; repeatable.")
]
Coupons = Annotated[Many, Option("--coupon", metavar="CODE", help="A coupon to be used; repeatable.")]
Guide = Annotated[str, Option("--guide", metavar="USERID", help="The guide who serves the customer.")]
Payment = Annotated[
    str, Option("--payment", metavar="TEXT", help="The payment's number, such as wechatpay:4200...")
]


def wants(lines: Many, lowest: int = 1) -> tuple[Any, ...]:
    """``A1=2`` texts as products and pieces."""
    from digitool.official_store.asked import read_pieces

    return tuple(read_pieces(line, lowest) for line in lines or ())


class SubTable(NamedTuple):
    """Rows and their columns."""

    columns: tuple[Column, ...]
    rows: list[dict[str, Any]]


def under(here: Context, *tables: SubTable) -> tuple[str, ...]:
    """Tables that stand under another one; those without rows are left out."""
    from digitool.cli.app.showing import drawn_under

    return tuple(drawn_under(here, columns, rows) for columns, rows in tables if rows)
