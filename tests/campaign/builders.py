"""Small made-up customers, calibrations and campaigns for the tests of the campaign room."""

from __future__ import annotations

import numpy as np

from digitool.campaign.models.beta_binomial import posterior
from digitool.campaign.models.bg_nbd import BgNbd, BgNbdFit, BuyerHistories
from digitool.campaign.models.gamma_gamma import GammaGamma, GammaGammaFit
from digitool.campaign.simulation.account import AccountTerms
from digitool.campaign.simulation.coupon_value import Coupon
from digitool.campaign.simulation.exposure import Audience, Plan, Sending, ViewRates, plan_exposure
from digitool.campaign.simulation.inputs import Calibration, Campaign, Customers, Referral

CDNOW = BgNbd(0.2426, 4.4136, 0.7929, 2.4259)


def history_of(n: int, seed: int = 0, law: BgNbd = CDNOW) -> BuyerHistories:
    """A made-up log of n customers, 4 to 52 weeks old, from the BG/NBD law itself."""
    rng = np.random.default_rng(seed)
    age = rng.uniform(4, 52, n)
    rate = rng.gamma(law.r, 1 / law.alpha, n)
    leave = rng.beta(law.a, law.b, n)
    return log_of(rate, leave, age, rng)


def log_of(rate: np.ndarray, leave: np.ndarray, age: np.ndarray, rng: np.random.Generator) -> BuyerHistories:
    """Live through every customer's purchases: frequency and recency at ``age``."""
    frequency, recency = np.zeros(age.size), np.zeros(age.size)
    clock, alive = np.zeros(age.size), np.ones(age.size, dtype=bool)
    while alive.any():
        clock = clock + rng.exponential(size=age.size) / rate
        alive &= clock < age
        frequency += alive
        recency = np.where(alive, clock, recency)
        alive &= rng.random(age.size) >= leave
    return BuyerHistories.of(frequency, recency, age)


def customers_of(n: int, seed: int = 0, guides: int = 5) -> Customers:
    """Customers of three stores and ``guides`` guides with CDNOW habits and 80-yuan baskets."""
    rng = np.random.default_rng(seed + 1)
    history = history_of(n, seed)
    return Customers.of(
        history, basket_fen=8_000.0, basket_count=history.frequency, store=rng.integers(0, 3, n),
        guide=rng.integers(-1, guides, n), contacts_7=rng.integers(0, 2, n),
    )  # fmt: skip


def plan_of(customers: Customers, days: int = 28, capacity: int = 40, held_out: float = 0.1) -> Plan:
    """Everybody reachable, a share held out at random, guides at ``capacity`` messages a day."""
    n, rng = len(customers), np.random.default_rng(7)
    guides = int(customers.guide.max()) + 1
    audience = Audience(
        customers.guide, rng.random(n), customers.contacts_7, customers.contacts_7,
        np.ones(n, dtype=bool), rng.random(n) < held_out,
    )  # fmt: skip
    return plan_exposure(audience, Sending(np.full(guides, capacity), days))


def calibration_of(customers: Customers, **changes: object) -> Calibration:
    """CDNOW parameters known within 5-20%, three past campaigns at about 10%."""
    guides = int(customers.guide.max()) + 1
    fit = BgNbdFit(CDNOW, np.diag([0.05, 0.08, 0.2, 0.2]) ** 2, 0.0, len(customers))
    known: dict[str, object] = {
        "purchases": (fit,), "baskets": GammaGammaFit.known(GammaGamma(6.25, 3.74, 1544.0)),
        "views": ViewRates.learn(np.full(guides, 30), np.full(guides, 60)),
        "redemption": posterior([100, 120, 80], [1000, 900, 1100]),
    }  # fmt: skip
    return Calibration(**{**known, **changes})


def campaign_of(customers: Customers, **changes: object) -> Campaign:
    """Four weeks, 10 yuan off 50, a referral task, 30% margin."""
    given: dict[str, object] = {
        "days": 28, "plan": plan_of(customers), "terms": AccountTerms(3_000, 2, 300, 10_000),
        "coupon": Coupon(1_000, 5_000), "referral": Referral(500, 500, 20 * len(customers)),
    }  # fmt: skip
    return Campaign(**{**given, **changes})
