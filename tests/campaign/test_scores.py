"""Scores: perfect forecasts pass, over-confident and biased ones are found out."""

from __future__ import annotations

import numpy as np
import pytest

from digitool.campaign.learning import scores
from tests.campaign.referees import rank_chi_square, ranks


@pytest.fixture(scope="module")
def actual() -> np.ndarray:
    """2,000 outcomes of a Poisson(6)."""
    return np.random.default_rng(1).poisson(6, 2_000).astype(float)


def draws(factor: float, cases: int, spread: float = 1.0) -> np.ndarray:
    """400 Poisson draws a case, scaled around 6."""
    rng = np.random.default_rng(2)
    return factor * (6 + spread * (rng.poisson(6, (cases, 400)) - 6.0))


def test_a_true_forecast_keeps_its_promise(actual: np.ndarray) -> None:
    """Coverage near 90% (counts cover a little more), PIT near one half, no bias."""
    score = scores.score(draws(1.0, actual.size), actual, np.random.default_rng(3))
    assert 0.88 <= score.coverage <= 0.96
    assert score.mean_pit == pytest.approx(0.5, abs=0.02)
    assert score.bias == pytest.approx(0.0, abs=0.02)
    assert score.cases == 2_000


def test_overconfidence_bias_and_vagueness_cost(actual: np.ndarray) -> None:
    """Half the spread covers too little; a third too much has its bias; both have a worse CRPS."""
    rng = np.random.default_rng(4)
    true = scores.score(draws(1.0, actual.size), actual, rng)
    narrow = scores.score(draws(1.0, actual.size, 0.4), actual, rng)
    high = scores.score(draws(4 / 3, actual.size), actual, rng)
    assert narrow.coverage < 0.7
    assert high.bias == pytest.approx(1 / 3, abs=0.03)
    assert high.mean_pit < 0.4
    assert true.crps < min(narrow.crps, high.crps)


def test_crps_of_a_certain_forecast_is_the_absolute_error() -> None:
    """All draws at 5, outcome 8: score 3; draws 0 and 1, outcome 0: 1/2 - 1/4."""
    assert scores.crps(np.full((1, 50), 5.0), np.array([8.0]))[0] == pytest.approx(3.0)
    assert scores.crps(np.array([[0.0, 1.0]]), np.array([0.0]))[0] == pytest.approx(0.25)


def test_ranks_of_a_wrong_posterior_fail_the_chi_square() -> None:
    """Uniform ranks stay below 21.7; a posterior half as wide as it should be does not."""
    rng = np.random.default_rng(5)
    truth = rng.standard_normal(400)
    data = truth + rng.standard_normal(400)
    centre = data[:, None] / 2
    noise = rng.standard_normal((400, 99))
    right = ranks(truth, centre + noise * np.sqrt(0.5), rng)
    wrong = ranks(truth, centre + noise * 0.4, rng)
    assert rank_chi_square(right, 99) < 21.7 < rank_chi_square(wrong, 99)


def test_unusable_inputs_are_refused() -> None:
    """Without a case there is nothing to score."""
    with pytest.raises(ValueError, match="at least one"):
        scores.score(np.empty((0, 5)), np.empty(0), np.random.default_rng(0))


def test_fifteen_cases_say_little() -> None:
    """The error of a coverage over 15 cases is 8 points."""
    assert scores.coverage_error(15) == pytest.approx(0.0775, abs=5e-4)
