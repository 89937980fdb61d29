"""Who does what when with digitool itself: drawn from the world, before anything is carried out. Pure.

Customers are places in the world's people. Small worlds, or worlds of a few days, do less or nothing.
"""

from __future__ import annotations

import random
from dataclasses import replace

from digitool.demo.world import plan
from digitool.demo.world.clock import DAY, HOUR, MINUTE
from digitool.demo.world.deeds import Deeds, Holder, InvitedFriend, PlannedBasket, PlannedOrder
from digitool.demo.world.draws import stream
from digitool.demo.world.goods import GOODS
from digitool.demo.world.making import World, draw_world
from digitool.demo.world.size import DemoSize

FEWEST_DAYS, FEWEST_SHOPPERS = 7, 24
ORDERS, BASKETS = 48, 12
FATES = (
    "cancelled", "unpaid", "picked_up", "delivered", "refunded_part", "refunded", "paid", "shipped",
    "picked_up", "delivered", "delivered", "delivered",
)  # fmt: skip
"""What becomes of orders, in turn."""


def moment_after(size: DemoSize, share: float, hour: int, minute: int = 0) -> int:
    """A clock time on the day after a share of the period; four days are left after the last one."""
    day = size.first_day + int(share * max(0, size.days - 4))
    return day * DAY + hour * HOUR + minute * MINUTE


def make_world(size: DemoSize) -> World:
    """Draw a world with its deeds. Equal sizes (with their seed) give equal worlds."""
    drawn = draw_world(size)
    return replace(drawn, deeds=plan_deeds(drawn))


def plan_deeds(world: World) -> Deeds:
    """The deeds of a world without any."""
    size = world.size
    shoppers = _shoppers(world)
    if size.days < FEWEST_DAYS or len(shoppers) < FEWEST_SHOPPERS:
        return Deeds()
    rng = stream(size.seed, "deeds")
    rng.shuffle(shoppers)
    crowd, rest = shoppers[:12], shoppers[12:]
    friends = _friends(world, crowd[0], set(crowd))
    friendly = {one.person for one in friends}
    rest = [person for person in rest if person not in friendly]
    ordered = [one.order(f"DEMO-F{place}") for place, one in enumerate(friends, 1)]
    return Deeds(
        moment_after(size, 0, 8),
        (*_orders(rng, world, rest[:ORDERS]), *ordered),
        _baskets(rng, world, rest[-BASKETS:]),
        _welcome(size, rest[:ORDERS]),
        _spring(size, rest[ORDERS : ORDERS + 60]),
        tuple(crowd),
        _neighbours(world),
        friends,
        _audiences(size, rest),
    )


def _shoppers(world: World) -> list[int]:
    """People whom the mini-program saw, so that an order of theirs can name them; no staff."""
    seen = {touch.person for touch in world.touches if touch.app == plan.MINI_PROGRAM}
    return sorted(person for person in seen if not world.people[person].staff)


def _orders(rng: random.Random, world: World, buyers: list[int]) -> tuple[PlannedOrder, ...]:
    orders = []
    for place, person in enumerate(buyers):
        fate = FATES[place % len(FATES)]
        goods = rng.sample(GOODS, 2 if fate == "refunded_part" else rng.randint(1, 3))
        lines = tuple((good.code, rng.randint(1, 2)) for good in goods)
        coupon = fate == "delivered" and place % 3 == 0
        lines = (("M005", 1), *(line for line in lines if line[0] != "M005")) if coupon else lines
        hour = 23 if place % 5 == 4 else 12 + place % 9
        at = moment_after(world.size, place / len(buyers), hour, place % 50)
        pickup = world.people[person].home if fate == "picked_up" else -1
        guide = rng.randrange(len(world.chain.guides)) if place % 2 else -1
        orders.append(PlannedOrder(f"DEMO-{place + 1:04d}", at, person, lines, fate, pickup, guide, coupon))
    return tuple(orders)


def _baskets(rng: random.Random, world: World, people: list[int]) -> tuple[PlannedBasket, ...]:
    baskets = []
    for place, person in enumerate(people):
        lines = tuple((good.code, rng.randint(1, 3)) for good in rng.sample(GOODS, rng.randint(1, 4)))
        at = moment_after(world.size, (place + 0.5) / len(people), 11 + place % 8, 7)
        baskets.append(PlannedBasket(at, person, world.people[person].home, lines))
    return tuple(baskets)


def _welcome(size: DemoSize, people: list[int]) -> tuple[Holder, ...]:
    """Everybody gets one at the start; every third uses it at a till (those of orders are others)."""
    got = moment_after(size, 0, 9)
    return tuple(
        Holder(person, got, moment_after(size, place / len(people), 15, place % 50) if place % 3 == 1 else 0)
        for place, person in enumerate(people)
    )


def _spring(size: DemoSize, people: list[int]) -> tuple[Holder, ...]:
    """Claimed over some days, valid for five; a third is used in time."""
    return tuple(
        Holder(
            person,
            got := moment_after(size, 0.3, 10 + place % 10, place % 60),
            got + (1 + place % 3) * DAY if place % 3 == 2 else 0,
        )
        for place, person in enumerate(people)
    )


def _neighbours(world: World) -> tuple[int, ...]:
    """Members of the first store's group who were there when the round began; the leader comes first."""
    before = moment_after(world.size, 0.5, 8)
    known = [one.person for one in world.joined if one.person >= 0 and one.at < before]
    return tuple(dict.fromkeys(known))[:9] if len(set(known)) >= 5 else ()


def _friends(world: World, seed: int, taken: set[int]) -> tuple[InvitedFriend, ...]:
    """A small tree of people whom the chain did not know before; one of them orders far too fast."""
    first = first_seen(world)
    late = moment_after(world.size, 0.25, 0)
    met = _stood_in_a_store(world)
    new = [
        person
        for person in _shoppers(world)
        if first[person] >= late + 2 * DAY and person not in taken and not _told_before(world, person)
    ]
    hasty = next((person for person in new if person not in met), -1)
    new = [person for person in new if person != hasty][:6]
    if len(new) < 6 or hasty < 0:
        return ()
    start = min(first[person] for person in new) - DAY
    owners = (seed, seed, seed, new[0], new[0], new[3])
    friends = [
        InvitedFriend(person, owner, start + place * HOUR, 2 * HOUR)
        for place, (person, owner) in enumerate(zip(new, owners), 1)
    ]
    return (*friends, InvitedFriend(hasty, seed, first[hasty] - HOUR, 15))


def _told_before(world: World, person: int) -> bool:
    """Whether a list of members or a household says more of a person than her own deeds."""
    one = world.people[person]
    return bool(one.member_no) or one.household


def first_seen(world: World) -> dict[int, int]:
    """The first moment at which anything tells of each person."""
    seen: dict[int, int] = {}
    happened = (
        *((one.person, one.at) for one in world.touches),
        *((one.person, one.at) for one in world.payments),
        *((one.person, one.at) for one in world.added),
        *((one.person, one.at) for one in world.joined),
        *((one.person, one.at) for one in world.scans),
        *((one.person, one.at) for one in world.orders),
    )
    for person, at in happened:
        seen[person] = min(at, seen.get(person, at))
    return seen


def _stood_in_a_store(world: World) -> set[int]:
    met = [
        *((one.person, one.store) for one in world.touches),
        *((one.person, one.store) for one in world.payments),
    ]
    return {person for person, store in met if store >= 0} | {one.person for one in world.added}


def _audiences(size: DemoSize, people: list[int]) -> tuple[tuple[int, ...], ...]:
    """Customers of two past campaigns, where the period is long enough for them."""
    if size.days < 40 or len(people) < 200:
        return ()
    return tuple(people[:600]), tuple(people[200:800])
