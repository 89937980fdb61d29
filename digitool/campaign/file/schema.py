"""What a campaign file may say: every table and key, how it is read, what it means, an example.

A table is a frozen dataclass whose fields are its keys (`forms.form`). Money is read into fen,
shares into basis points, days into day numbers. The mechanics (`MECHANICS`) may each stand in a file once;
a file without one of them has None there.
"""

# ruff: noqa: RUF009 - `setting` makes a field, and Range and Worth are named tuples
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from digitool.campaign.file.kinds import Range, Worth, numbers, shares, worth
from digitool.forms import kinds
from digitool.forms.form import Form, Table, policy_table, setting
from digitool.forms.kinds import percent, whole, yuan
from digitool.model.days import Days
from digitool.model.ids import Day
from digitool.model.text import mask_value

SURFACES = ("mini_program", "external_link", "wecom_chat", "group", "official_account", "store")
TRIGGERS = (
    "invitee_registered", "invitee_paid", "shared", "shared_to_moments", "opened", "recruited",
    "downline_paid",
)  # fmt: skip
"""What a reward may hang on; only the first two may be simulated and started, lint explains the others."""

_MANY = 100_000_000
_surface = kinds.choice(*SURFACES)


def _offer() -> Any:  # noqa: ANN401 - as `setting`
    """The key that names what is open live."""
    return setting(
        "",
        kinds.text,
        "Code of the referral offer that is open for it; the campaign's name if left out",
        '"TEA3"',
    )


@dataclass(frozen=True)
class Frame:
    """The campaign as a whole: name, window, budget, holdout."""

    name: str = setting(
        "", kinds.text, "Name of the campaign, unique in the workspace", '"spring-coupon"', required=True
    )
    start: Day = setting(0, kinds.day, "First business date", "2026-03-06", required=True)
    days: int = setting(14, whole(1, 366), "Length of the window in days", "14", required=True)
    surface: str = setting(
        "mini_program", _surface, "Where customers meet it, which decides the platform rules", '"wecom_chat"'
    )
    budget: int | None = setting(
        None, yuan, "Most that discounts, rewards and packets may cost together, in yuan", '"5000.00"'
    )
    holdout: int = setting(
        1_000, percent(0, 9_000), "Share of the audience kept out at random, to measure against", '"10%"'
    )
    rules: str = setting("", kinds.text, "The full rules as customers read them", '"Each customer once."')
    consent: str = setting(
        "member_terms", kinds.choice("member_terms", "opt_in", "none"),
        "What customers agreed to before they are written to", '"opt_in"',
    )  # fmt: skip
    share_to_continue: bool = setting(
        False, kinds.flag, "Whether customers must share before they may go on", "false"
    )

    @property
    def window(self) -> Days:
        """The business days of the campaign."""
        return Days(self.start, Day(self.start + self.days))


@dataclass(frozen=True)
class Audience:
    """Who it is for: a segment, or customers that meet every condition given here; all by default."""

    segment: str = setting("", kinds.text, "A segment of the workspace, or a segment file", '"lapsing"')
    stores: tuple[str, ...] = setting(
        (), kinds.texts, "Only customers whose home store is one of these", '["S001"]'
    )
    guides: tuple[str, ...] = setting((), kinds.texts, "Only customers of these guides", '["zhangsan"]')
    with_guide: bool = setting(False, kinds.flag, "Only customers who have a guide", "true")
    min_purchases: int = setting(0, whole(0, 10_000), "At least so many purchases so far", "2")
    max_purchases: int | None = setting(None, whole(0, 10_000), "At most so many purchases so far", "5")
    bought_within_days: int | None = setting(
        None, whole(1, 3_660), "Last purchase at most so many days ago", "90"
    )
    not_bought_within_days: int | None = setting(
        None, whole(1, 3_660), "Last purchase at least so many days ago", "30"
    )
    min_basket: int = setting(0, yuan, "Mean basket of at least so many yuan", '"50.00"')
    max_basket: int | None = setting(None, yuan, "Mean basket of at most so many yuan", '"500.00"')
    most: int | None = setting(
        None, whole(1, _MANY), "At most so many customers, the most valuable first", "2000"
    )


@dataclass(frozen=True)
class Contact:
    """How often customers may be written to, where it is less than the workspace and the platform allow."""

    most_in_7_days: int | None = setting(
        None, whole(0, 100), "Messages a customer gets in 7 days at most", "2"
    )
    most_in_30_days: int | None = setting(
        None, whole(0, 400), "Messages a customer gets in 30 days at most", "4"
    )
    messages: int | None = setting(None, whole(0, _MANY), "Messages that may be sent in all", "5000")


@dataclass(frozen=True)
class Costs:
    """What a sale earns and what things cost besides discounts and rewards."""

    margin: int = setting(
        0, percent(1, 10_000), "Gross margin on sales before discounts", '"35%"', required=True
    )
    message: int = setting(0, yuan, "Price of one message, in yuan", '"0.05"')
    commission: int = setting(0, percent(), "Guides' commission on sales with a redeemed coupon", '"3%"')
    fixed: int = setting(0, yuan, "Fixed cost, such as design and printing, in yuan", '"800.00"')


@dataclass(frozen=True)
class GuideMessage:
    """Guides write to their own customers, most valuable first, as many a day as they can."""

    text: str = setting("", kinds.text, "What the message says", '"Your coupon is waiting."')
    capacity: int = setting(50, whole(1, 10_000), "Messages that one guide sends in a day", "50")


@dataclass(frozen=True)
class Broadcast:
    """One message to everybody on the first day."""

    text: str = setting("", kinds.text, "What the message says", '"The spring sale is open."')
    channel: str = setting(
        "wecom",
        kinds.choice("wecom", "service_account", "subscribe", "sms", "moments"),
        "Channel that carries it", '"service_account"',
    )  # fmt: skip


@dataclass(frozen=True)
class CouponOffer:
    """A coupon for everybody who is written to."""

    value: Worth = setting(Worth("amount", 0), worth, "Yuan off, or a share off", '"20.00"')
    min_spend: int = setting(0, yuan, "Smallest basket it works on, in yuan", '"100.00"')
    most: int = setting(0, yuan, "Most that a share takes off, in yuan; 0 for no limit", '"50.00"')
    valid_days: int = setting(14, whole(1, 366), "Days from receipt on which it works", "14")
    total: int | None = setting(None, whole(1, _MANY), "Coupons that may be redeemed in all", "1000")
    budget: int | None = setting(None, yuan, "Most that its discounts may cost, in yuan", '"3000.00"')
    per_customer: int = setting(
        1, whole(1, 100), "Coupons that one customer may get; forecasts count one use", "1"
    )
    stock: str = setting("", kinds.text, "A coupon stock that exists; its rules hold instead", '"TEN20"')
    text: str = setting("", kinds.text, "What customers read on it", '"20 yuan off 100"')


@dataclass(frozen=True)
class ReferralTask:
    """Customers bring new customers; both may be rewarded, one level only."""

    reward: int = setting(0, yuan, "To the inviter for each new customer, in yuan", '"10.00"')
    gift: int = setting(0, yuan, "To the new customer, in yuan", '"10.00"')
    trigger: str = setting(
        "invitee_paid",
        kinds.choice(*TRIGGERS),
        "What the invitee does before a reward is due",
        '"invitee_paid"',
    )
    levels: int = setting(1, whole(1, 9), "Levels that are paid; the law allows one", "1")
    entry_fee: int = setting(0, yuan, "What an inviter pays to take part; must be nothing", '"0.00"')
    pool: int | None = setting(None, whole(1, _MANY), "People who can be reached at all", "50000")
    budget: int | None = setting(None, yuan, "Most that rewards may cost, in yuan", '"4000.00"')
    offer: str = _offer()
    text: str = setting("", kinds.text, "What the invitation says", '"Bring a friend."')


@dataclass(frozen=True)
class RedPacket:
    """A customer gets a packet and shares it out among friends by the double-mean rule."""

    total: int = setting(0, yuan, "What one packet holds, in yuan", '"20.00"', required=True)
    people: int = setting(5, whole(2, 100), "People who share one packet, the customer included", "5")
    packets: int | None = setting(None, whole(1, _MANY), "Packets that are given out at most", "500")
    budget: int | None = setting(None, yuan, "Most that packets may cost, in yuan", '"5000.00"')
    trigger: str = setting(
        "invitee_registered", kinds.choice(*TRIGGERS), "What a friend does before a share is due",
        '"invitee_registered"',
    )  # fmt: skip
    offer: str = _offer()
    text: str = setting("", kinds.text, "What friends read", '"A packet for five."')


@dataclass(frozen=True)
class Bargain:
    """Friends help a customer to bring a price down to its floor."""

    list_price: int = setting(0, yuan, "Price without help, in yuan", '"99.00"', required=True)
    floor: int = setting(0, yuan, "Price when all have helped, in yuan", '"49.00"', required=True)
    helpers: int = setting(0, whole(0, 1_000), "Helpers who are needed; 0 takes what the cut needs", "8")
    path: str = setting(
        "even",
        kinds.choice("even", "geometric", "random"),
        "How the cuts are sized, declared up front",
        '"even"',
    )
    cut: int = setting(
        1_200, percent(1, 9_999), "Share that each helper of a geometric path takes off", '"12%"'
    )
    window_hours: int = setting(24, whole(1, 744), "Hours in which helpers may help", "24")
    total: int | None = setting(None, whole(1, _MANY), "Pieces that are sold so at most", "200")
    lowest_price_7_days: int | None = setting(
        None, yuan, "Lowest price of the last 7 days, in yuan; the list price may not be above it", '"99.00"'
    )
    offer: str = _offer()
    text: str = setting("", kinds.text, "What friends read", '"Help me."')


@dataclass(frozen=True)
class GroupBuy:
    """A lower price for those who buy together; a group that is not full is refunded."""

    size: int = setting(2, whole(1, 1_000), "Buyers in a full group, the opener included", "3", required=True)
    list_price: int = setting(0, yuan, "Price of buying alone, in yuan", '"59.00"', required=True)
    price: int = setting(0, yuan, "Price in a full group, in yuan", '"39.00"', required=True)
    window_hours: int = setting(24, whole(1, 744), "Hours in which a group must fill", "24")
    total: int | None = setting(None, whole(1, _MANY), "Groups that may succeed at most", "300")
    virtual_members: bool = setting(False, kinds.flag, "Whether invented members fill groups", "false")
    lowest_price_7_days: int | None = setting(
        None, yuan, "Lowest price of the last 7 days, in yuan; the list price may not be above it", '"59.00"'
    )
    offer: str = _offer()
    text: str = setting("", kinds.text, "What friends read", '"Buy with me."')


@dataclass(frozen=True)
class Community:
    """Leaders collect orders of their neighbours in one round and hand the goods out."""

    leaders: int = setting(0, whole(1, 1_000_000), "Leaders who take part", "20", required=True)
    min_orders: int = setting(1, whole(1, 100_000), "Orders that a leader's round needs", "10")
    list_price: int = setting(0, yuan, "Usual price of the goods, in yuan", '"29.90"', required=True)
    price: int = setting(0, yuan, "Price in the round, in yuan", '"24.90"', required=True)
    commission: int = setting(1_000, percent(), "Leader's share of her own group's paid orders", '"10%"')
    window_hours: int = setting(48, whole(1, 744), "Hours from opening to cut-off", "48")
    cost_price: int | None = setting(None, yuan, "Purchase price of the goods, in yuan", '"20.00"')
    offer: str = _offer()
    text: str = setting("", kinds.text, "What neighbours read", '"Pick up on Friday."')


@dataclass(frozen=True)
class PrizeDraw:
    """A prize draw; checked by lint, not simulated."""

    top_prize: int = setting(0, yuan, "Value of the largest prize, in yuan", '"5000.00"')
    odds: tuple[str, ...] = setting(
        (), kinds.texts, "Odds of every outcome, blanks included", '["1%", "99%"]'
    )
    odds_published: bool = setting(False, kinds.flag, "Whether customers are told the odds", "true")
    sharing_raises_odds: bool = setting(False, kinds.flag, "Whether sharing raises the odds", "false")
    text: str = setting("", kinds.text, "What customers read", '"One in a hundred wins."')


@dataclass(frozen=True)
class Assume:
    """What you believe instead of the calibration, as a 90% range; every line here is reported as assumed."""

    view_rate: Range | None = setting(None, shares(), "Messages that are read", '"30%..50%"')
    redemption: Range | None = setting(None, shares(), "Viewers who redeem the coupon", '"10%..20%"')
    redemption_of_buyers: Range | None = setting(
        None, shares(), "Viewers with a purchase in the validity who redeem", '"40%..60%"'
    )
    lift: Range | None = setting(
        None, shares(-9_000, 100_000), "Change of the purchase rate after a view", '"5%..15%"'
    )
    share: Range | None = setting(None, shares(), "Viewers who invite others", '"2%..8%"')
    brought_by_seed: Range | None = setting(
        None, numbers(0.001, 1_000), "People whom one inviter brings", '"0.5..2"'
    )
    brought_later: Range | None = setting(
        None, numbers(0.001, 0.999), "People whom one who was brought brings", '"0.1..0.4"'
    )
    known: Range | None = setting(None, shares(), "Of those brought, who are customers already", '"20%..40%"')
    newcomer_buys: Range | None = setting(None, shares(), "New customers who buy in the window", '"10%..20%"')
    opens: Range | None = setting(
        None, shares(), "Viewers who open a group, a bargain or a packet", '"3%..6%"'
    )
    joiners: Range | None = setting(
        None, numbers(0.001, 10_000), "Friends who join one opener, or orders of one leader", '"1..3"'
    )
    joiner_spread: float | None = setting(
        None, lambda value: numbers(0.01, 1_000)(value).middle,
        "How alike openers are: 1 very different, 100 alike", "1",
    )  # fmt: skip
    replaced: Range | None = setting(
        None, shares(), "Orders of known customers that would have come anyway", '"10%..30%"'
    )
    pull_forward: Range | None = setting(
        None, shares(), "Increment that is missing in the following window", '"10%..30%"'
    )
    fills_up: Range | None = setting(
        None, shares(), "Baskets below the smallest spend that are filled up to it", '"10%..30%"'
    )
    usual_discount: int | None = setting(
        None, percent(1, 10_000), "Worth of the coupons that the lift and the rate are known from", '"15%"'
    )
    value_elasticity: Range | None = setting(
        None, numbers(0, 1.5), "Growth of lift and redemption with the worth: 0 none, 1 in step", '"0.2..0.8"'
    )


ALWAYS: dict[str, type] = {
    "campaign": Frame, "audience": Audience, "contact": Contact, "costs": Costs, "assume": Assume,
}  # fmt: skip
"""Tables that every campaign has, with defaults where the file is silent."""

MECHANICS: dict[str, type] = {
    "guide_message": GuideMessage, "broadcast": Broadcast, "coupon": CouponOffer, "referral": ReferralTask,
    "red_packet": RedPacket, "bargain": Bargain, "group_buy": GroupBuy, "community": Community,
    "prize_draw": PrizeDraw,
}  # fmt: skip
"""Mechanics by table name."""

PLAYED = ("referral", "red_packet", "bargain", "group_buy", "prize_draw")
"""Mechanics whose full rules customers must be shown."""

TABLES: dict[str, Table] = {name: policy_table(kind) for name, kind in (ALWAYS | MECHANICS).items()}
"""All tables of a campaign file by name, in the order of a new file."""


def _has_key(path: tuple[str, ...]) -> bool:
    return len(path) > 1 and path[0] in TABLES and TABLES[path[0]].key(path[1]) is not None


def _spelt(path: tuple[str, ...]) -> str:
    return ".".join(map(mask_value, path))


FORM = Form("campaign_file", TABLES, "digitool campaign explain", _has_key, _spelt)
"""The form of a campaign file."""
