"""Touches, persons and first meetings by scene."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any, NamedTuple

from digitool.demo.truth.people import Clusters
from digitool.demo.truth.visits import SCANNED
from digitool.demo.world import plan
from digitool.demo.world.clock import DAY
from digitool.demo.world.making import World
from digitool.demo.world.people import Id, openid
from digitool.model.scenes import SCENES

NOWHERE = -1


class Seen(NamedTuple):
    """One touch by a person of the data: when, which person, where (store place, -1 for none)."""

    at: int
    person: int
    scene: str
    place: int


def scene_answers(world: World, clusters: Clusters) -> list[dict[str, Any]]:
    """One row per scene of the whole chain, then one per store and scene of the store's own."""
    first: dict[int, Seen] = {}
    for one in sorted(_seen(world, clusters)):
        first.setdefault(one.person, one)
    newcomers = Counter(_place(world, one) for one in first.values() if _inside(world, one))
    touches: Counter[tuple[str, str]] = Counter()
    people: dict[tuple[str, str], set[int]] = defaultdict(set)
    for one in seen_in_period(world, clusters):
        touches[_place(world, one)] += 1
        people[_place(world, one)].add(one.person)
    rows = []
    for scene in SCENES:
        places = sorted(store for name, store in touches if name == scene)
        everyone = set().union(*(people[scene, store] for store in places))
        total = sum(touches[scene, store] for store in places)
        new = sum(newcomers[scene, store] for store in places)
        rows.append(_row("", scene, total, len(everyone), new))
        for store in filter(None, places):
            found = len(people[scene, store])
            rows.append(_row(store, scene, touches[scene, store], found, newcomers[scene, store]))
    return rows


def _row(store: str, scene: str, touches: int, persons: int, new: int) -> dict[str, Any]:
    counts = {"touches": touches, "persons": persons, "new_persons": new}
    return {"store": store, "scene": scene, "exact": True, **counts}


def _place(world: World, one: Seen) -> tuple[str, str]:
    return one.scene, world.chain.stores[one.place].code if one.place >= 0 else ""


def _inside(world: World, one: Seen) -> bool:
    """Whether the business date of a touch lies in the period; outside stores it is the calendar's."""
    day = world.chain.stores[one.place].business_day(one.at) if one.place >= 0 else one.at // DAY
    return world.size.first_day <= day < world.size.end_day


def seen_in_period(world: World, clusters: Clusters) -> list[Seen]:
    """Touches of known persons on the business dates of the period."""
    return [one for one in _seen(world, clusters) if _inside(world, one)]


def _seen(world: World, clusters: Clusters) -> list[Seen]:
    """All touches of known persons."""
    people = world.people
    seen = []
    for touch in world.touches:
        who = openid(people[touch.person], touch.app)
        seen.append(Seen(touch.at, clusters.of[who], touch.scene, touch.store))
    for scan in (one for one in world.scans if one.first):
        who = openid(people[scan.person], plan.MINI_PROGRAM)
        seen.append(Seen(scan.at, clusters.of[who], "item_code", NOWHERE))
    for added in world.added:
        number = clusters.of[Id("external", people[added.person].external)]
        place = world.chain.guides[added.guide].store if added.way == SCANNED else NOWHERE
        seen.append(Seen(added.at, number, "guide", place))
    groups = ((joined.at, clusters.of[Id("external", joined.external)]) for joined in world.joined)
    seen.extend(Seen(at, number, "group", NOWHERE) for at, number in groups)
    return [one for one in seen if one.person in clusters.known]
