"""The account: to the fen, with the rounding of live money."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digitool.campaign.simulation import account
from digitool.campaign.simulation.account import AccountTerms, Flows
from digitool.model.money import apply_rate


@given(st.integers(-(10**12), 10**12), st.integers(0, 20_000))
def test_rates_round_as_live_money_does(fen: int, basis_points: int) -> None:
    """The vectorised rate equals `model.money.apply_rate`, sign included."""
    assert int(account.rate_of(np.array([fen]), basis_points)[0]) == apply_rate(fen, basis_points)


def test_margin_and_cost_by_hand() -> None:
    """Margin 30% on 1,000 - 100 + 200 yuan less discounts, rewards, messages, commission, fixed cost."""
    one = {name: np.array([value]) for name, value in {
        "incremental": 100_000, "pulled_forward": 10_000, "newcomer_sales": 20_000,
        "attributed_sales": 50_000, "discounts": 9_000, "rewards": 3_000, "messages": 700,
    }.items()}  # fmt: skip
    flows, terms = (
        Flows(**one),
        AccountTerms(margin_bp=3_000, message_fen=2, commission_bp=500, fixed_fen=1_000),
    )
    assert account.margin(flows, terms).tolist() == [33_000]
    assert account.cost(flows, terms).tolist() == [9_000 + 3_000 + 1_400 + 2_500 + 1_000]
