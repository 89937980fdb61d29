"""Coverage with known truth: made-up chains whose parameters are known to nobody but the maker.

Run with: pytest -m benchmark -n 0 -s tests/benchmarks/test_campaign_coverage.py
"""

from __future__ import annotations

import numpy as np
import pytest

from digitool.campaign import Calibration, Customers, Effort, Outcome, simulate
from digitool.campaign.learning import scores
from digitool.campaign.models import bg_nbd, gamma_gamma
from digitool.campaign.models.beta_binomial import posterior
from digitool.campaign.models.bg_nbd import BgNbd, BgNbdFit
from digitool.campaign.models.gamma_gamma import GammaGamma, GammaGammaFit
from digitool.campaign.models.uplift import Uplift
from digitool.campaign.simulation.exposure import ViewRates
from digitool.campaign.simulation.inputs import BUYERS
from tests.campaign.builders import campaign_of, history_of

pytestmark = pytest.mark.benchmark
CHAINS, CUSTOMERS, GUIDES, PAST = 200, 1_500, 6, 8
FIGURES = ("sales_world0", "incremental_sales", "redemptions", "viewed", "contribution")


def made_up(chain: int) -> tuple[Customers, Calibration, Calibration]:
    """A chain's customers, the truth about them, and what its own history lets one know of it."""
    rng = np.random.default_rng(1_000 + chain)
    law = BgNbd(*np.exp(np.log([0.6, 4.0, 0.8, 3.0]) + 0.3 * rng.standard_normal(4)))
    history = history_of(CUSTOMERS, seed=chain, law=law)
    baskets = GammaGamma(*np.exp(np.log([5.0, 4.0, 5_000.0]) + 0.15 * rng.standard_normal(3)))
    spend = rng.gamma(baskets.q, 1 / baskets.v, CUSTOMERS)
    count = history.frequency + 1
    mean = rng.gamma(baskets.p * count) / spend / count
    customers = Customers.of(
        history, basket_fen=mean, basket_count=count, guide=rng.integers(0, GUIDES, CUSTOMERS),
        store=rng.integers(0, 3, CUSTOMERS),
    )  # fmt: skip
    rate, views = rng.beta(20, 80), rng.beta(4, 6, GUIDES + 1)
    past = rng.binomial(400, rng.beta(rate * 40, (1 - rate) * 40, PAST + 1))
    lift = 0.10 + 0.15 * rng.standard_normal()
    truth = Calibration(
        purchases=(BgNbdFit(law, np.eye(4) * 1e-14, 0.0, CUSTOMERS),), baskets=GammaGammaFit.known(baskets),
        views=ViewRates(1e7 * views, 1e7 * (1 - views)), redemption_of=BUYERS, uplift=Uplift(lift, 0.0),
        redemption=posterior([int(past[-1] / 400 * 10**6)] * 300, [10**6] * 300),
    )  # fmt: skip
    known = Calibration(
        purchases=(bg_nbd.fit(history),), baskets=gamma_gamma.fit(count, mean), redemption_of=BUYERS,
        views=ViewRates.learn(rng.binomial(60, views[:GUIDES]), np.full(GUIDES, 60)),
        redemption=posterior(past[:-1], np.full(PAST, 400)),
    )  # fmt: skip
    return customers, truth, known


def figure(outcome: Outcome, name: str) -> np.ndarray:
    """A figure or a raw count (runs,)."""
    return outcome.figures[name] if name in outcome.figures else outcome.runs.count(name)


def test_forecasts_of_200_known_chains_cover_what_they_promise() -> None:
    """Sales, increment, redemptions, views, contribution: 90% covers 85-95%, mean PIT .45-.55, each."""
    drawn: dict[str, list[np.ndarray]] = {name: [] for name in FIGURES}
    actual: dict[str, list[float]] = {name: [] for name in FIGURES}
    for chain in range(CHAINS):
        customers, truth, known = made_up(chain)
        campaign = campaign_of(customers, referral=None)
        happened = simulate(customers, truth, campaign, Effort(2, 0, seed=500 + chain))
        forecast = simulate(customers, known, campaign, Effort(300, 0, seed=chain))
        for name in FIGURES:
            drawn[name].append(figure(forecast, name))
            actual[name].append(float(figure(happened, name)[0]))
    rng = np.random.default_rng(0)
    found = {name: scores.score(np.array(drawn[name]), np.array(actual[name]), rng) for name in FIGURES}
    for name, score in found.items():
        print(f"\n{name}: {score}")
    for name, score in found.items():
        assert 0.85 <= score.coverage <= 0.95, name
        assert 0.45 <= score.mean_pit <= 0.55, name
