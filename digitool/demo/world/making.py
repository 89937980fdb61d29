"""The whole demo world, drawn once from a seed: the one thing that files and truth are made from."""

from __future__ import annotations

from dataclasses import dataclass, field

from digitool.demo.world.deeds import Deeds
from digitool.demo.world.doors import Counter, count_doors
from digitool.demo.world.happenings import Added, ItemScan, Joined, Lost, OnlineOrder, Payment, Scan
from digitool.demo.world.online import (
    PlacedOrder,
    deletions,
    group_members,
    item_scans,
    mini_program_touches,
    official_orders,
)
from digitool.demo.world.people import Person, draw_people
from digitool.demo.world.plan import ChainPlan, plan_chain
from digitool.demo.world.size import DemoSize
from digitool.demo.world.tills import number_payments
from digitool.demo.world.visits import StoreLife


@dataclass(frozen=True)
class World:
    """What really happened, in the order of time; times are local seconds (`demo.world.clock`)."""

    size: DemoSize
    chain: ChainPlan
    people: list[Person]
    touches: list[Scan]
    payments: list[Payment]
    added: list[Added]
    joined: list[Joined]
    scans: list[ItemScan]
    orders: list[OnlineOrder]
    counters: list[Counter]
    lost: list[Lost] = field(default_factory=list)
    deeds: Deeds = field(default_factory=Deeds)


def draw_world(size: DemoSize) -> World:
    """Draw a world without deeds. Equal sizes (with their seed) give equal worlds."""
    chain = plan_chain(size)
    people = draw_people(size, chain)
    log = StoreLife(size, chain, people).run()
    placed = official_orders(size, chain, people)
    bought = [one.payment for one in placed if one.payment is not None]
    payments = number_payments(size, log.payments + bought)
    return World(
        size=size,
        chain=chain,
        people=people,
        touches=sorted(log.touches + mini_program_touches(size, people)),
        payments=payments,
        added=sorted(log.added),
        joined=group_members(size, people, log.added),
        scans=item_scans(size, people),
        orders=_number_orders(placed, payments),
        counters=count_doors(size, chain, log.crossings),
        lost=deletions(size, log.added),
    )


def _number_orders(placed: list[PlacedOrder], payments: list[Payment]) -> list[OnlineOrder]:
    """Give orders their numbers, and the number of the payment that the bill will show."""
    numbers: dict[tuple[int, str, int], list[str]] = {}
    for paid in payments:
        if paid.store < 0:
            numbers.setdefault((paid.at, paid.openid, paid.amount), []).append(paid.number)
    orders = []
    for place, (order, payment) in enumerate(placed, 1):
        number = f"E{place:026d}"
        bill = ""
        if payment is not None:
            bill = numbers[payment.at, payment.openid, payment.amount].pop(0)
        orders.append(order._replace(number=number, payment=bill))
    return orders
