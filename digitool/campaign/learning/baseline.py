"""Forecast what known customers buy without a campaign: parameters, calendar and luck together.

The three sources of uncertainty are needed: on CDNOW nominal 90% intervals covered 56% with luck alone,
59% with parameter uncertainty, 90% with the calendar shock.
"""

from __future__ import annotations

import numpy as np

from digitool.campaign.arrays import Floats
from digitool.campaign.models import calendar_shock
from digitool.campaign.models.bg_nbd import (
    BgNbd,
    BgNbdFit,
    History,
    conditional_expected_purchases,
    draw_purchases,
)
from digitool.campaign.models.calendar_shock import CalendarShock


def forecast_total(
    history: History,
    fit: BgNbdFit,
    weeks: float,
    shock: CalendarShock,
    draws: int,
    rng: np.random.Generator,
) -> Floats:
    """Draws (draws,) of all purchases of the history's customers in the next ``weeks``.

    The shock multiplies the purchase rate, which is the same as stretching the horizon.
    """
    totals = np.empty(draws)
    factors = calendar_shock.draw(shock, draws, rng)
    for draw, logs in enumerate(np.log(fit.draw(draws, rng))):
        stretched = weeks * float(factors[draw])
        totals[draw] = draw_purchases(history, BgNbd.of_logs(logs), stretched, rng).sum()
    return totals


def expected_total(history: History, fit: BgNbdFit, weeks: float) -> float:
    """The forecast's centre: the sum of conditional expectations at the fitted parameters."""
    return float(conditional_expected_purchases(history, fit.parameters, weeks).sum())
