"""What is the same in every replication, worked out once: checks, tables by guide and day, delays.

The redemption rate pi_c of a campaign is a share of those who view; redemptions happen at purchases.
So each viewer who buys redeems with probability pi_c w_i / (mean over the audience of w P), where P is
the chance of a purchase inside the validity, which makes the expected share pi_c and lets active
customers redeem more. Where pi_c exceeds what purchases can host, the forecast stays below it and
`Prepared.unhosted` says by what share: the assumed lift and the redemption history then contradict each
other. A rate known among viewers who buy (`inputs.BUYERS`) is hosted by definition.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digitool.campaign.arrays import Bools, Floats, Ints
from digitool.campaign.models.bg_nbd import BgNbd, BuyerHistories, alive_probability
from digitool.campaign.simulation.inputs import BUYERS, VIEWERS, Calibration, Campaign, Customers

DAYS_PER_WEEK = 7.0


@dataclass(frozen=True)
class Prepared:
    """Inputs of the kernel: the three given ones and what follows from them alone.

    ``send_day`` (n,); ``in_audience`` (n,); ``guide_place`` (n,): 0..G-1 and G for none; ``sent``
    (G + 1, D): messages by guide and day; ``habit`` (n,): w_i over the audience's mean of w P;
    ``depth``: what the coupon is worth over the usual, as a ratio; 1 where that plays no role;
    ``seed_delay`` and ``child_delay`` (D,).
    """

    customers: Customers
    calibration: Calibration
    campaign: Campaign
    stores: int
    guides: int
    in_audience: Bools
    guide_place: Ints
    send_index: Ints
    sent: Ints
    habit: Floats
    unhosted: float
    depth: float
    seed_delay: Floats
    child_delay: Floats


def prepare(customers: Customers, calibration: Calibration, campaign: Campaign) -> Prepared:
    """Check and precompute; raises ValueError where sizes do not fit together."""
    _check(customers, calibration, campaign)
    stores = int(customers.store.max()) + 1
    guides = calibration.views.a.size - 1 if calibration.views else int(customers.guide.max()) + 1
    send_day = campaign.plan.send_day
    in_audience = np.isfinite(send_day)
    place = np.where(customers.guide < 0, guides, customers.guide)
    index = np.where(in_audience, place * campaign.days + np.where(in_audience, send_day, 0), -1)
    send_index = index.astype(np.int64)
    sent = np.bincount(send_index[in_audience], minlength=(guides + 1) * campaign.days)
    habit, unhosted = _habit(customers, calibration, campaign)
    child = calibration.referral.delay.daily(campaign.days)
    seed = np.convolve(calibration.view_delay.daily(campaign.days), child)[: campaign.days]
    return Prepared(
        customers, calibration, campaign, stores, guides, in_audience, place, send_index,
        sent.reshape(guides + 1, campaign.days), habit, unhosted,
        depth_of(customers, calibration, campaign), seed, child,
    )  # fmt: skip


def depth_of(customers: Customers, calibration: Calibration, campaign: Campaign) -> float:
    """The coupon's worth on a typical basket over the usual worth; 1 without a coupon or a response.

    Typical are the mean baskets of who is written to; those that do not reach the threshold are taken at
    it. Never below a twentieth of the usual, so that a coupon worth nothing keeps a finite ratio.
    """
    coupon, response = campaign.coupon, calibration.value_response
    known = np.isfinite(campaign.plan.send_day) & (customers.basket_count > 0)
    if coupon is None or response is None or not known.any():
        return 1.0
    baskets = np.maximum(np.rint(customers.basket_fen[known]), coupon.threshold_fen).astype(np.int64)
    taken = float(coupon.discount(baskets).sum()) / max(float(baskets.sum()), 1.0)
    return max(taken / response.usual, 0.05)


def _check(customers: Customers, calibration: Calibration, campaign: Campaign) -> None:
    if len(customers) == 0:
        raise ValueError("no customers")
    if campaign.plan.send_day.shape != (len(customers),):
        raise ValueError("the plan must have one send day per customer")
    if calibration.redemption_of not in (VIEWERS, BUYERS):
        raise ValueError("a redemption rate is of viewers or of buyers")
    if campaign.days < 1:
        raise ValueError("a campaign takes at least one day")
    finite = campaign.plan.send_day[np.isfinite(campaign.plan.send_day)]
    if finite.size and (finite.min() < 0 or finite.max() >= campaign.days):
        raise ValueError("send days must lie in the window")
    if int(customers.segment.max()) >= len(calibration.purchases):
        raise ValueError("a segment has no purchase fit")
    if calibration.views and int(customers.guide.max()) >= calibration.views.a.size - 1:
        raise ValueError("a guide has no view rate")


def purchase_chance(history: BuyerHistories, parameters: BgNbd, weeks: Floats) -> Floats:
    """P(at least one purchase in the next ``weeks`` (n,)) (n,), for the given parameters."""
    rate = parameters.alpha + history.age
    buys = 1.0 - np.exp(-(parameters.r + history.frequency) * np.log1p(weeks / rate))
    return alive_probability(history, parameters) * buys


def _habit(customers: Customers, calibration: Calibration, campaign: Campaign) -> tuple[Floats, float]:
    """w_i over the audience's mean of w P, and the share of redemptions that no purchase can host."""
    audience = np.flatnonzero(np.isfinite(campaign.plan.send_day))
    if campaign.coupon is None or audience.size == 0:
        return np.zeros(len(customers)), 0.0
    seen = campaign.plan.send_day[audience] + np.exp(calibration.view_delay.mu)
    days = np.clip(campaign.days - seen, 0.0, campaign.coupon.validity_days)
    weeks = days * np.exp(calibration.uplift.mean) / DAYS_PER_WEEK
    chance = np.empty(audience.size)
    for segment, fit in enumerate(calibration.purchases):
        of = customers.segment[audience] == segment
        rows = audience[of]
        history = BuyerHistories(*(column[rows] for column in vars_of(customers.history)))
        chance[of] = purchase_chance(history, fit.parameters, weeks[of])
    factor = customers.factor[audience]
    mean = max(float((factor * chance).mean()), 1e-12)
    if calibration.redemption_of == BUYERS:
        return customers.factor * (max(float(chance.mean()), 1e-12) / mean), 0.0
    rate = calibration.redemption.mean
    hosted = float((np.minimum(1.0, rate * factor / mean) * chance).mean()) / rate
    return customers.factor / mean, max(0.0, 1.0 - hosted)


def vars_of(history: BuyerHistories) -> tuple[Floats, Floats, Floats]:
    """The three columns of a history, in order."""
    return history.frequency, history.recency, history.age
