"""What happens outside the stores: mini-program visits, shares, the official store, groups, bottle codes."""

from __future__ import annotations

import random
from typing import NamedTuple

from digitool.demo.world import plan
from digitool.demo.world.clock import DAY
from digitool.demo.world.draws import poisson, stream, token
from digitool.demo.world.happenings import (
    OFFICIAL_STORE,
    Added,
    ItemScan,
    Joined,
    Lost,
    OnlineOrder,
    Payment,
    Scan,
)
from digitool.demo.world.people import Person
from digitool.demo.world.plan import ChainPlan
from digitool.demo.world.size import DemoSize
from digitool.demo.world.visits import price

_ITEMS = ("鲜牛奶1L", "手工面包", "当季水果盒", "有机鸡蛋", "坚果礼盒", "羊毛围巾", "茶叶罐", "儿童水杯")
TOLD_DAYS = 21
"""Days before the end of which the callbacks of WeCom were kept."""

_PRODUCTS = ("6900000000001", "6900000000002", "6900000000003")


class PlacedOrder(NamedTuple):
    """An order before numbers are given: its payment is None when it was not paid by WeChat."""

    order: OnlineOrder
    payment: Payment | None


def mini_program_touches(size: DemoSize, people: list[Person]) -> list[Scan]:
    """Openings of the mini-program and of shared cards, by those who like to scan."""
    rng = stream(size.seed, "mini-program")
    touches = []
    for person in people:
        if person.staff or person.affinity == 0:
            continue
        for _ in range(poisson(rng, 0.020 * size.days * person.affinity)):
            at = _evening(rng, size)
            scene = "share" if rng.random() < 0.12 else "mini_program"
            touches.append(Scan(at, person.index, scene, OFFICIAL_STORE, plan.MINI_PROGRAM))
    return touches


def official_orders(size: DemoSize, chain: ChainPlan, people: list[Person]) -> list[PlacedOrder]:
    """Orders of the official store: most paid by WeChat, some otherwise, some never."""
    rng = stream(size.seed, "official-store")
    placed: list[PlacedOrder] = []
    for person in people:
        if person.staff or person.affinity == 0:
            continue
        count = poisson(rng, 0.003 * size.days * person.affinity)
        placed.extend(_order(rng, size, chain, person) for _ in range(count))
    return sorted(placed, key=lambda one: (one.order.at, one.order.person))


def _order(rng: random.Random, size: DemoSize, chain: ChainPlan, person: Person) -> PlacedOrder:
    at, amount = _evening(rng, size), price(rng)
    items = ";".join(f"{name}({rng.randint(1, 3)}件)" for name in rng.sample(_ITEMS, rng.randint(1, 3)))
    way = rng.random()
    paid = 0 if way < 0.08 else min(at + rng.randint(20, 600), size.end_day * DAY - 1)
    guide = rng.randrange(len(chain.guides)) if rng.random() < 0.4 else -1
    order = OnlineOrder(at, paid, "", person.index, amount, items, "", guide)
    if paid == 0 or way > 0.85:
        return PlacedOrder(order, None)
    app, openid = plan.MINI_PROGRAM, person.mini
    return PlacedOrder(order, Payment(paid, OFFICIAL_STORE, person.index, "wechat", app, openid, amount))


def item_scans(size: DemoSize, people: list[Person]) -> list[ItemScan]:
    """Bottle codes scanned at home, by people with a bound account; one in six is scanned again."""
    rng = stream(size.seed, "item-codes")
    scans: list[ItemScan] = []
    for person in people:
        if person.staff or person.affinity == 0 or not person.unionid:
            continue
        for _ in range(poisson(rng, 0.002 * size.days * person.affinity)):
            at = _evening(rng, size)
            code = f"{len(scans) + 12_345_678:09d}"
            product = rng.choice(_PRODUCTS)
            scans.append(ItemScan(at, person.index, code, product, True))
            if rng.random() < 1 / 6:
                scans.append(ItemScan(at + rng.randint(3, 40), person.index, code, product, False))
    return sorted(scans)


def group_members(size: DemoSize, people: list[Person], added: list[Added]) -> list[Joined]:
    """The group of the first store: some of its guides' customers, and a few strangers."""
    rng = stream(size.seed, "groups")
    last = size.end_day * DAY - 1
    joined = [
        Joined(min(last, one.at + rng.randint(300, 2 * DAY)), one.person, people[one.person].external, 3)
        for one in sorted(added)
        if one.guide == 0 and rng.random() < 0.3
    ]
    for number in range(1 + len(joined) // 10):
        at = size.first_day * DAY + 36_000 + number * 60
        joined.append(Joined(at, -1, token("wm", 32, size.seed, "group", number), 1))
    return sorted(joined)[:200]


def deletions(size: DemoSize, added: list[Added]) -> list[Lost]:
    """Relations that ended in the days whose callbacks were kept: most by the customer, some by both."""
    rng = stream(size.seed, "deletions")
    end = size.end_day * DAY
    start = max(size.first_day, size.end_day - TOLD_DAYS) * DAY
    lost: list[Lost] = []
    for one in sorted(added):
        first = max(start, one.at + 3_600)
        if rng.random() >= 0.06 or first >= end - DAY:
            continue
        at = rng.randrange(first, end - 3_600)
        by = "customer" if rng.random() < 0.75 else "guide"
        lost.append(Lost(at, one.person, one.guide, by))
        if rng.random() < 0.15:
            other = "guide" if by == "customer" else "customer"
            lost.append(Lost(at + rng.randint(600, 3_000), one.person, one.guide, other))
    return sorted(lost)


def _evening(rng: random.Random, size: DemoSize) -> int:
    """A moment of the period, most often after dinner."""
    day = rng.randrange(size.first_day, size.end_day)
    return day * DAY + int(min(86_399, max(25_200, rng.gauss(73_000, 9_000))))
