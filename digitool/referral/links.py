"""Share links: make one, and come by one. A link is a touchpoint with a parent."""

from __future__ import annotations

import sqlite3
from typing import Any

from digitool.coupons.codes import BITS, format_code
from digitool.db.tally import run
from digitool.db.writing import Work
from digitool.errors import NotFoundError, UsageError
from digitool.facts.sync import sync_settings
from digitool.facts.touches import insert_touch, ref_digest
from digitool.facts.touchpoints import Located, Touchpoints
from digitool.flow.recount import Recount
from digitool.identity.finding import identifier_text
from digitool.model.text import mask_value
from digitool.official_store.calls import Call
from digitool.official_store.ordering import require_customer
from digitool.referral.attribution import Arrival, why_not
from digitool.referral.campaigns import find_campaign, require_running
from digitool.referral.chance import secret_seed
from digitool.referral.limits import stored_limits

ROLES = ("member", "guide", "kol")
LINKED = ("refer_friend", "share_link", "referral_task")
"""Mechanics that go by links."""


def make_link(call: Call, campaign: str, owner: int, role: str = "member") -> dict[str, Any]:
    """The link of a person in a campaign: the same one however often it is asked for.

    Raises UsageError for a campaign that has no links, NotFoundError, ConflictError when it is closed.
    """
    with call.write("referral.link", {"campaign": campaign, "owner": owner, "role": role}) as work:
        if work.replayed is not None:
            return work.replayed
        row = find_campaign(work.connection, campaign)
        if row["mechanic"] not in LINKED:
            raise UsageError(
                "no_links",
                "{campaign} is a {mechanic} and has no links",
                hint="start a run of it instead",
                campaign=campaign,
                mechanic=row["mechanic"],
            )
        require_running(row, call.at)
        require_customer(work.connection, owner)
        code = format_code(int(secret_seed(call.secret, f"{campaign}:{owner}"), 16) % (1 << BITS))
        parent = work.connection.execute(
            "SELECT link FROM referral WHERE campaign = ? AND friend = ?", (row["id"], owner)
        ).fetchone()
        work.connection.execute(
            "INSERT OR IGNORE INTO referral_link (code, campaign, owner, parent, role, made_at, operation)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (code, row["id"], owner, parent[0] if parent else None, role, call.at, work.seq),
        )
        found = {"campaign": campaign, "link": code, "owner": identifier_text(owner), "role": role}
        return work.finish({"rows": [found]})


def arrive(call: Call, code: str, friend: int) -> dict[str, Any]:
    """Somebody comes by a link: a touch, and the link's owner's friend where no rule forbids it.

    The row says whether the friend was attributed and, if not, the rule. Raises NotFoundError for a link
    that does not exist, ConflictError when its campaign is over.
    """
    with call.write("referral.arrive", {"link": code, "friend": friend}) as work:
        if work.replayed is not None:
            return work.replayed
        link = find_link(work.connection, code)
        campaign = work.connection.execute(
            "SELECT * FROM referral_campaign WHERE id = ?", (link["campaign"],)
        ).fetchone()
        require_running(campaign, call.at)
        require_customer(work.connection, friend)
        arrival = _arrival(work.connection, link, friend)
        fresh = _is_fresh(work.connection, arrival.friend, call.at)
        _touch(work, call, friend, link["code"])
        refusal = why_not(arrival, household=stored_limits(campaign["limits"]).household)
        row = {
            "campaign": campaign["code"],
            "link": code,
            "customer": identifier_text(friend),
            "owner": identifier_text(link["owner"]),
            "attributed": refusal is None,
            "new": fresh,
            "reason": refusal.code if refusal else "",
            "rule": refusal.rule if refusal else "",
        }
        if refusal is None:
            work.connection.execute(
                "INSERT INTO referral (campaign, friend, referrer, link, at, fresh, operation)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (campaign["id"], arrival.friend, arrival.owner, link["id"], call.at, fresh, work.seq),
            )
        else:
            refuse(work, (campaign["id"], friend, link["id"]), refusal.code, call.at, str(refusal.observed))
        return work.finish({"rows": [row]})


def refuse(work: Work, whom: tuple[int, int, int], rule: str, at: int, observed: str = "") -> None:
    """Keep that somebody (campaign, friend, link) brings nothing, and why."""
    work.connection.execute(
        "INSERT OR IGNORE INTO referral_refusal (campaign, friend, link, rule, at, observed)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (*whom, rule, at, observed),
    )


def find_link(connection: sqlite3.Connection, code: str) -> sqlite3.Row:
    """A link by its code. Raises NotFoundError."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM referral_link WHERE code = ?", (code.strip().upper(),)
    ).fetchone()
    if row is None:
        raise NotFoundError(
            "no_such_link", "there is no link {link}", hint="make one first",
            try_next="digitool referral link --help", link=mask_value(code) or "-",
        )  # fmt: skip
    return row


def _arrival(connection: sqlite3.Connection, link: sqlite3.Row, friend: int) -> Arrival:
    asked = {"campaign": link["campaign"], "owner": link["owner"], "friend": friend}
    found = run(connection, "referral", "arrival", asked)[0]
    return Arrival(
        found["owner"],
        found["friend"],
        found["shared"],
        found["referrer"],
        found["brought"],
        found["orders"],
        bool(found["staff"]),
    )


def _is_fresh(connection: sqlite3.Connection, person: int, at: int) -> bool:
    """Whether the chain knew nothing of a person before now."""
    return not run(connection, "referral", "known", {"person": person, "at": at})


def _touch(work: Work, call: Call, friend: int, code: str) -> None:
    if sync_settings(work.connection, call.settings):
        from digitool.flow.recount import rebuild

        rebuild(work.connection, work.seq)
    recount = Recount(work.connection, work.seq)
    recount.release([friend])
    touchpoints = Touchpoints(work.connection, call.settings)
    place = touchpoints.id(Located(code, "share", ""))
    insert_touch(work.connection, (friend, call.at, place, ref_digest(code), 0, 0), touchpoints.moved)
    recount.finish()
