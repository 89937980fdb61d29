"""One replication: draw the truth, let everybody live through both worlds, count and book it.

The order is the campaign's own: clock, views, purchases in both worlds, coupon use under its caps,
sales, referral. Each part draws from its own stream (`streams.Component`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from digitool.campaign.arrays import Bools, Floats, Ints, ints
from digitool.campaign.simulation import caps, redemption, social
from digitool.campaign.simulation import people as crowd
from digitool.campaign.simulation.drawn import Drawn, draw_parameters
from digitool.campaign.simulation.people import LivingCustomers
from digitool.campaign.simulation.preparation import Prepared
from digitool.campaign.simulation.redemption import Requests, SimulatedUse
from digitool.campaign.simulation.streams import Component, Streams
from digitool.campaign.simulation.two_worlds import Clock, Worlds, both

COUNTS = (
    "messages", "viewed", "opt_outs", "buyers_world0", "buyers_world1", "incremental_customers",
    "purchases_world0", "purchases_world1", "redemptions", "cannibalised", "unmet",
    "sales_world0", "sales_world1", "audience_sales_world0", "viewer_sales_world0", "pulled_forward",
    "discounts", "cannibalised_discounts", "attributed_sales", "cap_day",
    "audience_square_world0", "audience_square_world1",
    "seeds", "by_seeds", "by_later", "generations", "new_customers", "rewards", "rewards_unpaid",
    "newcomer_buyers", "newcomer_sales",
    "referred", "openers", "completed", "group_orders", "group_sales", "group_newcomer_sales",
    "group_discounts", "packets", "leader_commissions",
    "coupon_cap_day", "reward_cap_day", "group_cap_day", "budget_cap_day",
)  # fmt: skip
"""What a replication counts, in order: numbers of people or things, sales and costs in fen, ``..cap_day``
in days (inf = the cap never closed; ``cap_day`` the first of them), squares in fen squared (sums over the
audience). Discounts include those of gatherings, new customers all that came."""

DAILY = ("incremental_sales", "redemptions", "discounts", "new_customers")
"""Rows of the daily path; sales and discounts in fen."""

BY_STORE = ("sales_world0", "incremental_sales", "redemptions", "discounts")
"""Columns by store; sales and discounts in fen."""


@dataclass(frozen=True)
class Replication:
    """Counts (as `COUNTS`), drawn parameters (as `PARAMETERS`), daily (4, D), by store (stores, 4)."""

    counts: Floats
    parameters: Floats
    daily: Floats
    by_store: Floats


@dataclass(frozen=True)
class Views:
    """Whether and on which day people (m,) see the message (inf = never), and the rate multiplier."""

    viewed: Bools
    seen: Floats
    multiplier: Floats


@dataclass(frozen=True)
class Sales:
    """Fen of people (m,) in both worlds, whole numbers."""

    world0: Ints
    world1: Ints


def replicate(prepared: Prepared, streams: Streams) -> Replication:
    """Run one replication; the same ``streams`` give the same bytes."""
    drawn = draw_parameters(prepared.calibration, prepared.stores, prepared.guides, streams)
    drawn = drawn.at_depth(prepared.depth)
    people = _people(prepared, drawn, streams)
    views = _views(prepared, drawn, people)
    clock = Clock(people.first, people.pace, people.further, people.lifetime)
    response = streams.get(Component.RESPONSE)
    worlds = both(clock, views.seen, views.multiplier, float(prepared.campaign.days), response)
    counts = dict.fromkeys(COUNTS, 0.0)
    seen_by_day = _views_by_day(prepared, drawn, people, views, streams, counts)
    spreading = social.begin_sharing(prepared, drawn, seen_by_day, streams)
    asked = _coupon_requests(prepared, drawn, people, views, worlds)
    closing = caps.closing_time([*asked.spending, *spreading.spending], prepared.campaign.budget_fen)
    use = asked.served(people.basket, closing)
    sales = _sales(drawn, people, worlds, use, response)
    counts |= _purchase_counts(prepared, people, views, worlds, use, sales)
    counts["pulled_forward"] = round(
        drawn.pull_forward * max(0.0, counts["sales_world1"] - counts["sales_world0"])
    )
    booked = social.book(spreading, drawn, closing, streams)
    for name, value in booked.counts.items():
        counts[name] += value
    counts |= _cap_days(use, booked, closing)
    daily = np.vstack([_daily(prepared, people, views, worlds, use, sales), np.zeros(prepared.campaign.days)])
    daily[[0, 2, 3]] += booked.by_day
    return Replication(
        np.array([counts[name] for name in COUNTS], dtype=np.float64),
        np.array(drawn.summary()), daily, _by_store(prepared, people, use, sales),
    )  # fmt: skip


def _people(prepared: Prepared, drawn: Drawn, streams: Streams) -> LivingCustomers:
    """Those who buy in world 0, and those whom a faster clock may reach, with their luck.

    The second group goes up to the next power of two above the multiplier, so that plans with
    different lifts share it.
    """
    end = float(prepared.campaign.days)
    factor = 2.0 ** math.ceil(math.log2(1.0 + max(drawn.theta, 0.0))) if prepared.sent.any() else 1.0
    candidates = crowd.clock(prepared, drawn, end * factor, streams)
    natural = candidates.first < end
    baseline, extra = streams.get(Component.BASELINE), streams.get(Component.EXTRA)
    own = crowd.living(prepared, crowd.chosen(candidates, np.flatnonzero(natural)), baseline)
    rngs = (baseline, streams.get(Component.BASKETS), streams.get(Component.EXPOSURE))
    people = crowd.with_luck(prepared, drawn, own, end, rngs)
    if factor == 1.0:
        return people
    late = np.flatnonzero(~natural & prepared.in_audience[candidates.index])
    reached = crowd.living(prepared, crowd.chosen(candidates, late), extra)
    return crowd.together(people, crowd.with_luck(prepared, drawn, reached, end, (extra, extra, extra)))


def _views(prepared: Prepared, drawn: Drawn, people: LivingCustomers) -> Views:
    viewed = people.luck[0] < drawn.view[prepared.guide_place[people.index]]
    viewed &= prepared.in_audience[people.index]
    rows = np.flatnonzero(viewed)
    delay = prepared.calibration.view_delay
    seen = np.full(people.index.size, np.inf)
    days = np.exp(delay.mu + delay.sigma * people.view_delay[rows])
    seen[rows] = prepared.campaign.plan.send_day[people.index[rows]] + days
    multiplier = np.ones(people.index.size)
    contacts = prepared.customers.contacts_7[people.index[rows]]
    multiplier[rows] = 1.0 + drawn.theta * drawn.fatigue**contacts
    return Views(viewed, seen, multiplier)


def _coupon_requests(
    prepared: Prepared, drawn: Drawn, people: LivingCustomers, views: Views, worlds: Worlds
) -> Requests:
    coupon = prepared.campaign.coupon
    if coupon is None:
        return redemption.NO_REQUESTS
    chance = np.minimum(1.0, drawn.redemption_rate * prepared.habit[people.index])
    offer = redemption.SimulatedCoupon(
        coupon, float(prepared.campaign.days), chance, drawn.reach_threshold,
        prepared.calibration.redemption_delay,
    )  # fmt: skip
    return redemption.requests(offer, worlds, views.seen, people.basket, people.luck[1:])


def _cap_days(use: SimulatedUse, booked: social.Booked, closing: float) -> dict[str, float]:
    """When each cap closed, and the first of them."""
    days = {
        "coupon_cap_day": use.closed_at if use.closed_at < closing else np.inf,
        "reward_cap_day": booked.rewards_closed_at,
        "group_cap_day": booked.groups_closed_at,
        "budget_cap_day": closing,
    }
    return {**days, "cap_day": min(days.values())}


def _sales(
    drawn: Drawn, people: LivingCustomers, worlds: Worlds, use: SimulatedUse, rng: np.random.Generator
) -> Sales:
    """Baskets times purchases; who found the coupon gone buys what world 0 buys."""
    p = drawn.baskets.p
    basket, rest = np.rint(people.basket), np.rint(people.rest)
    world0 = np.where(worlds.count0 > 0, basket + rest, 0.0)
    count1 = np.where(use.refused, worlds.count0, worlds.count1)
    more = count1 - worlds.count0
    rest1 = rest
    changed = np.flatnonzero(more != 0)
    if changed.size:
        rest1 = rest.copy()
        by = more[changed] + np.where((worlds.count0[changed] == 0) & (count1[changed] > 0), -1, 0)
        added = rng.standard_gamma(p * np.maximum(by, 0)) / people.spend[changed]
        kept = np.maximum(count1[changed] - 1, 0)
        gone = np.maximum(-by, 0)
        share = np.where(gone > 0, rng.beta(np.maximum(p * kept, 1e-9), np.maximum(p * gone, 1e-9)), 1.0)
        rest1[changed] = np.rint(rest[changed] * np.where(kept > 0, share, gone == 0) + added)
    marked = np.where(use.redeemed, use.basket, basket)
    world1 = np.where(count1 > 0, marked + rest1, 0.0)
    return Sales(world0.astype(np.int64), world1.astype(np.int64))


def _purchase_counts(
    prepared: Prepared, people: LivingCustomers, views: Views, worlds: Worlds, use: SimulatedUse, sales: Sales
) -> dict[str, float]:
    inside = prepared.in_audience[people.index]
    count1 = np.where(use.refused, worlds.count0, worlds.count1)
    given_away = use.redeemed & worlds.natural
    commission_base = sales.world1[use.redeemed]
    world0, world1 = sales.world0[inside].astype(np.float64), sales.world1[inside].astype(np.float64)
    return {
        "messages": int(prepared.sent.sum()),
        "buyers_world0": int(np.count_nonzero(worlds.count0)),
        "buyers_world1": int(np.count_nonzero(count1)),
        "incremental_customers": int(np.count_nonzero((count1 > 0) & (worlds.count0 == 0))),
        "purchases_world0": int(worlds.count0.sum()),
        "purchases_world1": int(count1.sum()),
        "redemptions": int(np.count_nonzero(use.redeemed)),
        "cannibalised": int(np.count_nonzero(given_away)),
        "unmet": int(np.count_nonzero(use.refused)),
        "sales_world0": int(sales.world0.sum()),
        "sales_world1": int(sales.world1.sum()),
        "audience_sales_world0": int(sales.world0[inside].sum()),
        "viewer_sales_world0": int(sales.world0[views.viewed].sum()),
        "discounts": int(use.discount.sum()),
        "cannibalised_discounts": int(use.discount[given_away].sum()),
        "attributed_sales": int(commission_base.sum()),
        "audience_square_world0": float(np.square(world0).sum()),
        "audience_square_world1": float(np.square(world1).sum()),
    }


def _views_by_day(
    prepared: Prepared,
    drawn: Drawn,
    people: LivingCustomers,
    views: Views,
    streams: Streams,
    counts: dict[str, float],
) -> Ints:
    """Views (D,) by the day of their message: people one by one, everybody else in sums."""
    rng = streams.get(Component.AUDIENCE)
    sent, places = prepared.sent, prepared.send_index[people.index]
    known = np.bincount(places[places >= 0], minlength=sent.size).reshape(sent.shape)
    seen = np.bincount(places[views.viewed], minlength=sent.size).reshape(sent.shape)
    others = rng.binomial(sent - known, drawn.view[:, None])
    by_day = ints((seen + others).sum(axis=0))
    counts["viewed"] = int(by_day.sum())
    counts["opt_outs"] = int(rng.binomial(int(sent.sum()), drawn.opt_out))
    return by_day


def _daily(
    prepared: Prepared, people: LivingCustomers, views: Views, worlds: Worlds, use: SimulatedUse, sales: Sales
) -> Floats:
    """Increment, redemptions and discounts by day (3, D).

    A redemption moves its purchase from world 0's day to its own; other differences fall on the first
    purchase after the view, or on the day of the view where world 1 lost it.
    """
    days = prepared.campaign.days
    rows = np.flatnonzero(use.redeemed | (sales.world1 != sales.world0))
    seen, wait = views.seen[rows], worlds.wait[rows]
    day1 = np.where(np.isfinite(wait), seen + np.where(np.isfinite(wait), wait, 0.0), seen)
    day1 = np.where(use.redeemed[rows], use.at[rows], day1)
    moved = worlds.natural[rows] & use.redeemed[rows]
    day0 = np.where(moved, seen + np.where(moved, wait, 0.0) * views.multiplier[rows], day1)
    basket = np.where(moved, np.rint(people.basket[rows]), 0.0)
    last = days - 1
    at1 = np.minimum(day1.astype(np.int64), last)
    at0 = np.minimum(day0.astype(np.int64), last)
    difference = (sales.world1[rows] - sales.world0[rows]).astype(np.float64)
    path = np.bincount(at1, difference + basket, days) - np.bincount(at0, basket, days)
    used = use.redeemed[rows]
    discount = use.discount[rows].astype(np.float64)
    return np.vstack([path, np.bincount(at1[used], minlength=days), np.bincount(at1, discount, days)])


def _by_store(prepared: Prepared, people: LivingCustomers, use: SimulatedUse, sales: Sales) -> Floats:
    store, stores = prepared.customers.store[people.index], prepared.stores
    columns = (sales.world0, sales.world1 - sales.world0, use.redeemed, use.discount)
    return np.column_stack([np.bincount(store, column, stores) for column in columns])
