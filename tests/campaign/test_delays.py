"""Redemption delays: lognormal, cut at the validity."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.campaign.models import delays
from digitool.campaign.models.delays import Delay


@given(st.floats(-2, 4), st.floats(0.1, 3), st.floats(0.1, 60), st.floats(0, 0.5))
def test_a_delay_never_exceeds_its_validity(mu: float, sigma: float, validity: float, share: float) -> None:
    """Whatever the law, draws lie in [0, validity]."""
    drawn = Delay(mu, sigma, share).draw(np.full(50, validity), np.random.default_rng(1))
    assert np.all((drawn >= 0) & (drawn <= validity))


def test_draws_follow_the_cut_law() -> None:
    """Below any day the share drawn is P(delay <= day) / P(delay <= validity)."""
    law = Delay(2.0, 1.0)
    drawn = law.draw(np.full(200_000, 14.0), np.random.default_rng(2))
    for day in (1.0, 4.0, 10.0):
        expected = float(law.within(day) / law.within(14.0))
        assert (drawn <= day).mean() == pytest.approx(expected, abs=0.005)


def test_fit_recovers_the_law_from_cut_delays() -> None:
    """Truncation is accounted for: mu and sigma come back, although the longest delays are missing."""
    drawn = Delay(2.0, 1.0).draw(np.full(20_000, 14.0), np.random.default_rng(3))
    fit = delays.fit(drawn, 14.0)
    assert fit.mu == pytest.approx(2.0, abs=0.1)
    assert fit.sigma == pytest.approx(1.0, abs=0.05)
    assert drawn.mean() < np.exp(2.5)


def test_the_deadline_option_adds_a_bump_at_the_end() -> None:
    """With 20% waiting for the deadline the last fifth of the window holds more than without."""
    window, rng = np.full(100_000, 20.0), np.random.default_rng(4)
    plain, bump = Delay(1.5, 1.0).draw(window, rng), Delay(1.5, 1.0, 0.2).draw(window, rng)
    expected = 0.8 * (plain > 16).mean() + 0.2 * (1 - 0.8**5.6)
    assert (bump > 16).mean() == pytest.approx(expected, abs=0.006)


def test_days_of_a_window_add_up_to_what_falls_inside() -> None:
    """Daily probabilities sum to P(delay <= window)."""
    law = Delay(1.0, 1.2)
    assert law.daily(28).sum() == pytest.approx(float(law.within(28.0)), abs=1e-12)


@pytest.mark.parametrize("days", [[1.0, 2.0], [0.0, 1.0, 2.0], [1.0, 2.0, 15.0]])
def test_delays_that_cannot_be_fitted_are_refused(days: list[float]) -> None:
    """Too few, not positive, or beyond the validity."""
    with pytest.raises(ValueError, match="delay fit"):
        delays.fit(days, 14.0)
