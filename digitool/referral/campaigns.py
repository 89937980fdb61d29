"""Offer a mechanic: its terms, its window, what it sells, and its budget in the ledger."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from digitool.coupons.finding import find_stock
from digitool.db.writing import Work
from digitool.errors import ConflictError, NotFoundError, RefusedError, UsageError
from digitool.ledger.chart import Account
from digitool.ledger.journals import Transfer, balance, post_open
from digitool.model.references import require_nobodys
from digitool.model.text import mask_value, nearest
from digitool.official_store.calls import Call
from digitool.official_store.catalogue import require_products
from digitool.referral.limits import Limits, limits_text
from digitool.referral.terms import make_terms, terms_text
from digitool.rules.reader import at

BUDGETED = ("red_packet", "refer_friend", "share_link", "referral_task")
"""Mechanics that pay people: nothing is promised beyond their budget."""

LINKED = ("refer_friend", "share_link", "referral_task", "group_referral")
"""Mechanics that go by links; all others have runs."""

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", re.ASCII)


@dataclass(frozen=True)
class Offer:
    """What is offered, from ``opens_at`` to ``closes_at`` (UTC ms); ``budget_fen`` 0 is no budget."""

    code: str
    mechanic: str
    opens_at: int
    closes_at: int
    terms: Mapping[str, Any] = field(default_factory=dict)
    item: str = ""
    budget_fen: int = 0
    limits: Limits = field(default_factory=Limits)


def offer(call: Call, asked: Offer) -> dict[str, Any]:
    """Open a campaign of a mechanic. Raises UsageError for impossible terms, ConflictError for the code."""
    terms = make_terms(asked.mechanic, asked.terms)
    if not _CODE.fullmatch(asked.code):
        raise UsageError(
            "bad_code",
            "{campaign} is not a campaign code",
            hint="use letters, digits and hyphens",
            campaign=mask_value(asked.code) or "-",
        )
    require_nobodys(asked.code, "campaign")
    if asked.opens_at >= asked.closes_at:
        raise UsageError("bad_window", "the campaign ends before it begins", hint="give a later end")
    if asked.mechanic in BUDGETED and _pays_money(terms) and asked.budget_fen <= 0:
        raise UsageError(
            "no_budget", "{mechanic} spends money and needs a budget", hint="add --budget YUAN",
            mechanic=asked.mechanic,
        )  # fmt: skip
    _require_lawful(terms, asked, call.day())
    params = {"code": asked.code, "mechanic": asked.mechanic, "terms": terms_text(terms), "item": asked.item,
              "span": [asked.opens_at, asked.closes_at], "budget_fen": asked.budget_fen,
              "limits": limits_text(asked.limits)}  # fmt: skip
    with call.write("referral.offer", params) as work:
        if work.replayed is not None:
            return work.replayed
        if asked.item:
            require_products(work.connection, [asked.item])
        for stock in _stocks(terms):
            find_stock(work.connection, stock)
        _insert(work, asked, terms_text(terms))
        grant(work, call, asked.code, asked.budget_fen)
        row = {"campaign": asked.code, "state": "open", "mechanic": asked.mechanic, "item": asked.item,
               "budget_fen": asked.budget_fen}  # fmt: skip
        return work.finish({"rows": [row]})


def _pays_money(terms: Any) -> bool:  # noqa: ANN401 - the mechanic's own
    """Whether anything but coupons is promised: a coupon's money is its stock's."""
    tiers = getattr(terms, "tiers", None)
    return tiers is None or any(tier.reward_fen for tier in tiers)


def _stocks(terms: Any) -> list[str]:  # noqa: ANN401 - the mechanic's own
    """Coupon stocks that the terms promise."""
    named = [getattr(terms, "stock", ""), *(tier.stock for tier in getattr(terms, "tiers", ()))]
    return [stock for stock in named if stock]


def _require_lawful(terms: Any, asked: Offer, day: int) -> None:  # noqa: ANN401 - the mechanic's own
    """Raises RefusedError ``platform_limit`` for a packet that the payment platform does not take."""
    if asked.mechanic != "red_packet":
        return
    rule = at("red_packet.split", day)
    each = terms.total_fen // terms.people
    fits = (
        terms.people >= rule.number("least_people")
        and rule.number("least_fen_each") <= each <= rule.number("most_fen_each")
        and rule.number("least_fen") <= terms.total_fen <= rule.number("most_fen")
    )
    if fits:
        return
    raise RefusedError(
        "platform_limit",
        "the payment platform does not take such a packet: {observed} fen for each of {people} people",
        hint="allowed are {least} to {limit} fen each, at most {most} in all, for at least {fewest} people",
        observed=each,
        people=terms.people,
        least=rule.number("least_fen_each"),
        limit=rule.number("most_fen_each"),
        most=rule.number("most_fen"),
        fewest=rule.number("least_people"),
        rule=rule.id,
        source=rule.source,
    )


def grant(work: Work, call: Call, code: str, budget_fen: int) -> None:
    """Set a budget aside for a campaign: granted = available + reserved + spent from here on."""
    unit = budget_unit(code)
    post_open(
        work.connection,
        call.stamp(work, "referral.budget", unit),
        [Transfer(Account("budget_available", unit), Account("budget_granted", unit), budget_fen)],
    )


def budget_unit(code: str) -> str:
    """The ledger's unit of a referral campaign."""
    return f"referral:{code}"


def budget_left(connection: sqlite3.Connection, code: str) -> int:
    """What can still be promised, in fen."""
    return balance(connection, Account("budget_available", budget_unit(code)))


def find_campaign(connection: sqlite3.Connection, code: str) -> sqlite3.Row:
    """A campaign by its code. Raises NotFoundError with the nearest one."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM referral_campaign WHERE code = ?", (code,)
    ).fetchone()
    if row is not None:
        return row
    known = [one[0] for one in connection.execute("SELECT code FROM referral_campaign ORDER BY id DESC")]
    near = nearest(code, known)
    raise NotFoundError(
        "no_such_campaign",
        "there is no referral campaign {campaign}",
        hint="did you mean {near}?" if near else "open one first",
        try_next="digitool referral list",
        campaign=mask_value(code) or "-",
        near=near,
    )


def require_running(row: sqlite3.Row, at: int) -> None:
    """Raises ConflictError ``campaign_closed`` outside the campaign's window."""
    if row["state"] != "open" or not row["opens_at"] <= at < row["closes_at"]:
        raise ConflictError(
            "campaign_closed",
            "the campaign {campaign} is not running now",
            hint="look at its window",
            try_next="digitool referral list",
            campaign=row["code"],
            rule="campaign.window",
        )


def _insert(work: Work, asked: Offer, terms: str) -> None:
    try:
        work.connection.execute(
            "INSERT INTO referral_campaign (code, mechanic, terms, item, opens_at, closes_at, budget_fen,"
            " limits, state, operation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open', ?)",
            (asked.code, asked.mechanic, terms, asked.item, asked.opens_at, asked.closes_at, asked.budget_fen,
             limits_text(asked.limits), work.seq),
        )  # fmt: skip
    except sqlite3.IntegrityError as error:
        if "referral_campaign.code" not in str(error):
            raise
        raise ConflictError(
            "campaign_exists", "there is a campaign {campaign} already", hint="choose another code",
            campaign=asked.code,
        ) from error  # fmt: skip
