"""Branching against closed forms, published likelihoods and its own simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.campaign.models import branching
from digitool.campaign.models.branching import Offspring, VaryingOffspring


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
    pmf = np.exp(branching.total_log_pmf(np.arange(seeds, seeds + 6), offspring, seeds))
    np.testing.assert_allclose(pmf, expected, atol=1e-6)


def test_epichains_size_likelihoods() -> None:
    """Chains of 1, 1, 4, 7 have the log-likelihoods of epichains' own tests, NB and Poisson."""
    sizes = [1, 1, 4, 7]
    nb = branching.total_log_pmf(sizes, Offspring(0.5, 0.2))
    poisson = branching.total_log_pmf(sizes, Offspring(0.2))
    np.testing.assert_allclose(nb, [-0.25055, -0.25055, -3.79542, -4.83785], atol=1e-5)
    np.testing.assert_allclose(poisson, [-0.2, -0.2, -4.64748, -7.90633], atol=1e-5)


def test_total_moments_and_their_simulation() -> None:
    """R .6, k .3: mean 2.5, variance 28.125, reproduced by drawing generation by generation."""
    law = Offspring(0.6, 0.3)
    assert branching.total_mean(law) == pytest.approx(2.5)
    assert branching.total_variance(law) == pytest.approx(28.125)
    totals = branching.draw_totals(1, law, 200_000, np.random.default_rng(1))
    assert totals.mean() == pytest.approx(2.5, abs=4 * math.sqrt(28.125 / 200_000))
    assert totals.var() == pytest.approx(28.125, rel=0.15)


def test_a_hundred_thousand_seeds_bring_a_quarter_million() -> None:
    """100,000 seeds at R .6, k .3 make 250,000 people, sd 1,677."""
    totals = branching.draw_totals(100_000, Offspring(0.6, 0.3), 400, np.random.default_rng(2))
    assert totals.mean() == pytest.approx(250_000, abs=4 * 1_677 / 20)
    assert totals.std() == pytest.approx(1_677, rel=0.15)


@pytest.mark.parametrize(
    ("mean", "k", "expected"),
    [(1.5, 0.5, 0.767592), (2, 0.16, 0.837309), (2, 0.5, 0.640388), (1.1, 1, 0.909091), (3, 1, 0.333333)],
)
def test_extinction_probability(mean: float, k: float, expected: float) -> None:
    """The published roots of q = (1 + R (1 - q) / k)^-k."""
    assert branching.extinction_probability(Offspring(mean, k)) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(("mean", "share"), [(1.2, 0.31370), (1.5, 0.58281), (2.0, 0.79681), (0.9, 0.0)])
def test_final_share_of_a_finite_pool(mean: float, share: float) -> None:
    """Z = 1 - exp(-R z) for a pool that mixes at random."""
    assert branching.final_share(mean) == pytest.approx(share, abs=1e-5)


def test_published_concentration_of_spreading() -> None:
    """Hong Kong (R .58, k .43): 19% make 80%; SARS (k .16): the top 20% make 88%."""
    assert branching.people_for_share(Offspring(0.583, 0.426)) == pytest.approx(0.19, abs=0.005)
    assert branching.share_from_top(0.16) == pytest.approx(0.88, abs=0.005)


def test_offspring_fit_recovers_the_law() -> None:
    """NB maximum likelihood on 5,000 people, zeros included, within four standard deviations."""
    law = Offspring(0.583, 0.426)
    children = branching.draw_children(np.ones(5_000), law, np.random.default_rng(3))
    fit = branching.fit_offspring(children)
    assert fit.offspring.mean == pytest.approx(children.mean(), rel=1e-3)
    z = (math.log(fit.offspring.k) - math.log(law.k)) / math.sqrt(fit.covariance[1, 1])
    assert abs(z) < 4


def test_totals_alone_tell_the_spread_between_campaigns() -> None:
    """Final sizes of 3,000 trees whose R differs give back centre and spread of logit R roughly."""
    law, rng = VaryingOffspring(-1.0, 0.8, 0.3), np.random.default_rng(4)
    totals = [int(branching.draw_totals(20, law.draw(rng), 1, rng)[0]) for _ in range(800)]
    fit = branching.fit_totals(totals, np.full(800, 20))
    assert fit.centre == pytest.approx(-1.0, abs=0.15)
    assert fit.spread == pytest.approx(0.8, abs=0.15)


@given(st.floats(0.05, 0.95), st.floats(0.05, 5.0), st.integers(1, 5))
def test_total_probabilities_add_up(mean: float, k: float, seeds: int) -> None:
    """No probability is above 1, and those of the first thousand sizes never exceed 1 together."""
    pmf = np.exp(branching.total_log_pmf(np.arange(seeds, seeds + 1000), Offspring(mean, k), seeds))
    assert pmf.max() <= 1
    assert pmf.sum() <= 1 + 1e-9


def test_supercritical_and_childless_inputs_are_refused() -> None:
    """R >= 1 without a pool, a fit without a child and a total below its seeds are errors."""
    with pytest.raises(ValueError, match="never end"):
        branching.draw_totals(1, Offspring(1.0), 1, np.random.default_rng(0))
    with pytest.raises(ValueError, match="one child"):
        branching.fit_offspring([0, 0])
    with pytest.raises(ValueError, match="seeds"):
        branching.total_log_pmf([1], Offspring(0.5), 2)
