"""Worlds made by hand: a few people and events, whose exact answers can be counted on fingers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from digitool.demo.world import plan
from digitool.demo.world.clock import DAY, HOUR
from digitool.demo.world.doors import Count, Counter
from digitool.demo.world.happenings import Added, Payment, Scan
from digitool.demo.world.making import World
from digitool.demo.world.people import Person, draw_people
from digitool.demo.world.plan import Door, plan_chain
from digitool.demo.world.size import FIRST_DAY, DemoSize

SIZE = DemoSize(seed=1, stores=1, customers=4, days=1)
NINE = FIRST_DAY * DAY + 9 * HOUR
"""Opening time of the one store on the one day; it closes at 22:00."""

STAFF = 4
"""The place of the first staff member among the people."""


def people() -> list[Person]:
    """Four plain shoppers (0 to 3), each with a unionid and no membership; then staff."""
    drawn = draw_people(SIZE, plan_chain(SIZE))
    return [replace(person, unionid=f"u{person.index}", member_no="", household=False) for person in drawn]


def world_of(
    touches: Sequence[Scan] = (),
    payments: Sequence[Payment] = (),
    added: Sequence[Added] = (),
    who: list[Person] | None = None,
    counters: list[Counter] | None = None,
) -> World:
    """A world in which nothing else happens; its one counter counts one person every hour."""
    return World(
        size=SIZE,
        chain=plan_chain(SIZE),
        people=who or people(),
        touches=sorted(touches),
        payments=sorted(payments),
        added=sorted(added),
        joined=[],
        scans=[],
        orders=[],
        counters=counters or [counter("A", [1] * 13), counter("B", [1] * 13)],
    )


def counter(sensor: str, entered: Sequence[int | None]) -> Counter:
    """An hourly counter of the store from nine o'clock on; None is a row that was never sent."""
    counts = tuple(
        Count(NINE + place * HOUR, NINE + (place + 1) * HOUR, (people,), (people,))
        for place, people in enumerate(entered)
        if people is not None
    )
    real = plan_chain(SIZE).stores[0].doors[0 if sensor == "A" else 1].sensor
    return Counter(0, Door(real, "milesight", 1, 1.0, HOUR), counts)


def scan(at: int, person: int, scene: str = "entrance", app: str = plan.OFFICIAL_ACCOUNT) -> Scan:
    """A scan in the store, or outside of it for the online scenes."""
    return Scan(at, person, scene, 0 if scene in plan.STORE_SCENES else -1, app)


def pay(at: int, person: int, app: str = plan.OFFICIAL_ACCOUNT, *, revoked: bool = False) -> Payment:
    """A WeChat payment of one yuan at the till, by a person's openid under an appid."""
    payer = people()[person]
    openid = {plan.OFFICIAL_ACCOUNT: payer.account, plan.MINI_PROGRAM: payer.mini}.get(app, payer.acquirer)
    return Payment(at, 0, person, "wechat", app, openid, 100, revoked=revoked, number=str(at))
