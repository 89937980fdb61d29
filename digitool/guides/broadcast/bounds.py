"""What a message owes to the campaign that it belongs to: whom it keeps out, and how many it may send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from digitool.coupons.campaigns.holdouts import NOBODY, Holdout, all_held_out
from digitool.coupons.campaigns.started import Caps, find_started
from digitool.db.port import Connection
from digitool.errors import UsageError
from digitool.guides.broadcast.message import Message
from digitool.guides.contact.policy import BY_GUIDE, GUIDE_FULL, Limit


class Bounds(NamedTuple):
    """A campaign (id, None for none), whom it holds out, its caps, and how many messages it has left.

    ``left`` is None without a cap.
    """

    campaign: int | None = None
    code: str = ""
    holdout: Holdout = NOBODY
    caps: Caps = Caps()
    left: int | None = None


def bounds_of(connection: Connection, message: Message, at: int) -> Bounds:
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


def guide_limits(limits: Sequence[Limit], bounds: Bounds, day: int) -> tuple[Limit, ...]:
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
