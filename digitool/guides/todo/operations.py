"""Write down what became of an entry of a guide's list: done, or snoozed."""

from __future__ import annotations

from typing import Any, NamedTuple

from digitool.db.writing import Work
from digitool.errors import NotFoundError, RefusedError, UsageError
from digitool.guides.contact.policy import CODES
from digitool.guides.todo.customers import Customers
from digitool.guides.todo.day import owner_of
from digitool.guides.todo.reasons import best_reason
from digitool.model.days import local_day
from digitool.model.ids import PersonId, person_text
from digitool.workspace.desk import Desk

DONE, SNOOZED = "done", "snoozed"
REST_DAYS = 7
"""Days for which a customer who was seen to is not on a list again, unless she writes."""

MOST_SNOOZE = 366

_LOG = (
    "INSERT INTO guide_todo (identifier, guide, reason, state, at, day, until, operation)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_CONTACT = (
    "INSERT INTO guide_contact (day, plan, identifier, channel, at, guide, state, result, sent_at)"
    " VALUES (?, 0, ?, ?, ?, ?, 'sent', 'todo', ?) ON CONFLICT DO NOTHING"
)


class Mark(NamedTuple):
    """What a customer's row is set to, and for how many days it holds."""

    state: str
    days: int


def done(desk: Desk, person: PersonId, guide: str = "") -> dict[str, Any]:
    """The guide wrote to the customer: her message counts against the caps from now on.

    Raises RefusedError ``opted_out`` and ``not_hers``, NotFoundError ``nobodys_customer``.
    """

    def act(work: Work) -> dict[str, Any]:
        customers = _customers(work, desk, person)
        owner = _owner(customers, person, guide)
        if not customers.may_answer(person):
            raise RefusedError(
                "opted_out",
                "P{person} does not want messages",
                hint="leave the customer alone until she agrees again",
                try_next="digitool guide consent P{person}",
                person=person,
            )
        day = local_day(desk.at, desk.settings.chain.zone)
        told = (day, person, CODES["wecom"], desk.at, owner, desk.at)
        work.connection.execute(_CONTACT, told)
        return _write(work, desk, customers, person, owner, Mark(DONE, REST_DAYS))

    return desk.write("guide.done", {"customer": person_text(person), "guide": guide}, act)


def snooze(desk: Desk, person: PersonId, days: int = REST_DAYS) -> dict[str, Any]:
    """Take the customer off the list for some days. Raises UsageError, NotFoundError."""
    if not 1 <= days <= MOST_SNOOZE:
        raise UsageError("bad_days", "--days takes 1 to {limit}, not {value}", limit=MOST_SNOOZE, value=days)

    def act(work: Work) -> dict[str, Any]:
        customers = _customers(work, desk, person)
        owner = _owner(customers, person, "")
        return _write(work, desk, customers, person, owner, Mark(SNOOZED, days))

    return desk.write("guide.snooze", {"customer": person_text(person), "days": days}, act)


def _customers(work: Work, desk: Desk, person: PersonId) -> Customers:
    customers = Customers(work.connection, [person], desk.settings, desk.at)
    customers.read_details()
    return customers


def _owner(customers: Customers, person: PersonId, guide: str) -> str:
    """The guide on whose list the customer is. Raises NotFoundError, RefusedError ``not_hers``."""
    owner = owner_of(customers, person)
    if not owner:
        raise NotFoundError(
            "nobodys_customer",
            "no guide at work holds P{person}",
            hint="a guide must be in contact with her first",
            try_next="digitool customer show P{person}",
            person=person,
        )
    if guide and guide != owner:
        raise RefusedError(
            "not_hers",
            "P{person} is a customer of {owner}, not of {guide}",
            hint="one customer, one guide: leave it to {owner}, or hand the customer over",
            person=person,
            owner=owner,
            guide=guide[:64],
        )
    return owner


def _write(
    work: Work, desk: Desk, customers: Customers, person: PersonId, guide: str, mark: Mark
) -> dict[str, Any]:
    """One row of the log."""
    state, days = mark
    today, at = customers.today, desk.at
    reason = best_reason(customers.facts(person), today)
    kind = reason.kind if reason else ""
    work.connection.execute(_LOG, (person, guide, kind, state, at, today, today + days, work.seq))
    return {
        "customer": person_text(person),
        "guide": guide,
        "state": state,
        "kind": kind,
        "until": today + days,
    }
