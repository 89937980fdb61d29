"""Redemption rates of published cases, in small: 1 coupon here stands for 1,000 (Tianhong) or 100 (GAP).

Tianhong: 600,000 coupons, redemption from 10% to 64%. GAP: 16%. Neither article names the denominator, so
the report shows both rates, each with its two numbers.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from digitool.coupons.metrics import stock_report
from digitool.workspace.build import load_settings
from tests.coupons.shop import Shop

SAMPLES = Path(__file__).parent.parent.parent / "sample_configs"


def rates(shop: Shop, stock: str) -> list[tuple[float, int, int]]:
    """Of issued and of received: value, numerator, denominator."""
    (one,) = stock_report(shop.connection, shop.at, stock)
    row = one.row()
    return [tuple(row[name].values()) for name in ("rate_of_issued", "rate_of_received")]


def campaign(shop: Shop, stock: str, counts: tuple[int, int, int], sample: str) -> None:
    """Issue coupons, let some be received and some of those be used, under a sample's policy."""
    issued, received, redeemed = counts
    settings = load_settings(SAMPLES / sample)
    shop.stock(stock, total=issued)
    codes = shop.print_codes(stock, issued)
    for n, code in enumerate(codes[:received]):
        shop.do("receive", code, 1 + n % 20)
    for n, code in enumerate(codes[:redeemed]):
        shop.redeem(code, f"{stock}-{n}", settings=settings)


def test_tianhong_coupon_redemption_rises_from_10_to_64_percent(shop: Shop) -> None:
    """Printed codes: 60 of 600 used. Given to known customers: 384 of 600, all of which were received."""
    campaign(shop, "BEFORE", (600, 150, 60), "tianhong.toml")
    campaign(shop, "AFTER", (600, 600, 384), "tianhong.toml")
    assert rates(shop, "BEFORE") == [(0.10, 60, 600), (0.40, 60, 150)]
    assert rates(shop, "AFTER") == [(0.64, 384, 600), (0.64, 384, 600)]


def test_tianhong_64_percent_of_received_is_less_of_issued(shop: Shop) -> None:
    """If the article's 64% were of 450 received coupons, they would be 48% of the 600 issued."""
    campaign(shop, "AFTER", (600, 450, 288), "tianhong.toml")
    assert rates(shop, "AFTER") == [(0.48, 288, 600), (0.64, 288, 450)]


def test_gap_coupon_redemption_is_16_percent(shop: Shop) -> None:
    """16 of 100 coupons of the mini program are used; of the 80 that were received these are 20%."""
    campaign(shop, "MINI40", (100, 80, 16), "gap.toml")
    assert rates(shop, "MINI40") == [(0.16, 16, 100), (0.20, 16, 80)]


@pytest.mark.parametrize(
    ("sample", "figures"),
    [("tianhong.toml", ("75 stores", "600,000", "10% to 64%", "40%")), ("gap.toml", ("redemption 16%",))],
)
def test_samples_name_the_published_figures(sample: str, figures: tuple[str, ...]) -> None:
    """The file of a case says which figures it stands for, and loads."""
    text = (SAMPLES / sample).read_text("utf-8")
    assert all(figure in text for figure in figures)
    assert load_settings(SAMPLES / sample).stores
