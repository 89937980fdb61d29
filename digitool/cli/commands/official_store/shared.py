"""The columns, options and helpers that the official store's commands share."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple, Optional

from typer import Argument, Option

from digitool.cli.app.context import Context
from digitool.cli.commands.coupon.shared import customer_of
from digitool.render import Column, Result

ORDER = Column("order", "Order")
STATE = Column("state", "State")
PRODUCT = Column("product", "Product")
LOCATION = Column("location", "Location")
OPERATION = Column("operation", "Operation", wide=True)

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

Many = Optional[list[str]]
OrderNumber = Annotated[str, Argument(metavar="ORDER", help="The order's number.")]
Lines = Annotated[list[str], Argument(metavar="ITEM=N...", help="Products and pieces, such as A1=2.")]
Line = Annotated[
    Many, Option("--line", metavar="ITEM=N", help="A product and its pieces, such as A1=2; repeatable.")
]
Customer = Annotated[Optional[str], Option("--customer", metavar="ID", help="The customer, such as P12.")]
Coupons = Annotated[Many, Option("--coupon", metavar="CODE", help="A coupon to be used; repeatable.")]
Guide = Annotated[str, Option("--guide", metavar="USERID", help="The guide who serves the customer.")]
Payment = Annotated[
    str, Option("--payment", metavar="TEXT", help="The payment's number, such as wechatpay:4200...")
]
Ref = Annotated[str, Option("--ref", metavar="TEXT", help="Papers or reason that the movement names.")]

__all__ = ["customer_of"]


def wants(lines: Many, lowest: int = 1) -> tuple[Any, ...]:
    """``A1=2`` texts as products and pieces."""
    from digitool.official_store.asked import read_pieces

    return tuple(read_pieces(line, lowest) for line in lines or ())


def show(here: Context, verb: str, columns: tuple[Column, ...], result: dict[str, Any]) -> None:
    """Show an operation's result: its rows with the operation, all else as meta."""
    rows = [{**row, "operation": result["operation"]} for row in result["rows"]]
    show_rows(here, verb, (*columns, OPERATION), rows, _rest(result))
    if here.options.dry_run:
        here.note("dry run: nothing was changed")


def show_rows(
    here: Context,
    verb: str,
    columns: tuple[Column, ...],
    rows: list[dict[str, Any]],
    meta: dict[str, Any] | None = None,
    charts: tuple[str, ...] = (),
) -> None:
    """Show the rows of an answer; ``charts`` stand under the table."""
    schema = f"digitool.official-store.{verb}/1"
    here.show(Result(schema, columns, rows, as_of=here.as_of, zone=here.zone, meta=meta or {}, charts=charts))


class SubTable(NamedTuple):
    """Rows and their columns."""

    columns: tuple[Column, ...]
    rows: list[dict[str, Any]]


def under(here: Context, *tables: SubTable) -> tuple[str, ...]:
    """Tables that stand under another one; those without rows are left out."""
    from digitool.cli.app.showing import drawn_under

    found = (Result("", columns, rows, as_of=here.as_of, zone=here.zone) for columns, rows in tables)
    return tuple(drawn_under(one, here.output) for one in found if one.rows)


def _rest(result: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in result.items() if name not in ("rows", "operation")}
