"""Special functions against the standard library and closed forms."""

from __future__ import annotations

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.campaign.models import special


@given(st.floats(1e-8, 1e12))
def test_log_gamma_agrees_with_the_standard_library(x: float) -> None:
    """The Stirling log-gamma is within 1e-12 of math.lgamma, relative to its size."""
    assert float(special.lgamma(x)) == pytest.approx(math.lgamma(x), rel=1e-12, abs=1e-12)


def test_log_gamma_takes_arrays_of_any_shape() -> None:
    """A matrix in gives a matrix out, small and large arguments side by side."""
    x = np.array([[0.5, 5.0], [50.0, 5e6]])
    expected = [[math.lgamma(value) for value in row] for row in x]
    np.testing.assert_allclose(special.lgamma(x), expected, rtol=1e-13)


@given(st.floats(1e-300, 1 - 1e-12))
def test_normal_quantile_agrees_with_the_standard_library(p: float) -> None:
    """The normal quantile equals NormalDist.inv_cdf and is undone by the distribution function."""
    value = float(special.normal_ppf(p))
    assert value == pytest.approx(statistics.NormalDist().inv_cdf(p), rel=1e-12, abs=1e-12)
    assert float(special.normal_cdf(value)) == pytest.approx(p, rel=1e-8)


def test_normal_quantile_reaches_both_infinities() -> None:
    """Probabilities 0 and 1 are the infinite ends, not errors."""
    assert special.normal_ppf([0.0, 1.0]).tolist() == [-math.inf, math.inf]


@pytest.mark.parametrize("z", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_hypergeometric_equals_its_closed_forms(z: float) -> None:
    """2F1(1,1;2;z) is -log(1-z)/z and 2F1(a,b;b;z) is (1-z)^-a."""
    logarithm = -math.log1p(-z) / z if z else 1.0
    assert float(special.hyp2f1(1, 1, 2, z)) == pytest.approx(logarithm, rel=1e-12)
    assert float(special.hyp2f1(0.7, 1.3, 1.3, z)) == pytest.approx((1 - z) ** -0.7, rel=1e-12)


@pytest.mark.parametrize("z", [-0.1, 1.0, 1.5])
def test_hypergeometric_refuses_what_its_series_cannot_do(z: float) -> None:
    """Outside 0 <= z < 1 the series is not the function, so it says so."""
    with pytest.raises(ValueError, match="0 <= z < 1"):
        special.hyp2f1(1, 1, 2, z)


def test_log_beta_equals_factorials() -> None:
    """B(3, 4) = 2! 3! / 6!."""
    assert float(special.log_beta(3, 4)) == pytest.approx(math.log(12 / 720), rel=1e-13)
