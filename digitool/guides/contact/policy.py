"""Care, not harassment: may this customer be written to, and who writes (pure).

A plan for one channel and day has fixed *flags* (`FLAGS`) and the *limits* of that day: the platform's
dated rules and the chain's own ``[contact]`` table. `verdict` answers for one customer, and equally for
columns of customers: a live plan calls it with ints, a simulation with arrays.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from digitool import rules
from digitool.coupons.holdouts import HELD_OUT, rule_of
from digitool.model.days import day_date, week_start
from digitool.model.ids import Day
from digitool.workspace.policies.contact import ContactPolicy

CHANNELS = {
    "wecom": "wecom_broadcast",
    "moments": "moments",
    "service_account": "service_account",
    "subscribe": "subscribe_message",
    "sms": "sms",
}
"""Ways to write to a customer, each with the platform rule that governs it."""

CODES = {name: number for number, name in enumerate(CHANNELS, 1)}
"""Channels as the contact log stores them."""

NAMES = {number: name for name, number in CODES.items()}
"""Channel names by stored code."""

BY_GUIDE = frozenset({"wecom", "moments"})
"""Channels where a guide sends; on the others the company does."""

BY_CONSENT = frozenset({"subscribe", "sms"})
"""Channels that need a consent of their own."""

FLAGS = ("staff", "opted_out", "no_consent", "complaint", "quiet_hours", "unreachable", HELD_OUT)
"""What keeps a message back whatever was sent before, in order of weight."""

GUIDE_FULL = "guide_full"

Guide = TypeVar("Guide", int, str)

SEND = 0
"""The verdict of a customer who may be written to."""

_FLAG_RULES = {
    "staff": "identity.staff",
    "opted_out": "contact.opt_out",
    "complaint": "contact.complaint_days",
    "quiet_hours": "contact.quiet_hours",
}


class Check(NamedTuple):
    """Why a customer is skipped, and the rule that says so."""

    reason: str
    rule: str


@dataclass(frozen=True)
class Limit:
    """At most ``most`` messages on the days ``since`` to ``until`` (both in), over ``channels`` (empty: all).

    What is already planned for a later day of the window counts too: a cap that holds today and breaks
    tomorrow is none. ``pair`` says that each guide counts for herself.
    """

    reason: str
    rule: str
    since: int
    until: int
    most: int
    channels: frozenset[str] = frozenset()
    pair: bool = False


def limits_on(channel: str, day: Day, policy: ContactPolicy) -> tuple[Limit, ...]:
    """What one customer may receive over a channel on a day: platform first, then the chain's budget.

    Limits that count each guide for herself (``pair``) are in `pair_limits_on`.
    """
    return (
        *platform_limits_on(channel, day, policy),
        Limit("week_budget", "contact.most_in_7_days", day - 6, day + 6, policy.most_in_7_days),
        Limit("month_budget", "contact.most_in_30_days", day - 29, day + 29, policy.most_in_30_days),
    )


def platform_limits_on(channel: str, day: Day, policy: ContactPolicy) -> tuple[Limit, ...]:
    """The platform's own part of `limits_on`."""
    return tuple(one for one in _platform(channel, day, policy) if not one.pair)


def pair_limits_on(channel: str, day: Day, policy: ContactPolicy) -> tuple[Limit, ...]:
    """What one guide may send one customer on a day, where the platform limits that."""
    return tuple(one for one in _platform(channel, day, policy) if one.pair)


def guide_limits_on(day: Day, policy: ContactPolicy) -> tuple[Limit, ...]:
    """What one guide may send to all customers together, by the chain's own table."""
    found = []
    if policy.guide_per_day:
        found.append(Limit(GUIDE_FULL, "contact.guide_per_day", day, day, policy.guide_per_day, BY_GUIDE))
    if policy.guide_per_month:
        month, most = _month(day), policy.guide_per_month
        found.append(Limit(GUIDE_FULL, "contact.guide_per_month", *month, most, BY_GUIDE))
    return tuple(found)


def _platform(channel: str, day: Day, policy: ContactPolicy) -> list[Limit]:
    """The platform's caps of the era; a calendar month and a calendar week, as the platforms count."""
    rule = rules.at(CHANNELS[channel], day)
    numbers, own = rule.limits, frozenset({channel})
    found = []

    def cap(since: int, until: int, most: int, *, pair: bool = False) -> None:
        if rule.valid_to is not None:
            until = max(day, min(until, rule.valid_to - 1))  # the next era counts for itself
        found.append(Limit("platform_cap", rule.id, since, until, most, own, pair))

    month = _month(day)
    if "per_customer_guide_day" in numbers:
        cap(day, day, rule.number("per_customer_guide_day"), pair=True)
    if "per_customer_day" in numbers:
        cap(day, day, rule.number("per_customer_day"))
    if "per_customer_month" in numbers:
        cap(*month, rule.number("per_customer_month"))
    if numbers.get("per_customer_month_days"):
        cap(*month, month[1] - month[0] + 1)
    if policy.wecom_cap == "day" and "tighter_per_customer_day" in numbers:
        cap(day, day, rule.number("tighter_per_customer_day"))
    if policy.wecom_cap == "week" and "tighter_per_customer_week" in numbers:
        monday = week_start(day)
        cap(monday, monday + 6, rule.number("tighter_per_customer_week"))
    return found


def _month(day: Day) -> tuple[int, int]:
    """First and last day number of the calendar month of a day."""
    date = day_date(day)
    first = day - date.day + 1
    return first, first + calendar.monthrange(date.year, date.month)[1] - 1


def checks(channel: str, limits: Sequence[Limit], campaign: str = "") -> tuple[Check, ...]:
    """What verdict 1, 2, 3 ... mean: the flags, then the limits; ``campaign`` (code) holds people out."""
    rule_by_flag = {**_FLAG_RULES, HELD_OUT: rule_of(campaign)}
    flags = [Check(name, rule_by_flag.get(name, CHANNELS[channel])) for name in FLAGS]
    return (*flags, *(Check(one.reason, one.rule) for one in limits))


def verdict(flags: Sequence[Any], counts: Sequence[Any], limits: Sequence[Limit]) -> Any:  # noqa: ANN401
    """`SEND`, or the number (from 1) of the first of `checks` that keeps the message back.

    ``flags`` are 0 or 1 in the order of `FLAGS`, ``counts`` what was sent in the window of each limit.
    Each may be an int, or an array over customers: then so is the answer.
    """
    hits = [*flags, *(count >= limit.most for count, limit in zip(counts, limits, strict=True))]
    code: Any = 0
    for number in range(len(hits), 0, -1):
        hit = hits[number - 1]
        code = code * (1 - hit) + number * hit
    return code


def is_quiet(minute: int, policy: ContactPolicy) -> bool:
    """Whether nobody is written to at a minute after local midnight; equal hours mean never quiet."""
    start, end = policy.quiet_from * 60, policy.quiet_to * 60
    if start == end:
        return False
    return start <= minute < end if start < end else minute >= start or minute < end


def choose_guide(
    holders: Sequence[Guide], free: Sequence[Guide], owner: Guide, last: Guide, load: Mapping[Guide, int]
) -> Guide | None:
    """Who writes to a customer, None when nobody can: one person, one message.

    Guides are codes or numbers. ``holders`` hold the customer, ``free`` are those of them who may still
    send. The ``owner`` of the binding writes, or nobody does; without one (or when she no longer holds
    the customer) ``last``, who was in contact last; else the guide with the least to send, then by code.
    """
    if owner in holders:
        return owner if owner in free else None
    if last in free:
        return last
    return min(free, key=lambda guide: (load.get(guide, 0), guide), default=None)
