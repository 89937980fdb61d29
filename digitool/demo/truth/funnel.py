"""How far the known persons have come: from being seen to buying again."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from digitool.demo.truth.people import Clusters
from digitool.demo.truth.scenes import seen_in_period
from digitool.demo.truth.visits import payer
from digitool.demo.world.clock import DAY
from digitool.demo.world.happenings import Payment
from digitool.demo.world.making import World

LASTING = ("unionid", "external", "member")
"""Kinds of identifier that outlive one app."""


def funnel_answers(world: World, clusters: Clusters, traffic: int) -> list[dict[str, Any]]:
    """Persons by stage; each stage is a part of the one before."""
    bought = _purchase_days(world, clusters)
    days = range(world.size.first_day, world.size.end_day)
    touched = {one.person for one in seen_in_period(world, clusters)}
    touched |= {number for number, found in bought.items() if any(day in days for day in found)}
    identified = {number for (kind, _), number in clusters.of.items() if kind in LASTING} & touched
    reachable = _reachable(world, clusters) & identified
    purchased = {number for number in reachable if bought[number]}
    again = {number for number in purchased if len(bought[number]) > 1}
    stages = [("touched", touched), ("identified", identified), ("reachable", reachable)]
    stages += [("purchased", purchased), ("repurchased", again)]
    rows = [{"stage": "traffic", "exact": True, "persons": traffic}]
    return rows + [{"stage": name, "exact": True, "persons": len(found)} for name, found in stages]


def _purchase_days(world: World, clusters: Clusters) -> dict[int, set[int]]:
    """Business dates of every known person's purchases, in stores and in the official store."""
    days: dict[int, set[int]] = defaultdict(set)
    for paid in world.payments:
        who = payer(paid)
        number = clusters.of.get(who) if who else None
        if number is not None and number in clusters.known and not paid.revoked:
            days[number].add(_day(world, paid))
    return days


def _day(world: World, paid: Payment) -> int:
    return world.chain.stores[paid.store].business_day(paid.at) if paid.store >= 0 else paid.at // DAY


def _reachable(world: World, clusters: Clusters) -> set[int]:
    """Persons whom a guide holds or who sit in a customer group."""
    gone = {(one.person, one.guide) for one in world.lost}
    held = (one for one in world.added if (one.person, one.guide) not in gone)
    external = {("external", world.people[one.person].external) for one in held}
    external |= {("external", one.external) for one in world.joined}
    return {clusters.of[one] for one in external}
