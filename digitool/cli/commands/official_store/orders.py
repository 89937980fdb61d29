"""``digitool official-store order``: place orders and take them through their life."""

from __future__ import annotations

from typing import Annotated, Literal, Optional

from typer import Argument, Option

from digitool.cli.app.command import area, command
from digitool.cli.app.context import Context
from digitool.cli.app.options import STORE, WRITE, Customer
from digitool.cli.commands.official_store import app
from digitool.cli.commands.official_store.shared import (
    LOCATION,
    ORDER,
    PRODUCT,
    STATE,
    Coupons,
    Guide,
    Line,
    Lines,
    Payment,
    SubTable,
    under,
    wants,
)
from digitool.model.ids import Fen
from digitool.render import Column

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
OrderNumber = Annotated[str, Argument(metavar="ORDER", help="The order's number.")]

orders = area("Orders, from cart to doorstep", "order", app)

_REFUND_COLUMNS = (
    *ORDER_COLUMNS[:2],
    Column("amount_fen", "Given back", "money"),
    Column("withdrawn_fen", "Withdrawn", "money", wide=True),
    Column("kept_discount_fen", "Discount kept", "money", wide=True),
    Column("payable_fen", "To pay", "money", wide=True),
    Column("refunded_fen", "Refunded", "money"),
    Column("refund", "Refund", wide=True),
)


@command(
    orders,
    WRITE,
    columns=ORDER_COLUMNS,
    examples=(
        "digitool official-store order create A1=2 B2 --customer P12 --coupon CODE --key cart-77",
        "digitool official-store order create A1 --pickup S001 --guide zhangsan",
    ),
)
def create(
    here: Context,
    lines: Lines,
    customer: Customer = None,
    coupon: Coupons = None,
    pickup: Annotated[
        str, Option("--pickup", metavar="STORE", help="The store where the customer picks it up.")
    ] = "",
    source: Annotated[
        str, Option("--source", metavar="CODE", help="The store that sends it home; else web.")
    ] = "web",
    guide: Guide = "",
    referrer: Annotated[
        str, Option("--referrer", metavar="TEXT", help="Who recommended it, as imports name them.")
    ] = "",
    shipping: Annotated[
        Optional[Fen],
        Option("--shipping", metavar="YUAN", help="The delivery fee; else as in the settings."),
    ] = None,
    number: Annotated[
        str, Option("--order", metavar="TEXT", help="The order's own number; else a new one.")
    ] = "",
) -> None:
    """Place an order: goods and coupons are held until it is paid, cancelled or overdue.

    A flash price holds while its cap has room for all pieces of a line, else the tag price.
    """
    from digitool.official_store.asked import AskedOrder
    from digitool.official_store.orders.placing import create_order

    asked = AskedOrder(
        wants(lines),
        customer,
        pickup,
        source,
        tuple(coupon or ()),
        guide,
        referrer,
        number,
        shipping,
    )
    here.answer(create_order(here.desk, asked))


@command(
    orders,
    WRITE,
    columns=ORDER_COLUMNS,
    examples=("digitool official-store order pay W260302-0001 --payment wechatpay:4200001 --key pay-77",),
)
def pay(
    here: Context,
    order: OrderNumber,
    payment: Payment = "",
    amount: Annotated[
        Optional[Fen],
        Option("--amount", metavar="YUAN", help="What came in; it must be the price."),
    ] = None,
) -> None:
    """Take the payment: coupons are redeemed, goods are sold, the order becomes a purchase.

    A pickup order gets its code, shown here only (and by the same key again).
    """
    from digitool.official_store.orders.paying import pay_order

    here.answer(pay_order(here.desk, order, payment, amount))


@command(
    orders,
    WRITE,
    columns=ORDER_COLUMNS,
    examples=("digitool official-store order ship W260302-0001 --tracking SF1",),
)
def ship(
    here: Context,
    order: OrderNumber,
    tracking: Annotated[str, Option("--tracking", metavar="TEXT", help="The parcel's number.")] = "",
) -> None:
    """The goods of a paid order leave for the customer."""
    from digitool.official_store.orders.fulfilling import ship_order

    here.answer(ship_order(here.desk, order, tracking))


@command(
    orders, WRITE, columns=ORDER_COLUMNS, examples=("digitool official-store order deliver W260302-0001",)
)
def deliver(here: Context, order: OrderNumber) -> None:
    """The goods have arrived at the customer's."""
    from digitool.official_store.orders.fulfilling import deliver_order

    here.answer(deliver_order(here.desk, order))


@command(
    orders,
    STORE,
    WRITE,
    columns=ORDER_COLUMNS,
    examples=("digitool official-store order pickup CODE --store S001",),
)
def pickup(
    here: Context,
    code: Annotated[str, Argument(metavar="CODE", help="The pickup code, with or without hyphens.")],
    late: Annotated[
        bool, Option("--late", help="Give it out although the store need not keep it any more.")
    ] = False,
) -> None:
    """Give goods out at the counter of the store that keeps them, once."""
    from digitool.official_store.orders.fulfilling import pickup_order as pick_up

    here.answer(pick_up(here.desk, code, here.one_store, late=late))


@command(
    orders,
    WRITE,
    columns=_REFUND_COLUMNS,
    examples=(
        "digitool official-store order refund W260302-0001 --line A1=1 --key refund-77",
        "digitool official-store order refund W260302-0001",
    ),
)
def refund(
    here: Context,
    order: OrderNumber,
    line: Line = None,
    no_restock: Annotated[
        bool, Option("--no-restock", help="The goods do not go back to the shelf.")
    ] = False,
    location: Annotated[
        str, Option("--location", metavar="CODE", help="The shelf they go to; else where they came from.")
    ] = "",
    policy: Annotated[
        Literal["keep", "revert"],
        Option("--policy", help="What kept goods do when they miss the minimum spend."),
    ] = "keep",
    keep_shipping: Annotated[
        bool, Option("--keep-shipping", help="The delivery fee is not given back with the last piece.")
    ] = False,
    number: Annotated[
        str, Option("--refund", metavar="TEXT", help="The refund's own number, as the payment bill has it.")
    ] = "",
) -> None:
    """Give money back for some pieces, or for all that is left.

    Goods, coupons and money go back together; parts sum to what was paid, to the fen. With revert, kept
    goods that miss a coupon's minimum lose its discount if this refund covers all of it; else they keep it,
    and the coupon stays used.
    """
    from digitool.model.money import format_yuan
    from digitool.official_store.orders.refunding import Return, refund_order

    pieces = {want.product: want.quantity for want in wants(line)} if line else None
    asked = Return(pieces, not no_restock, location, policy, keep_shipping, number)
    result = refund_order(here.desk, order, asked)
    here.answer(result)
    kept = result["rows"][0]["kept_discount_fen"]
    if policy == "revert" and kept:
        here.note(
            "goods that are kept keep {amount} yuan of discount, and its coupons stay used",
            amount=format_yuan(kept),
        )


@command(
    orders, WRITE, columns=ORDER_COLUMNS, examples=("digitool official-store order cancel W260302-0001",)
)
def cancel(here: Context, order: OrderNumber) -> None:
    """Give up an order that is not paid; what it held is free again."""
    from digitool.official_store.orders.ending import cancel_order

    here.answer(cancel_order(here.desk, order))


@command(orders, WRITE, columns=ORDER_COLUMNS[:2], examples=("digitool official-store order expire",))
def expire(here: Context) -> None:
    """End all orders that were not paid in time; nothing else depends on it, the clock rules."""
    from digitool.official_store.orders.ending import expire_orders

    here.answer(expire_orders(here.desk))


@command(orders, columns=ORDER_COLUMNS, examples=("digitool official-store order show W260302-0001 --json",))
def _show(
    here: Context,
    order: OrderNumber,
    reveal: Annotated[bool, Option("--reveal", help="Show the pickup code in full.")] = False,
) -> None:
    """One order with its lines and refunds.

    JSON holds lines and refunds in meta; csv, tsv and md hold the order alone.
    """
    from digitool.official_store.asking import show_order

    answer = here.ask(show_order, here.desk, order, reveal=reveal)
    meta = {"lines": answer["lines"], "refunds": answer["refunds"]}
    parts = under(here, SubTable(LINE_COLUMNS, answer["lines"]), SubTable(REFUND_COLUMNS, answer["refunds"]))
    here.answer(answer["rows"], meta=meta, charts=parts)


@command(orders, STORE, columns=ORDER_COLUMNS, examples=("digitool official-store order list --state paid",))
def _list(
    here: Context,
    state: Annotated[
        Optional[
            Literal[
                "created",
                "paid",
                "shipped",
                "delivered",
                "picked_up",
                "refunded",
                "cancelled",
                "expired",
            ]
        ],
        Option("--state", help="Only orders in this state."),
    ] = None,
    customer: Annotated[
        Optional[str], Option("--customer", metavar="ID", help="The customer, such as P12.")
    ] = None,
) -> None:
    """Orders, the newest first; --store shows those whose goods come from there."""
    from digitool.identity.stored.finding import person_of
    from digitool.official_store.asking import list_orders

    location = here.one_store if here.options.store else ""
    with here.reader() as connection:
        person = person_of(connection, customer) if customer else None
        rows = list_orders(connection, here.desk, state or "", location, person)
    here.answer(rows)
