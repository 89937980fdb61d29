"""Touches, persons and first meetings by scene."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any, NamedTuple

from digitool.demo import chain as plan
from digitool.demo.truth.people import Clusters, openid
from digitool.demo.truth.visits import SCANNED
from digitool.demo.world import World
from digitool.model.scenes import SCENES


class _Seen(NamedTuple):
    """One touch by a person of the data: when, which person, where."""

    at: int
    person: int
    scene: str
    store: str


def scene_answers(world: World, clusters: Clusters) -> list[dict[str, Any]]:
    """One row per scene of the whole chain, then one per store and scene of the store's own."""
    seen = [one for one in _seen(world, clusters) if one.person in clusters.known]
    first: dict[int, _Seen] = {}
    for one in sorted(seen):
        first.setdefault(one.person, one)
    newcomers = Counter((one.scene, one.store) for one in first.values())
    touches: Counter[tuple[str, str]] = Counter()
    people: dict[tuple[str, str], set[int]] = defaultdict(set)
    for one in seen:
        touches[one.scene, one.store] += 1
        people[one.scene, one.store].add(one.person)
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


def _seen(world: World, clusters: Clusters) -> list[_Seen]:
    people, stores = world.people, world.chain.stores
    seen = []
    for touch in world.touches:
        who = openid(people[touch.person], touch.app)
        store = stores[touch.store].code if touch.store >= 0 else ""
        seen.append(_Seen(touch.at, clusters.of[who], touch.scene, store))
    for scan in (one for one in world.scans if one.first):
        who = openid(people[scan.person], plan.MINI_PROGRAM)
        seen.append(_Seen(scan.at, clusters.of[who], "item_code", ""))
    for added in world.added:
        number = clusters.of["external", people[added.person].external]
        store = stores[world.chain.guides[added.guide].store].code if added.way == SCANNED else ""
        seen.append(_Seen(added.at, number, "guide", store))
    for joined in world.joined:
        seen.append(_Seen(joined.at, clusters.of["external", joined.external], "group", ""))
    return seen
