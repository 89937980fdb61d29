"""What the deeds leave behind in the words of the world: touches and payments that no file tells of. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from digitool.demo.deeds.circles import crowd_sales, round_sales
from digitool.demo.world import plan
from digitool.demo.world.happenings import OFFICIAL_STORE, BroughtBack, Payment, Scan
from digitool.demo.world.making import World


def with_deeds(world: World) -> World:
    """The world as it is after its deeds: what exact answers are counted from."""
    return replace(
        world,
        touches=sorted([*world.touches, *_touches(world)]),
        payments=[*world.payments, *own_sales(world), *_baskets(world)],
    )


def own_sales(world: World) -> Iterator[Payment]:
    """Sales of the official store that digitool itself took, with their refunds."""
    size, deeds = world.size, world.deeds
    for order in deeds.orders:
        if order.paid_at:
            back = (BroughtBack(*order.refund, f"R-{order.number}"),) if order.refund else ()
            yield _payment(world, order.paid_at, order.person, order.amount, back)
    for sold in crowd_sales(size, deeds):
        yield _payment(world, sold.at, sold.person, sold.amount, ())
    for sold in round_sales(size, deeds):
        back = (BroughtBack(sold.back_at, sold.amount, ""),) if sold.back_at else ()
        paid = _payment(world, sold.at, sold.person, sold.amount, back)
        yield paid._replace(app="external", openid=world.people[sold.person].external)


def _payment(world: World, at: int, person: int, amount: int, back: tuple[BroughtBack, ...]) -> Payment:
    openid = world.people[person].mini
    return Payment(at, OFFICIAL_STORE, person, "wechat", plan.MINI_PROGRAM, openid, amount, refunds=back)


def _baskets(world: World) -> Iterator[Payment]:
    for basket in world.deeds.baskets:
        paid = _payment(world, basket.paid_at, basket.person, basket.amount, ())
        yield paid._replace(store=basket.store)


def _touches(world: World) -> Iterator[Scan]:
    """Scan-and-go baskets that were opened, and friends who came by a link."""
    for basket in world.deeds.baskets:
        yield Scan(basket.at, basket.person, "scan_and_go", basket.store, plan.MINI_PROGRAM)
    for friend in world.deeds.friends:
        yield Scan(friend.at, friend.person, "share", OFFICIAL_STORE, plan.MINI_PROGRAM)
