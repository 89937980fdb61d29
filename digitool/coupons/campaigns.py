"""Campaigns that were started, as far as the rooms that give people something must know them.

The campaign room starts one through this module: what belongs to it, who is in which arm, and the messages
that it may send are kept in one transaction.

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
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from digitool.db.port import Connection, StoredRow
from digitool.db.statements import changed, insert
from digitool.db.tally import run
from digitool.errors import ConflictError, NotFoundError, RefusedError
from digitool.model.ids import IdentifierId, Ms
from digitool.model.text import mask_value, meant

if TYPE_CHECKING:
    from digitool.coupons.rules.refusals import CouponRefusal
    from digitool.coupons.rules.terms import Terms
    from digitool.db.writing import Work
    from digitool.workspace.desk import Desk


class Caps(NamedTuple):
    """Messages that a campaign may send: to one customer in 7 and 30 days, of one guide in a day, in all.

    None is no cap of the campaign's own.
    """

    most_in_7_days: int | None = None
    most_in_30_days: int | None = None
    guide_per_day: int | None = None
    messages: int | None = None


class Costs(NamedTuple):
    """What a result reckons with: margin and commission in basis points, the rest in fen."""

    margin_bp: int
    message_fen: int = 0
    fixed_fen: int = 0
    commission_bp: int = 0


class Participant(NamedTuple):
    """One identifier of a customer: the customer as known at the start, her household, and its arm."""

    identifier: IdentifierId
    customer: IdentifierId
    household: int
    arm: str


@dataclass(frozen=True)
class Record:
    """A campaign as it is kept: business days [day_from, day_to), ``ends_at`` the first instant after them.

    ``mechanics`` is JSON of what its file said.
    """

    code: str
    day_from: int
    day_to: int
    ends_at: int
    holdout_bp: int
    costs: Costs
    caps: Caps = field(default_factory=Caps)
    mechanics: str = "{}"


def keep_in(work: Work, desk: Desk, campaign: Record, members: Iterable[Participant]) -> int:
    """Write a campaign and who is in which arm; its id. Raises ConflictError ``campaign_exists``."""
    connection, one = work.connection, campaign
    if connection.execute("SELECT 1 FROM campaign WHERE code = ?", (one.code,)).fetchone():
        raise ConflictError(
            "campaign_exists",
            "there is already a campaign {campaign}",
            hint="a campaign is started once; give the new one another name",
            try_next="digitool campaign result {campaign}",
            campaign=one.code,
        )
    number = insert(
        connection,
        "INSERT INTO campaign (code, operation, started_at, day_from, day_to, ends_at, holdout_bp,"
        " margin_bp, message_fen, fixed_fen, commission_bp, most_in_7_days, most_in_30_days, guide_per_day,"
        " messages, written, mechanics) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)",
        (
            *(one.code, work.seq, desk.at, one.day_from, one.day_to, one.ends_at, one.holdout_bp),
            *(*one.costs, *one.caps, one.mechanics),
        ),
    )
    connection.executemany(
        "INSERT INTO campaign_member (campaign, identifier, customer, household, arm) VALUES (?, ?, ?, ?, ?)",
        ((number, *member) for member in members),
    )
    return number


def find_started(connection: Connection, code: str) -> StoredRow:
    """A started campaign by its code. Raises NotFoundError ``no_campaign`` with the nearest one."""
    row: StoredRow | None = connection.execute("SELECT * FROM campaign WHERE code = ?", (code,)).fetchone()
    if row is not None:
        return row
    known = [one[0] for one in connection.execute("SELECT code FROM campaign ORDER BY id DESC")]
    raise no_campaign(code, known)


def no_campaign(code: str, known: list[str]) -> NotFoundError:
    """The error for a campaign that was not started, with the nearest of those that were."""
    return NotFoundError(
        "no_campaign",
        "there is no campaign {campaign}",
        try_next="digitool campaign list",
        campaign=mask_value(code),
        **meant(code, known, "list the campaigns that were started"),
    )


def id_of(connection: Connection, code: str) -> int | None:
    """The id of the started campaign of a code, None where there is none."""
    row = connection.execute("SELECT id FROM campaign WHERE code = ?", (code,)).fetchone()
    return int(row[0]) if row else None


def take_stock_in(work: Work, campaign: int, stock: str, terms: Terms | None = None) -> None:
    """Make a coupon stock (code) the campaign's own, where its rules still are ``terms`` (None: whatever).

    Raises ConflictError ``stock_taken`` and ``stock_changed``.
    """
    from digitool.coupons.rules.terms import to_json

    connection = work.connection
    taken = changed(
        connection,
        "UPDATE coupon_stock SET of_campaign = :campaign"
        " WHERE code = :stock AND of_campaign IS NULL AND (:terms IS NULL OR terms = :terms)",
        {"campaign": campaign, "stock": stock, "terms": None if terms is None else to_json(terms)},
    )
    if taken == 1:
        return
    owner = connection.execute(
        "SELECT c.code FROM coupon_stock AS s JOIN campaign AS c ON c.id = s.of_campaign WHERE s.code = ?",
        (stock,),
    ).fetchone()
    if owner is None:
        raise ConflictError(
            "stock_changed",
            "the rules of coupon stock {stock} changed while the campaign was started",
            hint="nothing was changed; look at the stock, and start again",
            try_next="digitool coupon status {stock}",
            stock=stock,
        )
    raise ConflictError(
        "stock_taken",
        "coupon stock {stock} belongs to campaign {campaign} already",
        hint="create a stock of its own for each campaign, or nobody can tell whose coupons were used",
        try_next="digitool coupon create",
        stock=stock,
        campaign=owner[0],
    )


def count_messages_in(work: Work, campaign: int, messages: int) -> None:
    """Count messages that are planned against a campaign's cap. Raises RefusedError ``campaign_messages``."""
    counted = changed(
        work.connection,
        "UPDATE campaign SET written = written + :n"
        " WHERE id = :id AND (messages IS NULL OR written + :n <= messages)",
        {"id": campaign, "n": messages},
    )
    if counted == 1:
        return
    row = work.connection.execute("SELECT * FROM campaign WHERE id = ?", (campaign,)).fetchone()
    raise RefusedError(
        "campaign_messages",
        "{observed} messages are to be sent, and campaign {campaign} has {left} of {limit} left",
        hint="write to fewer customers: its file says contact.messages",
        rule="campaign.contact.messages",
        observed=messages,
        campaign=row["code"],
        left=row["messages"] - row["written"],
        limit=row["messages"],
    )


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
