"""Back-tests on public data, or on yours: nominal 90% must cover 85-95%.

Run with: pytest -m benchmark -n 0 -s tests/benchmarks/test_campaign_backtests.py
DIGITOOL_CDNOW names another purchase log than CDNOW's (its form, or a CSV of customer, date, amount) and
DIGITOOL_HILLSTROM another experiment of Hillstrom's form (segment, visit, conversion, spend). The same from
the terminal: digitool campaign backtest --data FILE.csv --groups 6
"""

from __future__ import annotations

import numpy as np
import pytest

from digitool.campaign.learning.backtest import BacktestSettings, backtest, deal_customers
from digitool.campaign.measurement.effects import summarise
from tests.campaign.conftest import cdnow_file, hillstrom
from tests.campaign.purchase_logs import read_sales

__all__ = ["hillstrom"]
pytestmark = pytest.mark.benchmark
GROUPS, DRAWS, HORIZONS = 6, 300, (4, 8)


def pooled(rows: list[dict[str, float]], target: str, name: str) -> float:
    """A score of one target over all horizons, weighted by cases."""
    mine = [row for row in rows if str(row["target"]).startswith(target)]
    return sum(row[name] * row["cases"] for row in mine) / sum(row["cases"] for row in mine)


def test_rolling_origin_covers_what_it_promises() -> None:
    """Six random groups, an origin every four weeks, 4 and 8 weeks ahead: 90% covers 85-95%.

    Of purchases and of sales; parameters and luck alone cover far less; naive forecasts miss more.
    """
    log = deal_customers(read_sales(cdnow_file()), GROUPS, 20)
    settings = BacktestSettings(draws=DRAWS, horizons=HORIZONS)
    found = backtest(log, settings)
    plain = backtest(log, BacktestSettings(draws=DRAWS, horizons=HORIZONS, shock=False))
    for row in found:
        print(
            "\n" + ", ".join(f"{k} {v:.3f}" if isinstance(v, float) else f"{k} {v}" for k, v in row.items())
        )
    print(f"\nwithout the calendar: {pooled(plain, 'purchases', 'coverage90'):.3f} of purchases covered")
    for target in ("purchases", "buyers", "gmv_fen"):
        covered = pooled(found, target, "coverage90")
        print(f"{target}: {covered:.3f} covered, mean PIT {pooled(found, target, 'mean_pit'):.3f}")
    for target in ("purchases", "gmv_fen"):
        assert 0.85 <= pooled(found, target, "coverage90") <= 0.95, target
    assert 0.40 <= pooled(found, "purchases", "mean_pit") <= 0.60
    assert pooled(plain, "purchases", "coverage90") < pooled(found, "purchases", "coverage90") - 0.1
    for target in ("purchases", "buyers", "gmv_fen"):
        assert pooled(found, target, "crps") < pooled(plain, target, "crps") * 1.02
        assert pooled(found, target, "crps") < pooled(found, target, "crps_last")
        assert pooled(found, target, "crps") < pooled(found, target, "crps_mean")


@pytest.mark.parametrize(
    ("arm", "outcome"), [(arm, o) for arm in ("Mens E-Mail", "Womens E-Mail") for o in range(3)]
)
def test_hillstrom_split_half_covers_what_it_promises(
    hillstrom: dict[str, np.ndarray], arm: str, outcome: int
) -> None:
    """Learn on one random half, forecast the increment of the other: 90% covers 85-95% of 400 splits."""
    rng = np.random.default_rng(outcome)
    covered = []
    for _ in range(400):
        halves = {}
        for name in (arm, "No E-Mail"):
            order = rng.permutation(len(hillstrom[name]))
            values = hillstrom[name][order, outcome]
            halves[name] = [summarise(half, np.arange(half.size)) for half in np.array_split(values, 2)]
        past, actual = (
            treated.mean - held_out.mean for treated, held_out in zip(halves[arm], halves["No E-Mail"])
        )
        error = np.sqrt(sum(one.variance for name in (arm, "No E-Mail") for one in halves[name]))
        covered.append(abs(actual - past) <= 1.6449 * error)
    coverage = np.mean(covered)
    print(f"\n{arm}, outcome {outcome}: {coverage:.3f}")
    assert 0.85 <= coverage <= 0.95
