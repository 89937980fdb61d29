"""Group-buy and red packet against their closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from digitool.campaign.models.branching import Offspring
from digitool.campaign.simulation import gatherings
from tests.campaign.referees import completion as closed_form
from tests.campaign.referees import red_packet_moments


@pytest.mark.parametrize(
    ("rate", "window", "needed", "expected"),
    [(0.05, 24, 1, 0.69881), (0.1, 24, 2, 0.69156), (0.2, 24, 4, 0.70577)],
)
def test_group_buy_erlang(rate: float, window: float, needed: int, expected: float) -> None:
    """P(the last needed joiner comes in time) for Poisson arrivals."""
    assert closed_form(Offspring(rate * window), needed) == pytest.approx(expected, abs=5e-6)


@pytest.mark.parametrize(("mean", "k", "needed", "expected"), [(1.5, 0.5, 1, 0.5), (2.0, 1.0, 2, 4 / 9)])
def test_group_buy_gamma_mixed(mean: float, k: float, needed: int, expected: float) -> None:
    """Openers who differ complete less often than equal ones of the same mean."""
    assert closed_form(Offspring(mean, k), needed) == pytest.approx(expected, abs=1e-9)
    assert closed_form(Offspring(mean), needed) > expected


@pytest.mark.parametrize(("k", "mean"), [(np.inf, 1.49), (1.0, 3.4), (0.5, 9.2)])
def test_beibei_completion_does_not_tell_heterogeneity(k: float, mean: float) -> None:
    """BeiBei's 77.4% of groups fit 1.49 equal joiners as well as 3.4 or 9.2 unequal ones."""
    assert closed_form(Offspring(mean, k), 1) == pytest.approx(0.774, abs=0.003)


def test_drawn_groups_complete_at_the_closed_form_and_in_time() -> None:
    """Drawn groups complete as often as the formula says; times fit the Erlang law."""
    rng = np.random.default_rng(1)
    groups = gatherings.draw_groups(100_000, Offspring(2.4), 2, 24.0, rng)
    expected = closed_form(Offspring(0.1 * 24.0), 2)
    assert groups.completed.mean() == pytest.approx(expected, abs=4 * 0.5 / np.sqrt(100_000))
    assert np.all(np.isinf(groups.at[~groups.completed]))
    half = closed_form(Offspring(0.1 * 12.0), 2)
    assert (groups.at <= 12).mean() == pytest.approx(half, abs=4 * 0.5 / np.sqrt(100_000))


def test_red_packet_of_100_over_10() -> None:
    """All means are 10; standard deviations rise from 5.77 to 7.7 and the simulation agrees."""
    mean, sd = red_packet_moments(100, 10)
    np.testing.assert_allclose(mean, 10)
    assert sd[0] == pytest.approx(5.77, abs=0.005)
    assert sd[-1] == pytest.approx(7.7, abs=0.05)
    assert np.all(np.diff(sd) >= -1e-9)
    shares = gatherings.draw_red_packets(100, 10, 100_000, np.random.default_rng(2))
    np.testing.assert_allclose(shares.sum(axis=1), 100)
    np.testing.assert_allclose(shares.mean(axis=0), mean, atol=0.1)
    np.testing.assert_allclose(shares.std(axis=0), sd, rtol=0.03)
