"""Coupons at the till: check, lock, redeem, give back."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

from typer import Argument, Option

from digitool.cli.app.command import command
from digitool.cli.app.context import Context
from digitool.cli.app.options import STORE, WRITE, Customer, Many
from digitool.cli.commands.coupon import app
from digitool.cli.commands.coupon.shared import (
    COUPON,
    DISCOUNT,
    STATE,
    STOCK,
    TILL_COLUMNS,
    Amount,
    CartFile,
    Channel,
    Code,
    Codes,
    Order,
    cart_of,
    counter,
    of_order,
)
from digitool.coupons import problems
from digitool.render import Column

BACK_COLUMNS = (
    STOCK,
    COUPON,
    STATE,
    Column("order", "Order"),
    Column("back_fen", "Given back", "money"),
    Column("withdrawn_fen", "Withdrawn", "money", wide=True),
    DISCOUNT,
)

_CHECK_COLUMNS = (
    COUPON,
    replace(STOCK, wide=True),
    Column("decision", "Decision"),
    Column("step", "Step", "int"),
    DISCOUNT,
    Column("reason", "Reason"),
    Column("lines", "By line", "object", wide=True),
    Column("code", "Code", wide=True),
    Column("rule", "Rule", wide=True),
    Column("observed", "Observed", "object", wide=True),
    Column("limit", "Limit", "object", wide=True),
)


@command(app, STORE, columns=_CHECK_COLUMNS, examples=("digitool coupon check CODE --amount 100.00",))
def check(
    here: Context,
    codes: Annotated[Many, Argument(metavar="[CODE...]", help="Codes; else all of the customer.")] = None,
    amount: Amount = None,
    cart: CartFile = None,
    customer: Customer = None,
    channel: Channel = "store",
) -> None:
    """What coupons would do for a cart: discount by line, stacking order, and why some do not work."""
    from digitool.coupons import asking

    goods = cart_of(here, amount, cart)
    desk = counter(here, channel)
    with here.reader() as connection:
        asked = codes or (asking.codes_of(connection, customer) if customer else [])
        answer = asking.check_cart(connection, desk, asked, goods, customer)
    rows = asking.answer_rows(answer)
    for row, refusal in zip(rows[len(answer.cuts) :], answer.refusals, strict=True):
        row["reason"] = here.say(refusal.words, **refusal.values)
    meta: dict[str, Any] = {
        "initial_fen": answer.initial_fen,
        "discount_fen": answer.discount_fen,
        "payable_fen": answer.payable_fen,
        "lines": [line._asdict() for line in answer.lines],
    }
    notes = [here.say(note) for note in answer.notes]
    here.answer(rows, meta=meta, warnings=notes, empty="no coupon was asked about")


@command(
    app,
    STORE,
    WRITE,
    columns=TILL_COLUMNS,
    examples=("digitool coupon lock CODE --order O1 --amount 100.00",),
)
def lock(
    here: Context,
    codes: Codes,
    order: Order,
    amount: Amount = None,
    cart: CartFile = None,
    customer: Customer = None,
    channel: Channel = "store",
    cancel: Annotated[bool, Option("--cancel", help="Give the coupon free again.")] = False,
) -> None:
    """Keep coupons for an order for 15 minutes; the clock gives them free again.

    The settings say how long: [coupons] lock_minutes.
    """
    from digitool.coupons.till.redeeming import lock_coupons
    from digitool.coupons.till.reversing import release_coupon

    if cancel:
        if len(codes) != 1:
            raise problems.not_so_many(len(codes))
        result = release_coupon(counter(here, channel), codes[0], order)
    else:
        goods = cart_of(here, amount, cart)
        result = lock_coupons(counter(here, channel), codes, order, goods, customer)
    here.answer(of_order(result))


@command(
    app,
    STORE,
    WRITE,
    columns=TILL_COLUMNS,
    examples=("digitool coupon redeem CODE --order O1 --amount 100.00",),
)
def redeem(
    here: Context,
    codes: Codes,
    order: Order,
    amount: Amount = None,
    cart: CartFile = None,
    customer: Customer = None,
    channel: Channel = "store",
) -> None:
    """Use coupons for an order: all of them, or none and the reason.

    Say what the order comes to with --amount, or send the goods with --cart.
    """
    from digitool.coupons.till.redeeming import redeem_coupons

    goods = cart_of(here, amount, cart)
    result = redeem_coupons(counter(here, channel), codes, order, goods, customer)
    here.answer(of_order(result))


@command(app, WRITE, columns=BACK_COLUMNS, examples=("digitool coupon reverse CODE --key refund-O1",))
def reverse(
    here: Context,
    code: Code,
    line: Annotated[Many, Option("--line", metavar="L=N", help="Pieces that come back; repeatable.")] = None,
    policy: Annotated[
        Literal["keep", "revert"],
        Option("--policy", help="What kept goods do when they miss the minimum spend."),
    ] = "keep",
) -> None:
    """Give the use of a coupon back: its order is cancelled, or goods return.

    The coupon goes back to its owner if it is still valid, else it is expired. With revert, kept goods that
    miss its minimum lose their discount if what the returned ones brought covers all of it; else the
    coupon stays used.
    """
    from digitool.coupons.till.reversing import reverse_coupon
    from digitool.coupons.typed import read_pieces

    lines = dict(map(read_pieces, line or ()))
    here.answer(of_order(reverse_coupon(counter(here), code, lines, policy)))
