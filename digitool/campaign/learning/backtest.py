"""How far forecasts can be trusted: made again at past days, compared with what then happened.

At each origin everything is learned from the days before it only. A case is one origin and one group of
customers (a store; all where there is one). A good 90% interval covers 85-95% of cases, mean PIT lies in
0.45-0.55, and the CRPS is below those of forecasts without a model: last period, mean so far, same weeks
last year. Redemptions are tried alike: each past stock on its first day, from the stocks before it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from digitool.campaign.arrays import Bools, Floats, Ints, floats
from digitool.campaign.history import chances
from digitool.campaign.history.chances import Chances
from digitool.campaign.history.purchase_log import WEEK, Cut, PurchaseLog, histories_before
from digitool.campaign.learning import basket_fit, scores
from digitool.campaign.learning.model import BASKETS
from digitool.campaign.learning.sales_forecast import TARGETS, Known, Window, draw_totals, expected_baskets
from digitool.campaign.models import calendar_shock, rhythm, shrinkage
from digitool.campaign.models.beta_binomial import posterior
from digitool.campaign.models.bg_nbd import BgNbd, BgNbdFit, BuyerHistories, expected_total
from digitool.campaign.models.calendar_shock import CalendarShock
from digitool.campaign.models.gamma_gamma import GammaGammaFit
from digitool.campaign.models.rhythm import Rhythm
from digitool.campaign.simulation.preparation import purchase_chance, vars_of
from digitool.errors import RefusedError

BASELINES = ("last", "mean", "seasonal")
YEAR_DAYS = 364
"""52 weeks: the same weekdays a year ago."""


def totals(log: PurchaseLog, start: int, days: int) -> Floats:
    """Purchases, buyers and sales (3,) of days ``start`` to before ``start + days``."""
    window = log.between(start, start + days)
    return np.array([len(window), np.unique(window.person).size, window.fen.sum()], dtype=np.float64)


def forecasts(log: PurchaseLog, origin: int, days: int) -> Floats:
    """Point forecasts (baselines, 3) for the customers known at ``origin``; nan where history is too short.

    What each period's known customers did in it, per head, times the customers known now: a count of all
    purchases would include those of newcomers, whom nobody forecasts here.
    """
    found = np.full((len(BASELINES), 3), np.nan)
    first = log.span[0]
    persons, since = np.unique(log.person, return_index=True)
    since = log.day[since]
    now = int((since < origin).sum())

    def per_head(start: int) -> Floats:
        """What one customer known at ``start`` did in the ``days`` from then."""
        known = since < start
        return totals(log.of_persons(persons[known]), start, days) / max(int(known.sum()), 1)

    starts = [origin - (n + 1) * days for n in range((origin - first - 1) // days)]
    if starts:
        found[0] = now * per_head(starts[0])
        found[1] = now * np.mean([per_head(start) for start in starts], axis=0)
    if origin - first > YEAR_DAYS:
        found[2] = now * per_head(origin - YEAR_DAYS)
    return found


HORIZONS = (1, 2, 4, 8, 13)
"""Weeks that may be forecast; those with at least three origins are."""

FEWEST_ORIGINS = 3
FEWEST_CUSTOMERS = 50
_BURN_IN = 28
_MOST_FITTED = 10_000

Progress = Callable[[int, int], None]
"""Told origins done and origins in all."""


@dataclass(frozen=True)
class BacktestSettings:
    """``draws`` of each forecast, at most ``origins`` newest origins, seed of the draws.

    ``horizons`` in weeks; ``shock`` off leaves parameters and luck alone, to see what it is worth.
    """

    draws: int = 200
    origins: int = 12
    seed: int = 1
    horizons: tuple[int, ...] = HORIZONS
    shock: bool = True


@dataclass
class Cases:
    """Forecasts and outcomes of one target and horizon, as they come in."""

    draws: list[Floats] = field(default_factory=list)
    actual: list[float] = field(default_factory=list)
    naive: list[Floats] = field(default_factory=list)


@dataclass
class _Past:
    """Forecasts and outcomes of one group and horizon: origin, then actual and expected."""

    purchases: list[tuple[int, float, float]] = field(default_factory=list)
    baskets: list[tuple[int, float, float]] = field(default_factory=list)


def _shock(
    rows: list[tuple[int, float, float]], before: int, prior: CalendarShock | None = None
) -> CalendarShock:
    """What the last three forecasts made ``before`` that day taught."""
    known = [row for row in rows if row[0] <= before][-3:]
    return calendar_shock.learn([row[1] for row in known], [row[2] for row in known], prior)


def backtest(
    log: PurchaseLog, settings: BacktestSettings | None = None, progress: Progress | None = None
) -> list[dict[str, Any]]:
    """Rows target, horizon_weeks, cases, coverage90, mean_pit, crps, bias, and the naive forecasts' CRPS.

    ``log.store`` says which group each customer belongs to. Raises RefusedError ``short_history`` where not
    even three origins a week apart have four weeks of history before them, or nobody buys twice.
    """
    settings = settings or BacktestSettings()
    horizons, origins = plan_backtest(log, settings)
    test = _Test(log, settings, horizons)
    for number, origin in enumerate(origins):
        test.at(origin)
        if progress is not None:
            progress(number + 1, len(origins))
    rows = [_row(target, weeks, test) for weeks in horizons for target in TARGETS]
    return [row for row in rows if row["cases"]]


def deal_customers(log: PurchaseLog, groups: int, seed: int = 1) -> PurchaseLog:
    """The log with its customers dealt at random into ``groups`` of about one size, instead of stores."""
    persons = np.unique(log.person)
    group = np.random.default_rng(seed).permutation(persons.size) % groups
    return replace(log, store=group[np.searchsorted(persons, log.person)])


def plan_backtest(log: PurchaseLog, settings: BacktestSettings) -> tuple[list[int], list[int]]:
    """Horizons in weeks and origins (days): a week apart, four in a history longer than half a year."""
    start, end = log.span
    first = start + max(_BURN_IN, (end - start) // 5)
    step = WEEK if end - start < 26 * WEEK else 4 * WEEK
    origins = sorted(range(end - WEEK, first - 1, -step))
    horizons = [
        weeks for weeks in settings.horizons
        if sum(origin + weeks * WEEK <= end for origin in origins) >= FEWEST_ORIGINS
    ]  # fmt: skip
    if not horizons or len(histories_before(log, end)) < FEWEST_CUSTOMERS:
        raise RefusedError(
            "short_history",
            "{days} days of {customers} customers are too few for a back-test",
            hint="it takes about seven weeks and 50 customers: three past days to forecast from",
            days=end - start,
            customers=len(histories_before(log, end)),
        )
    return horizons, origins[-settings.origins :]


def _groups(log: PurchaseLog) -> list[Ints | None]:
    """Persons of each store that has enough of them; one group of everybody (None) where only one has."""
    everybody = histories_before(log, log.span[1])
    stores = [
        everybody.persons[everybody.store == store]
        for store in np.unique(everybody.store).tolist()
        if store >= 0
    ]
    large = [persons for persons in stores if persons.size >= FEWEST_CUSTOMERS]
    return list(large) if len(large) > 1 else [None]


@dataclass(frozen=True)
class _Origin:
    """What is the same for all groups at an origin: the day, the calendar, the chain's fits."""

    day: int
    rhythm: Rhythm
    chain: BgNbdFit
    baskets: GammaGammaFit


def _learn(before: PurchaseLog, day: int) -> _Origin:
    start = before.span[0]
    days = np.arange(start, day, dtype=np.int64)
    known = rhythm.learn(days, np.bincount(before.day - start, minlength=days.size))
    everybody = histories_before(before, day)
    return _Origin(
        day, known, shrinkage.fit_chain(everybody.sample(_MOST_FITTED).history).fit, _baskets(everybody)
    )


class _Test:
    """A back-test that runs: its cases, and what each group's forecasts missed so far."""

    def __init__(self, log: PurchaseLog, settings: BacktestSettings, horizons: list[int]) -> None:
        self.log, self.settings, self.horizons = log, settings, horizons
        self.groups = _groups(log)
        self.rng = np.random.default_rng(settings.seed)
        self.cases = {(target, weeks): Cases() for weeks in horizons for target in TARGETS}
        self._past = {(group, weeks): _Past() for group in range(len(self.groups)) for weeks in horizons}

    def at(self, day: int) -> None:
        """Forecast every group and horizon from a day, and note what happened."""
        before = self.log.only(self.log.day < day)
        origin = _learn(before, day)
        for group, persons in enumerate(self.groups):
            mine = before if persons is None else before.of_persons(persons)
            customers = histories_before(mine, day)
            if len(customers) < FEWEST_CUSTOMERS // 2:
                continue
            fit = origin.chain
            if persons is not None:
                fit = shrinkage.fit_store(customers.sample(_MOST_FITTED).history, fit).fit
            self._forecast(group, origin, mine, Known(customers, fit, origin.baskets))

    def _forecast(self, group: int, origin: _Origin, mine: PurchaseLog, known: Known) -> None:
        day, later = origin.day, self.log.of_persons(known.customers.persons)
        open_ = [weeks for weeks in self.horizons if day + weeks * WEEK <= self.log.span[1]]
        windows = [self._window(group, weeks, origin) for weeks in open_]
        drawn = draw_totals(known, windows, self.settings.draws, self.rng)
        for place, (weeks, window) in enumerate(zip(open_, windows)):
            actual = totals(later, day, weeks * WEEK)
            stretched = weeks * float(np.exp(window.shock.centre))
            expected = expected_total(known.customers.history, known.purchases, stretched)
            self._past[group, weeks].purchases.append((day, float(actual[0]), expected))
            worth = expected_baskets(known, later.between(day, day + weeks * WEEK))
            self._past[group, weeks].baskets.append((day, float(actual[2]), worth))
            guesses = forecasts(mine, day, weeks * WEEK)
            for number, target in enumerate(TARGETS):
                case = self.cases[target, weeks]
                case.draws.append(drawn[number, place])
                case.actual.append(float(actual[number]))
                case.naive.append(guesses[:, number])

    def _window(self, group: int, weeks: int, origin: _Origin) -> Window:
        days = weeks * WEEK
        centre = float(np.log(origin.rhythm.factors(origin.day, days).mean()))
        if not self.settings.shock:
            return Window(weeks, CalendarShock(0.0, centre=centre), CalendarShock(0.0))
        past, latest = self._past[group, weeks], origin.day - days
        shock = replace(_shock(past.purchases, latest), centre=centre)
        return Window(weeks, shock, _shock(past.baskets, latest, BASKETS))


def _baskets(customers: Cut) -> GammaGammaFit:
    return basket_fit.fit_baskets(customers.sample(_MOST_FITTED))


def _row(target: str, weeks: int, test: _Test) -> dict[str, Any]:
    """The scores of one target and horizon."""
    cases = test.cases[target, weeks]
    if not cases.actual:
        return {"cases": 0}
    actual = floats(cases.actual)
    score = scores.score(np.array(cases.draws), actual, test.rng)
    row = score_row(f"{target} {weeks}w", score)
    misses = np.abs(np.array(cases.naive) - actual[:, None])
    for place, name in enumerate(BASELINES):
        known = misses[:, place][np.isfinite(misses[:, place])]
        row[f"crps_{name}"] = float(known.mean()) if known.size == actual.size else None
    return row


def score_row(target: str, score: scores.Score) -> dict[str, Any]:
    """A score as commands show it; bias is null where nothing happened."""
    return {
        "target": target,
        "cases": score.cases,
        "coverage90": score.coverage,
        "mean_pit": score.mean_pit,
        "crps": score.crps,
        "bias": None if np.isnan(score.bias) else score.bias,
    }


_COUPON_DRAWS = 400
"""Draws of each forecast of redemptions."""


def backtest_coupons(found: Chances, log: PurchaseLog, seed: int = 1) -> list[dict[str, Any]]:
    """One row: redemptions of a stock; none where no stock ended before another began.

    ``crps_mean`` is that of the past stocks' pooled rate of coupons received.
    """
    rng = np.random.default_rng(seed)
    host, used = chances.hosts(found, log), found.used
    drawn, actual, pooled = [], [], []
    for place in range(len(found.stocks)):
        mine = found.stock == place
        begins = int(found.from_day[mine].min())
        past = [n for n in range(len(found.stocks)) if int(found.to_day[found.stock == n].max()) <= begins]
        if not past or not mine.any():
            continue
        redeemed = [int((used & (found.stock == n)).sum()) for n in past]
        hosted = [int((host & (found.stock == n)).sum()) for n in past]
        received = sum(int((found.stock == n).sum()) for n in past)
        rates = posterior(redeemed, hosted).draw_rates(_COUPON_DRAWS, rng)
        drawn.append(
            rng.binomial(_buyers(found, mine, histories_before(log, begins), rng), rates).astype(np.float64)
        )
        actual.append(float((used & mine).sum()))
        pooled.append(sum(redeemed) / received * int(mine.sum()))
    if not actual:
        return []
    row = score_row("redemptions of a stock", scores.score(np.array(drawn), floats(actual), rng))
    misses = np.abs(floats(pooled) - floats(actual))
    return [{**row, "crps_last": None, "crps_mean": float(misses.mean()), "crps_seasonal": None}]


def _buyers(found: Chances, mine: Bools, known: Cut, rng: np.random.Generator) -> Ints:
    """Draws of how many holders buy while their coupon is valid, from what was known when it began."""
    if not len(known):
        return rng.binomial(int(mine.sum()), rng.beta(1.0, 3.0, _COUPON_DRAWS))
    fit = shrinkage.fit_chain(known.history).fit
    holder = found.person[mine]
    weeks = (found.to_day - found.from_day)[mine] / WEEK
    place = np.minimum(np.searchsorted(known.persons, holder), len(known) - 1)
    seen = known.persons[place] == holder
    history = BuyerHistories(*(column[place[seen]] for column in vars_of(known.history)))
    strangers = int(np.count_nonzero(~seen))
    total = np.empty(_COUPON_DRAWS, dtype=np.int64)
    for number, logs in enumerate(np.log(fit.draw(_COUPON_DRAWS, rng))):
        buys = rng.random(history.frequency.size) < purchase_chance(history, BgNbd.of_logs(logs), weeks[seen])
        total[number] = int(buys.sum()) + rng.binomial(strangers, rng.beta(1.0, 3.0))
    return total
