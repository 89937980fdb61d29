"""A guide's list of one day: whom she holds, why today, and what to suggest.

Only her own customers are looked at, and only the few on the list in detail, so that the answer comes at
once however much the chain has seen.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import NamedTuple

from digitool.db.port import Connection, StoredRow
from digitool.db.tally import run
from digitool.guides.roster import ACTIVE, posts
from digitool.guides.todo.customers import Customers
from digitool.guides.todo.reasons import (
    FIRST_PURCHASE,
    UNANSWERED,
    BoughtLine,
    Entry,
    Reason,
    best_reason,
    chosen_guide,
    fitting_item,
    ranked,
    usual_item,
)
from digitool.model.ids import Ms, PersonId, StoreId
from digitool.model.text import mask_name
from digitool.workspace.settings import Settings

MOST_BASKETS = 2000
"""Latest purchases from which is read what goes together."""


class Task(NamedTuple):
    """One line of a list; ``last_touch`` is UTC ms, None where the customer was never met.

    ``coupon`` (a stock) and ``item`` are what to suggest, empty where there is nothing. ``name`` is masked.
    """

    guide: str
    person: PersonId
    name: str
    reason: Reason
    coupon: str
    item: str
    last_touch: int | None


def tasks(connection: Connection, guide: str, settings: Settings, at: Ms) -> list[Task]:
    """What one guide should see to today, most urgent first, as much as fits into her day.

    Every customer is on one guide's list at most. Whoever refuses messages, complained lately, has had
    as many as the caps allow, was seen to or is snoozed is not on it.
    """
    held = [row[0] for row in run(connection, "guides", "todo_held", {"guide": guide, "at": at})]
    customers = Customers(connection, held, settings, at)
    mine = [one for one in held if owner_of(customers, one) == guide]
    customers.read_details()
    found = [entry for one in mine if (entry := _entry(customers, one)) is not None]
    room = settings.contact.todo_per_day - customers.done_today[guide]
    return _detailed(customers, guide, ranked(found, room))


def working_guides(connection: Connection, settings: Settings, at: Ms) -> list[str]:
    """Guides who are at work, with or without customers yet, and those whom only files name, by code."""
    known = posts(settings)
    found = {row[0] for row in run(connection, "guides", "holding_guides")} - known.keys()
    return sorted(found | {userid for userid, post in known.items() if post.state(at) == ACTIVE})


def owner_of(customers: Customers, person: PersonId) -> str:
    """Whose list a customer is on, "" for nobody's."""
    one = customers.known[person]
    return chosen_guide(one.holders, one.owner, one.last_guide)


def _entry(customers: Customers, person: PersonId) -> Entry | None:
    """The customer's entry of today, None where there is no reason or no leave to write."""
    one, today = customers.known[person], customers.today
    if one.snoozed > today:
        return None
    facts = customers.facts(person)
    reason = best_reason(facts, today)
    if reason is None:
        return None
    if reason.kind == UNANSWERED:
        allowed = customers.may_answer(person)
    else:
        allowed = one.until <= today and customers.may_write(person)
    return Entry(person, reason, facts.spent_fen) if allowed else None


def _detailed(customers: Customers, guide: str, entries: list[Entry]) -> list[Task]:
    """The few entries of the list with their suggestions and last touches."""
    persons = {entry.person for entry in entries}
    ids = json.dumps([one for one, person in customers.person_of.items() if person in persons])
    last: dict[int, int] = {}
    for row in run(customers.connection, "guides", "todo_touches", {"ids": ids, "at": customers.at}):
        if row["at"] is not None:
            person = customers.person_of[row["identifier"]]
            last[person] = max(last.get(person, 0), row["at"])
    items = dict(_items(customers, entries, ids))
    found = []
    for entry in entries:
        one = customers.known[entry.person]
        coupon = one.coupons[0].stock if one.coupons else ""
        name = mask_name(one.name or one.nickname)
        touched = max(last.get(entry.person, 0), one.last_contact or 0) or None
        found.append(
            Task(guide, entry.person, name, entry.reason, coupon, items.get(entry.person, ""), touched)
        )
    return found


def _items(customers: Customers, entries: Collection[Entry], ids: str) -> Iterator[tuple[int, str]]:
    """An item for each customer: what goes with a first purchase, else what she buys most."""
    own: defaultdict[int, list[BoughtLine]] = defaultdict(list)
    stores: dict[int, StoreId] = {}
    for row in run(customers.connection, "guides", "todo_lines", {"ids": ids, "today": customers.today}):
        person = customers.person_of[row["party"]]
        own[person].append(_line(row))
        stores[person] = row["store"]
    fresh = [one.person for one in entries if one.reason.kind == FIRST_PURCHASE and one.person in own]
    places = {stores[person] for person in fresh}
    baskets = {store: _baskets(customers, store, MOST_BASKETS // len(places)) for store in places}
    for entry in entries:
        lines = own.get(entry.person, [])
        fitting = fitting_item(lines, baskets[stores[entry.person]]) if entry.person in fresh else ""
        yield entry.person, fitting or usual_item(lines)


def _baskets(customers: Customers, store: StoreId, most: int) -> list[list[BoughtLine]]:
    """What was bought together in a store of late."""
    found: defaultdict[int, list[BoughtLine]] = defaultdict(list)
    params: dict[str, object] = {"store": store, "today": customers.today, "most": most}
    for row in run(customers.connection, "guides", "todo_baskets", params):
        found[row["purchase"]].append(_line(row))
    return list(found.values())


def _line(row: StoredRow) -> BoughtLine:
    return BoughtLine(row["title"] or row["item"], row["quantity"], row["amount_fen"] // row["quantity"])
