"""Households: persons who share a value, over any chain of such values. The one rule of the house.

A value of more than ten persons (a hot line, a shop's own phone) is no home and joins nobody: the view
``shared_home`` leaves it out. Limits, holdouts, segments, referral and the customer's card all ask here.
"""

from __future__ import annotations

from collections.abc import Iterable

from digitool.db.port import Connection
from digitool.db.statements import ask, bare
from digitool.db.tally import sql
from digitool.model.disjoint import DisjointSets
from digitool.model.ids import PersonId


def household_of(connection: Connection, person: PersonId) -> list[PersonId]:
    """The persons of one household, ids ascending, herself included: a walk over its own values only."""
    rows = ask(connection, sql("identity", "household"), {"person": person})
    return sorted(PersonId(row[0]) for row in rows)


def heads(shares: Iterable[tuple[int, PersonId]]) -> dict[PersonId, PersonId]:
    """The head of the household, its smallest person id, by person; of (value, person) as the view tells.

    Who is not in it lives alone.
    """
    homes = DisjointSets()
    first: dict[int, PersonId] = {}
    for value, person in shares:
        homes.unite(first.setdefault(value, person), person)
    return {PersonId(person): PersonId(homes.find(person)) for person in homes}


def heads_of_all(connection: Connection) -> dict[PersonId, PersonId]:
    """`heads` of everybody who shares a home."""
    return heads(bare(connection, sql("identity", "shared_homes")))
