"""Counts by inversion: the right law, and never fewer for a larger mean."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.campaign.models import quantile_draws

UNIFORM = st.integers(0, 99_999).map(lambda place: (place + 0.5) / 100_000)


@pytest.mark.parametrize("mean", [0.0, 0.05, 1.0, 7.0, 60.0, 900.0])
def test_poisson_draws_have_the_poisson_mean_and_variance(mean: float) -> None:
    """Mean and variance equal the parameter over an even grid of uniforms."""
    uniform = (np.arange(200_000) + 0.5) / 200_000
    drawn = quantile_draws.poisson(uniform, np.full(uniform.size, mean))
    assert drawn.mean() == pytest.approx(mean, rel=1e-3, abs=1e-4)
    assert drawn.var() == pytest.approx(mean, rel=0.01, abs=1e-4)


@pytest.mark.parametrize(("trials", "chance"), [(1, 0.3), (5, 0.97), (40, 0.5), (400, 0.9), (5000, 0.01)])
def test_binomial_draws_have_the_binomial_mean_and_variance(trials: int, chance: float) -> None:
    """Mean and variance equal n p and n p (1 - p) over an even grid of uniforms."""
    uniform = (np.arange(100_000) + 0.5) / 100_000
    size = uniform.size
    drawn = quantile_draws.binomial(uniform, np.full(size, trials), np.full(size, chance))
    assert drawn.mean() == pytest.approx(trials * chance, rel=2e-3)
    assert drawn.var() == pytest.approx(trials * chance * (1 - chance), rel=0.02)


@given(UNIFORM, st.floats(0, 400), st.floats(0, 100))
def test_a_larger_mean_never_draws_fewer(uniform: float, mean: float, more: float) -> None:
    """The Poisson quantile rises with its mean on one uniform."""
    low, high = quantile_draws.poisson(np.array([uniform, uniform]), np.array([mean, mean + more]))
    assert low <= high


@given(UNIFORM, st.integers(0, 300), st.floats(0, 1), st.floats(0, 1))
def test_a_larger_chance_never_draws_fewer(uniform: float, trials: int, one: float, other: float) -> None:
    """The binomial quantile rises with its chance on one uniform, inside 0..trials."""
    chance = np.sort([one, other])
    low, high = quantile_draws.binomial(np.array([uniform, uniform]), np.array([trials, trials]), chance)
    assert 0 <= low <= high <= trials


def test_poisson_quantile_by_hand() -> None:
    """At mean 1: 0 up to e^-1, 1 up to 2 e^-1, then 2."""
    edge = math.exp(-1)
    uniform = np.array([edge - 1e-9, edge + 1e-9, 2 * edge + 1e-9])
    assert quantile_draws.poisson(uniform, np.ones(3)).tolist() == [0, 1, 2]
