"""Why a guide should see to a customer today, what to suggest, and what comes first (pure).

Days are day numbers, money is fen. One customer has one reason, the weightiest; one customer is on the list
of one guide (`chosen_guide`). In words (English templates), ``when`` is a day as people say it (`when`),
``n`` a number of days, ``what`` a coupon stock, ``day`` a date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from digitool.model.birthdays import next_birthday
from digitool.model.ids import Day, PersonId

UNANSWERED = "unanswered"
COUPON = "coupon_expires"
BIRTHDAY = "birthday"
FIRST_PURCHASE = "first_purchase"
NEW_FRIEND = "new_friend"
LOST_RISK = "lost_risk"
PURCHASE_DUE = "purchase_due"

WEIGHT = {kind: n for n, kind in enumerate(
    (UNANSWERED, COUPON, BIRTHDAY, FIRST_PURCHASE, NEW_FRIEND, LOST_RISK, PURCHASE_DUE)
)}  # fmt: skip
"""Reasons in order of weight: who waits comes first, then what ends soon."""

COUPON_DAYS = 3
BIRTHDAY_DAYS = 3
FRESH_DAYS = 3
"""How many days ahead (a coupon, a birthday) or back (a first purchase, a new friend) count."""

LEAST_GAPS = 2
"""Intervals between purchases from which a habit is read."""

_GONE = 6
"""Habit lengths of silence after which nobody is expected back."""


class Held(NamedTuple):
    """A coupon that a customer holds: its stock, and the last day on which it is valid."""

    stock: str
    last_day: Day


class Known(NamedTuple):
    """What is known of one customer. ``bought`` are the days with purchases, ascending, each once.

    ``birthday`` is ``1990-03-07``, ``--03-07`` or empty; ``added`` when the friendship began; ``greeted``
    whether anybody wrote since; ``replied`` the day of a reply that nobody has answered.
    """

    bought: tuple[Day, ...] = ()
    spent_fen: int = 0
    coupons: tuple[Held, ...] = ()
    birthday: str = ""
    added: Day | None = None
    greeted: bool = False
    replied: Day | None = None


class Reason(NamedTuple):
    """Why, and by which day (a day number). ``number`` is days."""

    kind: str
    due: Day
    number: int = 0
    what: str = ""


class Entry(NamedTuple):
    """One line of a list before it is written: the customer, the reason, and what she spent."""

    person: PersonId
    reason: Reason
    spent_fen: int


def habit(bought: Sequence[int]) -> int:
    """The median days between purchases, at least 1; 0 where there are too few to tell."""
    gaps = [later - earlier for earlier, later in pairwise(bought)]
    return max(1, round(median(gaps))) if len(gaps) >= LEAST_GAPS else 0


def best_reason(known: Known, today: Day) -> Reason | None:
    """The weightiest reason of today, None where there is none."""
    return min(reasons(known, today), key=lambda one: (WEIGHT[one.kind], one.due), default=None)


def reasons(known: Known, today: Day) -> Iterable[Reason]:
    """Every reason of today."""
    if known.replied is not None:
        yield Reason(UNANSWERED, known.replied, today - known.replied)
    for coupon in known.coupons:
        if today <= coupon.last_day < today + COUPON_DAYS + 1:
            yield Reason(COUPON, coupon.last_day, coupon.last_day - today, coupon.stock)
    coming = next_birthday(known.birthday, today)
    if coming is not None and coming <= today + BIRTHDAY_DAYS:
        yield Reason(BIRTHDAY, coming, coming - today)
    if len(known.bought) == 1 and known.bought[0] >= today - FRESH_DAYS:
        yield Reason(FIRST_PURCHASE, Day(known.bought[0] + FRESH_DAYS), today - known.bought[0])
    if known.added is not None and not known.greeted and known.added >= today - FRESH_DAYS:
        yield Reason(NEW_FRIEND, Day(known.added + 1), today - known.added)
    yield from _rhythm(known, today)


def _rhythm(known: Known, today: Day) -> Iterable[Reason]:
    usual = habit(known.bought)
    if not usual:
        return
    silent, due = today - known.bought[-1], known.bought[-1] + usual
    if 2 * usual < silent <= _GONE * usual:
        yield Reason(LOST_RISK, Day(due), silent)
    elif due - 2 <= today and silent <= 2 * usual:
        yield Reason(PURCHASE_DUE, Day(due), usual)


def ranked(entries: Iterable[Entry], room: int) -> list[Entry]:
    """The entries that fit into a day: by weight, then what is due first, then who spent most."""

    def order(one: Entry) -> tuple[int, int, int, int]:
        return WEIGHT[one.reason.kind], one.reason.due, -one.spent_fen, one.person

    return sorted(entries, key=order)[: max(0, room)]


def chosen_guide(holders: Mapping[str, int], owner: str, last: str) -> str:
    """Whose list a customer is on, "" for nobody's; the same answer whoever asks.

    ``holders`` are the guides at work who hold her, with when each added her (UTC ms). The owner of the
    binding sees to her; without one who was in contact last; else the guide who added her last.
    """
    if owner in holders:
        return owner
    if last in holders:
        return last
    return max(holders, key=lambda guide: (holders[guide], guide), default="")


class BoughtLine(NamedTuple):
    """One line of a basket: the item (code, or title where there is none), pieces, price of one in fen."""

    item: str
    quantity: int
    each_fen: int


def usual_item(lines: Iterable[BoughtLine]) -> str:
    """What a customer buys most, by times and then by name; "" without lines."""
    counted = Counter(line.item for line in lines)
    return min(counted, key=lambda item: (-counted[item], item), default="")


def fitting_item(own: Collection[BoughtLine], baskets: Iterable[Collection[BoughtLine]]) -> str:
    """What others buy together with her goods, is new to her and lies in her price band; "" for nothing.

    The band is half to double the median price that she pays; where prices are not known all fits.
    """
    mine = {line.item for line in own}
    prices = [line.each_fen for line in own if line.each_fen > 0]
    middle = median(prices) if prices else 0
    counted: Counter[str] = Counter()
    for basket in baskets:
        if any(line.item in mine for line in basket):
            counted.update(
                {line.item for line in basket if line.item not in mine and _in_band(line.each_fen, middle)}
            )
    return min(counted, key=lambda item: (-counted[item], item), default="")


def _in_band(price: int, middle: float) -> bool:
    return not middle or not price or middle / 2 <= price <= middle * 2


ROWS = (
    (UNANSWERED, "wrote {when}, and nobody has answered"),
    (COUPON, "coupon {what} ends {when}"),
    (BIRTHDAY, "has a birthday {when}"),
    (FIRST_PURCHASE, "bought for the first time {when}: say thanks"),
    (NEW_FRIEND, "was added {when}, and nobody has greeted her"),
    (LOST_RISK, "has not bought for {n} days, over twice as long as usual"),
    (PURCHASE_DUE, "days between purchases: {n}; the next is due on {day}"),
)

WORDS = dict(ROWS)
"""By reason."""

AHEAD = frozenset({COUPON, BIRTHDAY})
"""Reasons whose number counts days ahead; that of others counts days back."""

ROWS_OF_DAYS = (
    (-1, "yesterday"),
    (0, "today"),
    (1, "tomorrow"),
)


def when(days: int) -> str:
    """Days ahead (negative: back) as a template with the place ``n``."""
    near = dict(ROWS_OF_DAYS).get(days)
    return near or ("in {n} days" if days > 0 else "{n} days ago")
