"""Share links: make one, and come by one. A link is a touchpoint with a parent.

Who is brought by whom is decided by `attribution`. A visit counts as an arrival even when it is not
attributed; nobody is ever paid for a share.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from digitool.coupons.codes import BITS, format_code
from digitool.coupons.holdouts import held_out, require_treated
from digitool.db.port import Connection, StoredRow
from digitool.db.tally import run
from digitool.db.writing import Work
from digitool.errors import ConflictError, NotFoundError, Phrase, UsageError
from digitool.facts.source import OURSELVES
from digitool.facts.touches import TouchRow, insert_touch, ref_digest
from digitool.facts.touchpoints import Located, Touchpoints
from digitool.flow.recount import Recount, follow_settings
from digitool.identity.households import household_of
from digitool.model.ids import IdentifierId, Ms, PersonId, identifier_text
from digitool.model.text import mask_value
from digitool.official_store.orders.placing import require_customer
from digitool.referral.attribution import Arrival, why_not
from digitool.referral.campaigns import find_campaign, require_running, require_way
from digitool.referral.chance import secret_seed
from digitool.referral.limits import stored_limits
from digitool.referral.mechanics.shape import LINKS, Declined
from digitool.workspace.desk import Desk

ROLES = ("member", "guide", "kol")

_PARENT = (
    "SELECT r.link FROM referral AS r JOIN identifier AS f ON f.id = r.friend"
    " WHERE r.campaign = :campaign AND f.person = (SELECT person FROM identifier WHERE id = :owner)"
    " ORDER BY r.at LIMIT 1"
)


def make_link(desk: Desk, campaign: str, owner: IdentifierId, role: str = "member") -> dict[str, Any]:
    """The link of a person in a campaign: the same one however often it is asked for.

    Raises UsageError for a role that there is not, RefusedError for a campaign that has no links,
    NotFoundError, ConflictError when it is closed, RefusedError ``held_out``.
    """
    if role not in ROLES:
        raise UsageError("bad_role", "{role} is not who shares", hint="the roles are: {known}",
                         role=mask_value(role) or "-", known=", ".join(ROLES))  # fmt: skip

    def act(work: Work) -> dict[str, Any]:
        row = find_campaign(work.connection, campaign)
        require_way(row, LINKS)
        require_running(row, desk.at)
        require_customer(work.connection, owner)
        require_treated(work.connection, row["of_campaign"], owner, desk.at)
        code = format_code(int(secret_seed(desk.secret, f"{campaign}:{owner}"), 16) % (1 << BITS))
        parent = work.connection.execute(_PARENT, {"campaign": row["id"], "owner": owner}).fetchone()
        work.connection.execute(
            "INSERT INTO referral_link (code, campaign, owner, parent, role, made_at, operation)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (code, row["id"], owner, parent[0] if parent else None, role, desk.at, work.seq),
        )
        kept = find_link(work.connection, code)
        if kept["role"] != role:
            raise ConflictError(
                "other_role",
                "{owner} shares {campaign} as {role} already",
                hint="a link keeps its role",
                owner=identifier_text(owner),
                campaign=campaign,
                role=Phrase(kept["role"], {}),
            )
        found = {"campaign": campaign, "link": code, "owner": identifier_text(owner), "role": role}
        return {"rows": [found]}

    return desk.write("referral.link", {"campaign": campaign, "owner": owner, "role": role}, act)


def arrive_by(desk: Desk, code: str, friend: IdentifierId) -> dict[str, Any]:
    """Somebody comes by a link: a touch, and the link's owner's friend where no rule forbids it.

    The row says whether the friend was attributed and, if not, the rule. Raises NotFoundError for a link
    that does not exist, ConflictError when its campaign is over.
    """

    def act(work: Work) -> dict[str, Any]:
        link = find_link(work.connection, code)
        campaign = work.connection.execute(
            "SELECT * FROM referral_campaign WHERE id = ?", (link["campaign"],)
        ).fetchone()
        require_running(campaign, desk.at)
        require_customer(work.connection, friend)
        came = _attribute(work, campaign, link, friend, desk.at)
        _touch(work, desk, friend, link["code"])
        row = {
            "campaign": campaign["code"],
            "link": link["code"],
            "customer": identifier_text(friend),
            "owner": identifier_text(link["owner"]),
            "attributed": came.refusal is None,
            "new": came.fresh,
            "reason": came.refusal.code if came.refusal else "",
            "rule": came.refusal.rule if came.refusal else "",
        }
        return {"rows": [row]}

    return desk.write("referral.arrive", {"link": code, "friend": friend}, act)


class Came(NamedTuple):
    """What became of an arrival: whether the chain did not know the friend, and why she is not counted."""

    fresh: bool
    refusal: Declined | None = None


def _attribute(work: Work, campaign: StoredRow, link: StoredRow, friend: IdentifierId, at: Ms) -> Came:
    """Keep that a friend arrived by a link at an instant (UTC ms): as its owner's friend, or why not.

    Who comes by the same link again is the same friend still.
    """
    asked = {
        "campaign": campaign["id"],
        "link": link["id"],
        "owner": link["owner"],
        "friend": friend,
        "at": at,
    }
    found = run(work.connection, "referral", "arrival", asked)[0]
    person = PersonId(found["friend"])
    fresh = not run(work.connection, "referral", "known", {"person": person, "at": at})
    if found["came_before"]:
        return Came(fresh)
    kept_out = held_out(work.connection, campaign["of_campaign"], [found["owner"], person], at).customers
    whom = "friend" if person in kept_out else "owner" if found["owner"] in kept_out else ""
    together = person in household_of(work.connection, found["owner"])
    known = (
        "household" if together and person != found["owner"] else found["shared"],
        found["referrer"],
        found["brought"],
        found["orders"],
        bool(found["staff"]),
        whom,
    )
    household = stored_limits(campaign["limits"]).household
    refusal = why_not(Arrival(found["owner"], person, *known), household=household)
    if refusal is None:
        work.connection.execute(
            "INSERT INTO referral (campaign, friend, referrer, link, at, fresh, operation)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (campaign["id"], person, found["owner"], link["id"], at, fresh, work.seq),
        )
    else:
        brought = Brought(campaign["id"], IdentifierId(person), link["id"])
        refuse_in(work, brought, refusal.code, at, str(refusal.observed))
    return Came(fresh, refusal)


def attribute_added_in(work: Work, campaign: StoredRow, at: Ms) -> int:
    """Friends who came by adding a guide or joining a group with a link's code as the WeCom ``state``.

    The touch is the import's own. Returns how many are attributed for the first time.
    """
    window = {"campaign": campaign["id"], "opens": campaign["opens_at"], "closes": campaign["closes_at"]}
    before = _referrals(work.connection, campaign["id"])
    for added in run(work.connection, "referral", "added", {**window, "at": at}):
        link = work.connection.execute(
            "SELECT * FROM referral_link WHERE id = ?", (added["link"],)
        ).fetchone()
        _attribute(work, campaign, link, added["friend"], added["at"])
    return _referrals(work.connection, campaign["id"]) - before


def _referrals(connection: Connection, campaign: int) -> int:
    count = connection.execute("SELECT count(*) FROM referral WHERE campaign = ?", (campaign,)).fetchone()
    return int(count[0])


class Brought(NamedTuple):
    """A friend whom a link of a campaign brought, by the identifier that her person was named after then."""

    campaign: int
    friend: IdentifierId
    link: int


def refuse_in(work: Work, whom: Brought, rule: str, at: Ms, observed: str = "") -> None:
    """Keep that somebody brings nothing, and why."""
    work.connection.execute(
        "INSERT INTO referral_refusal (campaign, friend, link, rule, at, observed)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (*whom, rule, at, observed),
    )


def find_link(connection: Connection, code: str) -> StoredRow:
    """A link by its code. Raises NotFoundError."""
    row: StoredRow | None = connection.execute(
        "SELECT * FROM referral_link WHERE code = ?", (code.strip().upper(),)
    ).fetchone()
    if row is None:
        raise NotFoundError(
            "no_such_link", "there is no link {link}", hint="make a link first",
            try_next="digitool referral link --help", link=mask_value(code) or "-",
        )  # fmt: skip
    return row


def _touch(work: Work, desk: Desk, friend: IdentifierId, code: str) -> None:
    follow_settings(work.connection, desk.settings, work.seq)
    recount = Recount(work.connection, work.seq)
    recount.release([friend])
    touchpoints = Touchpoints(work.connection, desk.settings)
    place = touchpoints.id(Located(code, "share", ""))
    row = TouchRow(friend, desk.at, place, ref_digest(code), *OURSELVES)
    insert_touch(work.connection, row, touchpoints.moved)
    recount.finish()
