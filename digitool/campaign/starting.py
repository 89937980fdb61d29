"""Start a campaign: draw the holdout, record the arms, create and issue its coupons, in one transaction."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from digitool.campaign import arms
from digitool.campaign.account import Terms as Costs
from digitool.campaign.arrays import Ints
from digitool.campaign.history import households
from digitool.coupons.calls import Call
from digitool.coupons.finding import find_stock
from digitool.coupons.issuing import issue_open
from digitool.coupons.stocks import create_open
from digitool.coupons.terms import Terms
from digitool.db.writing import Work
from digitool.errors import ConflictError, NotFoundError, UsageError
from digitool.model.days import iso_day
from digitool.model.references import require_nobodys
from digitool.model.text import mask_value

_CODE = re.compile(r"[A-Za-z0-9\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff_.-]{0,39}")


@dataclass(frozen=True)
class Start:
    """A campaign as it is to be started, in plain values.

    ``persons``: person ids of the audience. ``day_from`` and ``day_to``: business days, half open.
    ``holdout_bp``: share of the households kept out. ``new_stocks``: coupon stocks to create, by code;
    ``stocks``: codes of stocks that exist. ``issue``: give every treated customer a coupon of each.
    ``mechanics``: what the file says, kept as it is.
    """

    code: str
    day_from: int
    day_to: int
    persons: Sequence[int]
    holdout_bp: int = 1_000
    costs: Costs = field(default_factory=lambda: Costs(0))
    new_stocks: Mapping[str, Terms] = field(default_factory=dict)
    stocks: Sequence[str] = ()
    issue: bool = False
    mechanics: Mapping[str, Any] = field(default_factory=dict)


def start(call: Call, plan: Start, key: bytes) -> dict[str, Any]:
    """Start a campaign; rows arm, customers, households, coupons.

    ``key`` is the workspace's: it decides the arms (`arms.is_held_out`). Staff are left out. Raises
    UsageError ``bad_campaign_code``, ``bad_holdout`` or ``window_past``, NotFoundError ``empty_audience``,
    ConflictError ``campaign_exists`` or ``stock_taken``, and what creating and issuing coupons raises.
    """
    _require(plan, call.day)
    with call.write("campaign.start", _params(plan)) as work:
        if work.replayed is not None:
            return work.replayed
        if work.connection.execute("SELECT 1 FROM campaign WHERE code = ?", (plan.code,)).fetchone():
            raise ConflictError(
                "campaign_exists",
                "there is already a campaign {campaign}",
                hint="a campaign is started once; give the new one another name",
                try_next="digitool campaign result {campaign}",
                campaign=plan.code,
            )
        members = _members(work.connection, plan, key)
        campaign = _record(work, call, plan, members)
        issued = _coupons(work, call, plan, campaign, members)
        return work.finish({"campaign": plan.code, "rows": _rows(members, issued)})


def _require(plan: Start, today: int) -> None:
    if not _CODE.fullmatch(plan.code):
        raise UsageError(
            "bad_campaign_code",
            "{campaign} cannot be the name of a campaign",
            hint="use 1 to 40 letters, digits, dots, hyphens or underscores, for example spring-2026",
            campaign=mask_value(plan.code),
        )
    require_nobodys(plan.code, "campaign")
    if not 0 <= plan.holdout_bp <= 9_000:
        raise UsageError(
            "bad_holdout",
            "a holdout of {observed} is not possible; it must lie between {low} and {high}",
            hint="5% to 20% is usual; 0% measures nothing",
            observed=f"{plan.holdout_bp / 100:g}%",
            low="0%",
            high="90%",
        )
    if plan.day_from < today or plan.day_to <= plan.day_from:
        raise UsageError(
            "window_past",
            "the window {start} to {end} is over or has begun; today is {today}",
            hint="arms must be drawn before anybody could react; move the start",
            start=iso_day(plan.day_from),
            end=iso_day(plan.day_to),
            today=iso_day(today),
        )


def _params(plan: Start) -> dict[str, Any]:
    """What makes two starts the same request; the audience as a digest."""
    persons = ",".join(map(str, sorted(set(plan.persons))))
    return {
        "campaign": plan.code,
        "window": [plan.day_from, plan.day_to],
        "holdout_bp": plan.holdout_bp,
        "audience": hashlib.blake2b(persons.encode(), digest_size=12).hexdigest(),
        "stocks": [*sorted(plan.new_stocks), *sorted(plan.stocks)],
        "issue": plan.issue,
    }


@dataclass(frozen=True)
class _Member:
    customer: int
    household: int
    arm: str


def _members(connection: sqlite3.Connection, plan: Start, key: bytes) -> list[_Member]:
    """The audience as persons of now, without staff, each with its household and arm."""
    persons = _persons(connection, plan.persons)
    if not persons.size:
        raise NotFoundError(
            "empty_audience",
            "nobody is in the audience of campaign {campaign}",
            hint="widen the filter, or look at the segment",
            campaign=plan.code,
        )
    homes = households(connection, persons)
    arm = arms.assign(key, plan.code, homes.tolist(), plan.holdout_bp)
    return [_Member(one, home, arm[home]) for one, home in zip(persons.tolist(), homes.tolist())]


def _persons(connection: sqlite3.Connection, asked: Sequence[int]) -> Ints:
    rows = connection.execute(
        "SELECT DISTINCT i.person FROM json_each(?) AS j JOIN identifier AS i ON i.id = j.value"
        " WHERE i.person NOT IN (SELECT o.person FROM staff_identifier AS s"
        " JOIN identifier AS o ON o.id = s.identifier) ORDER BY i.person",
        (json.dumps([int(one) for one in asked]),),
    )
    return np.array([row[0] for row in rows], dtype=np.int64)


def _record(work: Work, call: Call, plan: Start, members: Sequence[_Member]) -> int:
    cursor = work.connection.execute(
        "INSERT INTO campaign (code, operation, started_at, day_from, day_to, holdout_bp, margin_bp,"
        " message_fen, fixed_fen, commission_bp, mechanics) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            plan.code, work.seq, call.at, plan.day_from, plan.day_to, plan.holdout_bp, plan.costs.margin_bp,
            plan.costs.message_fen, plan.costs.fixed_fen, plan.costs.commission_bp,
            json.dumps(plan.mechanics, ensure_ascii=False, sort_keys=True, default=str),
        ),
    )  # fmt: skip
    campaign = int(cursor.lastrowid or 0)
    work.connection.executemany(
        "INSERT INTO campaign_member (campaign, customer, household, arm) VALUES (?, ?, ?, ?)",
        [(campaign, one.customer, one.household, one.arm) for one in members],
    )
    return campaign


def _coupons(work: Work, call: Call, plan: Start, campaign: int, members: Sequence[_Member]) -> int:
    """Create and link the stocks, and issue to the treated when asked; how many coupons went out."""
    for code, terms in plan.new_stocks.items():
        create_open(work, call, code, terms)
    treated = [one.customer for one in members if one.arm == arms.TREATED]
    issued = 0
    for code in [*plan.new_stocks, *plan.stocks]:
        _link(work.connection, campaign, code)
        if plan.issue and treated:
            rows = issue_open(work, call, code, treated)
            issued += sum(row["state"] != "skipped" for row in rows)
    return issued


def _link(connection: sqlite3.Connection, campaign: int, code: str) -> None:
    stock = find_stock(connection, code)["id"]
    owner = connection.execute(
        "SELECT c.code FROM campaign_stock AS s JOIN campaign AS c ON c.id = s.campaign WHERE s.stock = ?",
        (stock,),
    ).fetchone()
    if owner is not None:
        raise ConflictError(
            "stock_taken",
            "coupon stock {stock} belongs to campaign {campaign} already",
            hint="create a stock of its own for each campaign, or nobody can tell whose coupons were used",
            try_next="digitool coupon create",
            stock=code,
            campaign=owner["code"],
        )
    connection.execute("INSERT INTO campaign_stock (campaign, stock) VALUES (?, ?)", (campaign, stock))


def _rows(members: Sequence[_Member], issued: int) -> list[dict[str, Any]]:
    customers = Counter(one.arm for one in members)
    homes = Counter(arm for _, arm in {(one.household, one.arm) for one in members})
    return [
        {
            "arm": arm,
            "customers": customers[arm],
            "households": homes[arm],
            "coupons": issued if arm == arms.TREATED else 0,
        }
        for arm in (arms.TREATED, arms.HOLDOUT)
    ]
