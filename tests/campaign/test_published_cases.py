"""The published cases of `sample_configs/campaigns`, held against the figures of the article.

What the article states as an input (a rate, a ratio) is believed by the file; the tests show that the
simulation gives it back as an outcome, with an interval that holds it, and that the arithmetic between
published figures works out. Where no figure was published, the test says what the file must do.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from digitool.campaign import Effort
from digitool.campaign.arrays import Floats
from digitool.campaign.file.reading import build, changed, read_campaign
from digitool.campaign.file.spec import CampaignFile
from digitool.campaign.models.bg_nbd import BgNbd, BgNbdFit, BuyerHistories
from digitool.campaign.models.branching import Offspring
from digitool.campaign.simulation.inputs import Customers
from tests.campaign.builders import calibration_of, customers_of, history_of
from tests.campaign.plans import simulated
from tests.campaign.referees import total_mean

SAMPLES = Path(__file__).parents[2] / "sample_configs" / "campaigns"


def sample(name: str) -> CampaignFile:
    """One published case."""
    return read_campaign(SAMPLES / f"{name}.toml")


def interval(values: Floats) -> tuple[float, float]:
    """P5 and P95 of a figure over runs."""
    low, high = np.quantile(values[np.isfinite(values)], (0.05, 0.95)).tolist()
    return low, high


def weekly_buyers(n: int = 1_500) -> Customers:
    """Customers who buy about twice a week and do not leave: every coupon finds a purchase."""
    rng = np.random.default_rng(4)
    age = rng.uniform(20, 52, n)
    history = BuyerHistories.of(np.rint(2 * age), age - 0.2, age)
    return Customers.of(history, basket_fen=15_000.0, basket_count=40.0, guide=rng.integers(0, 5, n))


def test_tianhong_redemption_rises_from_10_to_64_percent() -> None:
    """Coupons by guides: 64% lies in the interval; with the rate from before, 10% does and 64% does not."""
    spec, customers = sample("tianhong-coupon-by-guides"), weekly_buyers()
    certain = BgNbdFit(BgNbd(2.0, 1.0, 0.05, 20.0), np.eye(4) * 1e-8, 0.0, len(customers))
    calibration = calibration_of(customers, purchases=(certain,))
    after = simulated(spec, customers, calibration)
    before = simulated(changed(spec, {"assume.redemption": "8%..12%"}), customers, calibration)
    low, high = interval(after.figures["redemption_rate"])
    assert low <= 0.64 <= high
    low, high = interval(before.figures["redemption_rate"])
    assert low <= 0.10 <= high < 0.64


def test_tianhong_a_million_customers_are_89_a_store_and_day() -> None:
    """75 stores, five months, 1,000,000 customers added: 89 a store and day; the file has all coupons."""
    assert round(1_000_000 / 75 / 150) == 89
    coupon = sample("tianhong-coupon-by-guides").coupon
    assert coupon is not None
    assert coupon.total == 600_000


def test_gap_redemption_is_16_percent() -> None:
    """16% of the readers redeem: inside the interval, where enough of them buy."""
    customers = weekly_buyers()
    certain = BgNbdFit(BgNbd(2.0, 1.0, 0.05, 20.0), np.eye(4) * 1e-8, 0.0, len(customers))
    found = simulated(sample("gap-coupon"), customers, calibration_of(customers, purchases=(certain,)))
    low, high = interval(found.figures["redemption_rate"])
    assert low <= 0.16 <= high


def test_sephora_one_sharer_brings_thirty() -> None:
    """1:30 by 24 at first and 0.2 later: the closed form is 30, and so is the simulation's interval."""
    assert 24.0 * total_mean(Offspring(0.2, 0.06)) == pytest.approx(30.0)
    found = simulated(sample("sephora-fission"), effort=Effort(600, 0, seed=2))
    per_sharer = found.figures["k_effective"]
    low, high = interval(per_sharer)
    assert low <= 30 <= high
    assert np.nanmedian(per_sharer) == pytest.approx(30, rel=0.2)


def test_sephora_a_new_customer_costs_30_percent_less() -> None:
    """11 + 10 yuan for each new customer are 70% of the 30 that stand in for advertising."""
    found = simulated(sample("sephora-fission"))
    assert np.nanmedian(found.figures["cac"]) == pytest.approx(0.7 * 3_000, rel=0.001)


def test_yonghui_referral_brings_half_of_the_orders() -> None:
    """Among customers who shop every other week, orders through friends are half of all: 50% is inside."""
    law = BgNbd(1.2, 2.0, 0.1, 5.0)
    history = history_of(1_500, law=law)
    customers = Customers.of(history, basket_fen=6_000.0, basket_count=history.frequency + 1)
    fit = BgNbdFit(law, np.eye(4) * 1e-4, 0.0, len(customers))
    calibration = calibration_of(customers, purchases=(fit,))
    found = simulated(sample("yonghui-packet-bargain-kol"), customers, calibration)
    friends = found.runs.count("newcomer_buyers") + found.runs.count("group_orders")
    own = found.runs.count("purchases_world1")
    low, high = interval(friends / (friends + own))
    assert low <= 0.5 <= high


def test_gxg_leads_readers_of_the_account_to_the_store() -> None:
    """No figure was published: everybody is written to on the first day, and coupons are used in stores."""
    found = simulated(sample("gxg-account-to-store"))
    days = found.prepared.campaign.plan.send_day
    assert set(days[np.isfinite(days)].tolist()) == {0.0}
    assert found.by_store("redemptions").sum() == found.runs.count("redemptions").sum() > 0


def test_septwolves_off_hours_sales_rise_by_10_percent() -> None:
    """+10% of the sales of those whom a guide has written to lies in the interval."""
    found = simulated(sample("septwolves-off-hours"))
    low, high = interval(found.figures["lift"])
    assert 0 < low <= 0.10 <= high < 0.25


def test_yinger_guides_bring_80_percent_of_the_sales() -> None:
    """With a guide for 80% of the customers, messages by guides alone bring 80% of the whole increment."""
    base = customers_of(1_500, guides=5)
    guide = np.where(np.arange(len(base)) % 5 == 0, -1, np.abs(base.guide) % 5)
    customers = Customers.of(
        base.history, basket_fen=base.basket_fen, basket_count=base.basket_count, guide=guide
    )
    spec = sample("yinger-guide-store")
    tables = {name: table for name, table in spec.tables.items() if name != "broadcast"}
    by_guides = simulated(build(tables, spec.text, spec.file), customers)
    both = simulated(spec, customers)
    total = both.figures["incremental_sales"]
    share = by_guides.figures["incremental_sales"].mean() / total.mean()
    assert share == pytest.approx(0.80, abs=0.05)


def test_mengniu_200_million_scans_take_ten_applications() -> None:
    """20 million codes an application: ten of the file's size, with every code scanned once."""
    coupon = sample("mengniu-item-code").coupon
    assert coupon is not None
    assert coupon.total is not None
    assert math.ceil(200_000_000 / coupon.total) == 10
    found = simulated(sample("mengniu-item-code"))
    assert found.figures["cost"].min() >= 100_000


def test_community_leaders_earn_a_tenth_of_their_own_groups_orders() -> None:
    """No figure was published: leaders get 10% of what their neighbours paid, and rounds below 10 fail."""
    found = simulated(sample("community-group-buying"))
    orders, paid = found.runs.count("group_orders"), found.runs.count("leader_commissions")
    assert np.array_equal(paid, np.rint(orders * 249))
    assert np.all(orders >= 10 * found.runs.count("completed"))


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_sample_can_be_simulated(path: Path) -> None:
    """Each file gives a contribution in every run, with a loss probability between 0 and 1."""
    found = simulated(read_campaign(path), effort=Effort(30, 5, seed=1))
    assert np.isfinite(found.figures["contribution"]).all()
    assert 0 <= found.loss_probability <= 1
