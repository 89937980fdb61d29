"""Basket laws from single baskets: what differs within customers is told from what differs between them."""

from __future__ import annotations

import numpy as np
import pytest

from digitool.campaign.history.purchase_log import PurchaseLog, histories_before
from digitool.campaign.learning import basket_fit
from digitool.campaign.models import gamma_gamma


def cut_of(shape: float, spread: float, seed: int = 0, tail: float = 0.0) -> object:
    """2,000 customers with one to four baskets; ``tail`` mixes in a heavier law within customers."""
    rng = np.random.default_rng(seed)
    person = np.repeat(np.arange(2_000), rng.integers(1, 5, 2_000))
    nu = rng.gamma(spread, 1.0, 2_000)
    fen = rng.gamma(shape, 1.0, person.size) / nu[person] * 8_000 * (spread - 1) / shape
    fen = fen * np.exp(tail * rng.standard_normal(person.size) - tail**2 / 2)
    day = np.arange(person.size)
    return histories_before(PurchaseLog.of(person, day, np.maximum(fen, 1)), person.size)


def test_the_law_is_found_again() -> None:
    """P 5, q 4 and a mean of 80 yuan come back."""
    law = basket_fit.fit_baskets(cut_of(5.0, 4.0)).parameters
    assert law.p == pytest.approx(5.0, rel=0.1)
    assert law.q == pytest.approx(4.0, rel=0.2)
    assert law.mean == pytest.approx(8_000, rel=0.05)


def test_heavier_baskets_within_customers_are_counted() -> None:
    """Baskets that vary more than a gamma's: p is that of their variance, where means alone see less."""
    buyers = cut_of(8.0, 4.0, tail=0.5)
    variance = (1 + 1 / 8) * np.exp(0.25) - 1
    assert basket_fit.within_shape(buyers) == pytest.approx(1 / variance, rel=0.15)


def test_customers_who_do_not_differ_keep_q_finite() -> None:
    """Everybody alike: q is large but the mean stands, and draws stay near it."""
    fit = basket_fit.fit_baskets(cut_of(2.0, 10_000.0))
    rng = np.random.default_rng(1)
    means = [fit.draw(rng).mean for _ in range(200)]
    assert fit.parameters.q < 1_000
    assert np.mean(means) == pytest.approx(8_000, rel=0.05)


def test_single_baskets_alone_lean_on_the_prior() -> None:
    """Without anybody who came twice p comes from the penalised likelihood."""
    rng = np.random.default_rng(2)
    buyers = histories_before(PurchaseLog.of(np.arange(300), np.arange(300), rng.gamma(4.0, 2_000, 300)), 300)
    fit = basket_fit.fit_baskets(buyers)
    plain = gamma_gamma.fit(buyers.baskets, buyers.basket_fen, basket_fit.BUILT_IN_GAMMA_GAMMA)
    assert fit.parameters == plain.parameters
