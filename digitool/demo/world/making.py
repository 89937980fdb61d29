"""The whole demo world, drawn once from a seed: the one thing that files and truth are made from."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from digitool.demo.world.clock import DAY, HOUR, compact_day
from digitool.demo.world.deeds import Deeds
from digitool.demo.world.doors import Counter, count_doors
from digitool.demo.world.draws import stream
from digitool.demo.world.happenings import (
    OFFICIAL_STORE,
    Added,
    BroughtBack,
    ItemScan,
    Joined,
    Lost,
    OnlineOrder,
    Payment,
    Scan,
)
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


REFUND_SHARE = 0.02


def number_payments(size: DemoSize, payments: list[Payment]) -> list[Payment]:
    """Payments sorted by time, numbered, some refunded; one of them revoked.

    The revoked payment is one that its payer made again two minutes later, in the same clock hour.
    """
    ordered = sorted(payments, key=lambda paid: (paid.at, paid.store, paid.openid, paid.amount))
    ordered = _revoke_one(ordered)
    rng = stream(size.seed, "refunds")
    last = size.end_day * DAY
    return [_number(paid, place, rng, last) for place, paid in enumerate(ordered, 1)]


def _revoke_one(ordered: list[Payment]) -> list[Payment]:
    """Put a revoked first try before a till payment of the middle that leaves ten minutes in its hour."""
    for place, paid in list(enumerate(ordered))[len(ordered) // 2 :]:
        at_till = paid.provider == "wechat" and paid.store != OFFICIAL_STORE
        if at_till and paid.at % HOUR > 600:
            first_try = paid._replace(at=paid.at - 120, revoked=True)
            return sorted([*ordered[:place], first_try, *ordered[place:]], key=lambda one: one.at)
    return ordered


def _number(paid: Payment, place: int, rng: random.Random, last: int) -> Payment:
    day = compact_day(paid.at)
    if paid.provider == "alipay":
        number, order_no = f"{day}22001400{place:012d}", f"ALI{day}{place:08d}"
    else:
        number, order_no = f"42000000{day}{place:012d}", f"POS{day}{place:08d}"
    refunds = () if paid.revoked or paid.store == OFFICIAL_STORE else _refunds(paid, place, rng, last)
    return paid._replace(number=number, order_no=order_no, refunds=refunds)


def _refunds(paid: Payment, place: int, rng: random.Random, last: int) -> tuple[BroughtBack, ...]:
    """None for most; the whole amount or a part, within five days and before the data ends."""
    if rng.random() >= REFUND_SHARE:
        return ()
    at = paid.at + rng.randint(20 * 60, 5 * DAY)
    due = paid.amount - paid.coupon
    amount = due if rng.random() < 0.6 else max(1, due * rng.randint(10, 80) // 100)
    prefix = "RF" if paid.provider == "alipay" else "50300000"
    back = BroughtBack(at, amount, f"{prefix}{compact_day(at)}{place:012d}")
    return (back,) if at < last else ()
