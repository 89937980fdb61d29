"""``digitool referral group|bargain|packet``: offer a mechanic and run it by hand, step by step."""

from __future__ import annotations

from typing import Annotated, Literal

from typer import Option

from digitool.cli.app.coerce import NO_FEN, NO_SHARE
from digitool.cli.app.command import area, command
from digitool.cli.app.context import Context
from digitool.cli.app.options import WRITE
from digitool.cli.commands.referral import app
from digitool.cli.commands.referral.shared import (
    OFFER_COLUMNS,
    RUN_COLUMNS,
    Campaign,
    Days,
    Hours,
    Item,
    OrderNo,
    Paid,
    RunCode,
    Who,
    act,
    begin,
    offer,
)
from digitool.model.days import HOUR_MS
from digitool.model.ids import BasisPoints, Fen

group = area("Group-buys: enough people buy together, or everybody's money goes back", "group", app)
bargain = area(
    "Bargains: friends bring a price down to its floor, on a path that is shown first", "bargain", app
)
packet = area("Red packets: a sum split among the people who open it", "packet", app)

Price = Annotated[Fen, Option("--price", metavar="YUAN", help="The price for members of a complete group.")]


@command(
    group,
    WRITE,
    name="offer",
    columns=OFFER_COLUMNS,
    examples=("digitool referral group offer TEA3 --product A1 --size 3 --price 39.00 --hours 24",),
)
def offer_group(
    here: Context,
    campaign: Campaign,
    size: Annotated[int, Option("--size", min=1, help="People who must buy together.")],
    price: Price,
    product: Item = "",
    hours: Hours = 24,
    hold: Annotated[int, Option("--hold", min=1, help="Minutes that a seat waits for its payment.")] = 15,
    days: Days = 30,
) -> None:
    """Offer a group-buy: so many people, this price, so many hours for each group."""
    terms = {"size": size, "price_fen": price, "window_ms": hours * HOUR_MS, "hold_ms": hold * 60_000}
    offer(here, campaign, "group_buy", days, terms, product)


@command(
    group,
    WRITE,
    name="open",
    columns=RUN_COLUMNS,
    examples=("digitool referral group open TEA3 --customer P12 --order G-1",),
)
def open_group(here: Context, campaign: Campaign, customer: Who, order: OrderNo = "") -> None:
    """Open a group; its first seat waits for the payment of the person who opens it."""
    begin(here, "group_buy", campaign, customer, order)


@command(group, WRITE, columns=RUN_COLUMNS, examples=("digitool referral group join TEA3-1 --customer P13",))
def join(here: Context, run: RunCode, customer: Who, order: OrderNo = "") -> None:
    """Take a seat in a group; it waits some minutes for its payment."""
    act(here, run, "join", customer, order)


@command(
    group,
    WRITE,
    columns=RUN_COLUMNS,
    examples=("digitool referral group pay TEA3-1 --customer P13 --amount 39.00 --key p-13",),
)
def pay(here: Context, run: RunCode, customer: Who, amount: Paid) -> None:
    """Record the payment of a seat; the last one completes the group, and every order is a sale."""
    act(here, run, "pay", customer, amount=amount)


@command(
    group,
    WRITE,
    name="quit",
    columns=RUN_COLUMNS,
    examples=("digitool referral group quit TEA3-1 --customer P13",),
)
def leave(here: Context, run: RunCode, customer: Who) -> None:
    """Leave a group that is not complete: what was paid goes back, the next member leads."""
    act(here, run, "quit", customer)


@command(
    group,
    WRITE,
    name="return",
    columns=RUN_COLUMNS,
    examples=("digitool referral group return TEA3-1 --customer P13",),
)
def give_back(here: Context, run: RunCode, customer: Who) -> None:
    """Take an order of a complete group back: refunded and on the shelf again, the group stays a success."""
    act(here, run, "return", customer)


@command(
    bargain,
    WRITE,
    name="offer",
    columns=OFFER_COLUMNS,
    examples=("digitool referral bargain offer POT --product A1 --price 299.00 --floor 199.00 --helpers 8",),
)
def offer_bargain(
    here: Context,
    campaign: Campaign,
    price: Annotated[Fen, Option("--price", metavar="YUAN", help="The price before anybody helps.")],
    floor: Annotated[Fen, Option("--floor", metavar="YUAN", help="The price that all helpers reach.")],
    helpers: Annotated[int, Option("--helpers", min=1, help="Helpers needed; shown before the first asks.")],
    product: Item = "",
    path: Annotated[
        Literal["equal", "geometric"], Option("--path", help="Equal cuts, or each a share of what is left.")
    ] = "equal",
    cut: Annotated[
        BasisPoints, Option("--cut", min=0, max=99, help="That share for a geometric path, per cent.")
    ] = NO_SHARE,
    early: Annotated[bool, Option("--early", help="The owner may buy at any price that is reached.")] = False,
    hours: Hours = 24,
    days: Days = 30,
) -> None:
    """Offer a bargain on a declared path: no cut is random, the last helper reaches the floor exactly."""
    terms = {
        "start_fen": price,
        "floor_fen": floor,
        "helpers": helpers,
        "path": path,
        "cut_bp": cut,
        "buy_early": early,
        "window_ms": hours * HOUR_MS,
    }
    offer(here, campaign, "bargain", days, terms, product)


@command(
    bargain,
    WRITE,
    name="open",
    columns=RUN_COLUMNS,
    examples=("digitool referral bargain open POT --customer P12",),
)
def open_bargain(here: Context, campaign: Campaign, customer: Who) -> None:
    """Start a bargain for a customer."""
    begin(here, "bargain", campaign, customer)


@command(
    bargain,
    WRITE,
    name="help",
    columns=RUN_COLUMNS,
    examples=("digitool referral bargain help POT-1 --customer P13",),
)
def help_bargain(here: Context, run: RunCode, customer: Who) -> None:
    """A friend helps: the next declared cut comes off the price."""
    act(here, run, "help", customer)


@command(
    bargain,
    WRITE,
    name="buy",
    columns=RUN_COLUMNS,
    examples=("digitool referral bargain buy POT-1 --customer P12 --amount 199.00 --order B-1",),
)
def buy_bargain(here: Context, run: RunCode, customer: Who, amount: Paid, order: OrderNo = "") -> None:
    """The owner buys at exactly the price that is reached."""
    act(here, run, "buy", customer, order, amount)


@command(
    bargain,
    WRITE,
    name="return",
    columns=RUN_COLUMNS,
    examples=("digitool referral bargain return POT-1 --customer P12",),
)
def give_bargain_back(here: Context, run: RunCode, customer: Who) -> None:
    """Take back what the owner of a bargain bought: it is refunded, and the goods are on the shelf again."""
    act(here, run, "return", customer)


@command(
    packet,
    ("seed",),
    WRITE,
    name="offer",
    columns=OFFER_COLUMNS,
    examples=("digitool referral packet offer RED --total 88.88 --people 10 --budget 888.80",),
)
def offer_packet(
    here: Context,
    campaign: Campaign,
    total: Annotated[Fen, Option("--total", metavar="YUAN", help="What one packet holds.")],
    people: Annotated[int, Option("--people", min=1, help="People who share it.")],
    budget: Annotated[Fen, Option("--budget", metavar="YUAN", help="What all packets together may cost.")],
    most: Annotated[Fen, Option("--most", metavar="YUAN", help="The largest share; else no limit.")] = NO_FEN,
    per_customer: Annotated[
        Fen, Option("--per-customer", metavar="YUAN", help="Most for one person, of all packets.")
    ] = NO_FEN,
    per_day: Annotated[Fen, Option("--per-day", metavar="YUAN", help="Most that is given a day.")] = NO_FEN,
    hours: Hours = 24,
    days: Days = 30,
) -> None:
    """Offer red packets: the split is random, sums exactly, and can be recomputed from its seed."""
    from digitool.referral.chance import secret_seed

    seed = (
        str(here.options.seed) if here.options.seed is not None else secret_seed(here.workspace.key, campaign)
    )
    terms = {
        "total_fen": total,
        "people": people,
        "window_ms": hours * HOUR_MS,
        "most_fen": most,
        "seed": seed,
    }
    caps = {"person_fen": per_customer, "day_fen": per_day}
    offer(here, campaign, "red_packet", days, terms, "", budget, caps)


@command(packet, WRITE, columns=RUN_COLUMNS, examples=("digitool referral packet send RED --customer P12",))
def send(here: Context, campaign: Campaign, customer: Who) -> None:
    """Send a packet in a customer's name: its total is set aside from the budget."""
    begin(here, "red_packet", campaign, customer)


@command(
    packet,
    WRITE,
    name="open",
    columns=RUN_COLUMNS,
    examples=("digitool referral packet open RED-1 --customer P13",),
)
def open_packet(here: Context, run: RunCode, customer: Who) -> None:
    """Open a packet: the next share is this customer's."""
    act(here, run, "open", customer)
