"""The optimiser on functions whose minimum and curvature are known."""

from __future__ import annotations

import numpy as np
import pytest

from digitool.campaign.models.nelder_mead import laplace_covariance, minimise


def test_finds_the_bottom_of_rosenbrocks_valley() -> None:
    """A curved narrow valley ends at (1, 1)."""
    found = minimise(lambda x: float(100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2), np.array([-1.2, 1.0]))
    np.testing.assert_allclose(found.at, [1, 1], atol=1e-4)
    assert found.settled


def test_a_wall_of_infinity_is_not_entered() -> None:
    """A non-finite value is a wall: the minimum is found on the allowed side of it."""
    found = minimise(lambda x: np.inf if x[0] < 1 else float(x[0] ** 2), np.array([3.0]))
    assert found.at[0] == pytest.approx(1.0, abs=1e-3)
    assert found.at[0] >= 1


def test_laplace_covariance_is_the_inverse_hessian() -> None:
    """For a quadratic the covariance is exact."""
    precision = np.array([[4.0, 1.0], [1.0, 3.0]])
    covariance = laplace_covariance(lambda x: float(0.5 * x @ precision @ x), np.zeros(2))
    np.testing.assert_allclose(covariance, np.linalg.inv(precision), rtol=1e-5)


def test_a_flat_direction_gets_a_wide_but_finite_variance() -> None:
    """Where the data say nothing the standard deviation is 2 on logs, not infinite."""
    covariance = laplace_covariance(lambda x: float(5 * x[0] ** 2), np.zeros(2))
    np.testing.assert_allclose(np.diag(covariance), [0.1, 4.0], rtol=1e-5)
