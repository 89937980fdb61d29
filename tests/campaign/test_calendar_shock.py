"""Calendar shock: learned from past errors, never explosive."""

from __future__ import annotations

import math

import numpy as np
import pytest

from digitool.campaign.models import calendar_shock
from digitool.campaign.models.calendar_shock import CalendarShock


def test_scale_after_three_origins_by_hand() -> None:
    """sigma^2 = (4 * .1^2 + sum of squared log errors) / 7 with 7 degrees of freedom."""
    shock = calendar_shock.learn([110, 90, 130], [100, 100, 100])
    errors = sum(math.log(x) ** 2 for x in (1.1, 0.9, 1.3))
    assert shock.scale == pytest.approx(math.sqrt((0.04 + errors) / 7))
    assert shock.nu == 7


def test_no_origin_leaves_the_prior() -> None:
    """Nothing learned, and zeros teach nothing."""
    assert calendar_shock.learn([], []) == CalendarShock(0.10, 4.0)
    assert calendar_shock.learn([0], [100]) == CalendarShock(0.10, 4.0)


def test_factors_centre_on_one_and_are_cut() -> None:
    """Half of the factors are above 1, and even wild scales stay within e^1.5."""
    factors = calendar_shock.draw(CalendarShock(2.0, 3.0), 20_000, np.random.default_rng(1))
    assert (factors > 1).mean() == pytest.approx(0.5, abs=0.02)
    assert factors.max() <= math.exp(1.5) * (1 + 1e-12)
    assert factors.min() >= math.exp(-1.5) * (1 - 1e-12)
