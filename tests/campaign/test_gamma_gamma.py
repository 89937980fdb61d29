"""Gamma-Gamma against the published CDNOW figures and baskets made from it."""

from __future__ import annotations

import numpy as np
import pytest

from digitool.campaign.models import gamma_gamma
from digitool.campaign.models.gamma_gamma import GammaGamma

PUBLISHED = GammaGamma(6.25, 3.74, 15.44)
FIRST_TEN_COUNT = np.array([2.0, 1, 0, 0, 0, 7, 1, 0, 2, 0])
FIRST_TEN_MEAN = np.array([22.35, 11.77, 0, 0, 0, 73.74, 11.77, 0, 25.55, 0])


def test_published_cdnow_parameters_and_likelihood(cdnow: np.ndarray) -> None:
    """Maximum likelihood on CDNOW is p 6.25, q 3.74, v 15.44, LL -4055.92, mean basket 35.17."""
    fit = gamma_gamma.fit(cdnow[:, 1], cdnow[:, 4])
    found = fit.parameters
    np.testing.assert_allclose((found.p, found.q, found.v), (6.25, 3.74, 15.44), atol=0.01)
    assert fit.log_likelihood == pytest.approx(-4055.92, abs=0.01)
    assert found.mean == pytest.approx(35.17, abs=0.01)
    assert gamma_gamma.count_correlation(cdnow[:, 1], cdnow[:, 4]) == pytest.approx(0.11, abs=0.005)


def test_published_shrunk_baskets_of_the_first_ten_customers() -> None:
    """Means are pulled to the group's by as much as few purchases deserve."""
    expected = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    shrunk = gamma_gamma.conditional_mean(FIRST_TEN_COUNT, FIRST_TEN_MEAN, PUBLISHED)
    np.testing.assert_allclose(shrunk, expected, atol=0.05)


def test_fit_recovers_the_law_that_made_the_baskets() -> None:
    """On 4,000 made-up customers every parameter lies within four standard deviations."""
    rng, law = np.random.default_rng(1), GammaGamma(5.0, 4.0, 6_000.0)
    count = rng.integers(1, 12, 4_000).astype(float)
    spend = rng.gamma(law.q, 1 / law.v, 4_000)
    fit = gamma_gamma.fit(count, rng.gamma(law.p * count) / spend / count)
    z = (fit.parameters.logs - law.logs) / np.sqrt(np.diag(fit.covariance))
    assert np.abs(z).max() < 4


def test_the_unit_of_money_only_scales_v() -> None:
    """Baskets in fen instead of yuan give the same p and q, and v times 100."""
    rng = np.random.default_rng(2)
    count = rng.integers(1, 8, 500).astype(float)
    mean = rng.gamma(5 * count) / rng.gamma(4.0, 1 / 60.0, 500) / count
    yuan, fen = gamma_gamma.fit(count, mean).parameters, gamma_gamma.fit(count, 100 * mean).parameters
    np.testing.assert_allclose((fen.p, fen.q, fen.v), (yuan.p, yuan.q, 100 * yuan.v), rtol=1e-3)


def test_nobody_with_a_basket_cannot_be_fitted() -> None:
    """Zero purchases or zero baskets say nothing about spend."""
    with pytest.raises(ValueError, match="positive basket"):
        gamma_gamma.fit(np.array([0.0, 3.0]), np.array([10.0, 0.0]))


def test_correlation_of_constant_columns_is_zero() -> None:
    """Where everybody bought once there is no correlation to warn about."""
    assert gamma_gamma.count_correlation(np.ones(5), np.arange(5.0)) == 0.0
