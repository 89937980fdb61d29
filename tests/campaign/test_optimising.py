"""Comparison and optimisation: common luck, honest ties, limits on the loss, and the settings to try."""

from __future__ import annotations

import numpy as np
import pytest

from digitool.campaign import Effort, Outcome, simulate
from digitool.campaign.file.variation import Vary, read_vary, settings, toml_value
from digitool.campaign.forecast.comparing import differences, p_better
from digitool.campaign.forecast.optimising import Aim, optimise, schedule, work
from digitool.campaign.simulation.account import AccountTerms
from digitool.campaign.simulation.coupon_value import Coupon
from digitool.campaign.simulation.inputs import Customers
from digitool.errors import UsageError
from tests.campaign.builders import calibration_of, campaign_of, customers_of

EFFORT = Effort(240, 0, seed=4)


@pytest.fixture(scope="module")
def customers() -> Customers:
    """600 customers of five guides."""
    return customers_of(600)


def with_fixed_cost(customers: Customers, fixed: int, effort: Effort) -> Outcome:
    """The same campaign with a fixed cost: a difference that is known to the fen."""
    campaign = campaign_of(customers, coupon=Coupon(500), terms=AccountTerms(3_000, 2, 300, fixed))
    return simulate(customers, calibration_of(customers), campaign, effort)


def test_a_known_difference_is_found_exactly(customers: Customers) -> None:
    """10 yuan more fixed cost are 10 yuan less contribution in every run: the interval has no width."""
    a, b = (with_fixed_cost(customers, fixed, EFFORT) for fixed in (0, 1_000))
    row = next(one for one in differences(a, b) if one.metric == "contribution")
    assert (row.diff_p5, row.diff_p50, row.diff_p95) == (-1_000, -1_000, -1_000)
    assert row.p_b_better == 0.0
    cost = next(one for one in differences(a, b) if one.metric == "cost")
    assert cost.diff_p50 == 1_000
    assert cost.p_b_better == 0.0


def test_a_plan_is_as_good_as_itself(customers: Customers) -> None:
    """Compared with itself every difference is 0 and each is better in half of the runs."""
    a = with_fixed_cost(customers, 0, EFFORT)
    for row in differences(a, a):
        assert row.diff_p50 in (0.0, None), row.metric
        assert row.p_b_better in (0.5, None), row.metric
    assert p_better(np.array([1.0, 2.0]), np.array([2.0, 1.0]), "cost") == 0.5


def test_the_cheapest_of_equal_plans_is_best(customers: Customers) -> None:
    """Eight fixed costs rank in their order, whatever order they come in."""
    costs = [700, 0, 300, 100, 600, 200, 500, 400]
    found = optimise(8, lambda n, effort: with_fixed_cost(customers, costs[n], effort), Aim(), EFFORT)
    assert [costs[one.place] for one in found][:2] == [0, 100]
    assert sorted(one.place for one in found) == list(range(8))
    assert found[0].runs == 240
    assert found[-1].runs < 240


def test_settings_that_the_runs_cannot_tell_apart_are_marked(customers: Customers) -> None:
    """Two equal settings are like the best; a dearer one is not."""
    costs = [0, 0, 5_000]
    found = optimise(3, lambda n, effort: with_fixed_cost(customers, costs[n], effort), Aim(), EFFORT)
    marks = {one.place: one.like_best for one in found}
    assert marks[0] is True
    assert marks[1] is True
    assert marks[2] in (False, None)


def test_a_limit_on_the_loss_comes_before_the_objective(customers: Customers) -> None:
    """What sells most but loses nearly always falls behind what keeps the limit."""

    def run(place: int, effort: Effort) -> Outcome:
        """Setting 0 gives 100 yuan away at each use, setting 1 a fen."""
        campaign = campaign_of(
            customers, referral=None, coupon=Coupon((10_000, 1)[place]), terms=AccountTerms(3_000)
        )
        return simulate(customers, calibration_of(customers), campaign, effort)

    found = optimise(2, run, Aim("incremental_sales", 0.4), EFFORT)
    assert found[0].place == 1
    assert found[0].feasible
    assert not found[1].feasible


def test_the_cost_of_a_customer_is_made_small(customers: Customers) -> None:
    """``cac`` ranks upwards."""
    costs = [3_000, 0]
    found = optimise(2, lambda n, effort: with_fixed_cost(customers, costs[n], effort), Aim("cac"), EFFORT)
    assert [one.place for one in found] == [1, 0]


def test_work_grows_slower_than_settings_times_runs() -> None:
    """Halving 64 settings costs at most 55% of trying all of them to the end; one setting costs its runs."""
    assert schedule(1, 1_000) == [1_000]
    assert schedule(8, 1_000) == [125, 250, 500, 1_000]
    assert schedule(1_000, 100)[-1] == 100
    assert work(64, 1_000) < 0.55 * 64 * 1_000
    assert work(1, 1_000) == 1_000


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("coupon.value=10..50:10", ["10", "20", "30", "40", "50"]),
        ("budget=5000,10000", ["5000", "10000"]),
        ("campaign.holdout=5%..15%:5%", ["5%", "10%", "15%"]),
        ("coupon.value=0.5..1.5:0.5", ["0.5", "1.0", "1.5"]),
        ("bargain.path=even,geometric", ["even", "geometric"]),
    ],
)
def test_values_to_vary_are_read(text: str, values: list[str]) -> None:
    """Ranges hold both ends, lists stay as they are, per cent signs stay."""
    assert list(read_vary(text).values) == values


@pytest.mark.parametrize(
    "text",
    ["coupon.value", "coupon.value=", "coupon.value=50..10:5", "coupon.value=1..2:0", "coupon.value=a..b:c",
     "coupon.value=1..2", "coupon.valu=1,2", "nothing.here=1", "coupon.value=nan..5:1",
     "coupon.value=1..1000:1"],
)  # fmt: skip
def test_values_that_cannot_be_varied_are_refused(text: str) -> None:
    """Each with exit 2 and a suggestion."""
    with pytest.raises(UsageError) as caught:
        read_vary(text)
    assert caught.value.hint


def test_all_combinations_are_tried_and_too_many_refused() -> None:
    """Two keys multiply; 400 is the most."""
    found = settings([read_vary("coupon.value=10,20"), read_vary("budget=100,200,300")])
    assert len(found) == 6
    assert found[0] == {"coupon.value": "10", "budget": "100"}
    with pytest.raises(UsageError, match="401"):
        settings([replace_values(401)])
    assert toml_value("true") is True
    assert toml_value("12") == 12
    assert toml_value("12.5") == "12.5"


def replace_values(count: int) -> Vary:
    """A key with ``count`` values."""
    return read_vary("coupon.value=1,2")._replace(values=tuple(map(str, range(count))))
