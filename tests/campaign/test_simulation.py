"""The simulation: same bytes everywhere, both worlds right on average, every fen accounted for."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from itertools import pairwise

import numpy as np
import pytest

import digitool.campaign as room
from digitool.campaign import Effort, Outcome, simulate
from digitool.campaign.models.beta_binomial import posterior
from digitool.campaign.models.bg_nbd import BgNbdFit, alive_probability, conditional_expected_purchases
from digitool.campaign.models.calendar_shock import CalendarShock
from digitool.campaign.models.delays import Delay
from digitool.campaign.models.gamma_gamma import conditional_mean
from digitool.campaign.models.uplift import Uplift
from digitool.campaign.simulation.coupon_value import Coupon
from digitool.campaign.simulation.exposure import ViewRates
from digitool.campaign.simulation.inputs import BUYERS, Calibration, Chance, Customers, Referral
from tests.campaign.builders import CDNOW, calibration_of, campaign_of, customers_of, plan_of

N = 1_500
QUICK = Effort(runs=40, repeats=10, seed=3)


@pytest.fixture(scope="module")
def customers() -> Customers:
    """1,500 customers of three stores and five guides."""
    return customers_of(N)


@pytest.fixture(scope="module")
def outcome(customers: Customers) -> Outcome:
    """A coupon with a budget and a referral task, 40 runs."""
    campaign = campaign_of(customers, coupon=Coupon(1_000, 5_000, budget_fen=2_000))
    return simulate(customers, calibration_of(customers, redemption_of=BUYERS), campaign, QUICK)


def certain(customers: Customers, lift: float) -> Calibration:
    """Everything known exactly, everybody views at once, the purchase rate times 1 + ``lift``."""
    guides = int(customers.guide.max()) + 1
    return calibration_of(
        customers, purchases=(BgNbdFit(CDNOW, np.eye(4) * 1e-16, 0.0, N),), shock=CalendarShock(0.0, 9.0),
        uplift=Uplift(float(np.log1p(lift)), 0.0, "holdout", 9), fatigue=Chance(1e9, 1e-3),
        views=ViewRates(np.full(guides + 1, 1e9), np.full(guides + 1, 1e-3)), view_delay=Delay(-12.0, 0.1),
    )  # fmt: skip


def raw(outcome: Outcome) -> bytes:
    """Every array of a result, as bytes."""
    parts = [outcome.runs] + ([outcome.repeats] if outcome.repeats else [])
    return b"".join(
        array.tobytes()
        for runs in parts
        for array in (runs.counts, runs.parameters, runs.daily, runs.by_store)
    )


@pytest.mark.parametrize("workers", [2, 7])
def test_any_number_of_workers_gives_the_same_bytes(
    customers: Customers, outcome: Outcome, workers: int
) -> None:
    """One, two and seven processes agree to the last bit."""
    effort = Effort(QUICK.runs, QUICK.repeats, QUICK.seed, workers=workers)
    prepared = outcome.prepared
    again = simulate(customers, prepared.calibration, prepared.campaign, effort)
    assert raw(again) == raw(outcome)


def test_another_seed_or_scenario_gives_other_numbers(customers: Customers, outcome: Outcome) -> None:
    """Seeds and scenarios name their own streams."""
    prepared = outcome.prepared
    for effort in (Effort(40, 10, seed=4), Effort(40, 10, seed=3, scenario=1)):
        assert raw(simulate(customers, prepared.calibration, prepared.campaign, effort)) != raw(outcome)


def test_switching_a_mechanic_off_leaves_the_others_as_they_were(
    customers: Customers, outcome: Outcome
) -> None:
    """Without the referral every sales figure stays; without the coupon world 0 stays."""
    calibration = outcome.prepared.calibration
    alone = simulate(
        customers,
        calibration,
        campaign_of(customers, referral=None, coupon=outcome.prepared.campaign.coupon),
        QUICK,
    )
    plain = simulate(customers, calibration, campaign_of(customers, coupon=None), QUICK)
    for name in ("sales_world0", "sales_world1", "redemptions", "discounts", "viewed", "opt_outs"):
        assert np.array_equal(alone.runs.count(name), outcome.runs.count(name)), name
    assert not alone.runs.count("new_customers").any()
    for name in ("sales_world0", "purchases_world0", "new_customers", "newcomer_sales"):
        assert np.array_equal(plain.runs.count(name), outcome.runs.count(name)), name


def test_world_0_has_the_conditional_expectation(customers: Customers) -> None:
    """Purchases and sales without a campaign average to BG/NBD and Gamma-Gamma closed forms."""
    calibration = certain(customers, 0.2)
    found = simulate(customers, calibration, campaign_of(customers), Effort(runs=400, repeats=0))
    each = conditional_expected_purchases(customers.history, CDNOW, 4.0)
    basket = conditional_mean(customers.basket_count, customers.basket_fen, calibration.baskets.parameters)
    purchases, sales = found.runs.count("purchases_world0"), found.runs.count("sales_world0")
    assert purchases.mean() == pytest.approx(each.sum(), abs=4 * purchases.std() / 20)
    assert sales.mean() == pytest.approx((each * basket).sum(), abs=4 * sales.std() / 20)


def test_incremental_customers_have_the_closed_form_mean(customers: Customers) -> None:
    """Seen on day 0 by all, buyers gained are sum P(alive) ((1 + H/A)^-s - (1 + mH/A)^-s)."""
    lift, plan = 0.5, plan_of(customers, capacity=10_000, held_out=0.0)
    reached = np.isfinite(plan.send_day)
    campaign = campaign_of(customers, plan=plan, coupon=None, referral=None)
    found = simulate(customers, certain(customers, lift), campaign, Effort(runs=600, repeats=0))
    shape, rate = CDNOW.r + customers.history.frequency, CDNOW.alpha + customers.history.age
    gained = (1 + 4 / rate) ** -shape - (1 + 4 * (1 + lift) / rate) ** -shape
    expected = float((alive_probability(customers.history, CDNOW) * gained)[reached].sum())
    counted = found.runs.count("incremental_customers")
    assert counted.mean() == pytest.approx(expected, abs=4 * counted.std() / np.sqrt(600))


def test_redemptions_come_at_the_calibrated_rate_where_purchases_can_host_them(customers: Customers) -> None:
    """A rate of viewers well below their purchase rate is reproduced; nothing is left unhosted."""
    calibration = certain(customers, 0.0)
    rate = posterior([10] * 60, [1_000] * 60)
    calibration = calibration_of(
        customers, purchases=calibration.purchases, shock=calibration.shock, uplift=calibration.uplift,
        views=calibration.views, view_delay=calibration.view_delay, redemption=rate,
    )  # fmt: skip
    plan = plan_of(customers, capacity=10_000)
    campaign = campaign_of(customers, plan=plan, coupon=Coupon(500, 0, validity_days=28.0))
    found = simulate(customers, calibration, campaign, Effort(runs=400, repeats=0))
    redeemed = found.figures["redemption_rate"]
    assert found.unhosted == pytest.approx(0, abs=1e-9)
    assert redeemed.mean() == pytest.approx(rate.mean, abs=4 * redeemed.std() / 20)


def test_a_promise_that_no_purchase_can_host_is_reported(customers: Customers) -> None:
    """A history of 60% redemption against 10% buyers contradicts a small lift, and says so."""
    history = posterior([600] * 20, [1_000] * 20)
    found = simulate(customers, calibration_of(customers, redemption=history), campaign_of(customers), QUICK)
    assert found.unhosted > 0.5


def test_budgets_are_never_exceeded_and_closing_is_reported(outcome: Outcome) -> None:
    """Discounts stay within 20 yuan; where somebody was refused the cap has a day."""
    assert outcome.runs.count("discounts").max() <= 2_000
    closed = np.isfinite(outcome.runs.count("cap_day"))
    assert np.array_equal(closed, outcome.runs.count("unmet") > 0)
    assert closed.mean() > 0.1


def test_a_referral_budget_pays_no_more(customers: Customers) -> None:
    """Rewards stop at the budget and the unpaid ones are told."""
    campaign = campaign_of(customers, referral=Referral(500, 500, 30_000, budget_fen=2_500))
    found = simulate(customers, calibration_of(customers), campaign, QUICK)
    paid, unpaid = found.runs.count("rewards"), found.runs.count("rewards_unpaid")
    assert paid.max() <= 2_500
    assert np.array_equal(paid + unpaid, 1_000 * found.runs.count("new_customers"))


def test_parts_add_up_to_the_whole(outcome: Outcome) -> None:
    """Days and stores sum to the totals, and contribution is margin less cost."""
    runs, figures = outcome.runs, outcome.figures
    increment = runs.count("sales_world1") - runs.count("sales_world0")
    np.testing.assert_allclose(outcome.daily("incremental_sales").sum(axis=1), increment)
    np.testing.assert_allclose(outcome.by_store("incremental_sales").sum(axis=1), increment)
    np.testing.assert_allclose(outcome.by_store("sales_world0").sum(axis=1), runs.count("sales_world0"))
    for name in ("redemptions", "discounts"):
        np.testing.assert_allclose(outcome.daily(name).sum(axis=1), runs.count(name))
        np.testing.assert_allclose(outcome.by_store(name).sum(axis=1), runs.count(name))
    np.testing.assert_allclose(outcome.daily("new_customers").sum(axis=1), runs.count("new_customers"))
    assert np.array_equal(figures["contribution"], figures["margin"] - figures["cost"])


def test_every_count_is_possible(outcome: Outcome) -> None:
    """Views within messages, redemptions within views, cannibalised within redemptions, and so on."""
    count = outcome.runs.count
    for small, large in [
        ("viewed", "messages"), ("opt_outs", "messages"), ("redemptions", "viewed"), ("seeds", "viewed"),
        ("cannibalised", "redemptions"), ("cannibalised_discounts", "discounts"),
        ("buyers_world0", "purchases_world0"), ("incremental_customers", "buyers_world1"),
        ("audience_sales_world0", "sales_world0"), ("viewer_sales_world0", "audience_sales_world0"),
        ("newcomer_buyers", "new_customers"),
    ]:  # fmt: skip
        assert np.all(count(small) <= count(large)), (small, large)
    assert outcome.prepared.campaign.plan.messages == count("messages")[0]


def test_a_campaign_without_effect_changes_nothing(customers: Customers) -> None:
    """An A/A campaign, lift 0 and no coupon, has an increment of exactly 0 in every run."""
    campaign = campaign_of(customers, coupon=None, referral=None)
    found = simulate(customers, certain(customers, 0.0), campaign, QUICK)
    assert not found.figures["incremental_sales"].any()
    assert np.array_equal(
        found.runs.count("audience_square_world0"), found.runs.count("audience_square_world1")
    )


def test_an_audience_of_nobody_costs_the_fixed_cost(customers: Customers) -> None:
    """Everybody held out: no message, no increment, only the fixed 100 yuan."""
    campaign = campaign_of(customers, plan=plan_of(customers, held_out=1.1))
    found = simulate(customers, calibration_of(customers), campaign, QUICK)
    assert np.all(found.figures["contribution"] == -10_000)
    assert np.isnan(found.figures["redemption_rate"]).all()


def test_a_stronger_lift_never_sells_fewer_pieces(customers: Customers) -> None:
    """On the same luck purchases rise run by run with the lift, and world 0 does not move."""
    plain = campaign_of(customers, coupon=None, referral=None)
    found = [simulate(customers, certain(customers, lift), plain, QUICK) for lift in (0.1, 0.3, 0.9)]
    for weak, strong in pairwise(found):
        assert np.all(weak.runs.count("purchases_world1") <= strong.runs.count("purchases_world1"))
        assert np.array_equal(weak.runs.count("sales_world0"), strong.runs.count("sales_world0"))


def test_a_second_inner_draw_keeps_the_parameters(outcome: Outcome) -> None:
    """Repeats share parameters with their run and differ in luck."""
    assert outcome.repeats is not None
    assert np.array_equal(outcome.repeats.parameters, outcome.runs.parameters[:10])
    assert not np.array_equal(outcome.repeats.counts, outcome.runs.counts[:10])


def test_segments_of_one_law_have_the_mean_of_one_segment(customers: Customers) -> None:
    """Splitting customers into two segments with the same fit leaves world 0's mean in place."""
    fit = certain(customers, 0.0).purchases[0]
    split = Customers.of(
        customers.history, basket_fen=customers.basket_fen, basket_count=customers.basket_count,
        store=customers.store, guide=customers.guide, segment=np.arange(N) % 2,
    )  # fmt: skip
    calibration = calibration_of(
        split, purchases=(fit, fit), shock=CalendarShock(0.0, 9.0), store_shock=CalendarShock(0.05, 9.0)
    )
    found = simulate(split, calibration, campaign_of(split), Effort(runs=300, repeats=0))
    purchases = found.runs.count("purchases_world0")
    expected = conditional_expected_purchases(customers.history, CDNOW, 4.0).sum()
    assert purchases.mean() == pytest.approx(expected, abs=5 * purchases.std() / np.sqrt(300))


def test_the_summary_leads_with_break_even_where_the_lift_is_assumed(
    customers: Customers, outcome: Outcome
) -> None:
    """Assumed lift: break-even first; a lift from a holdout: sales first."""
    assert outcome.assumed
    assert outcome.summary()[0].metric == "break_even_lift"
    measured = simulate(customers, certain(customers, 0.1), campaign_of(customers), Effort(5, 0))
    assert not measured.assumed
    assert measured.summary()[0].metric == "incremental_sales"
    line = outcome.summary()[1]
    assert line.p5 <= line.p50 <= line.p95


def test_progress_is_told_up_to_the_end(customers: Customers) -> None:
    """The callback sees rising counts and ends at all replications."""
    told: list[tuple[int, int]] = []
    campaign = campaign_of(customers)
    simulate(
        customers,
        calibration_of(customers),
        campaign,
        Effort(25, 5),
        lambda done, total: told.append((done, total)),
    )
    assert told == [(20, 30), (30, 30)]


def test_sizes_that_do_not_fit_are_named(customers: Customers) -> None:
    """No customers, a plan for others, a window of no day, an unknown guide, impossible efforts."""
    calibration, campaign = calibration_of(customers), campaign_of(customers)
    fewer = customers_of(10)
    with pytest.raises(ValueError, match="one send day"):
        simulate(fewer, calibration, campaign, QUICK)
    with pytest.raises(ValueError, match="in the window"):
        simulate(customers, calibration, campaign_of(customers, days=1), QUICK)
    with pytest.raises(ValueError, match="view rate"):
        simulate(customers, calibration_of(customers, views=ViewRates.learn([1], [2])), campaign, QUICK)
    with pytest.raises(ValueError, match="repeats"):
        simulate(customers, calibration, campaign, Effort(5, 6))
    with pytest.raises(ValueError, match="viewers or of buyers"):
        simulate(customers, calibration_of(customers, redemption_of="everybody"), campaign, QUICK)
    with pytest.raises(ValueError, match="unknown columns"):
        Customers.of(customers.history, colour=1)
    with pytest.raises(ValueError, match="positive"):
        Customers.of(customers.history, factor=0.0)


def test_the_package_is_light_until_simulate_is_asked_for() -> None:
    """Importing the room loads no numpy; asking for simulate does, and gives a function."""
    code = (
        "import sys, digitool.campaign as room; assert 'numpy' not in sys.modules;"
        "from digitool.campaign import simulate; assert 'numpy' in sys.modules and callable(simulate)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_example_of_the_room_runs_without_a_workspace(capsys: pytest.CaptureFixture[str]) -> None:
    """The code in the package's own documentation works as it stands, and prints four figures."""
    text = (room.__doc__ or "").split("::\n", 1)[1].split("\n`simulation.simulate`")[0]
    exec(textwrap.dedent(text), {})  # noqa: S102 - our own documentation
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines][:2] == ["break_even_lift", "incremental_sales"]
    assert len(lines) == 4
