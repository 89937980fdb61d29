"""BG/NBD against the published CDNOW figures, its own integral, and logs made from it."""

from __future__ import annotations

import numpy as np
import pytest

from digitool.campaign.models import bg_nbd
from digitool.campaign.models.bg_nbd import BgNbd, BuyerHistories
from tests.campaign.builders import CDNOW, history_of, log_of
from tests.campaign.referees import draw_purchases

LIFETIMES = BgNbd(0.24259395230803, 4.41359091416604, 0.79291981566839, 2.42595503972829)


def test_published_cdnow_parameters_and_likelihood(cdnow: np.ndarray) -> None:
    """Maximum likelihood on 2,357 CDNOW customers is r .243, alpha 4.414, a .793, b 2.426, LL -9582.43."""
    fit = bg_nbd.fit(BuyerHistories.of(cdnow[:, 1], cdnow[:, 2], cdnow[:, 3]))
    found = (fit.parameters.r, fit.parameters.alpha, fit.parameters.a, fit.parameters.b)
    np.testing.assert_allclose(found, (0.243, 4.414, 0.793, 2.426), atol=5e-4)
    assert fit.log_likelihood == pytest.approx(-9582.43, abs=0.005)


def test_published_conditional_expectation() -> None:
    """Two repeats, the last in week 30.43 of 38.86: 1.226 purchases expected in 39 weeks."""
    history = BuyerHistories.of([2.0], [30.43], [38.86])
    expected = bg_nbd.conditional_expected_purchases(history, LIFETIMES, 39.0)
    assert float(expected[0]) == pytest.approx(1.226, abs=5e-4)


@pytest.mark.parametrize(("x", "t", "age"), [(0, 0.0, 10.0), (1, 4.0, 10.0), (5, 9.5, 10.0), (12, 3.0, 40.0)])
def test_likelihood_is_the_integral_over_rates_and_leaving(x: int, t: float, age: float) -> None:
    """The closed form equals lambda and p integrated out numerically, purchase by purchase."""
    law = BgNbd(1.3, 3.0, 1.5, 2.5)
    grid = (np.arange(4000) + 0.5) / 4000
    rate = -np.log1p(-grid) * 2.0
    weight = 2.0 * np.exp(rate / 2) / 4000
    prior = law.alpha**law.r * rate ** (law.r - 1) * np.exp(-law.alpha * rate) / 0.8974706963062772
    leave_prior = grid ** (law.a - 1) * (1 - grid) ** (law.b - 1)
    leave_prior /= leave_prior.sum()
    stayed = float((leave_prior * (1 - grid) ** x).sum())
    left = float((leave_prior * grid * (1 - grid) ** (x - 1)).sum()) if x else 0.0
    alive = float((weight * prior * rate**x * np.exp(-rate * age)).sum())
    gone = float((weight * prior * rate**x * np.exp(-rate * t)).sum())
    expected = np.log(stayed * alive + left * gone)
    assert bg_nbd.log_likelihood(BuyerHistories.of([x], [t], [age]), law) == pytest.approx(expected, abs=2e-3)


def test_fit_recovers_the_law_that_made_the_log() -> None:
    """On 6,000 made-up customers every parameter lies within four Laplace standard deviations."""
    law = BgNbd(0.8, 6.0, 1.2, 3.5)
    fit = bg_nbd.fit(history_of(6_000, seed=3, law=law))
    z = (fit.parameters.logs - law.logs) / np.sqrt(np.diag(fit.covariance))
    assert np.abs(z).max() < 4


def test_posterior_draws_agree_with_the_conditional_expectation() -> None:
    """Simulated future purchases average to the closed form for each kind of customer."""
    kinds = BuyerHistories.of([0.0, 1.0, 4.0, 9.0], [0.0, 2.0, 20.0, 29.0], [30.0, 30.0, 30.0, 30.0])
    many = BuyerHistories.of(
        *(np.repeat(column, 40_000) for column in (kinds.frequency, kinds.recency, kinds.age))
    )
    draws = draw_purchases(many, CDNOW, 26.0, np.random.default_rng(1)).reshape(4, -1)
    expected = bg_nbd.conditional_expected_purchases(kinds, CDNOW, 26.0)
    errors = draws.std(axis=1) / np.sqrt(draws.shape[1])
    assert np.all(np.abs(draws.mean(axis=1) - expected) < 4 * errors)


def test_customers_live_on_as_the_posterior_says() -> None:
    """P(alive) is the share still alive among those who lived the same history."""
    rng = np.random.default_rng(5)
    n = 200_000
    rate, leave = rng.gamma(2.0, 1 / 3.0, n), rng.beta(1.5, 3.0, n)
    past = log_of(rate, leave, np.full(n, 8.0), np.random.default_rng(9))
    later = log_of(rate, leave, np.full(n, 60.0), np.random.default_rng(9))
    chosen = (past.frequency == 2) & (np.abs(past.recency - 4) < 0.5)
    buys_again = (later.frequency > past.frequency)[chosen]
    history = BuyerHistories.of(past.frequency[chosen], past.recency[chosen], past.age[chosen])
    law = BgNbd(2.0, 3.0, 1.5, 3.0)
    again = 1 - ((law.alpha + 8) / (law.alpha + 60)) ** (law.r + 2)
    expected = float(bg_nbd.alive_probability(history, law).mean() * again)
    assert buys_again.mean() == pytest.approx(expected, abs=4 * 0.5 / np.sqrt(buys_again.size))


@pytest.mark.parametrize(
    ("x", "t", "age", "message"),
    [
        ([1.0], [2.0], [1.0], "recency"),
        ([-1.0], [0.0], [1.0], "negative"),
        ([1.0, 2.0], [0.5], [1.0], "length"),
    ],
)
def test_impossible_histories_are_refused(
    x: list[float], t: list[float], age: list[float], message: str
) -> None:
    """Negative counts, a last purchase after the end and uneven columns are named."""
    with pytest.raises(ValueError, match=message):
        BuyerHistories.of(x, t, age)


def test_an_empty_history_cannot_be_fitted() -> None:
    """Fitting nobody is an error, not a default."""
    with pytest.raises(ValueError, match="no customers"):
        bg_nbd.fit(BuyerHistories.of([], [], []))


def test_full_cdnow_log_gives_the_measured_fit(cdnow_full: BuyerHistories) -> None:
    """All 23,570 customers: r .2516, alpha 4.7889, a .7234, b 2.1611, LL -95,368.44."""
    fit = bg_nbd.fit(cdnow_full)
    np.testing.assert_allclose(np.exp(fit.parameters.logs), (0.2516, 4.7889, 0.7234, 2.1611), rtol=2e-3)
    assert fit.log_likelihood == pytest.approx(-95_368.44, abs=0.05)
