"""Start a campaign: draw the holdout, record the arms, create and issue its coupons, in one transaction.

Everything that the campaign may give is bound here, before anything goes out: its coupons by the rules of its
stocks, its messages by the caps that are kept with it, its referral offers by belonging to it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from digitool.campaign.arrays import Ints
from digitool.campaign.forecast.requirements import window_past
from digitool.campaign.history.customers import households
from digitool.campaign.measurement import arms
from digitool.campaign.simulation.account import AccountTerms
from digitool.coupons import campaigns
from digitool.coupons.campaigns import Caps, Record
from digitool.coupons.finding import find_stock
from digitool.coupons.giving.issuing import issue_in
from digitool.coupons.holdouts import HOLDOUT, TREATED
from digitool.coupons.rules.terms import Terms
from digitool.coupons.stocks import create_in
from digitool.db.port import Connection
from digitool.db.statements import ask
from digitool.db.writing import Work
from digitool.errors import NotFoundError, UsageError
from digitool.model.ids import Day, IdentifierId
from digitool.model.references import require_nobodys
from digitool.model.text import mask_value
from digitool.referral.campaigns import open_offers, take_offer_in
from digitool.workspace.desk import Desk

_CODE = re.compile(r"[A-Za-z0-9\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff_.-]{0,39}")


@dataclass(frozen=True)
class Start:
    """A campaign as it is to be started, in plain values.

    ``persons``: person ids of the audience. ``day_from`` and ``day_to``: business days, half open.
    ``holdout_bp``: share of the households kept out. ``new_stocks``: coupon stocks to create, by code;
    ``stocks``: codes of stocks that exist, ``checked`` their rules as the file was held against them;
    ``offers``: codes of referral offers that are open, beside one with the campaign's own code. ``caps``:
    of the messages that name the campaign. ``issue``: give a coupon of each stock to every treated
    customer, or to those of them who are in ``reached`` where that is not None. ``mechanics``: what the
    file says, kept as it is.
    """

    code: str
    day_from: Day
    day_to: Day
    persons: Sequence[int]
    holdout_bp: int = 1_000
    costs: AccountTerms = field(default_factory=lambda: AccountTerms(0))
    new_stocks: Mapping[str, Terms] = field(default_factory=dict)
    stocks: Sequence[str] = ()
    checked: Mapping[str, Terms] = field(default_factory=dict)
    offers: Sequence[str] = ()
    caps: Caps = field(default_factory=Caps)
    issue: bool = False
    reached: Collection[int] | None = None
    mechanics: Mapping[str, Any] = field(default_factory=dict)


def start(desk: Desk, plan: Start) -> dict[str, Any]:
    """Start a campaign; rows arm, customers, households, reached, coupons; ``held_before`` by stock.

    The workspace's key decides the arms (`arms.is_held_out`). Staff are left out. Raises
    UsageError ``bad_campaign_code``, ``bad_holdout`` or ``window_past``, NotFoundError ``empty_audience``,
    ConflictError ``campaign_exists``, ``stock_taken``, ``stock_changed`` or ``offer_taken``, and what
    creating and issuing coupons raises.
    """
    _require(plan, desk.day())

    def act(work: Work) -> dict[str, Any]:
        members = _members(work.connection, plan, desk.secret)
        campaign = campaigns.keep_in(work, desk, _record(desk, plan), _identifiers(work.connection, members))
        issued = _coupons(work, desk, plan, campaign, members)
        for code in dict.fromkeys((*plan.offers, *open_offers(work.connection, plan.code))):
            take_offer_in(work, campaign, code)
        before = {code: n for code in plan.stocks if (n := _held_before(work.connection, campaign, code))}
        return {"campaign": plan.code, "rows": _rows(plan, members, issued), "held_before": before}

    return desk.write("campaign.start", _params(plan), act)


def _require(plan: Start, today: Day) -> None:
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
        raise window_past(
            plan.day_from,
            plan.day_to,
            today,
            hint="arms must be drawn before anybody could react; move the start",
        )


def _params(plan: Start) -> dict[str, Any]:
    """What makes two starts the same request: the file, as a digest, and what was asked beside it.

    Whom it is for and whom it reaches follow from the file and the moment, so a repeat compares the file;
    without one it compares the customers.
    """
    asked = _text(plan.mechanics) if plan.mechanics else ",".join(map(str, sorted(set(plan.persons))))
    return {
        "campaign": plan.code,
        "window": [plan.day_from, plan.day_to],
        "holdout_bp": plan.holdout_bp,
        "asked": hashlib.blake2b(asked.encode(), digest_size=12).hexdigest(),
        "stocks": [*sorted(plan.new_stocks), *sorted(plan.stocks)],
        "offers": sorted(plan.offers),
        "caps": list(plan.caps),
        "issue": plan.issue,
    }


def _text(mechanics: Mapping[str, Any]) -> str:
    return json.dumps(mechanics, ensure_ascii=False, sort_keys=True, default=str)


@dataclass(frozen=True)
class _Member:
    customer: int
    household: int
    arm: str


def _members(connection: Connection, plan: Start, key: bytes) -> list[_Member]:
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


def _persons(connection: Connection, asked: Sequence[int]) -> Ints:
    rows = ask(
        connection,
        "SELECT DISTINCT i.person FROM ints(?) AS j JOIN identifier AS i ON i.id = j.value"
        " WHERE i.person NOT IN (SELECT person FROM staff_person) ORDER BY i.person",
        (json.dumps([int(one) for one in asked]),),
    )
    return np.array([row[0] for row in rows], dtype=np.int64)


def _identifiers(connection: Connection, members: Sequence[_Member]) -> Iterator[campaigns.Participant]:
    """Every identifier that the customers have now: each keeps the arm that it is dealt into here."""
    of = {one.customer: one for one in members}
    rows = ask(
        connection,
        "WITH asked AS (SELECT j.value AS person FROM ints(?) AS j) SELECT person AS id, person FROM asked"
        " UNION ALL SELECT i.id, i.person FROM identifier AS i"
        " WHERE i.person <> i.id AND i.person IN (SELECT person FROM asked)",
        (json.dumps(list(of)),),
    ).fetchall()
    for row in rows:
        one = of[row["person"]]
        yield campaigns.Participant(row["id"], IdentifierId(one.customer), one.household, one.arm)


def _record(desk: Desk, plan: Start) -> Record:
    costs = plan.costs
    return Record(
        plan.code, plan.day_from, plan.day_to, desk.calendar().start(plan.day_to), plan.holdout_bp,
        campaigns.Costs(costs.margin_bp, costs.message_fen, costs.fixed_fen, costs.commission_bp), plan.caps,
        _text(plan.mechanics),
    )  # fmt: skip


def _coupons(work: Work, desk: Desk, plan: Start, campaign: int, members: Sequence[_Member]) -> int:
    """Create the stocks, make them the campaign's, and issue when asked; how many coupons went out."""
    for code, terms in plan.new_stocks.items():
        create_in(work, desk, code, terms)
    to = _reached(plan, members)
    issued = 0
    for code in [*plan.new_stocks, *plan.stocks]:
        stock = find_stock(work.connection, code)["code"]
        campaigns.take_stock_in(work, campaign, stock, plan.checked.get(code))
        if plan.issue and to:
            rows = issue_in(work, desk, code, [IdentifierId(one) for one in to])
            issued += sum(row["state"] != "skipped" for row in rows)
    return issued


def _held_before(connection: Connection, campaign: int, stock: str) -> int:
    """Coupons of a stock that customers in the holdout hold already and can still use."""
    row = connection.execute(
        "SELECT count(*) FROM coupon_stock AS s JOIN coupon AS c ON c.stock = s.id"
        " JOIN campaign_member AS m ON m.campaign = ? AND m.identifier = c.owner AND m.arm = 'holdout'"
        " WHERE s.code = ? AND c.state IN ('issued', 'received', 'locked')",
        (campaign, stock),
    ).fetchone()
    return int(row[0])


def _reached(plan: Start, members: Sequence[_Member]) -> list[int]:
    """The treated customers whom the offer reaches."""
    treated = [one.customer for one in members if one.arm == TREATED]
    if plan.reached is None:
        return treated
    wanted = set(plan.reached)
    return [one for one in treated if one in wanted]


def _rows(plan: Start, members: Sequence[_Member], issued: int) -> list[dict[str, Any]]:
    customers = Counter(one.arm for one in members)
    homes = Counter(arm for _, arm in {(one.household, one.arm) for one in members})
    given = {TREATED: (len(_reached(plan, members)), issued), HOLDOUT: (0, 0)}
    return [
        {
            "arm": arm,
            "customers": customers[arm],
            "households": homes[arm],
            "reached": reached,
            "coupons": coupons,
        }
        for arm, (reached, coupons) in given.items()
    ]
