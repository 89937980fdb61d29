"""Offer a mechanic: its terms, its window, what it sells, and its budget in the ledger."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from digitool.coupons.campaigns import id_of
from digitool.coupons.finding import find_stock
from digitool.db.constraints import Constraint, refusing
from digitool.db.port import Connection, StoredRow
from digitool.db.statements import changed
from digitool.db.writing import Work
from digitool.errors import ConflictError, NotFoundError, Phrase, RefusedError, Shown, UsageError
from digitool.ledger.chart import Account
from digitool.ledger.journals import Transfer, balance, post
from digitool.model.ids import Ms
from digitool.model.money import format_yuan
from digitool.model.references import require_nobodys
from digitool.model.text import mask_value, meant
from digitool.official_store.catalogue.lookup import require_products
from digitool.referral.limits import Limits, limits_text
from digitool.referral.mechanics.shape import LINKS, ROUNDS, RUNS
from digitool.referral.terms import make_terms, mechanic_of, terms_text
from digitool.workspace.desk import Desk

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


def open_campaign(desk: Desk, asked: Offer) -> dict[str, Any]:
    """Open a campaign of a mechanic. Raises UsageError for impossible terms, ConflictError for the code.

    One with the code of a started campaign belongs to it: whom that holds out is kept from it.
    """
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
    _require_budget(terms, asked)
    mechanic = mechanic_of(asked.mechanic)
    if hasattr(mechanic, "require_lawful"):
        mechanic.require_lawful(terms, desk.day())
    params = {"code": asked.code, "mechanic": asked.mechanic, "terms": terms_text(terms), "item": asked.item,
              "span": [asked.opens_at, asked.closes_at], "budget_fen": asked.budget_fen,
              "limits": limits_text(asked.limits)}  # fmt: skip

    def act(work: Work) -> dict[str, Any]:
        if asked.item:
            require_products(work.connection, [asked.item])
        for stock in mechanic.stocks(terms) if hasattr(mechanic, "stocks") else ():
            find_stock(work.connection, stock)
        _insert(work, asked, terms_text(terms))
        _grant(work, desk, asked.code, asked.budget_fen)
        row = {"campaign": asked.code, "state": "open", "mechanic": asked.mechanic, "item": asked.item,
               "budget_fen": asked.budget_fen}  # fmt: skip
        return {"rows": [row]}

    return desk.write("referral.offer", params, act)


def _require_budget(terms: Any, asked: Offer) -> None:  # noqa: ANN401 - the mechanic's own
    """Nothing is promised beyond a budget, and one run at least must fit into it. Raises UsageError."""
    least = mechanic_of(asked.mechanic).least_budget(terms)
    if asked.budget_fen <= 0 < least:
        raise UsageError(
            "no_budget", "a {title} spends money and needs a budget", hint="add --budget YUAN",
            title=title_of(asked.mechanic), mechanic=asked.mechanic,
        )  # fmt: skip
    if asked.budget_fen < least:
        raise UsageError(
            "budget_too_small",
            "one run sets {observed} yuan aside, and the budget is {limit} yuan",
            hint="raise --budget, or let one run bring less",
            observed=Shown(least, format_yuan(least)),
            limit=Shown(asked.budget_fen, format_yuan(asked.budget_fen)),
            rule="campaign.budget",
        )


def _grant(work: Work, desk: Desk, code: str, budget_fen: int) -> None:
    """Set a budget aside for a campaign: granted = available + reserved + spent from here on."""
    unit = budget_unit(code)
    post(
        work.connection,
        desk.stamp(work, "referral.budget", unit),
        [Transfer(Account("budget_available", unit), Account("budget_granted", unit), budget_fen)],
    )


def budget_unit(code: str) -> str:
    """The ledger's unit of a referral campaign."""
    return f"referral:{code}"


def budget_left(connection: Connection, code: str) -> int:
    """What can still be promised, in fen."""
    return balance(connection, Account("budget_available", budget_unit(code)))


def find_campaign(connection: Connection, code: str) -> StoredRow:
    """A campaign by its code. Raises NotFoundError with the nearest one."""
    row: StoredRow | None = connection.execute(
        "SELECT * FROM referral_campaign WHERE code = ?", (code,)
    ).fetchone()
    if row is not None:
        return row
    known = [one[0] for one in connection.execute("SELECT code FROM referral_campaign ORDER BY id DESC")]
    raise NotFoundError(
        "no_such_campaign",
        "there is no referral campaign {campaign}",
        try_next="digitool referral list",
        campaign=mask_value(code) or "-",
        **meant(code, known, "open one first"),
    )


_ELSEWHERE = {
    LINKS: (
        "by_links",
        "{campaign} is a {title} and goes by links",
        "make a link instead",
        "digitool referral link {campaign} --customer ID",
    ),
    RUNS: (
        "by_runs",
        "{campaign} is a {title} and goes by runs, which end by themselves",
        "look at its runs instead",
        "digitool referral runs {campaign}",
    ),
    ROUNDS: (
        "by_rounds",
        "{campaign} is a {title}: leaders begin and settle its rounds in their communities",
        "use the commands of communities",
        "digitool community --help",
    ),
}
"""By the way that a campaign goes: what answers a verb of another way."""


def require_way(row: StoredRow, *ways: str) -> None:
    """Check that a campaign goes by a way that a verb knows (`mechanics.shape.LINKS` and its like).

    Every verb that begins, acts in, settles or reports something asks this first, so that none is a back
    door into another one's campaign. Raises RefusedError ``by_links``, ``by_runs`` or ``by_rounds``.
    """
    way = mechanic_of(row["mechanic"]).GOES_BY
    if way in ways:
        return
    code, message, hint, try_next = _ELSEWHERE[way]
    raise RefusedError(
        code,
        message,
        hint=hint,
        try_next=try_next,
        campaign=row["code"],
        title=title_of(row["mechanic"]),
        mechanic=row["mechanic"],
        rule="campaign.mechanic",
    )


def title_of(mechanic: str) -> Phrase:
    """What people call a mechanic, in their language."""
    return Phrase(mechanic_of(mechanic).TITLE, {})


def require_mechanic(row: StoredRow, name: str) -> None:
    """Check that a campaign is of the mechanic whose own command asks. Raises RefusedError."""
    if row["mechanic"] != name:
        raise RefusedError(
            "other_mechanic",
            "{campaign} is a {title}, not a {wanted}",
            hint="its own commands begin and run it",
            try_next="digitool referral list",
            campaign=row["code"],
            title=title_of(row["mechanic"]),
            wanted=title_of(name),
            mechanic=row["mechanic"],
            rule="campaign.mechanic",
        )


def set_aside(connection: Connection, code: str, fen: int) -> Transfer:
    """The booking that promises money of a campaign. Raises RefusedError when so much is not left."""
    left = budget_left(connection, code)
    if left < fen:
        raise RefusedError(
            "budget_used_up",
            "the budget of {campaign} has {limit} yuan left, {observed} yuan would be promised",
            hint="nothing was changed; what is promised and not earned comes back to the budget",
            try_next="digitool referral list",
            campaign=code,
            observed=Shown(fen, format_yuan(fen)),
            limit=Shown(left, format_yuan(left)),
            rule="campaign.budget",
        )
    unit = budget_unit(code)
    return Transfer(Account("budget_reserved", unit), Account("budget_available", unit), fen)


def require_running(row: StoredRow, at: Ms) -> None:
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
    exists = ConflictError(
        "campaign_exists", "there is a campaign {campaign} already", hint="choose another code",
        campaign=asked.code,
    )  # fmt: skip
    with refusing(Constraint.UNIQUE, "referral_campaign.code", exists):
        work.connection.execute(
            "INSERT INTO referral_campaign (code, mechanic, terms, item, opens_at, closes_at, budget_fen,"
            " limits, state, operation, of_campaign) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?)",
            (asked.code, asked.mechanic, terms, asked.item, asked.opens_at, asked.closes_at, asked.budget_fen,
             limits_text(asked.limits), work.seq, id_of(work.connection, asked.code)),
        )  # fmt: skip


def open_offers(connection: Connection, code: str) -> list[str]:
    """The referral campaign of a code, where it is open and belongs to no started campaign."""
    rows = connection.execute(
        "SELECT code FROM referral_campaign WHERE code = ? AND state = 'open' AND of_campaign IS NULL",
        (code,),
    )
    return [row[0] for row in rows]


def take_offer_in(work: Work, campaign: int, code: str) -> None:
    """Make a referral offer a started campaign's own (its id). Raises ConflictError ``offer_taken``."""
    row = find_campaign(work.connection, code)
    taken = changed(
        work.connection,
        "UPDATE referral_campaign SET of_campaign = ? WHERE id = ? AND of_campaign IS NULL",
        (campaign, row["id"]),
    )
    if taken != 1:
        raise ConflictError(
            "offer_taken",
            "the referral offer {campaign} belongs to a campaign already",
            hint="open an offer of its own for each campaign, or nobody can tell what it changed",
            try_next="digitool referral list",
            campaign=code,
        )
