"""What is true of the deeds and newer files: orders, coupons, links, relations, visits. Counted plainly."""

from __future__ import annotations

from collections import Counter
from typing import Any

from digitool.demo.deeds.circles import crowd_sales, round_sales
from digitool.demo.deeds.facts import own_sales
from digitool.demo.files.platform import visitors
from digitool.demo.world.clock import DAY
from digitool.demo.world.deeds import Holder
from digitool.demo.world.goods import SPRING, WELCOME
from digitool.demo.world.happenings import Payment
from digitool.demo.world.making import World
from digitool.model.days import iso_day

Answer = dict[str, Any]

WEEK = 7


def own_answers(world: World) -> Answer:
    """The answers by area."""
    return {
        "official_store": {"exact": True, **_official_store(world)},
        "coupons": {"exact": True, "stocks": _coupons(world)},
        "guides": {"exact": True, **_guides(world)},
        "referral": {"exact": True, **_referral(world)},
        "community": {"exact": True, **_community(world)},
        "mini_program": {"exact": True, "visitors": sum(visitors(world).values())},
    }


def _official_store(world: World) -> Answer:
    """Paid orders of the files and of digitool, business days of the period; refunds whenever they were."""
    sales = list(own_sales(world))
    imported = [order for order in world.orders if order.paid and _inside(world, order.paid)]
    inside = [sale for sale in sales if _inside(world, sale.at)]
    gmv = sum(order.amount for order in imported) + sum(sale.amount for sale in inside)
    deeds = world.deeds
    return {
        "orders": len(imported) + len(inside),
        "gmv_fen": gmv,
        "net_fen": gmv - sum(map(_refunded, inside)),
        "own_orders": len(deeds.orders),
        "own_orders_by_fate": dict(sorted(Counter(order.fate for order in deeds.orders).items())),
        "baskets": len(deeds.baskets),
        "baskets_fen": sum(basket.amount for basket in deeds.baskets),
    }


def _refunded(sale: Payment) -> int:
    return sum(back.amount for back in sale.refunds)


def _inside(world: World, at: int) -> bool:
    return world.size.first_day <= at // DAY < world.size.end_day


def _coupons(world: World) -> list[Answer]:
    """Stocks whose coupons were given to people by name; those of campaigns depend on who drew which arm."""
    deeds = world.deeds
    if not deeds.orders:
        return []
    ordered = sum(order.coupon for order in deeds.orders)
    return [
        _stock(WELCOME, deeds.welcome, ordered),
        *([_stock(SPRING, deeds.spring, 0)] if deeds.spring else []),
    ]


def _stock(code: str, holders: tuple[Holder, ...], more: int) -> Answer:
    used = more + sum(1 for holder in holders if holder.used_at)
    return {"stock": code, "issued": len(holders), "received": len(holders), "redeemed": used}


def _guides(world: World) -> Answer:
    """Who is held and tagged at the end, and relations lost in each week back from it."""
    gone: dict[tuple[int, int], int] = {}
    for one in world.lost:
        gone.setdefault((one.person, one.guide), one.at)
    held = {one.person for one in world.added if (one.person, one.guide) not in gone}
    weeks = []
    for end in range(world.size.end_day, max(world.size.first_day, world.size.end_day - 28), -WEEK):
        start = end - WEEK
        lost = sum(start * DAY <= at < end * DAY for at in gone.values())
        weeks.append({"from": iso_day(start), "to": iso_day(end), "lost": lost})
    tagged = sum(person % 5 < 2 for person in held)
    return {"relations": len(world.added), "customers": len(held), "tagged": tagged, "lost_by_week": weeks}


def _referral(world: World) -> Answer:
    friends = world.deeds.friends
    return {
        "friends": len(friends),
        "sharers": len({one.owner for one in friends}),
        "held": 2 if friends else 0,
        "group_and_bargain_fen": sum(sold.amount for sold in crowd_sales(world.size, world.deeds)),
    }


def _community(world: World) -> Answer:
    sales = round_sales(world.size, world.deeds)
    kept = [sold for sold in sales if not sold.back_at]
    return {
        "orders": len(sales),
        "gmv_fen": sum(sold.amount for sold in sales),
        "net_fen": sum(sold.amount for sold in kept),
        "leader_commission_fen": sum(sold.amount for sold in kept) // 10,
    }
