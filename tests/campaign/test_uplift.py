"""Uplift: Hillstrom's published effects, pooling of holdouts, and what is assumed without one."""

from __future__ import annotations

import numpy as np
import pytest

from digitool.campaign.measurement.effects import Arm, summarise
from digitool.campaign.models import uplift

CONTROL, MENS, WOMENS = "No E-Mail", "Mens E-Mail", "Womens E-Mail"
EFFECTS = [
    (MENS, 0, 0.07659, 0.00339), (MENS, 1, 0.006805, 0.000921), (MENS, 2, 0.7698, 0.1452),
    (WOMENS, 0, 0.04523, 0.00323), (WOMENS, 1, 0.003111, 0.000823), (WOMENS, 2, 0.4244, 0.1303),
]  # fmt: skip


def arm_of(outcome: np.ndarray) -> Arm:
    """An arm in which every customer is a household of her own."""
    return summarise(outcome, np.arange(outcome.size))


@pytest.mark.parametrize(("arm", "outcome", "effect", "error"), EFFECTS)
def test_hillstrom_effects(
    hillstrom: dict[str, np.ndarray], arm: str, outcome: int, effect: float, error: float
) -> None:
    """Visits, conversions and spend of both e-mails against the holdout, with standard errors."""
    treated, held_out = (arm_of(hillstrom[name][:, outcome]) for name in (arm, CONTROL))
    assert treated.mean - held_out.mean == pytest.approx(effect, rel=1e-3)
    assert np.sqrt(treated.variance + held_out.variance) == pytest.approx(error, rel=5e-3)


def test_hillstrom_holdout_and_buyers(hillstrom: dict[str, np.ndarray]) -> None:
    """Held out: 10.617% visit, .5726% buy, .6528 dollars each; 578 buyers, 116.36 dollars on average."""
    held_out = [arm_of(hillstrom[CONTROL][:, outcome]).mean for outcome in range(3)]
    np.testing.assert_allclose(held_out, (0.10617, 0.005726, 0.6528), rtol=1e-4)
    assert [len(hillstrom[arm]) for arm in (CONTROL, MENS, WOMENS)] == [21_306, 21_307, 21_387]
    spend = np.concatenate([arm[:, 2] for arm in hillstrom.values()])
    spend = spend[spend > 0]
    assert spend.size == 578
    assert spend.mean() == pytest.approx(116.36, abs=0.005)
    assert np.log(spend).std(ddof=1) == pytest.approx(0.838, abs=0.001)


def test_hillstrom_log_ratios(hillstrom: dict[str, np.ndarray]) -> None:
    """Visits .54 and .35, conversions .78 and .43, spend .78 and .50 for mens and womens e-mails."""
    expected = {MENS: (0.54, 0.78, 0.78), WOMENS: (0.35, 0.43, 0.50)}
    for arm, ratios in expected.items():
        for outcome, ratio in enumerate(ratios):
            treated, held_out = (arm_of(hillstrom[name][:, outcome]) for name in (arm, CONTROL))
            assert np.log(treated.mean / held_out.mean) == pytest.approx(ratio, abs=0.006)


def test_hillstrom_from_its_published_counts() -> None:
    """Without the file: 10.617% and 18.276% of 21,306 and 21,307 differ by 7.659 points, error .339."""
    treated, held_out = (
        arm_of(np.arange(n) < np.round(n * share)) for n, share in ((21_307, 0.18276), (21_306, 0.10617))
    )
    assert treated.mean - held_out.mean == pytest.approx(0.07659, abs=5e-6)
    assert np.sqrt(treated.variance + held_out.variance) == pytest.approx(0.00339, abs=5e-6)


def test_without_a_holdout_the_uplift_is_assumed() -> None:
    """No experiment gives N(0.10, 0.15^2), labelled assumed."""
    assumed = uplift.pool([], [])
    assert (assumed.mean, assumed.sd, assumed.assumed) == (0.10, 0.15, True)


def test_dersimonian_laird_by_hand() -> None:
    """Three holdouts with equal variances: tau^2 is the sample variance less the error variance."""
    ratios, variances = [0.1, 0.4, 0.7], [0.01, 0.01, 0.01]
    tau2 = np.var(ratios, ddof=1) - 0.01
    pooled = uplift.pool(ratios, variances)
    assert pooled.mean == pytest.approx(0.4)
    assert pooled.sd**2 == pytest.approx((0.01 + tau2) / 3 + tau2)
    assert not pooled.assumed


def test_two_agreeing_holdouts_do_not_prove_agreement() -> None:
    """Below three experiments the spread between campaigns stays at least 0.3."""
    assert uplift.pool([0.3, 0.3], [1e-4, 1e-4]).sd > 0.3
    assert uplift.pool([0.3] * 6, [1e-4] * 6).sd < 0.01


def test_variances_must_be_positive() -> None:
    """An experiment without an error is a mistake in the data."""
    with pytest.raises(ValueError, match="positive"):
        uplift.pool([0.1], [0.0])


def test_break_even_figures_by_hand() -> None:
    """Cost 300 at 30% margin on sales of 10,000 breaks even at a lift of 10%; no sales, no figure."""
    lift = uplift.break_even_lift([300, 300], 0.3, [10_000, 0])
    assert lift[0] == pytest.approx(0.1)
    assert np.isnan(lift[1])
    face = uplift.break_even_face([900.0, 900.0], [100.0, 100.0], [8, 0])
    assert face[0] == pytest.approx(100.0)
    assert np.isnan(face[1])
