"""Group-buys, bargains, red packets and rounds in the simulation, against closed forms and conservation."""

from __future__ import annotations

import numpy as np
import pytest

from digitool.campaign import Effort, Outcome, simulate
from digitool.campaign.file.schema import Bargain, GroupBuy, RedPacket
from digitool.campaign.forecast import live_mechanics
from digitool.campaign.models.branching import Offspring
from digitool.campaign.models.delays import Delay
from digitool.campaign.simulation import caps, gatherings
from digitool.campaign.simulation.coupon_value import Coupon
from digitool.campaign.simulation.gatherings import (
    BARGAIN,
    COMMUNITY,
    GROUP_BUY,
    RED_PACKET,
    Gathering,
    Habits,
)
from digitool.campaign.simulation.inputs import Customers, GatheringHabits
from tests.campaign.builders import calibration_of, campaign_of, customers_of
from tests.campaign.referees import completion, red_packet_moments

GROUP = Gathering(GROUP_BUY, 1, 1, 1.0, list_fen=5_900, price_fen=3_900)
AT_ONCE = Delay(mu=-12.0, sigma=0.1)
QUICK = Effort(runs=60, repeats=0, seed=5)


def played(
    gathering: Gathering, habits: Habits, openers: int = 20_000, days: int = 28
) -> gatherings.GatheringResult:
    """A day of ``openers`` viewers who all open one, booked without any shared cap."""
    viewers = np.zeros(days, dtype=np.int64)
    viewers[0] = openers
    rng = np.random.default_rng(3)
    found = gatherings.play(gathering, viewers, AT_ONCE, habits, rng)
    return gatherings.finish(found, habits, np.inf, days, rng)


@pytest.mark.parametrize(
    ("joiners", "needed", "expected"),
    [(Offspring(1.5, 0.5), 1, 0.5), (Offspring(2.0, 1.0), 2, 0.44444), (Offspring(4.8), 4, 0.70577)],
)
def test_group_buys_complete_as_the_closed_forms_say(
    joiners: Offspring, needed: int, expected: float
) -> None:
    """Gamma-mixed and Poisson completion of the published table, each within four standard errors."""
    group = Gathering(GROUP_BUY, needed, needed, 1.0, 5_900, 3_900)
    found = played(group, Habits(1.0, joiners, 0.0, 0.0))
    assert found.completed / found.openers == pytest.approx(expected, abs=4 * 0.5 / np.sqrt(20_000))
    assert completion(joiners, needed) == pytest.approx(expected, abs=1e-4)


def test_beibei_groups_of_two_complete_in_77_percent() -> None:
    """BeiBei: 77.4% of 932,896 groups succeed with one joiner; the built-in habits come to the same."""
    habits = GatheringHabits()
    joiners = Offspring(float(np.exp(habits.joiners_log_mean)), habits.joiners_k)
    found = played(GROUP, Habits(1.0, joiners, 0.0, 0.0))
    assert found.completed / found.openers == pytest.approx(0.774, abs=0.012)


def test_a_full_group_sells_its_size_and_no_more() -> None:
    """Orders are completed groups times size, however many came; discounts are exact."""
    group = Gathering(GROUP_BUY, 2, 2, 1.0, 5_900, 3_900)
    found = played(group, Habits(1.0, Offspring(6.0, 1.0), 0.3, 0.2))
    assert found.orders == 3 * found.completed
    assert found.discounts == found.orders * 2_000
    assert found.sales % 5_900 == found.newcomer_sales % 5_900 == 0
    bought_anyway = found.orders - (found.sales + found.newcomer_sales) // 5_900
    assert found.given_away == bought_anyway * 2_000


def test_a_bargain_sells_one_piece_to_its_opener() -> None:
    """A completed bargain is one order; all helpers who are new are leads, also of those that failed."""
    bargain = Gathering(BARGAIN, 8, 8, 1.0, 9_900, 4_900)
    found = played(bargain, Habits(1.0, Offspring(6.0, 2.0), 0.0, 0.0))
    assert found.orders == found.completed
    assert 0 < found.completed < found.openers
    assert found.new_buyers == 0
    assert found.leads > 8 * found.completed


def test_a_red_packet_that_all_open_pays_its_total() -> None:
    """100 yuan over 10 people: everybody comes, 100 yuan are paid, to the fen; a tenth where nobody comes."""
    packet = Gathering(RED_PACKET, 0, 9, 3.0, packet_fen=10_000)
    everybody = played(packet, Habits(1.0, Offspring(10_000.0), 1.0, 0.0), openers=500)
    assert everybody.packets == 500 * 10_000
    nobody = played(packet, Habits(1.0, Offspring(1e-9), 1.0, 0.0), openers=20_000)
    assert nobody.packets / 20_000 == pytest.approx(1_000, abs=4 * 577 / np.sqrt(20_000))


def test_a_leaders_round_pays_commission_on_paid_orders_only() -> None:
    """Rounds below the minimum sell nothing; the rest pays 10% of what was paid, to the fen."""
    round_ = Gathering(COMMUNITY, 10, None, 2.0, 2_990, 2_490, leaders=50, commission_bp=1_000)
    found = played(round_, Habits(0.0, Offspring(15.0, 3.0), 0.6, 0.2))
    assert found.openers == 50
    assert 0 < found.completed < 50
    assert found.orders >= 10 * found.completed
    assert found.commissions == round(found.orders * 249)


def test_the_number_of_groups_is_capped_in_time_order() -> None:
    """Of twenty thousand groups the first hundred to complete succeed."""
    group = Gathering(GROUP_BUY, 1, 1, 1.0, 5_900, 3_900, most=100)
    assert played(group, Habits(1.0, Offspring(3.0, 1.0), 0.0, 0.0)).completed == 100


@pytest.fixture(scope="module")
def customers() -> Customers:
    """1,500 customers of three stores and five guides."""
    return customers_of(1_500)


def outcome_of(customers: Customers, **changes: object) -> Outcome:
    """A campaign with group-buys and packets besides what the builders give."""
    packet = Gathering(RED_PACKET, 0, 4, 3.0, packet_fen=1_000)
    given = {"coupon": Coupon(1_000, 5_000), "gatherings": (GROUP, packet), **changes}
    return simulate(customers, calibration_of(customers), campaign_of(customers, **given), QUICK)


def test_gatherings_leave_everything_else_as_it_was(customers: Customers) -> None:
    """Each mechanic has its own stream: adding group-buys moves no sale, no coupon, no invitation."""
    alone, both = outcome_of(customers, gatherings=()), outcome_of(customers)
    for name in ("sales_world0", "sales_world1", "redemptions", "viewed", "referred", "opt_outs"):
        assert np.array_equal(alone.runs.count(name), both.runs.count(name)), name
    assert both.runs.count("group_orders").any()
    assert not alone.runs.count("openers").any()


def test_days_add_up_with_gatherings(customers: Customers) -> None:
    """Sales, discounts and new people of all mechanics stand on some day of the window."""
    found = outcome_of(customers)
    count = found.runs.count
    sales = count("sales_world1") - count("sales_world0") + count("group_sales")
    np.testing.assert_allclose(found.daily("incremental_sales").sum(axis=1), sales)
    np.testing.assert_allclose(found.daily("discounts").sum(axis=1), count("discounts"))
    np.testing.assert_allclose(found.daily("new_customers").sum(axis=1), count("new_customers"))


@pytest.mark.parametrize("budget", [0, 500, 5_000, 40_000])
def test_a_shared_budget_is_never_exceeded(customers: Customers, budget: int) -> None:
    """Discounts, rewards and packets of all mechanics together stay within the budget, in every run."""
    found = outcome_of(customers, budget_fen=budget)
    spent = found.runs.count("discounts") + found.runs.count("rewards")
    assert spent.max() <= budget
    free = outcome_of(customers)
    wanted = free.runs.count("discounts") + free.runs.count("rewards")
    closed = np.isfinite(found.runs.count("budget_cap_day"))
    assert np.array_equal(closed, wanted > budget)


def test_a_larger_budget_never_pays_less(customers: Customers) -> None:
    """On the same luck spending rises run by run with the budget."""
    spent = [
        outcome.runs.count("discounts") + outcome.runs.count("rewards")
        for outcome in (outcome_of(customers, budget_fen=budget) for budget in (1_000, 10_000, 100_000))
    ]
    assert np.all(spent[0] <= spent[1])
    assert np.all(spent[1] <= spent[2])


def test_the_closing_time_is_the_first_event_that_does_not_fit() -> None:
    """Two mechanics with 3 + 4 fen on days 1 to 4, budget 9: the third event (day 3) closes it."""
    events = [
        (np.array([1.0, 3.0]), np.array([3, 3], dtype=np.int64)),
        (np.array([2.0, 4.0]), np.array([4, 4], dtype=np.int64)),
    ]
    assert caps.closing_time(events, 9) == 3.0
    assert caps.closing_time(events, 14) == np.inf
    assert caps.closing_time(events, None) == np.inf
    assert caps.closing_time([], 0) == np.inf


def test_terms_come_from_the_live_mechanics() -> None:
    """Friends needed and prices are what a replay of the live group-buy and bargain gives."""
    group = live_mechanics.of_group_buy(GroupBuy(5, 5_900, 3_900))
    assert (group.needed, group.seats, group.price_fen) == (4, 4, 3_900)
    even = live_mechanics.of_bargain(Bargain(9_900, 4_900, 8))
    assert (even.needed, even.price_fen) == (8, 4_900)
    geometric = live_mechanics.of_bargain(Bargain(10_000, 500, 0, "geometric", 1_200))
    assert (geometric.needed, geometric.price_fen) == (24, 500)


def test_packets_are_split_by_the_live_rule() -> None:
    """Every packet of the pool is exactly its total; means and spread are the published moments."""
    pool = live_mechanics.packets(10_000, 10)
    assert np.all(pool[:, -1] == 10_000)
    shares = np.diff(pool, axis=1, prepend=0)
    assert shares.min() >= 1
    mean, sd = red_packet_moments(10_000, 10)
    assert shares.mean(axis=0) == pytest.approx(mean, abs=4 * sd.max() / np.sqrt(len(pool)))
    assert shares.std(axis=0) == pytest.approx(sd, rel=0.15)


def test_a_live_packet_pays_its_total_when_all_come() -> None:
    """With the live pool, as with the law: 20 yuan for five are 20 yuan."""
    packet = live_mechanics.of_red_packet(RedPacket(2_000, 5))
    found = played(packet, Habits(1.0, Offspring(10_000.0), 1.0, 0.0), openers=300)
    assert found.packets == 300 * 2_000
