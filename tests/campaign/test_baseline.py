"""The no-campaign forecast: centred on the closed form, wider with every source of doubt."""

from __future__ import annotations

import numpy as np
import pytest

from digitool.campaign.learning.baseline import expected_total, forecast_total
from digitool.campaign.models.bg_nbd import BgNbdFit
from digitool.campaign.models.calendar_shock import CalendarShock
from tests.campaign.builders import CDNOW, history_of

STILL = CalendarShock(0.0, 4.0)


def fit(sd: float) -> BgNbdFit:
    """CDNOW parameters, each known within ``sd`` on logs."""
    return BgNbdFit(CDNOW, np.eye(4) * max(sd, 1e-7) ** 2, 0.0, 1_000)


def test_luck_alone_centres_on_the_closed_form() -> None:
    """With known parameters and no shock the mean total is the conditional expectation."""
    history = history_of(1_000)
    totals = forecast_total(history, fit(0.0), 8.0, STILL, 300, np.random.default_rng(1))
    expected = expected_total(history, fit(0.0), 8.0)
    assert totals.mean() == pytest.approx(expected, abs=4 * totals.std() / np.sqrt(300))


def test_each_source_of_doubt_widens_the_forecast() -> None:
    """Parameter uncertainty, then the calendar shock, make the interval wider."""
    history, rng = history_of(1_000), np.random.default_rng(2)
    luck = forecast_total(history, fit(0.0), 8.0, STILL, 300, rng).std()
    parameters = forecast_total(history, fit(0.2), 8.0, STILL, 300, rng).std()
    everything = forecast_total(history, fit(0.2), 8.0, CalendarShock(0.3, 7.0), 300, rng).std()
    assert luck < parameters < everything
