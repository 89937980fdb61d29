"""Branching against closed forms, published likelihoods and its own simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.campaign.models import branching
from digitool.campaign.models.branching import Offspring, VaryingOffspring
from tests.campaign.referees import draw_totals, final_share, total_log_pmf, total_mean


@pytest.mark.parametrize(
    ("offspring", "seeds", "expected"),
    [
        (Offspring(0.6, 0.3), 1, [0.719223, 0.103456, 0.047125, 0.027908, 0.018710, 0.013498]),
        (Offspring(0.9, 0.16), 1, [0.738942, 0.074178, 0.034439, 0.021070, 0.014619, 0.010915]),
        (Offspring(0.2, 0.1), 5, [0.577350, 0.172427, 0.087543, 0.051675, 0.032900, 0.021948]),
    ],
)
def test_total_size_closed_form(offspring: Offspring, seeds: int, expected: list[float]) -> None:
    """P(total = n, n+1, ...) to six digits for three laws."""
    pmf = np.exp(total_log_pmf(np.arange(seeds, seeds + 6), offspring, seeds))
    np.testing.assert_allclose(pmf, expected, atol=1e-6)


def test_epichains_size_likelihoods() -> None:
    """Chains of 1, 1, 4, 7 have the log-likelihoods of epichains' own tests, NB and Poisson."""
    sizes = [1, 1, 4, 7]
    nb = total_log_pmf(sizes, Offspring(0.5, 0.2))
    poisson = total_log_pmf(sizes, Offspring(0.2))
    np.testing.assert_allclose(nb, [-0.25055, -0.25055, -3.79542, -4.83785], atol=1e-5)
    np.testing.assert_allclose(poisson, [-0.2, -0.2, -4.64748, -7.90633], atol=1e-5)


def test_total_moments_and_their_simulation() -> None:
    """R .6, k .3: mean 2.5, variance 28.125, reproduced by drawing generation by generation."""
    law = Offspring(0.6, 0.3)
    assert total_mean(law) == pytest.approx(2.5)
    totals = draw_totals(1, law, 200_000, np.random.default_rng(1))
    assert totals.mean() == pytest.approx(2.5, abs=4 * math.sqrt(28.125 / 200_000))
    assert totals.var() == pytest.approx(28.125, rel=0.15)


def test_a_hundred_thousand_seeds_bring_a_quarter_million() -> None:
    """100,000 seeds at R .6, k .3 make 250,000 people, sd 1,677."""
    totals = draw_totals(100_000, Offspring(0.6, 0.3), 400, np.random.default_rng(2))
    assert totals.mean() == pytest.approx(250_000, abs=4 * 1_677 / 20)
    assert totals.std() == pytest.approx(1_677, rel=0.15)


@pytest.mark.parametrize(("mean", "share"), [(1.2, 0.31370), (1.5, 0.58281), (2.0, 0.79681)])
def test_final_share_of_a_finite_pool(mean: float, share: float) -> None:
    """Z = 1 - exp(-R z) for a pool that mixes at random."""
    assert final_share(mean) == pytest.approx(share, abs=1e-5)


def test_offspring_fit_recovers_the_law() -> None:
    """NB maximum likelihood on 5,000 people, zeros included, within four standard deviations."""
    law = Offspring(0.583, 0.426)
    children = branching.draw_children(np.ones(5_000), law, np.random.default_rng(3))
    fit = branching.fit_offspring(children)
    assert fit.offspring.mean == pytest.approx(children.mean(), rel=1e-3)
    z = (math.log(fit.offspring.k) - math.log(law.k)) / math.sqrt(fit.covariance[1, 1])
    assert abs(z) < 4


@given(st.floats(0.05, 0.95), st.floats(0.05, 5.0), st.integers(1, 5))
def test_total_probabilities_add_up(mean: float, k: float, seeds: int) -> None:
    """No probability is above 1, and those of the first thousand sizes never exceed 1 together."""
    pmf = np.exp(total_log_pmf(np.arange(seeds, seeds + 1000), Offspring(mean, k), seeds))
    assert pmf.max() <= 1
    assert pmf.sum() <= 1 + 1e-9


@pytest.mark.parametrize("children", [[], [0, 0]])
def test_a_fit_needs_a_child(children: list[int]) -> None:
    """Where nobody brought anybody, R has no logarithm."""
    with pytest.raises(ValueError, match="one child"):
        branching.fit_offspring(children)


def test_campaigns_differ_around_their_centre() -> None:
    """Drawn laws keep k, and the logits of their R have the stated centre and spread."""
    law, rng = VaryingOffspring(-1.0, 0.8, 0.3), np.random.default_rng(4)
    drawn = [law.draw(rng) for _ in range(4_000)]
    logits = np.log([one.mean / (1 - one.mean) for one in drawn])
    assert {one.k for one in drawn} == {0.3}
    assert logits.mean() == pytest.approx(-1.0, abs=0.05)
    assert logits.std() == pytest.approx(0.8, abs=0.04)
