"""The answers as one document: ``truth.json``."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from digitool.demo.deeds.facts import with_deeds
from digitool.demo.files.outbox import OutFile
from digitool.demo.truth.definitions import DEFINITIONS
from digitool.demo.truth.hours import StoreDay, store_days
from digitool.demo.truth.own import own_answers
from digitool.demo.truth.people import Clusters, cluster, evidence
from digitool.demo.truth.scenes import scene_answers, seen_in_period
from digitool.demo.truth.visits import Transaction, Visit, causes, digitized_visits, payer, sales
from digitool.demo.world.clock import DAY
from digitool.demo.world.happenings import Payment
from digitool.demo.world.making import World
from digitool.demo.world.people import Id
from digitool.model.days import iso_day
from digitool.model.ids import Day

Answer = dict[str, Any]


def truth_of(world: World, files: list[OutFile]) -> Answer:
    """Every exact answer about a world, the files written from it and the deeds that follow."""
    drawn, world = world, with_deeds(world)
    clusters = cluster(world)
    found = sales(world, clusters)
    visits = digitized_visits(world, clusters)
    days = store_days(world)
    rows = _store_day_rows(world, days, visits, found)
    size = world.size
    return {
        "schema": "digitool.demo.truth/1",
        "size": {"seed": size.seed, "stores": size.stores, "customers": size.customers, "days": size.days},
        "period": [iso_day(size.first_day), iso_day(size.end_day)],
        "definitions": DEFINITIONS,
        "totals": _exact(_add_up(rows)),
        "stores": [
            {"store": store.code, **_add_up([row for row in rows if row["store"] == store.code])}
            for store in world.chain.stores
        ],
        "store_days": rows,
        "unmatched": _exact(causes(found)),
        "scenes": scene_answers(world, clusters),
        "funnel": funnel_answers(world, clusters, sum(one.traffic for one in days)),
        "persons": _persons(world, clusters),
        "money": _exact(
            {**_money(world), **_billed(drawn), "transactions_fen": sum(sale.amount for sale in found)}
        ),
        **own_answers(drawn),
        "files": [_file(one) for one in files],
    }


def _exact(answers: Answer) -> Answer:
    return {"exact": True, **answers}


def _store_day_rows(
    world: World, days: list[StoreDay], visits: list[Visit], found: list[Transaction]
) -> list[Answer]:
    by_hour = Counter((visit.store, visit.hour) for visit in visits)
    all_visits = Counter((visit.store, visit.day) for visit in visits)
    sold, known = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for sale in found:
        sold[sale.store, sale.day] += 1
        known[sale.store, sale.day] += not sale.cause
    return [
        {
            "store": world.chain.stores[one.store].code,
            "day": iso_day(Day(one.day)),
            "open_hours": len(one.open),
            "valid_hours": len(one.valid),
            "traffic": one.traffic,
            "visits_digitized": sum(by_hour[one.store, hour] for hour in one.valid),
            "visits_digitized_all_hours": all_visits[one.store, one.day],
            "transactions": sold[one.store, one.day],
            "transactions_digitized": known[one.store, one.day],
        }
        for one in days
    ]


def _add_up(rows: list[Answer]) -> Answer:
    """Sums of store-days with the two rates (value, num, den) and the coverage."""
    names = [name for name in rows[0] if name not in ("store", "day")]
    sums = {name: sum(row[name] for row in rows) for name in names}
    return {
        **sums,
        "rate_visit": rate(sums["visits_digitized"], sums["traffic"]),
        "rate_transaction": rate(sums["transactions_digitized"], sums["transactions"]),
        "coverage": rate(sums["valid_hours"], sums["open_hours"]),
    }


def rate(num: int, den: int) -> Answer:
    """``{value, num, den}``; value is None when there is nothing to divide by."""
    return {"value": round(num / den, 6) if den else None, "num": num, "den": den}


def _persons(world: World, clusters: Clusters) -> Answer:
    """Persons that the evidence lets one know, and the merges that lead to them."""
    households = {person.index for person in world.people if person.household}
    mixed = sum(1 for number in clusters.known if clusters.humans[number] & households)
    strong = {one for row in evidence(world) for one in row[:2] if one}
    phones = defaultdict(set)
    for index in households:
        phones[world.people[index].phone].add(index)
    return {
        "known": {"exact": True, "value": len(clusters.known)},
        "known_without_households": {"exact": True, "value": len(clusters.known) - mixed},
        "staff": {"exact": True, "value": len(clusters.staff)},
        "strong_identifiers": {"exact": True, "value": len(strong)},
        "merges_expected": {"exact": True, "value": len(strong) - len(set(clusters.of.values()))},
        "shared_phones": {"exact": True, "value": sum(1 for owners in phones.values() if len(owners) > 1)},
        "humans_known": {"exact": False, "value": len(_humans(clusters))},
    }


def _humans(clusters: Clusters) -> set[int]:
    return {human for number in clusters.known for human in clusters.humans[number] if human >= 0}


def _money(world: World) -> Answer:
    backs = [back for paid in world.payments for back in paid.refunds]
    till = [paid for paid in world.payments if paid.store >= 0 and not paid.revoked]
    return {
        "refunds": len(backs),
        "refund_fen": sum(back.amount for back in backs),
        "revoked": sum(1 for paid in world.payments if paid.revoked),
        "store_purchases": len(till),
        "store_paid_fen": sum(paid.amount for paid in till),
        "official_orders": len(world.orders),
        "official_orders_paid": sum(1 for order in world.orders if order.paid),
        "official_gmv_fen": sum(order.amount for order in world.orders if order.paid),
    }


def _billed(drawn: World) -> Answer:
    """The refunds that bills tell of; the others are digitool's own."""
    backs = [back.amount for paid in drawn.payments for back in paid.refunds]
    return {"refunds_billed": len(backs), "refund_billed_fen": sum(backs)}


def _file(one: OutFile) -> Answer:
    left_out = {"rejected": one.rejected, "known": one.known}
    counts = {"rows_in": one.rows, "accepted": one.rows - sum(left_out.values()), **left_out}
    return {"file": one.name, "format": one.format, "mapping": one.mapping, "exact": True, **counts}


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
    external = {Id("external", world.people[one.person].external) for one in held}
    external |= {Id("external", one.external) for one in world.joined}
    return {clusters.of[one] for one in external}
