"""What coupons are now, and what became of them."""

from __future__ import annotations

from typing import Annotated

from typer import Argument

from digitool.cli.app.command import BY_ANSWER, command
from digitool.cli.app.context import Context
from digitool.cli.commands.coupon import app
from digitool.cli.commands.coupon.shared import COUPON, DISCOUNT, STATE, STOCK, STOCK_COLUMNS, counter
from digitool.render import Column

COUPON_COLUMNS = (
    STOCK,
    COUPON,
    STATE,
    Column("customer", "Customer"),
    Column("valid_from", "Valid from"),
    Column("valid_to", "Valid to"),
    Column("locked_until", "Locked until", wide=True),
    Column("order", "Order"),
    DISCOUNT,
)
REPORT_COLUMNS = (
    STOCK,
    Column("issued", "Issued", "int"),
    Column("received", "Received", "int"),
    Column("redeemed", "Redeemed", "int"),
    Column("outstanding", "Outstanding", "int"),
    Column("locked", "Locked", "int", wide=True),
    Column("expired", "Expired", "int", wide=True),
    Column("void", "Void", "int", wide=True),
    Column("rate_of_issued", "Of issued", "rate"),
    Column("rate_of_received", "Of received", "rate"),
    DISCOUNT,
)


@command(app, columns=BY_ANSWER, examples=("digitool coupon status TEN20",))
def status(
    here: Context,
    target: Annotated[str, Argument(metavar="STOCK|CODE", help="A stock, or one coupon.")],
) -> None:
    """What a stock or a coupon is now: its state, owner, validity and order."""
    from digitool.coupons.asking import status as status_of

    row = here.ask(status_of, target, counter(here))
    columns: tuple[Column, ...] = STOCK_COLUMNS
    if "coupon" in row:
        columns = COUPON_COLUMNS
    here.answer([row], columns=columns)


@command(app, columns=REPORT_COLUMNS, examples=("digitool coupon report",))
def report(
    here: Context, stock: Annotated[str, Argument(metavar="[STOCK]", help="One stock; else all.")] = ""
) -> None:
    """Issued, received and redeemed coupons of each stock, with both redemption rates.

    A rate of issued coupons and one of received coupons are two figures: each shows its denominator.
    """
    from digitool.coupons.finding import find_stock
    from digitool.coupons.metrics import stock_report as ask

    with here.reader() as connection:
        if stock:
            find_stock(connection, stock)
        rows = [one.row() for one in ask(connection, here.as_of, stock)]
    for row in rows:
        for name in ("rate_of_issued", "rate_of_received"):
            row[name] = (row[name]["num"], row[name]["den"])
    here.answer(rows)
