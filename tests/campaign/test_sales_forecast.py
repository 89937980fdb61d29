"""The forecast of known customers: centred on the closed form, wider with every source of doubt."""

from __future__ import annotations

import numpy as np
import pytest

from digitool.campaign.history.purchase_log import Cut
from digitool.campaign.learning.sales_forecast import Known, Window, draw_totals
from digitool.campaign.models.bg_nbd import BgNbdFit, expected_total
from digitool.campaign.models.calendar_shock import CalendarShock
from digitool.campaign.models.gamma_gamma import GammaGamma, GammaGammaFit
from tests.campaign.builders import CDNOW, history_of

STILL = CalendarShock(0.0, 4.0)
PURCHASES, BUYERS, SALES = range(3)


def known(sd: float) -> Known:
    """1,000 customers of CDNOW habits, the law's parameters known within ``sd`` on logs, 15-yuan baskets."""
    history = history_of(1_000)
    n = len(history)
    one, nobody = history.frequency + 1, np.zeros(n, dtype=np.int64)
    customers = Cut(0, np.arange(n), history, one, np.full(n, 1_500.0), np.zeros(n), nobody, nobody)
    fit = BgNbdFit(CDNOW, np.eye(4) * max(sd, 1e-7) ** 2, 0.0, n)
    return Known(customers, fit, GammaGammaFit.known(GammaGamma(6.25, 3.74, 1544.0)))


def test_luck_alone_centres_on_the_closed_form() -> None:
    """With known parameters and no shock the mean total is the conditional expectation, for each horizon."""
    sure = known(0.0)
    found = draw_totals(
        sure, [Window(weeks, STILL, STILL) for weeks in (4.0, 8.0)], 300, np.random.default_rng(1)
    )
    for place, weeks in enumerate((4.0, 8.0)):
        totals = found[PURCHASES, place]
        expected = expected_total(sure.customers.history, sure.purchases, weeks)
        assert totals.mean() == pytest.approx(expected, abs=4 * totals.std() / np.sqrt(300))
    assert np.all(found[:, 0] <= found[:, 1])


def test_each_source_of_doubt_widens_the_forecast() -> None:
    """Parameter uncertainty, then the calendar shock, make the interval wider."""
    rng, shaken = np.random.default_rng(2), CalendarShock(0.3, 7.0)
    ways = ((0.0, STILL), (0.2, STILL), (0.2, shaken))
    spread = [
        draw_totals(known(sd), [Window(8.0, one, STILL)], 300, rng)[PURCHASES].std() for sd, one in ways
    ]
    assert spread == sorted(spread) and len(set(spread)) == 3


def test_who_buys_buys_at_least_once() -> None:
    """No more buyers than purchases or customers, and sales only where there are purchases."""
    found = draw_totals(known(0.1), [Window(8.0, STILL, STILL)], 100, np.random.default_rng(3))[:, 0]
    assert np.all(found[BUYERS] <= np.minimum(found[PURCHASES], 1_000))
    assert np.all((found[SALES] > 0) == (found[PURCHASES] > 0))
    assert found[SALES].sum() / found[PURCHASES].sum() == pytest.approx(3_000, rel=0.5)
