"""Coupons of the demo: one for everybody, one to claim, and how tills take them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from digitool.coupons.giving.issuing import claim_coupon, issue_coupons
from digitool.coupons.rules.cart import bare_cart
from digitool.coupons.rules.terms import Terms
from digitool.coupons.stocks import create_stock
from digitool.coupons.till.redeeming import redeem_coupons
from digitool.coupons.till.reversing import expire_stock
from digitool.demo.doing.hands import Hands, PlannedDeed, Said
from digitool.demo.world.clock import DAY, HOUR, MINUTE, utc_ms
from digitool.demo.world.deeds import COUPON_FEN, Holder
from digitool.demo.world.goods import SPRING, WELCOME
from digitool.demo.world.making import World


def coupon_steps(world: World) -> Iterator[PlannedDeed]:
    """Stocks, what is given out and claimed, and what tills redeem."""
    deeds, size = world.deeds, world.size
    welcome = Terms(
        "amount", COUPON_FEN, 5_000, min_spend_fen=5_000, valid_days=size.days, per_person=1, name="迎新券"
    )
    spring = Terms("percent", 800, 500, valid_days=5, per_person=1, public=True, name="春日九二折")
    yield PlannedDeed(deeds.at + 2 * MINUTE, "stock:welcome", partial(_create, stock=WELCOME, terms=welcome))
    yield PlannedDeed(deeds.at + HOUR, "welcome", _issue_welcome)
    for holder in deeds.welcome:
        yield from _use(WELCOME, holder)
    if not deeds.spring:
        return
    yield PlannedDeed(deeds.at + 3 * MINUTE, "stock:spring", partial(_create, stock=SPRING, terms=spring))
    for holder in deeds.spring:
        claim = partial(_claim, holder=holder)
        yield PlannedDeed(holder.got_at, f"spring:{holder.person}:claim", claim)
        yield from _use(SPRING, holder)
    yield PlannedDeed(size.end_day * DAY - HOUR, "spring:expire", _expire)


def _create(hands: Hands, at: int, name: str, stock: str, terms: Terms) -> Said:
    return create_stock(hands.desk(at, name), stock, terms)


def _issue_welcome(hands: Hands, at: int, name: str) -> Said:
    people = [holder.person for holder in hands.world.deeds.welcome]
    ids = [hands.customer(person) for person in people]
    result = issue_coupons(hands.desk(at, name), WELCOME, ids)
    for person, row in zip(people, result["rows"]):
        hands.codes[WELCOME, person] = row["coupon"]
    return result


def _claim(hands: Hands, at: int, name: str, holder: Holder) -> Said:
    result = claim_coupon(hands.desk(at, name), SPRING, hands.customer(holder.person))
    hands.codes[SPRING, holder.person] = result["rows"][0]["coupon"]
    return result


def _use(stock: str, holder: Holder) -> Iterator[PlannedDeed]:
    if holder.used_at:
        name = f"{stock}:{holder.person}:redeem"
        yield PlannedDeed(holder.used_at, name, partial(_redeem, stock=stock, person=holder.person))


def _redeem(hands: Hands, at: int, name: str, stock: str, person: int) -> Said:
    amount = 8_000 + person * 37 % 9_000
    return redeem(hands, at, name, hands.codes[stock, person], person, amount)


def redeem(hands: Hands, at: int, name: str, code: str, person: int, amount: int) -> Said:
    """A till of somebody's own store takes a coupon for an amount in fen."""
    store = hands.store(hands.world.people[person].home)
    desk = hands.desk(at, name).at_counter(store)
    cart = bare_cart(amount, utc_ms(at), store, "store")
    return redeem_coupons(desk, [code], f"TILL-{name}", cart, hands.customer(person))


def _expire(hands: Hands, at: int, name: str) -> Said:
    return expire_stock(hands.desk(at, name), SPRING)
