"""Ranges of belief become the laws of the core: the middle is the mean, nine draws in ten are inside."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from digitool.campaign.file.kinds import Range
from digitool.campaign.file.reading import build
from digitool.campaign.file.spec import CampaignFile
from digitool.campaign.forecast.belief import believed, beta_of, stated
from digitool.campaign.simulation.drawn import draw_parameters
from digitool.campaign.simulation.inputs import VIEWERS, Calibration
from digitool.campaign.simulation.streams import Streams
from tests.campaign.builders import calibration_of, customers_of

HEAD = (
    '[campaign]\nname = "t"\nstart = 2026-05-08\ndays = 14\n[costs]\nmargin = "30%"\n[coupon]\nvalue = 20\n'
)


@pytest.fixture(scope="module")
def calibration() -> Calibration:
    """What is known of 200 customers of five guides."""
    return calibration_of(customers_of(200))


def spec_of(assume: str) -> CampaignFile:
    """A coupon campaign with these lines under ``[assume]``."""
    text = f"{HEAD}[assume]\n{assume}\n"
    return build(tomli.loads(text), text, Path("t.toml"))


@given(st.floats(0.02, 0.6), st.floats(0.005, 0.1))
def test_a_share_becomes_a_beta_with_that_mean_and_width(low: float, width: float) -> None:
    """Mean exactly the middle; about 90% of the draws between the ends."""
    share = Range(low, low + width)
    a, b = beta_of(share)
    assert a / (a + b) == pytest.approx(share.middle)
    draws = np.random.default_rng(1).beta(a, b, 4_000)
    assert np.mean((draws >= share.low) & (draws <= share.high)) == pytest.approx(0.9, abs=0.04)


@pytest.mark.parametrize("share", [Range(0.0, 0.0), Range(1.0, 1.0), Range(0.0, 1.0), Range(0.3, 0.3)])
def test_certain_and_total_beliefs_are_laws_too(share: Range) -> None:
    """0%, 100%, anything, and a single value: positive parameters, draws near the middle where certain."""
    a, b = beta_of(share)
    assert a > 0
    assert b > 0
    if share.low == share.high:
        assert np.random.default_rng(1).beta(a, b, 100) == pytest.approx(share.middle, abs=0.001)


def test_each_line_replaces_its_own_parameter(calibration: Calibration) -> None:
    """Drawn parameters lie in the stated ranges; those that are not stated stay as calibrated."""
    text = (
        'view_rate = "60%"\nredemption = "20%"\nlift = "10%"\nshare = "5%"\nknown = "25%"\nopens = "4%"\n'
        'joiners = "3"\nreplaced = "20%"\nbrought_by_seed = "2"\nbrought_later = "0.2"\nfills_up = "15%"\n'
        'newcomer_buys = "30%"\npull_forward = "40%"\nvalue_elasticity = "0.4"'
    )
    spec = spec_of(text)
    found = believed(calibration, spec, 5)
    drawn = draw_parameters(found, 3, 5, Streams(1, 0, 0))
    stated_values = {
        "redemption_rate": 0.2, "theta": 0.1, "share": 0.05, "known": 0.25, "opens": 0.04, "replaced": 0.2,
        "reach_threshold": 0.15, "newcomer_buys": 0.3, "pull_forward": 0.4, "elasticity": 0.4,
    }  # fmt: skip
    for name, value in stated_values.items():
        assert getattr(drawn, name) == pytest.approx(value, abs=0.002), name
    assert drawn.view == pytest.approx(np.full(6, 0.6), abs=0.002)
    assert (drawn.first.mean, drawn.later.mean) == pytest.approx((2.0, 0.2), abs=1e-6)
    assert drawn.joiners.mean == pytest.approx(3.0)
    assert found.redemption_of == VIEWERS
    assert found.uplift.assumed
    assert len(stated(spec.assume)) == 14
    plain = believed(calibration, spec_of(""), 5)
    assert plain.redemption is calibration.redemption
    assert plain.uplift is calibration.uplift


def test_without_message_and_coupon_nothing_lifts_usual_purchases(calibration: Calibration) -> None:
    """A group-buy that waits on its surface adds its own orders, and no lift that nobody stated."""
    text = HEAD.split("[coupon]")[0] + "[group_buy]\nsize = 2\nlist_price = 59\nprice = 39\n"
    spec = build(tomli.loads(text), text, Path("t.toml"))
    assert believed(calibration, spec, 5).uplift.mean == 0.0


def test_a_larger_discount_draws_more_and_each_further_yuan_less(calibration: Calibration) -> None:
    """Lift and redemption rise with the worth of the coupon as its power, and not with an elasticity of 0."""
    drawn = draw_parameters(
        believed(calibration, spec_of('value_elasticity = "0.5"'), 5), 3, 5, Streams(1, 0, 3)
    )
    double, fourfold = drawn.at_depth(2.0), drawn.at_depth(4.0)
    assert double.redemption_rate == pytest.approx(min(1.0, drawn.redemption_rate * 2**0.5), rel=0.001)
    assert fourfold.redemption_rate - double.redemption_rate < 2 * (
        double.redemption_rate - drawn.redemption_rate
    )
    flat = draw_parameters(
        believed(calibration, spec_of('value_elasticity = "0"'), 5), 3, 5, Streams(1, 0, 3)
    )
    assert flat.at_depth(4.0).redemption_rate == pytest.approx(flat.redemption_rate, rel=0.001)
