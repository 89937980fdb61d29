"""Who is held out of a campaign, for every room that gives people something.

A campaign's result is the difference between customers who got its offers and customers who, by chance, got
nothing of it. While it runs, its coupons, messages and links are therefore kept from those held out; every
room that hands something out asks here, and nowhere else.

Arms are dealt to customers as they are known at the start, and every identifier keeps the arm that it was
dealt. Where two customers turn out to be one person, the first of them decides what she is offered: the one
with the smallest id, whom the chain knew first. Ids are older than the campaign, so nothing that people did
in it can move anybody into another arm.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.errors import RefusedError
from digitool.model.ids import IdentifierId, Ms

if TYPE_CHECKING:
    from digitool.coupons.rules.refusals import CouponRefusal

TREATED, HOLDOUT = "treated", "holdout"
"""The arms of a campaign."""

HELD_OUT = "held_out"
"""The reason for which somebody is passed over."""

_RULE = "campaign.holdout"


class Holdout(NamedTuple):
    """A campaign that keeps people out now (its code, empty for none) and which of those asked about."""

    campaign: str = ""
    customers: frozenset[int] = frozenset()


NOBODY = Holdout()


def held_out(connection: Connection, campaign: int | None, customers: Iterable[int], at: Ms) -> Holdout:
    """Which of some customers (identifier ids) a campaign (id) holds out at an instant (UTC ms).

    Nobody without a campaign, and nobody once its window is over.
    """
    code = _running(connection, campaign, at)
    if not code:
        return NOBODY
    asked: dict[str, object] = {"campaign": campaign, "ids": json.dumps([int(one) for one in customers])}
    return Holdout(code, frozenset(row[0] for row in run(connection, "coupons", "held_out", asked)))


def all_held_out(connection: Connection, campaign: int | None, at: Ms) -> Holdout:
    """Every person whom a campaign holds out at an instant, for plans over very many customers."""
    code = _running(connection, campaign, at)
    if not code:
        return NOBODY
    rows = run(connection, "coupons", "all_held_out", {"campaign": campaign})
    return Holdout(code, frozenset(row[0] for row in rows))


def require_treated(connection: Connection, campaign: int | None, customer: IdentifierId, at: Ms) -> None:
    """Raise RefusedError ``held_out`` where a campaign holds a customer (an identifier id) out."""
    found = held_out(connection, campaign, [customer], at)
    if customer in found.customers:
        raise RefusedError(
            HELD_OUT,
            "P{customer} is held out of campaign {campaign}",
            hint="its result is measured against customers who get nothing of it; nothing was changed",
            customer=customer,
            campaign=found.campaign,
            rule=rule_of(found.campaign),
        )


def refusal(about: str, campaign: str) -> CouponRefusal:
    """The refusal of what a campaign keeps from somebody; ``about`` the coupon, or whom it was for."""
    from digitool.coupons.rules.refusals import CouponRefusal

    return CouponRefusal(about, HELD_OUT, rule_of(campaign), "", campaign)


def holding_out(connection: Connection, stock: str, at: Ms) -> str:
    """The code of the campaign that keeps a stock (its code) from some customers now, empty for none."""
    row = connection.execute(
        "SELECT c.code FROM coupon_stock AS s JOIN campaign AS c ON c.id = s.of_campaign"
        " WHERE s.code = ? AND c.ends_at > ? AND c.holdout_bp > 0",
        (stock, at),
    ).fetchone()
    return str(row[0]) if row else ""


def rule_of(campaign: str) -> str:
    """The rule that keeps somebody out, with the campaign that it is of."""
    return f"{_RULE}:{campaign}"


def _running(connection: Connection, campaign: int | None, at: Ms) -> str:
    """The code of a campaign whose window is not over, else nothing."""
    if campaign is None:
        return ""
    row = connection.execute(
        "SELECT code FROM campaign WHERE id = ? AND ends_at > ?", (campaign, at)
    ).fetchone()
    return str(row[0]) if row else ""
