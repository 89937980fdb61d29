"""Campaign room: what a campaign would do, with intervals that keep their promise.

``from digitool.campaign import simulate`` works on plain arrays, without a workspace; numpy loads
with that import and not before (PEP 562), so a command that never simulates never pays for it.

Four arrays and a plan are enough; histories in weeks, money in fen, campaign time in days::

    import numpy as np
    from digitool.campaign import Calibration, Campaign, Customers, Effort, simulate
    from digitool.campaign.simulation.account import AccountTerms
    from digitool.campaign.models.bg_nbd import BuyerHistories, fit
    from digitool.campaign.simulation.coupon_value import Coupon
    from digitool.campaign.simulation.exposure import Audience, Sending, plan_exposure
    from digitool.campaign.models.gamma_gamma import fit as fit_baskets

    rng = np.random.default_rng(7)
    n = 2_000
    age = rng.uniform(8.0, 52.0, n)  # weeks since the first purchase, (n,)
    repeats = rng.poisson(rng.gamma(0.5, 0.2, n) * age)  # purchases after the first, (n,)
    recency = np.where(repeats > 0, age * rng.beta(3.0, 1.0, n), 0.0)  # first to last purchase, weeks
    basket = 8_000 * rng.lognormal(0.0, 0.4, n)  # mean basket so far, fen, (n,)
    history = BuyerHistories.of(repeats, recency, age)
    guide = rng.integers(0, 5, n)  # place of each customer's guide, -1 for none
    customers = Customers.of(history, basket_fen=basket, basket_count=repeats + 1, guide=guide)
    nobody = np.zeros(n, dtype=bool)
    audience = Audience(customers.guide, basket, customers.contacts_7, customers.contacts_7, ~nobody, nobody)
    campaign = Campaign(
        days=28,
        plan=plan_exposure(audience, Sending(np.full(5, 40), days=28)),  # 5 guides, 40 messages a day each
        terms=AccountTerms(margin_bp=3_000, message_fen=5, commission_bp=300),
        coupon=Coupon(face_fen=1_000, threshold_fen=5_000, budget_fen=500_000),
    )
    known = Calibration(purchases=(fit(history),), baskets=fit_baskets(repeats + 1, basket))
    outcome = simulate(customers, known, campaign, Effort(runs=200, repeats=20, seed=1))
    for line in outcome.summary()[:4]:
        print(line.metric, line.p5, line.p50, line.p95, line.unit)

`simulation.simulate` lists shapes, units and sources; `forecast.forecasting` does the same from a workspace
and a campaign file (`file.spec`).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digitool.campaign.simulation.inputs import Calibration, Campaign, Customers, Effort
    from digitool.campaign.simulation.outcome import Outcome
    from digitool.campaign.simulation.simulate import simulate

__all__ = [
    "Calibration",
    "Campaign",
    "Customers",
    "Effort",
    "Outcome",
    "file",
    "forecast",
    "history",
    "learning",
    "measurement",
    "simulate",
    "simulation",
    "start",
]

_HOMES = {
    "Calibration": "simulation.inputs",
    "Campaign": "simulation.inputs",
    "Customers": "simulation.inputs",
    "Effort": "simulation.inputs",
    "Outcome": "simulation.outcome",
    "simulate": "simulation.simulate",
}


def __getattr__(name: str) -> object:
    """Load a public name from its module on first use; AttributeError for any other name."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
