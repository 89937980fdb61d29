"""Back-tests: forecasts of past days keep their promise where the model is true, or say why they cannot."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from digitool.campaign.history.log_file import read_log
from digitool.campaign.history.purchase_log import PurchaseLog
from digitool.campaign.learning.backtest import BacktestSettings, backtest, backtest_coupons, deal_customers
from digitool.campaign.learning.evidence import gather
from digitool.campaign.models.bg_nbd import BgNbd
from digitool.coupons.rules.terms import Terms
from digitool.db.reading import reader
from digitool.errors import DataError, DigitoolError, NotFoundError, RefusedError, UsageError
from tests.campaign.chains import FIRST, World, at, made_up_fen, made_up_log

LAW = BgNbd(0.9, 4.0, 0.8, 3.0)


def made_up(customers: int = 1_200, days: int = 168, seed: int = 0) -> PurchaseLog:
    """A log whose truth is the model itself, in three stores."""
    person, day = made_up_log(customers, days, LAW, seed)
    return PurchaseLog.of(person, day, made_up_fen(person, seed=seed + 1), person % 3)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, object]]:
    """The back-test of two made-up chains."""
    found = [backtest(made_up(seed=seed), BacktestSettings(draws=120, origins=8)) for seed in (0, 5)]
    return [*found[0], *found[1]]


def test_intervals_cover_where_the_model_is_true(rows: list[dict[str, float]]) -> None:
    """Over all targets and horizons nominal 90% covers 85-100%: the calendar's swings are allowed for."""
    cases = sum(row["cases"] for row in rows)
    covered = sum(row["cases"] * row["coverage90"] for row in rows) / cases
    assert cases > 200
    assert 0.85 <= covered <= 1.0
    assert abs(np.mean([row["mean_pit"] for row in rows]) - 0.5) < 0.15


def test_forecasts_beat_naive_ones(rows: list[dict[str, float]]) -> None:
    """On most targets the CRPS is below that of the last period, and of the mean so far."""
    assert np.mean([row["crps"] < row["crps_last"] for row in rows]) > 0.8
    assert np.mean([row["crps"] < row["crps_mean"] for row in rows]) > 0.8


def test_each_target_has_a_row_with_the_promised_fields(rows: list[dict[str, object]]) -> None:
    """Purchases, buyers and sales at each horizon, with target, cases, coverage90, mean_pit, crps, bias."""
    names = {str(row["target"]).split()[0] for row in rows}
    assert names == {"purchases", "buyers", "gmv_fen"}
    assert all({"target", "cases", "coverage90", "mean_pit", "crps", "bias"} <= set(row) for row in rows)


def test_a_back_test_is_the_same_every_time() -> None:
    """One seed, one answer; another seed draws anew."""
    log = made_up(400, 70)
    first = backtest(log, BacktestSettings(draws=40))
    assert backtest(log, BacktestSettings(draws=40)) == first
    assert backtest(log, BacktestSettings(draws=40, seed=2)) != first


def test_nothing_after_an_origin_is_used() -> None:
    """Changing what happened after the last origin's windows moves actuals, never an earlier forecast."""
    log = made_up(400, 70)
    settings = BacktestSettings(draws=40, origins=3, horizons=(1,))
    last = log.span[1] - 3
    doubled = PurchaseLog(log.person, log.day, np.where(log.day >= last, log.fen * 2, log.fen), log.store)
    before, after = backtest(log, settings), backtest(doubled, settings)
    assert before[0] == after[0]
    assert before[2]["bias"] > after[2]["bias"]


def test_groups_at_random_give_more_cases() -> None:
    """Six random groups of one store are six times the cases."""
    log = made_up(600, 84)
    one = PurchaseLog(log.person, log.day, log.fen, np.zeros_like(log.store))
    settings = BacktestSettings(draws=30, origins=4, horizons=(1,))
    assert backtest(deal_customers(one, 6), settings)[0]["cases"] == 6 * backtest(one, settings)[0]["cases"]


@pytest.mark.parametrize(("customers", "days"), [(400, 30), (20, 200)])
def test_a_short_history_is_refused(customers: int, days: int) -> None:
    """A month, or twenty customers, cannot be back-tested; the refusal says what it takes."""
    with pytest.raises(RefusedError) as error:
        backtest(made_up(customers, days))
    assert error.value.code == "short_history"
    assert "seven weeks" in error.value.hint


def test_redemptions_are_forecast_from_the_stocks_before(tmp_path: Path) -> None:
    """Six stocks give five cases: the first has nothing before it; rates that repeat are covered."""
    world = World(tmp_path / "digitool.db", 800)
    person, day = made_up_log(800, 364, LAW)
    world.buy(person, day, made_up_fen(person))
    rng = np.random.default_rng(1)
    bought = set(zip(person.tolist(), day.tolist()))
    for number in range(6):
        begins = FIRST + 150 + 30 * number
        holders = (rng.choice(800, 200, replace=False) + 1).tolist()
        codes = world.stock(f"S{number}", holders, begins, Terms("amount", 500, total=200, valid_days=14))
        for holder, code in zip(holders, codes):
            days = [when for when in range(begins, begins + 14) if (holder, when) in bought]
            if days and rng.random() < 0.5:
                world.redeem(code, holder, days[0], 6_000)
    with reader(world.path) as connection:
        found = gather(connection, at(FIRST + 370), "Asia/Shanghai")
    world.close()
    (row,) = backtest_coupons(found.chances, found.log)
    assert row["target"] == "redemptions of a stock"
    assert row["cases"] == 5
    assert row["coverage90"] >= 0.6


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A file of that text."""
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    "text",
    [
        "customer,date,amount\nA,2026-03-01,10.00\nB,2026/3/2,5\nA,20260303,1\n",
        "amount\tdate\tcustomer\n10.00\t2026-03-01 12:30:00\tA\n5\t2026-03-02\tB\n1\t2026-03-03\tA\n",
        "客户,日期,金额\nA,2026-03-01,¥10.00\nB,2026-03-02,5\n\nA,2026-03-03,1\n",
    ],
)
def test_a_purchase_log_is_read_in_every_common_form(tmp_path: Path, text: str) -> None:
    """Commas or tabs, any order of columns, Chinese names, dates with dashes, slashes or none."""
    for encoding in ("utf-8", "gb18030"):
        log = read_log(write(tmp_path / "log.csv", text, encoding))
        assert log.person.tolist() == [0, 0, 1]
        assert log.fen.tolist() == [1_000, 100, 500]
        assert (np.diff(log.day[:2]) == 2).all()


@pytest.mark.parametrize(
    ("text", "kind", "code", "part"),
    [
        ("who,when\nA,2026-03-01\n", UsageError, "no_log_columns", "amount"),
        ("", UsageError, "no_log_columns", "customer"),
        ("customer,date,amount\nA,2026-03-01,1\nB,yesterday,1\n", DataError, "bad_log_line", ":3:"),
        ("customer,date,amount\nA,2026-03-01\n", DataError, "bad_log_line", ":2:"),
        ("customer,date,amount\nA,2026-03-01,1e9\n", DataError, "bad_log_line", ":2:"),
    ],
)
def test_a_bad_log_is_named_with_its_line(
    tmp_path: Path, text: str, kind: type[DigitoolError], code: str, part: str
) -> None:
    """What is missing or wrong is said, with file and line."""
    with pytest.raises(kind) as error:
        read_log(write(tmp_path / "log.csv", text))
    assert error.value.code == code
    assert part in str(error.value)


def test_a_log_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    """A wrong path is not found, not a crash."""
    with pytest.raises(NotFoundError):
        read_log(tmp_path / "none.csv")
