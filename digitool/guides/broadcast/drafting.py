"""From a message plan to decisions: read the moment's state, ask the contact policy.

What a message owes to the campaign that it belongs to is part of that state: whom the campaign keeps out,
and how many it may send.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from digitool import rules
from digitool.coupons.campaigns import Caps, find_started
from digitool.coupons.holdouts import NOBODY, Holdout, all_held_out
from digitool.db.port import Connection
from digitool.db.statements import ask
from digitool.errors import DataError, NotFoundError, UsageError, no_such_file
from digitool.guides.broadcast import problems
from digitool.guides.broadcast.message import Message, check_text
from digitool.guides.broadcast.moments import Onlookers, onlookers
from digitool.guides.broadcast.plan import Decisions, decide_sends
from digitool.guides.contact.policy import (
    BY_GUIDE,
    CHANNELS,
    GUIDE_FULL,
    Limit,
    guide_limits_on,
    is_quiet,
    limits_on,
)
from digitool.guides.contact.reach import Question, persons_of, read_reach
from digitool.model.days import DAY_MS, local_day, offset_ms
from digitool.model.id_set import IdSet
from digitool.model.ids import Day, Ms, person_text
from digitool.model.text import mask_value, meant
from digitool.model.typed_ids import read_customers
from digitool.workspace.inputs import reading
from digitool.workspace.locate import Workspace
from digitool.workspace.settings import Settings


class Bounds(NamedTuple):
    """A campaign (id, None for none), whom it holds out, its caps, and how many messages it has left.

    ``left`` is None without a cap.
    """

    campaign: int | None = None
    code: str = ""
    holdout: Holdout = NOBODY
    caps: Caps = Caps()
    left: int | None = None


def bounds_of(connection: Connection, message: Message, at: Ms) -> Bounds:
    """The bounds of a message that is sent at ``at`` (UTC ms): of the campaign that it names, else of the one
    whose coupon stock it promises.

    Raises NotFoundError ``no_campaign`` for one that was not started, UsageError where the two contradict.
    """
    stock = connection.execute(
        "SELECT c.code FROM coupon_stock AS s JOIN campaign AS c ON c.id = s.of_campaign WHERE s.code = ?",
        (message.stock,),
    ).fetchone()
    owner = str(stock[0]) if stock else ""
    if not (message.campaign or owner):
        return Bounds()
    if message.campaign and owner and owner != message.campaign:
        raise UsageError(
            "other_campaign",
            "the message names campaign {campaign}, and its stock {stock} belongs to {owner}",
            hint="each campaign holds other customers out; name the campaign of the stock",
            try_next="digitool campaign list",
            campaign=message.campaign,
            stock=message.stock,
            owner=owner,
        )
    row = find_started(connection, message.campaign or owner)
    caps = Caps(*(row[name] for name in Caps._fields))
    left = None if caps.messages is None else caps.messages - row["written"]
    return Bounds(row["id"], row["code"], all_held_out(connection, row["id"], at), caps, left)


def customer_limits(limits: Sequence[Limit], bounds: Bounds) -> tuple[Limit, ...]:
    """What one customer may receive, no looser than the campaign's own caps."""
    own = {
        "contact.most_in_7_days": bounds.caps.most_in_7_days,
        "contact.most_in_30_days": bounds.caps.most_in_30_days,
    }
    return tuple(_tighter(limit, own.get(limit.rule), bounds.code) for limit in limits)


def guide_limits(limits: Sequence[Limit], bounds: Bounds, day: Day) -> tuple[Limit, ...]:
    """What one guide may send on a day, no more than the campaign's own capacity."""
    most = bounds.caps.guide_per_day
    if most is None:
        return tuple(limits)
    rule = f"campaign.guide_message.capacity:{bounds.code}"
    return (Limit(GUIDE_FULL, rule, day, day, most, BY_GUIDE), *limits)


def _tighter(limit: Limit, most: int | None, code: str) -> Limit:
    if most is None or most >= limit.most:
        return limit
    return replace(limit, most=most, rule=f"campaign.{limit.rule}:{code}")


Audience = Callable[[Connection], IdSet]
"""Asks a database which persons a message is for."""

_MOST_SHOWN = 5


@dataclass(frozen=True)
class BroadcastDraft:
    """A message with its decisions. ``at`` is UTC ms and ``day`` the calendar day when it is sent.

    ``bounds`` are those of its campaign; ``onlookers``, by reason, would see it undecided (`moments`).
    """

    message: Message
    at: Ms
    day: Day
    era: rules.Rule
    quiet: bool
    decisions: Decisions
    bounds: Bounds = field(default_factory=Bounds)
    onlookers: Onlookers = field(default_factory=Onlookers)


def draft(
    connection: Connection, message: Message, audience: Audience, settings: Settings, now: Ms
) -> BroadcastDraft:
    """Decide for every customer of the audience, by the rules of the day on which the message is sent.

    Days are calendar days of the chain's zone, as platforms count them. Nothing is written. Raises
    RefusedError for a text that the platform or the law does not take, NotFoundError for the stock, the
    campaign or a guide.
    """
    at = message.at or now
    zone = settings.chain.zone
    day = local_day(at, zone)
    check_text(message, day)
    _check_stock(connection, message.stock)
    bounds = bounds_of(connection, message, at)
    question = _question(message, settings, now, day, bounds)
    quiet = is_quiet(local_minute(at, zone), settings.contact)
    reach = read_reach(connection, question)
    found = decide_sends(audience(connection), reach, question, quiet=quiet)
    seen = onlookers(connection, found) if message.channel == "moments" else Onlookers()
    return BroadcastDraft(
        message, at, day, rules.at(CHANNELS[message.channel], day), quiet, found, bounds, seen
    )


def _question(message: Message, settings: Settings, now: Ms, day: Day, bounds: Bounds) -> Question:
    """What is asked of every customer ``now`` (UTC ms) for the day on which the message is sent."""
    policy = settings.contact
    of_guide = guide_limits(guide_limits_on(day, policy), bounds, day) if message.channel in BY_GUIDE else ()
    return Question(
        message.channel,
        now,
        day,
        policy,
        customer_limits(limits_on(message.channel, day, policy), bounds),
        of_guide,
        frozenset(one.userid for one in settings.guides.values() if one.left is not None and one.left <= day),
        message.appid,
        _senders(message, settings),
        bounds.holdout,
    )


def _senders(message: Message, settings: Settings) -> frozenset[str]:
    """The guides whom the message names. Raises NotFoundError for one who is not in the settings."""
    known = list(settings.guides)
    for guide in message.guides:
        if known and guide not in known:
            raise NotFoundError(
                "no_such_guide",
                "there is no guide {guide}",
                try_next="digitool guide list",
                guide=mask_value(guide),
                **meant(guide, known, "the guides are those of [guides] in digitool.toml"),
            )
    return frozenset(message.guides)


def local_minute(at: Ms, zone: str) -> int:
    """Minutes after local midnight of an instant (UTC ms)."""
    return (at + offset_ms(at, zone)) % DAY_MS // 60_000


def listed_customers(file: Path) -> Audience:
    """The customers of a CSV file: ids such as P12 or I12 a line, or a table with a column of them.

    Raises NotFoundError, DataError (unreadable ids, or ids that do not exist).
    """
    try:
        text = reading(file).read_text("utf-8-sig")
    except FileNotFoundError:
        raise no_such_file(file) from None
    except UnicodeDecodeError:
        raise problems.not_utf8(file) from None
    numbers = [one.customer for one in read_customers(text, file.name)]

    def listed(connection: Connection) -> IdSet:
        wrong = ask(
            connection,
            "SELECT j.value FROM ints(?) AS j WHERE j.value NOT IN (SELECT id FROM identifier)",
            (json.dumps(numbers),),
        ).fetchall()
        if wrong:
            shown = ", ".join(person_text(one[0]) for one in wrong[:_MOST_SHOWN])
            raise DataError(
                "no_such_customers", "{file}: {count} customers do not exist, such as {shown}",
                hint="take the ids from digitool customer find", file=file, count=len(wrong), shown=shown,
            )  # fmt: skip
        return persons_of(connection, numbers)

    return listed


def _check_stock(connection: Connection, stock: str) -> None:
    if not stock:
        return
    row = connection.execute("SELECT state FROM coupon_stock WHERE code = ?", (stock,)).fetchone()
    if row is None or row["state"] != "open":
        raise NotFoundError(
            "no_open_stock",
            "there is no open coupon stock {stock}, and the message promises it",
            hint="list the stocks and check the spelling",
            try_next="digitool coupon report",
            stock=mask_value(stock),
        )


def in_segment(workspace: Workspace, message: Message, at: Ms) -> Audience:
    """The customers of the message's segment at a moment (UTC ms). Raises what reading a segment raises."""
    from digitool.segments.finding import load_segment
    from digitool.segments.members import segment_members

    segment = load_segment(workspace, str(message.segment))

    def chosen(connection: Connection) -> IdSet:
        found = IdSet()
        found.add_new(segment_members(connection, segment, at, workspace.settings).persons)
        return found

    return chosen
