"""Redemption rates: the grid posterior is calibrated, and a pooled binomial is not."""

from __future__ import annotations

import numpy as np
import pytest

from digitool.campaign.learning.scores import covered
from digitool.campaign.models import beta_binomial
from digitool.campaign.models.beta_binomial import CustomerFactor
from tests.campaign.referees import rank_chi_square, ranks

FITS, DRAWS, CAMPAIGNS, RECEIVED = 400, 99, 8, 300


@pytest.fixture(scope="module")
def calibration() -> dict[str, np.ndarray]:
    """400 chains from the prior: truth and 99 posterior draws of mu, kappa and the next campaign's count."""
    rng = np.random.default_rng(11)
    truth, drawn = np.empty((3, FITS)), np.empty((3, FITS, DRAWS))
    pooled, prior = np.empty((FITS, DRAWS)), beta_binomial.posterior([], [])
    for fit in range(FITS):
        mu, kappa = (float(one[0]) for one in prior.draw(1, rng))
        rates = rng.beta(mu * kappa, (1 - mu) * kappa, CAMPAIGNS + 1)
        redeemed = rng.binomial(RECEIVED, rates)
        posterior = beta_binomial.posterior(redeemed[:-1], np.full(CAMPAIGNS, RECEIVED))
        truth[:, fit] = mu, kappa, redeemed[-1]
        drawn[0, fit], drawn[1, fit] = posterior.draw(DRAWS, rng)
        drawn[2, fit] = rng.binomial(RECEIVED, posterior.draw_rates(DRAWS, rng))
        pooled[fit] = rng.binomial(RECEIVED, redeemed[:-1].mean() / RECEIVED, DRAWS)
    return {"truth": truth, "drawn": drawn, "pooled": pooled}


@pytest.mark.parametrize(("row", "name"), [(0, "mu"), (1, "kappa"), (2, "prediction")])
def test_simulation_based_calibration_of_400_fits(
    calibration: dict[str, np.ndarray], row: int, name: str
) -> None:
    """SBC ranks are uniform: chi-square(9) below 21.7 for mu, kappa and the next campaign."""
    rank = ranks(calibration["truth"][row], calibration["drawn"][row], np.random.default_rng(row))
    assert rank_chi_square(rank, DRAWS) < 21.7, name


def test_prediction_intervals_keep_their_promise_and_pooling_does_not(
    calibration: dict[str, np.ndarray],
) -> None:
    """Nominal 90% covers 85-95% of next campaigns; the pooled binomial covers far less."""
    actual = calibration["truth"][2]
    assert 0.85 <= covered(calibration["drawn"][2], actual).mean() <= 0.95
    assert covered(calibration["pooled"], actual).mean() < 0.6


def test_no_history_gives_the_prior() -> None:
    """Without a campaign the mean rate is the prior's 10%."""
    posterior = beta_binomial.posterior([], [])
    assert posterior.mean == pytest.approx(0.10, abs=0.002)
    assert posterior.campaigns == 0


def test_many_campaigns_outweigh_the_prior() -> None:
    """Forty campaigns that redeem at 30% put the mean rate there."""
    assert beta_binomial.posterior([300] * 40, [1000] * 40).mean == pytest.approx(0.30, abs=0.01)


@pytest.mark.parametrize(("redeemed", "received"), [([5], [4]), ([-1], [4])])
def test_impossible_counts_are_refused(redeemed: list[int], received: list[int]) -> None:
    """More redeemed than received, or fewer than none, is an error of the data."""
    with pytest.raises(ValueError, match="redeemed"):
        beta_binomial.posterior(redeemed, received)


def test_customer_factor_rewards_habit_and_shrinks_news() -> None:
    """One who redeemed 3 of 4 stands above one never offered, and that one above 0 of 10."""
    often, new, never = CustomerFactor().of([3, 0, 0], [4, 0, 10])
    assert often > new > never > 0
