"""Orders in the database with the guides they are credited to, one after another."""

from __future__ import annotations

from collections.abc import Iterator

from digitool.db.port import Connection
from digitool.db.statements import bare
from digitool.db.tally import sql
from digitool.guides.binding.ownership import ALWAYS
from digitool.guides.binding.rules import left_at, rules_of
from digitool.guides.binding.stored import by_name
from digitool.guides.commission.attribution import AttributedOrder, Credit, Team, attribute
from digitool.guides.roster import posts
from digitool.identity.stored.keys import is_personal, normal, stored_value
from digitool.model.days import EVER, Days
from digitool.model.ids import Ms
from digitool.model.keys import key64
from digitool.workspace.settings import Guide, Settings

_AT_ONCE = 5_000

Credited = tuple[AttributedOrder, tuple[Credit, ...]]


def credits_of(
    connection: Connection,
    settings: Settings,
    days: Days = EVER,
    *,
    secret: bytes = b"",
    at: Ms = ALWAYS,
    unsettled: bool = False,
) -> Iterator[Credited]:
    """Every paid order of some business days with its credits, by day and purchase id.

    Refunds count that were made by ``at`` (UTC ms). ``secret`` is the workspace key: without it a guide
    whom the settings know by her phone alone is not recognised as a buyer. ``unsettled`` leaves out orders
    whose commission is settled. Bindings are read as they are stored.
    """
    team = team_of(connection, settings, secret)
    for sale in sales_of(connection, days, at, unsettled=unsettled):
        yield sale, attribute(sale, team, settings.commission)


def sales_of(
    connection: Connection, days: Days, at: Ms = ALWAYS, *, unsettled: bool = False
) -> Iterator[AttributedOrder]:
    """Every paid order of some business days, by day and purchase id."""
    params = {"first": days.first, "to": days.after, "at": at, "open": int(unsettled)}
    rows = bare(connection, sql("guides", "credits"), params)
    while chunk := rows.fetchmany(_AT_ONCE):
        yield from map(AttributedOrder._make, chunk)


def team_of(connection: Connection, settings: Settings, secret: bytes = b"") -> Team:
    """The guides of the settings, with the persons whom the database knows them as."""
    persons: dict[int, str] = {}
    for userid, guide in sorted(settings.guides.items()):
        for person in _persons_of(connection, guide, secret):
            persons.setdefault(person, userid)
    places = posts(settings)
    spans = {}
    for userid, guide in settings.guides.items():
        post = places[userid]
        since = -ALWAYS if guide.joined is None else post.calendar.start(guide.joined)
        gone = left_at(settings, guide)
        spans[userid] = (since, ALWAYS if gone is None else gone)
    return Team(spans, by_name(rules_of(settings)), persons)


def _persons_of(connection: Connection, guide: Guide, secret: bytes) -> list[int]:
    keys = [
        key64(one.ns, one.scope, stored_value(one.ns, one.value, secret))
        for one in map(normal, guide.identifiers)
        if secret or not is_personal(one.ns, one.value)
    ]
    found = (
        connection.execute(
            "SELECT i.person FROM identifier_key k JOIN identifier i ON i.id = k.identifier WHERE k.key = ?",
            (key,),
        ).fetchone()
        for key in keys
    )
    return [int(row[0]) for row in found if row]
