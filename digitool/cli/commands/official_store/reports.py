"""What a manager asks of the official store: how it sells, what it has, what sells together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Optional

from typer import Option

from digitool.cli.app.command import command
from digitool.cli.app.context import Context
from digitool.cli.app.lone_refunds import note_lone_refunds
from digitool.cli.app.options import DAYS, PERIOD, STORE
from digitool.cli.commands.official_store import app
from digitool.errors import UsageError
from digitool.model.days import Days, days_before
from digitool.model.ids import Day
from digitool.model.text import mask_value
from digitool.render import Column

if TYPE_CHECKING:
    from digitool.db.port import Connection

_DEFAULT = "28d"
_FEW_ORDERS = 100
"""Mixed baskets below which a pair is mostly chance."""

_NO_ORDERS = "no orders of the official store in this period; import some, or choose other days"

_NOW = (
    Column("orders", "orders", "int"),
    Column("gmv_fen", "sales", "money"),
    Column("net_fen", "net of refunds", "money"),
    Column("buyers", "buyers", "int", wide=True),
    Column("basket_fen", "an order", "money"),
    Column("lines_per_order", "lines an order", "number", wide=True),
    Column("conversion", "of visitors", "rate"),
    Column("off_hours_share", "while closed", "share"),
    Column("cross_region_share", "across regions", "share"),
    Column("repeat_rate", "buy again", "share"),
    Column("private_share", "private domain", "share"),
    Column("gmv_change", "against before", "share"),
)
_UNKNOWN = (
    Column("refunds_without_purchase", "refunds without a purchase", "int", wide=True),
    Column("refunds_without_purchase_fen", "their amount", "money", wide=True),
)
_BEFORE = (
    Column("prev_orders", "orders before", "int", wide=True),
    Column("prev_gmv_fen", "sales before", "money", wide=True),
    Column("prev_net_fen", "net of refunds before", "money", wide=True),
    Column("prev_buyers", "buyers before", "int", wide=True),
    Column("prev_basket_fen", "an order before", "money", wide=True),
    Column("prev_lines_per_order", "lines an order before", "number", wide=True),
    Column("prev_conversion", "of visitors before", "rate", wide=True),
    Column("prev_off_hours_share", "while closed before", "share", wide=True),
    Column("prev_cross_region_share", "across regions before", "share", wide=True),
    Column("prev_repeat_rate", "buy again before", "share", wide=True),
    Column("prev_private_share", "private domain before", "share", wide=True),
)
_SALES = {
    "store": (Column("store", "store"), *_NOW, *_UNKNOWN, *_BEFORE),
    "day": (Column("day", "day", "day"), *_NOW, *_UNKNOWN, *_BEFORE),
    "week": (Column("week", "week of", "day"), *_NOW, *_UNKNOWN, *_BEFORE),
    "chain": (*_NOW, *_UNKNOWN, *_BEFORE),
}
_STOCK = (
    Column("product", "product"),
    Column("title", "title"),
    Column("location", "location"),
    Column("state", "state"),
    Column("available", "available", "int"),
    Column("on_hand", "on hand", "int", wide=True),
    Column("reserved", "reserved", "int", wide=True),
    Column("sold", "sold", "int"),
    Column("days_cover", "days it reaches", "number"),
    Column("last_sale", "last sale", "day", wide=True),
)
_PAIRS = (
    Column("item_a", "article"),
    Column("title_a", "title"),
    Column("item_b", "with"),
    Column("title_b", "title"),
    Column("together", "orders with both", "int"),
    Column("orders_a", "orders with it", "int", wide=True),
    Column("orders_b", "orders with the other", "int", wide=True),
    Column("support", "of all orders", "share"),
    Column("confidence", "of its orders", "rate"),
    Column("confidence_back", "of the other's orders", "rate", wide=True),
    Column("lift", "times chance", "number"),
)


@command(
    app,
    PERIOD,
    columns=_SALES,
    examples=(
        "digitool official-store report --last 28d",
        "digitool official-store report --by week --last 8w --json",
    ),
)
def report(
    here: Context,
    by: Annotated[
        Literal["store", "day", "week", "chain"],
        Option("--by", help="One row for each store, day, week, or one for the chain."),
    ] = "store",
) -> None:
    """How the official store sells, against the period before.

    An order counts for the store that serves it, else for what was its buyer's home store when she
    ordered. Refunds count against the orders that they belong to; one whose order was
    never imported counts on its own day. Conversion needs mini-program analytics of the same days and is
    not known by store.
    """
    from digitool.official_store.report import questions as reporting
    from digitool.official_store.report.metrics import Period

    with here.reader() as connection:
        start, end = _period(here, connection)
        stores = here.asked_stores
        found = reporting.sales_report(connection, Period(start, end, by), stores)
    if by != "store" and stores is None and found.visitor_days < end - start:
        here.note(
            "conversion covers {days} of {all} days; import the mini program's daily visit trend of the rest",
            days=found.visitor_days,
            all=end - start,
        )
    note_lone_refunds(here, found.rows)
    here.answer(found.rows, period=Days(start, end), empty=_NO_ORDERS)


@command(
    app,
    STORE,
    columns=_STOCK,
    examples=("digitool official-store stock", "digitool official-store stock --state dead --days 60 --json"),
)
def stock(
    here: Context,
    days: Annotated[int, Option("--days", metavar="N", help="Look at the sales of the last N days.")] = 28,
    low: Annotated[
        int, Option("--low", metavar="N", help="Stock that reaches fewer days than this is low.")
    ] = 7,
    state: Annotated[
        Optional[list[str]],
        Option("--state", metavar="NAME", help="Only out, low, dead, empty or ok; may be repeated."),
    ] = None,
) -> None:
    """Stock that needs a look: sold out, running out, or never sold.

    out: nothing available though it sold; low: reaches for too few days at the pace of these days;
    dead: on hand since before these days and not one sold. Without --state these three are shown.
    """
    from digitool.official_store.report import questions as reporting
    from digitool.official_store.stock.cover import DEAD, LOW, OUT, STATES, CoverQuestion

    if not 1 <= days <= 3660 or not 0 <= low <= 3660:
        raise UsageError("bad_days", "--days and --low take whole days, at most 3660")
    for name in state or ():
        if name not in STATES:
            raise UsageError(
                "bad_state",
                "--state takes {known}, not {value}",
                known=", ".join(STATES),
                value=mask_value(name),
            )
    wanted = state or [OUT, LOW, DEAD]
    span = days_before(Day(here.today + 1), days)
    rows = here.ask(reporting.stock, CoverQuestion(*span, low), here.as_of)
    places = here.asked_stores
    rows = [row for row in rows if row["state"] in wanted and (places is None or row["location"] in places)]
    rows.sort(key=lambda row: (STATES.index(row["state"]), -row["sold"], row["location"], row["product"]))
    here.answer(rows, period=span, empty="no stock is in such a state")


@command(
    app,
    DAYS,
    columns=_PAIRS,
    examples=(
        "digitool official-store baskets --last 90d",
        "digitool official-store baskets --sort -lift --json",
    ),
)
def baskets(
    here: Context,
    channel: Annotated[
        Literal["official_store", "store", "all"], Option("--channel", help="Whose orders.")
    ] = "official_store",
    minimum: Annotated[
        int, Option("--min-orders", metavar="N", help="Only pairs that at least N orders hold.")
    ] = 3,
) -> None:
    """What sells together: pairs of articles by the orders that hold both.

    Support: of all orders with known articles; confidence: of the orders with the rarer article, how
    many hold the other; lift: how many times more often together than by chance, 1 is chance.
    """
    from digitool.official_store.report import questions as reporting

    if minimum < 1:
        raise UsageError("bad_minimum", "--min-orders takes 1 or more")
    with here.reader() as connection:
        span = _period(here, connection)
        found = reporting.together(connection, span, "" if channel == "all" else channel, minimum)
    if found.mixed < _FEW_ORDERS:
        here.note(
            "only {mixed} orders hold two articles or more: such pairs are mostly chance", mixed=found.mixed
        )
    here.answer(
        found.rows,
        period=span,
        limit=20,
        empty="no two articles were bought together often enough in this period",
    )


def _period(here: Context, connection: Connection) -> Days:
    """The asked period; without one, the last days that have orders of the official store."""
    from digitool.official_store.report.questions import order_days

    def after() -> Day | None:
        window = order_days(connection)
        return window.after if window else None

    return here.recent(_DEFAULT, after)
