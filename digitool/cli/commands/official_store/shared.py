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

ORDER_COLUMNS = (
    ORDER,
    STATE,
    Column("delivery", "Delivery"),
    LOCATION,
    Column("customer", "Customer"),
    Column("goods_fen", "Goods", "money", wide=True),
    Column("discount_fen", "Discount", "money"),
    Column("shipping_fen", "Shipping", "money", wide=True),
    Column("payable_fen", "To pay", "money"),
    Column("refunded_fen", "Refunded", "money"),
    Column("pickup_code", "Pickup code"),
    Column("pay_by", "Pay by", wide=True),
    Column("pickup_by", "Pick up by", wide=True),
    Column("created_at", "Created", wide=True),
    Column("paid_at", "Paid", wide=True),
    Column("handed_at", "Handed over", wide=True),
    Column("guide", "Guide", wide=True),
    Column("referrer", "Referrer", wide=True),
    Column("payment", "Payment", wide=True),
    Column("tracking", "Tracking number", wide=True),
)
LEVEL_COLUMNS = (
    PRODUCT,
    LOCATION,
    Column("on_hand", "On hand", "int"),
    Column("reserved", "Reserved", "int"),
    Column("available", "Available", "int"),
)
LINE_COLUMNS = (
    PRODUCT,
    Column("title", "Title"),
    Column("quantity", "Pieces", "int"),
    Column("price_fen", "Price of one", "money"),
    Column("discount_fen", "Discount", "money"),
    Column("paid_fen", "Paid", "money"),
    Column("returned", "Came back", "int"),
    Column("refunded_fen", "Refunded", "money"),
)
REFUND_COLUMNS = (
    Column("refund", "Refund"),
    Column("at", "Time"),
    Column("amount_fen", "Given back", "money"),
    Column("restocked", "Back on the shelf", "flag"),
)
BASKET_COLUMNS = (
    Column("basket", "Basket"),
    STATE,
    Column("store", "Store"),
    Column("customer", "Customer"),
    Column("pieces", "Pieces", "int"),
    Column("discount_fen", "Discount", "money", wide=True),
    Column("payable_fen", "To pay", "money"),
)

OrderNumber = Annotated[str, Argument(metavar="ORDER", help="The order's number.")]
Lines = Annotated[list[str], Argument(metavar="ITEM=N...", help="Products and pieces, such as A1=2.")]
Line = Annotated[
    Many, Option("--line", metavar="ITEM=N", help="A product and its pieces, such as A1=2; repeatable.")
]
Coupons = Annotated[Many, Option("--coupon", metavar="CODE", help="A coupon to be used; repeatable.")]
Guide = Annotated[str, Option("--guide", metavar="USERID", help="The guide who serves the customer.")]
Payment = Annotated[
    str, Option("--payment", metavar="TEXT", help="The payment's number, such as wechatpay:4200...")
]
Ref = Annotated[str, Option("--ref", metavar="TEXT", help="Papers or reason that the movement names.")]


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
