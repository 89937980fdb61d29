"""Simulation-based calibration (Talts et al., 2018): truths from the prior rank evenly among posterior draws.

Run with: pytest -m benchmark -n 0 -s tests/benchmarks/test_campaign_sbc.py
The redemption rates' is in tests/campaign/test_beta_binomial.py.
"""

from __future__ import annotations

import numpy as np
import pytest

from digitool.campaign.models import bg_nbd, gamma_gamma
from digitool.campaign.models.bg_nbd import BgNbd, LogPrior
from digitool.campaign.models.gamma_gamma import GammaGamma
from tests.campaign.builders import history_of
from tests.campaign.referees import draw_purchases, rank_chi_square, ranks

pytestmark = pytest.mark.benchmark
FITS, DRAWS, CUSTOMERS = 400, 99, 400
LIMIT = 21.7
"""Chi-square(9) that a calibrated model exceeds in 1% of trials."""

PURCHASES = LogPrior(np.log([0.6, 4.0, 0.8, 3.0]), np.array([0.3, 0.3, 0.4, 0.4]))
BASKETS = LogPrior(np.log([5.0, 4.0, 5_000.0]), np.array([0.2, 0.2, 0.3]))


def drawn_from(prior: LogPrior, rng: np.random.Generator) -> np.ndarray:
    """Parameters from a prior on their logs."""
    return np.exp(prior.mean + prior.sd * rng.standard_normal(prior.mean.size))


def judge(truth: np.ndarray, draws: np.ndarray, names: tuple[str, ...]) -> None:
    """Print and check the chi-square of each parameter's ranks."""
    rng = np.random.default_rng(0)
    found = {
        name: rank_chi_square(ranks(truth[:, n], draws[:, n], rng), DRAWS) for n, name in enumerate(names)
    }
    print("\n" + ", ".join(f"{name} {value:.1f}" for name, value in found.items()), f"(limit {LIMIT})")
    assert max(found.values()) < LIMIT


def test_purchase_fits_are_calibrated() -> None:
    """400 chains of 400 customers: r, alpha, a, b, and what they buy in the next eight weeks."""
    rng = np.random.default_rng(21)
    truth, draws = np.empty((FITS, 5)), np.empty((FITS, 5, DRAWS))
    for fit in range(FITS):
        law = BgNbd(*drawn_from(PURCHASES, rng))
        history = history_of(CUSTOMERS, seed=10_000 + fit, law=law)
        found = bg_nbd.fit(history, PURCHASES).draw(DRAWS, rng)
        truth[fit, :4] = law.r, law.alpha, law.a, law.b
        truth[fit, 4] = draw_purchases(history, law, 8.0, rng).sum()
        draws[fit, :4] = found.T
        draws[fit, 4] = [draw_purchases(history, BgNbd(*one), 8.0, rng).sum() for one in found]
    judge(truth, draws, ("r", "alpha", "a", "b", "purchases"))


def test_basket_fits_are_calibrated() -> None:
    """400 chains of 400 customers: p, q, v."""
    rng = np.random.default_rng(22)
    truth, draws = np.empty((FITS, 3)), np.empty((FITS, 3, DRAWS))
    for fit in range(FITS):
        law = GammaGamma(*drawn_from(BASKETS, rng))
        count = rng.integers(1, 8, CUSTOMERS).astype(float)
        mean = rng.gamma(law.p * count) / rng.gamma(law.q, 1 / law.v, CUSTOMERS) / count
        found = gamma_gamma.fit(count, mean, BASKETS)
        truth[fit] = law.p, law.q, law.v
        for draw in range(DRAWS):
            one = found.draw(rng)
            draws[fit, :, draw] = one.p, one.q, one.v
    judge(truth, draws, ("p", "q", "v"))
