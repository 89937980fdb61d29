"""Two kinds of uncertainty, Monte Carlo error, digits, sensitivity and the A/B interval."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.campaign.forecast import uncertainty
from digitool.campaign.forecast.reporting import figure
from digitool.campaign.forecast.uncertainty import Spend


def test_the_variance_splits_into_what_data_would_remove_and_luck() -> None:
    """Parameters of sd 3 and luck of sd 1 are told apart from pairs of inner draws."""
    rng = np.random.default_rng(1)
    parameter = 3 * rng.standard_normal(20_000)
    first, second = (parameter + rng.standard_normal(20_000) for _ in range(2))
    split = uncertainty.split_variance(first, first, second)
    assert split.process == pytest.approx(1.0, rel=0.05)
    assert split.parameter == pytest.approx(9.0, rel=0.05)
    assert split.removable_width == pytest.approx(1 - 1 / math.sqrt(10), abs=0.01)


def test_luck_alone_leaves_nothing_to_remove() -> None:
    """Where the parameters are known the split is never negative."""
    rng = np.random.default_rng(2)
    values, first, second = rng.standard_normal((3, 500))
    split = uncertainty.split_variance(values, first, second)
    assert split.parameter >= 0
    assert split.removable_width < 0.15
    assert uncertainty.split_variance(np.ones(3), np.ones(3), np.ones(3)).removable_width == 0


@pytest.mark.parametrize("level", [0.05, 0.5, 0.95])
def test_quantile_error_is_the_spread_of_the_quantile_over_repetitions(level: float) -> None:
    """Maritz-Jarrett agrees with 600 repetitions of 1,000 normal runs."""
    rng = np.random.default_rng(3)
    runs = rng.standard_normal((600, 1_000))
    spread = np.quantile(runs, level, axis=1).std()
    estimate = np.mean([uncertainty.quantile_error(row, level) for row in runs[:50]])
    assert estimate == pytest.approx(spread, rel=0.15)


def test_mean_error_is_the_textbook_one() -> None:
    """Sd / sqrt(R), and too few runs for a quantile is no error at all."""
    assert uncertainty.mean_error(np.array([1.0, 3.0])) == pytest.approx(1.0)
    assert uncertainty.quantile_error(np.arange(10.0), 0.5) == math.inf


@pytest.mark.parametrize(
    ("value", "error", "expected"),
    [(12_345.0, 150.0, 12_000.0), (12_345.0, 15.0, 12_300.0), (0.0123, 0.5, 0.0), (-987.0, 8.0, -990.0)],
)
def test_no_more_digits_than_the_error_carries(value: float, error: float, expected: float) -> None:
    """12,345 with an error of 150 reads 12,000."""
    assert uncertainty.rounded(value, error) == pytest.approx(expected)


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9))
def test_rounding_moves_a_figure_by_less_than_its_place(value: float, error: float) -> None:
    """A shown figure is within ten errors of the computed one."""
    assert abs(uncertainty.rounded(value, error) - value) <= 10 * error


def test_sensitivity_names_the_assumption_that_matters() -> None:
    """Y = 3a - b + noise: the coefficients are 3/sd and -1/sd, and a constant column gets 0."""
    rng = np.random.default_rng(4)
    parameters = np.column_stack([rng.standard_normal((5_000, 2)), np.full(5_000, 7.0)])
    outcome = 3 * parameters[:, 0] - parameters[:, 1] + rng.standard_normal(5_000)
    found = uncertainty.sensitivity(parameters, outcome)
    np.testing.assert_allclose(found, [3 / math.sqrt(11), -1 / math.sqrt(11), 0], atol=0.02)
    assert uncertainty.sensitivity(parameters, np.ones(5_000)).tolist() == [0, 0, 0]


def test_the_ab_interval_covers_what_independent_arms_show() -> None:
    """Nine in ten randomised tests of a known effect give an estimate inside the interval."""
    rng = np.random.default_rng(5)
    n, held_out, effect = 2_000, 0.3, 4.0
    world0 = rng.gamma(2.0, 50.0, n)
    world1 = world0 + effect
    sums = [Spend(np.array([w.sum()]), np.array([(w**2).sum()])) for w in (world0, world1)]
    low, high = uncertainty.ab_interval(sums[0], sums[1], n, held_out)
    estimates = []
    for _ in range(1_500):
        arm0, arm1 = rng.gamma(2.0, 50.0, int(n * held_out)), rng.gamma(2.0, 50.0, int(n * (1 - held_out)))
        estimates.append(n * (arm1.mean() + effect - arm0.mean()))
    inside = np.mean((np.array(estimates) >= low[0]) & (np.array(estimates) <= high[0]))
    assert inside == pytest.approx(0.9, abs=0.03)


def test_an_ab_test_needs_both_arms() -> None:
    """Nobody held out, no test."""
    spend = Spend(np.ones(1), np.ones(1))
    with pytest.raises(ValueError, match="two arms"):
        uncertainty.ab_interval(spend, spend, 100, 0.0)


@given(st.lists(st.floats(-1e7, 1e7), min_size=2, max_size=80), st.sampled_from(["fen", "ratio"]))
def test_shown_quantiles_stay_in_order(values: list[float], unit: str) -> None:
    """Leaving out digits never puts P5 above P50 or P50 above P95."""
    shown = figure("contribution", np.array(values), unit)
    assert shown.p5 is not None
    assert shown.p50 is not None
    assert shown.p95 is not None
    assert shown.p5 <= shown.p50 <= shown.p95


def test_a_wide_lower_end_is_not_shown_as_zero_above_the_median() -> None:
    """A P5 of thousands below zero whose own error is larger still stands below the median."""
    rng = np.random.default_rng(5)
    values = np.concatenate([-1_000 - rng.random(57), [-90_000.0, -400_000.0, -900_000.0]])
    shown = figure("contribution", values, "fen")
    assert shown.p5 is not None
    assert shown.p50 == pytest.approx(-1_000, rel=0.01)
    assert shown.p5 <= -1_000
