"""A/A: campaigns that change nothing must find an effect in 4-6% of chains, at the 5% level.

Run with: pytest -m benchmark -n 0 -s tests/benchmarks/test_campaign_aa.py
DIGITOOL_AA_CHAINS sets how many made-up chains are looked at (2,000); DIGITOOL_CDNOW names another purchase
log than CDNOW's to draw holdouts in (its form, or a CSV of customer, date, amount).
"""

from __future__ import annotations

import os

import numpy as np
import pytest

from digitool.campaign.measurement import arms, effects
from digitool.campaign.models.bg_nbd import BgNbd
from digitool.coupons.holdouts import HOLDOUT
from tests.campaign.conftest import cdnow_file
from tests.campaign.purchase_logs import read_sales

pytestmark = pytest.mark.benchmark
CHAINS = int(os.environ.get("DIGITOOL_AA_CHAINS", "2000"))
CUSTOMERS, WEEKS, HOLDOUT_BP, DEALS = 1_500, 4.0, 2_000, 199
METRICS = ("purchases", "buyers", "gmv_fen")


def outcomes(rng: np.random.Generator) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """What customers of a made-up chain do in four weeks, and their households: one in five shares one."""
    law = BgNbd(*np.exp(np.log([0.6, 4.0, 0.8, 3.0]) + 0.3 * rng.standard_normal(4)))
    household = np.arange(CUSTOMERS)
    shared = rng.random(CUSTOMERS) < 0.2
    household[shared] -= 1
    taste = rng.gamma(law.r, 1 / law.alpha, CUSTOMERS)[np.maximum(household, 0)]
    own = rng.gamma(law.r, 1 / law.alpha, CUSTOMERS)
    rate = np.where(shared, 0.5 * (taste + own), own)
    left = rng.geometric(np.clip(rng.beta(law.a, law.b, CUSTOMERS), 1e-9, 1))
    purchases = np.minimum(rng.poisson(rate * WEEKS), left).astype(float)
    spend = rng.gamma(4.0, 1 / 6_000.0, CUSTOMERS)
    gmv = rng.gamma(np.maximum(5.0 * purchases, 1e-9)) / spend * (purchases > 0)
    return {"purchases": purchases, "buyers": 1.0 * (purchases > 0), "gmv_fen": gmv}, household


def found(each: dict[str, np.ndarray], household: np.ndarray, key: bytes) -> dict[str, bool]:
    """Which metrics find an effect where there is none, with the holdout that this key draws."""
    arm = arms.assign(key, "nothing", np.unique(household).tolist(), HOLDOUT_BP)
    held_out = np.array([arm[one] == HOLDOUT for one in household.tolist()])
    effect = effects.compare(each, held_out, household, DEALS)
    return {name: one.verdict in ("more", "less") for name, one in effect.items()}


def test_campaigns_that_change_nothing_find_an_effect_in_one_of_twenty_chains() -> None:
    """Each metric is significant in 4-6% of the chains."""
    rng = np.random.default_rng(41)
    hits = dict.fromkeys(METRICS, 0)
    for _ in range(CHAINS):
        each, household = outcomes(rng)
        key = rng.bytes(32)
        for name, hit in found(each, household, key).items():
            hits[name] += hit
    for name, count in hits.items():
        print(f"\nA/A {name}: {count / CHAINS:.2%} of {CHAINS} chains")
    for name, count in hits.items():
        assert 0.04 <= count / CHAINS <= 0.06, name


def test_holdouts_drawn_in_a_real_log_find_an_effect_in_one_of_twenty_draws() -> None:
    """On CDNOW, random groups of 3,000, a fifth held out, four weeks of the middle: 4-6% of the draws."""
    log = read_sales(cdnow_file())
    middle = sum(log.span) // 2
    rng = np.random.default_rng(43)
    persons = np.unique(log.person[log.day < middle])
    window = log.between(middle, middle + 28).of_persons(persons)
    place = np.searchsorted(persons, window.person)
    gmv = np.bincount(place, weights=window.fen, minlength=persons.size)
    purchases = np.bincount(place, minlength=persons.size).astype(float)
    hits = {"purchases": 0, "gmv_fen": 0}
    for _ in range(CHAINS):
        group = rng.choice(persons.size, min(3_000, persons.size), replace=False)
        held_out = rng.random(group.size) < HOLDOUT_BP / 10_000
        each = {"purchases": purchases[group], "gmv_fen": gmv[group]}
        for name, one in effects.compare(each, held_out, group, DEALS).items():
            hits[name] += one.verdict in ("more", "less")
    for name, count in hits.items():
        print(f"\nA/A on the log, {name}: {count / CHAINS:.2%} of {CHAINS} draws")
    for name, count in hits.items():
        assert 0.04 <= count / CHAINS <= 0.06, name
