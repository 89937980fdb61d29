"""Communities: customer groups, their leaders, rounds of group buying"""

from __future__ import annotations

from typing import Annotated

from typer import Argument, Option

from digitool.cli.app.coerce import NO_FEN
from digitool.cli.app.command import area, command
from digitool.cli.app.context import Context
from digitool.cli.app.options import PERIOD, STORE, WRITE
from digitool.cli.commands.referral.shared import (
    DAY_MS,
    OFFER_COLUMNS,
    RUN_COLUMNS,
    Campaign,
    Days,
    Hours,
    Item,
    OrderNo,
    RunCode,
    Who,
    offer,
    with_effects,
)
from digitool.errors import UsageError
from digitool.model.days import HOUR_MS, Span
from digitool.model.ids import NO_MOMENT, BasisPoints, Fen
from digitool.render import Column

app = area(__doc__)

_TENTH = BasisPoints(1_000)
Chat = Annotated[str, Argument(metavar="COMMUNITY", help="The customer group's chat id.")]
_GROUP_COLUMNS = (
    Column("community", "Community"),
    Column("name", "Name"),
    Column("owner", "Group owner", wide=True),
    Column("leader", "Leader"),
    Column("members", "Members", "int"),
    Column("joined", "Joined the group", "int"),
    Column("left", "Left the group", "int"),
    Column("net", "Net", "int"),
    Column("digital", "Digital members", "share"),
    Column("buyers", "Buyers", "rate", wide=True),
    Column("tagged", "Tagged", "rate", wide=True),
    Column("rounds", "Rounds", "int", wide=True),
    Column("orders", "Orders", "int"),
    Column("gmv_fen", "Sales", "money"),
    Column("leader_commission_fen", "Leader's share", "money"),
    Column("held_fen", "Held money", "money", wide=True),
)
_ORDER_COLUMNS = (
    *RUN_COLUMNS[:4],
    Column("order", "Order"),
    Column("pickup_code", "Pickup code"),
    *RUN_COLUMNS[5:7],
)


@command(app, PERIOD, columns=_GROUP_COLUMNS, examples=("digitool community report --last 4w",))
def report(here: Context) -> None:
    """How customer groups grow and sell: members, joins, leaves, digital members, rounds, leaders' shares."""
    from digitool.communities.reporting import group_report as rows_of

    here.answer(here.ask(rows_of, here.calendar.span(here.period("28d"))))


@command(app, name="list", columns=_GROUP_COLUMNS, examples=("digitool community list",))
def list_groups(here: Context) -> None:
    """Customer groups as they stand now, the largest first."""
    from digitool.communities.reporting import group_report as rows_of

    here.answer(here.ask(rows_of, Span(NO_MOMENT, here.as_of)))


_PORTRAIT_COLUMNS = (
    Column("tag", "Tag"),
    Column("people", "People", "int"),
    Column("share", "Share", "rate"),
)


@command(app, columns=_PORTRAIT_COLUMNS, examples=("digitool community portrait wrAbc",))
def portrait(here: Context, community: Chat) -> None:
    """Who is in a group: the tags of its members, counted by people."""
    from digitool.communities.reporting import portrait as rows_of

    here.answer(here.ask(rows_of, community, here.as_of))


_RECOMMEND_COLUMNS = (
    Column("item", "Product"),
    Column("title", "Title"),
    Column("inside", "Buyers inside", "rate"),
    Column("outside", "Buyers outside", "rate"),
    Column("lift", "Lift over others", "number"),
    Column("room", "Have not bought it", "int"),
)


@command(app, columns=_RECOMMEND_COLUMNS, examples=("digitool community recommend wrAbc",))
def recommend(here: Context, community: Chat) -> None:
    """What to offer a group: articles that its buyers like more than others do and most of them lack."""
    from digitool.communities.reporting import recommend as rows_of

    here.answer(here.ask(rows_of, community, here.as_of))


_APPOINT_COLUMNS = (*_GROUP_COLUMNS[:2], _GROUP_COLUMNS[3], Column("store", "Store"))


@command(
    app,
    WRITE,
    STORE,
    columns=_APPOINT_COLUMNS,
    examples=("digitool community appoint wrAbc --customer P12 --store S01",),
)
def appoint(here: Context, community: Chat, customer: Who) -> None:
    """Make a customer the leader of a group; neighbours pick up at the store that --store names."""
    from digitool.communities.operations import appoint_leader

    store = here.stores[0] if here.options.store else ""
    here.answer(appoint_leader(here.desk, community, customer, store))


@command(
    app,
    WRITE,
    name="offer",
    columns=OFFER_COLUMNS,
    examples=("digitool community offer FRUIT --product A1 --price 24.90 --budget 5000.00 --most 500.00",),
)
def offer_round(
    here: Context,
    campaign: Campaign,
    price: Annotated[Fen, Option("--price", metavar="YUAN", help="The price of one piece in the round.")],
    min_orders: Annotated[int, Option("--min-orders", min=1, help="Orders that make a round worth it.")] = 1,
    percent: Annotated[BasisPoints, Option("--percent", min=0, max=100, help="The leader's share.")] = _TENTH,
    budget: Annotated[
        Fen, Option("--budget", metavar="YUAN", help="What all leaders together may earn.")
    ] = NO_FEN,
    most: Annotated[
        Fen,
        Option("--most", metavar="YUAN", help="The most that one round brings its leader; else the budget."),
    ] = NO_FEN,
    per_leader: Annotated[
        Fen,
        Option("--per-leader", metavar="YUAN", help="The most that one leader earns in all."),
    ] = NO_FEN,
    return_days: Annotated[int, Option("--return-days", min=0, max=90, help="Days for returns.")] = 7,
    product: Item = "",
    hours: Hours = 48,
    days: Days = 30,
) -> None:
    """Offer a round of community group buying: leaders open it in their groups until the cut-off.

    What a round can bring its leader is set aside from the budget when she opens it, and what she does not
    earn of it comes back when it is settled.
    """
    if percent and not budget:
        raise UsageError(
            "no_budget", "the leaders' share needs a budget", hint="add --budget YUAN, or --percent 0"
        )
    limit = most or budget
    terms = {
        "price_fen": price,
        "window_ms": hours * HOUR_MS,
        "min_orders": min_orders,
        "rate_bp": percent,
        "return_ms": return_days * DAY_MS,
        "most_fen": limit if percent else 0,
    }
    caps = {"person_fen": per_leader}
    offer(here, campaign, "community_round", days, terms, product, budget, caps)


@command(app, WRITE, name="open", columns=RUN_COLUMNS, examples=("digitool community open FRUIT wrAbc",))
def open_round(here: Context, campaign: Campaign, community: Chat) -> None:
    """Open a round in a community, under its leader."""
    from digitool.communities.operations import open_round as begin_round

    here.answer(with_effects(begin_round(here.desk, campaign, community)))


@command(
    app,
    WRITE,
    columns=_ORDER_COLUMNS,
    examples=("digitool community order FRUIT-1 --customer P13 --pieces 2",),
)
def order(
    here: Context,
    run: RunCode,
    customer: Who,
    pieces: Annotated[int, Option("--pieces", min=1, max=10_000, help="Pieces.")] = 1,
    number: OrderNo = "",
) -> None:
    """A neighbour orders and pays; the answer shows her pickup code."""
    from digitool.communities.operations import order_round

    result = order_round(here.desk, run, customer, pieces, number)
    here.answer(with_effects(result))


@command(app, WRITE, columns=RUN_COLUMNS, examples=("digitool community arrive FRUIT-1",))
def arrive(here: Context, run: RunCode) -> None:
    """The goods of a round are there: neighbours may pick up."""
    from digitool.communities.operations import arrive_round

    here.answer(with_effects(arrive_round(here.desk, run)))


@command(app, WRITE, columns=RUN_COLUMNS, examples=("digitool community pickup FRUIT-1 0000-0000-00000",))
def pickup(
    here: Context,
    run: RunCode,
    code: Annotated[str, Argument(metavar="CODE", help="The pickup code of the order.")],
) -> None:
    """Hand an order out for its pickup code, once."""
    from digitool.communities.operations import pickup_round

    here.answer(with_effects(pickup_round(here.desk, run, code)))


@command(
    app, WRITE, name="return", columns=RUN_COLUMNS, examples=("digitool community return FRUIT-1 FRUIT-1-2",)
)
def give_back(
    here: Context,
    run: RunCode,
    order: Annotated[str, Argument(metavar="ORDER", help="The order's number.")],
) -> None:
    """Refund an order within the return window: the leader earns nothing on it."""
    from digitool.communities.operations import give_back_round

    here.answer(with_effects(give_back_round(here.desk, run, order)))


@command(app, WRITE, columns=RUN_COLUMNS, examples=("digitool community settle FRUIT-1",))
def settle(here: Context, run: RunCode) -> None:
    """Settle the leader's share of her own group's paid and unreturned orders, once.

    A share of a doubtful round waits for a decision: digitool referral audit.
    """
    from digitool.communities.operations import settle_round, share_is_held

    desk = here.desk
    here.answer(with_effects(settle_round(desk, run)))
    if share_is_held(desk, run):
        here.note("the leader's share waits for a decision: digitool referral audit")
