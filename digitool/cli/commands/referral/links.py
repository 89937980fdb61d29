"""``digitool referral friend|task|kol``, link and arrive: offers that go by links, and who comes by them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from typer import Argument, Option

from digitool.cli.app.coerce import NO_FEN, NO_SHARE
from digitool.cli.app.command import area, command
from digitool.cli.app.context import Context
from digitool.cli.app.options import WRITE
from digitool.cli.commands.referral import app
from digitool.cli.commands.referral.shared import (
    DAY_MS,
    OFFER_COLUMNS,
    Campaign,
    Days,
    Who,
    offer,
)
from digitool.errors import UsageError
from digitool.model.days import HOUR_MS
from digitool.model.ids import BasisPoints, Fen
from digitool.render import Column
from digitool.words import say

friend = area("Refer a friend: the friend's own paid order rewards the referrer", "friend", app)
task = area("Referral tasks: so many friends who registered or paid bring a prize", "task", app)
chat = area(
    "Group referral: friends who join a customer group, register and stay bring a coupon", "chat", app
)
kol = area("Share links of guides and opinion leaders: a share of what people who came paid", "kol", app)

Budget = Annotated[Fen, Option("--budget", metavar="YUAN", help="What all rewards together may cost.")]
Most = Annotated[Fen, Option("--per-customer", metavar="YUAN", help="Most for one person.")]
Daily = Annotated[Fen, Option("--per-day", metavar="YUAN", help="Most that is promised a day.")]
ReturnDays = Annotated[int, Option("--return-days", min=0, max=366, help="Days that a reward waits.")]
_LINK_COLUMNS = (
    Column("campaign", "Campaign"),
    Column("link", "Link"),
    Column("owner", "Owner"),
    Column("role", "Role"),
)
_ARRIVAL_COLUMNS = (
    Column("campaign", "Campaign"),
    Column("customer", "Customer"),
    Column("owner", "Owner"),
    Column("attributed", "Attributed", "flag"),
    Column("new", "New", "flag"),
    Column("reason", "Reason"),
    Column("rule", "Rule"),
)


@command(
    friend,
    WRITE,
    name="offer",
    columns=OFFER_COLUMNS,
    examples=(
        "digitool referral friend offer FRIEND20 --reward 20.00 --friend-reward 10.00 --budget 5000.00",
    ),
)
def offer_friend(
    here: Context,
    campaign: Campaign,
    budget: Budget,
    reward: Annotated[Fen, Option("--reward", metavar="YUAN", help="For the referrer.")] = NO_FEN,
    percent: Annotated[
        BasisPoints, Option("--percent", min=0, max=100, help="Or a share of the friend's order.")
    ] = NO_SHARE,
    friend_reward: Annotated[
        Fen, Option("--friend-reward", metavar="YUAN", help="For the friend, too: double-sided.")
    ] = NO_FEN,
    min_order: Annotated[
        Fen, Option("--min-order", metavar="YUAN", help="The smallest order that counts.")
    ] = NO_FEN,
    return_days: ReturnDays = 7,
    per_customer: Most = NO_FEN,
    per_day: Daily = NO_FEN,
    days: Days = 30,
) -> None:
    """Reward who brings a friend, once the friend's own first order is paid and past its return window."""
    terms = {
        "reward_fen": reward,
        "reward_bp": percent,
        "friend_fen": friend_reward,
        "min_order_fen": min_order,
        "return_ms": return_days * DAY_MS,
    }
    offer(here, campaign, "refer_friend", days, terms, budget=budget, caps=_caps(per_customer, per_day))


@command(
    task,
    WRITE,
    name="offer",
    columns=OFFER_COLUMNS,
    examples=("digitool referral task offer INVITE3 --tier 3=15.00 --tier 8=50.00 --budget 5000.00",),
)
def offer_task(
    here: Context,
    campaign: Campaign,
    tier: Annotated[
        list[str], Option("--tier", metavar="N=PRIZE", help="Friends and yuan, or coupon:STOCK; repeatable.")
    ],
    budget: Budget = NO_FEN,
    trigger: Annotated[
        Literal["invitee_paid", "invitee_registered"],
        Option("--trigger", help="The friend's action that counts."),
    ] = "invitee_paid",
    return_days: ReturnDays = 7,
    per_customer: Most = NO_FEN,
    per_day: Daily = NO_FEN,
    days: Days = 30,
) -> None:
    """Reward who brings so many friends, each counted by the friend's own action, never by a share."""
    terms = {
        "tiers": [_tier(text) for text in tier],
        "window_ms": days * DAY_MS,
        "trigger": trigger,
        "return_ms": return_days * DAY_MS,
    }
    offer(here, campaign, "referral_task", days, terms, budget=budget, caps=_caps(per_customer, per_day))


@command(
    chat,
    WRITE,
    name="offer",
    columns=OFFER_COLUMNS,
    examples=("digitool referral chat offer CHAT3 --friends 3 --stock GIFT --stay-hours 24",),
)
def offer_chat(
    here: Context,
    campaign: Campaign,
    friends: Annotated[int, Option("--friends", min=1, help="Friends who must join, register and stay.")],
    stock: Annotated[str, Option("--stock", metavar="STOCK", help="The coupon stock of the prize.")],
    stay_hours: Annotated[
        int, Option("--stay-hours", min=0, max=24 * 90, help="Hours that a friend must stay in the group.")
    ] = 24,
    days: Days = 30,
) -> None:
    """Give a coupon to who brings friends into a customer group; heads alone bring nothing."""
    terms = {"friends": friends, "stock": stock, "window_ms": days * DAY_MS, "stay_ms": stay_hours * HOUR_MS}
    offer(here, campaign, "group_referral", days, terms)


@command(
    kol,
    WRITE,
    name="offer",
    columns=OFFER_COLUMNS,
    examples=("digitool referral kol offer LIVE --percent 5 --budget 20000.00 --return-days 15",),
)
def offer_kol(
    here: Context,
    campaign: Campaign,
    budget: Budget,
    percent: Annotated[
        BasisPoints, Option("--percent", min=0.01, max=100, help="Share of every paid order.")
    ],
    most: Annotated[Fen, Option("--most", metavar="YUAN", help="Most for one order.")] = NO_FEN,
    return_days: ReturnDays = 7,
    per_customer: Most = NO_FEN,
    per_day: Daily = NO_FEN,
    days: Days = 30,
) -> None:
    """Pay guides or opinion leaders a share of what people who came by their link paid and kept."""
    terms = {
        "rate_bp": percent,
        "window_ms": days * DAY_MS,
        "most_fen": most,
        "return_ms": return_days * DAY_MS,
    }
    offer(here, campaign, "share_link", days, terms, budget=budget, caps=_caps(per_customer, per_day))


@command(app, WRITE, columns=_LINK_COLUMNS, examples=("digitool referral link FRIEND20 --customer P12",))
def link(
    here: Context,
    campaign: Campaign,
    customer: Who,
    role: Annotated[Literal["member", "guide", "kol"], Option("--role", help="Who shares.")] = "member",
) -> None:
    """The share link of a customer in a campaign; the same one however often it is asked for."""
    from digitool.referral.links import make_link

    here.answer(make_link(here.desk, campaign, customer, role))


@command(
    app,
    WRITE,
    columns=_ARRIVAL_COLUMNS,
    examples=("digitool referral arrive 0000-0000-00000 --customer P13",),
)
def arrive(
    here: Context,
    link: Annotated[str, Argument(metavar="LINK", help="The link's code.")],
    customer: Who,
) -> None:
    """Somebody comes by a link: counted as a touch, and as the owner's friend where no rule forbids it."""
    from digitool.referral.links import arrive_by

    result = arrive_by(here.desk, link, customer)
    rows = [{**row, "rule": say(row["rule"], here.language)} for row in result["rows"]]
    here.answer({**result, "rows": rows})


def _tier(text: str) -> tuple[int, int, str]:
    """``3=15.00`` or ``3=coupon:GIFT`` as friends, fen and stock. Raises UsageError."""
    from digitool.model.amounts import read_amount

    friends, _, prize = text.partition("=")
    if not (friends.isascii() and friends.isdecimal() and len(friends) < 10) or not prize:
        raise UsageError(
            "bad_tier",
            "{value} is not a tier",
            hint="write friends and prize: 3=15.00 or 3=coupon:STOCK",
            value=text,
        )
    kind, _, stock = prize.partition(":")
    if kind == "coupon" and stock:
        return int(friends), 0, stock
    return int(friends), read_amount(prize, "--tier"), ""


def _caps(per_customer: Fen, per_day: Fen) -> dict[str, Any]:
    return {"person_fen": per_customer, "day_fen": per_day}
