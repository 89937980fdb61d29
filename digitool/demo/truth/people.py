"""Whom the files let one know: identifiers joined by the rows that name two of them at once.

A human being of the world is not always one person of the data: somebody without a unionid whose
official-account openid pays and whose mini-program openid scans is two, and no tool can tell.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from digitool.demo.world import plan
from digitool.demo.world.making import World
from digitool.demo.world.people import Id, Person, openid


class Clusters(NamedTuple):
    """Identifiers by cluster number; known and staff clusters; human beings behind each cluster."""

    of: dict[Id, int]
    known: frozenset[int]
    staff: frozenset[int]
    humans: dict[int, set[int]]


def evidence(world: World) -> list[tuple[Id, Id | None, int]]:
    """Every naming of a person by something other than a payment: (id, second id or None, human)."""
    people = world.people
    named: list[tuple[Id, Id | None, int]] = []
    for touch in world.touches:
        person = people[touch.person]
        named.append((openid(person, touch.app), _unionid(person), person.index))
    for scan in world.scans:
        person = people[scan.person]
        named.append((openid(person, plan.MINI_PROGRAM), _unionid(person), person.index))
    for added in world.added:
        person = people[added.person]
        named.append((Id("external", person.external), _unionid(person), person.index))
    for joined in world.joined:
        unionid = _unionid(people[joined.person]) if joined.person >= 0 else None
        named.append((Id("external", joined.external), unionid, joined.person))
    members = (person for person in people if person.member_no)
    named.extend((Id("member", person.member_no), _unionid(person), person.index) for person in members)
    return named


def _unionid(person: Person) -> Id | None:
    return Id("unionid", person.unionid) if person.unionid else None


def cluster(world: World) -> Clusters:
    """Join identifiers that one row names together, over and over, until nothing changes."""
    neighbours: dict[Id, set[Id]] = defaultdict(set)
    human: dict[Id, int] = {}
    for first, second, index in evidence(world):
        neighbours[first].update([second] if second else [])
        human[first] = index
        if second:
            neighbours[second].add(first)
            human[second] = index
    of: dict[Id, int] = {}
    for number, start in enumerate(neighbours):
        waiting = [start]
        while waiting:
            one = waiting.pop()
            if one not in of:
                of[one] = number
                waiting.extend(neighbours[one])
    return _describe(world, of, human)


def _describe(world: World, of: dict[Id, int], human: dict[Id, int]) -> Clusters:
    humans: dict[int, set[int]] = defaultdict(set)
    for one, number in of.items():
        humans[number].add(human[one])
    staff = {number for number, who in humans.items() if any(i >= 0 and world.people[i].staff for i in who)}
    return Clusters(of, frozenset(humans) - staff, frozenset(staff), dict(humans))
