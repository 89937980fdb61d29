"""The known calendar: weekdays, months and holidays that are busier or quieter than the average.

A window's factor is the mean of its days', and multiplies the purchase rate that BG/NBD gives; what it
does not explain is left to the calendar shock. Nothing is learned of a month from less than two years:
a chain that grows would call its growth a season.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from digitool.campaign.arrays import Bools, Floats, Ints, floats
from digitool.rules.reader import eras

WEEKDAYS = 7
MONTHS = 12
YEAR = 365
_EPOCH_WEEKDAY = 3
_PRIOR_DAYS = 28.0


def _ones(size: int) -> tuple[float, ...]:
    return (1.0,) * size


@dataclass(frozen=True)
class Rhythm:
    """Factors with mean 1 on ordinary days: ``weekday`` from Monday (7,), ``month`` (12,), ``holiday``."""

    weekday: tuple[float, ...] = field(default_factory=lambda: _ones(WEEKDAYS))
    month: tuple[float, ...] = field(default_factory=lambda: _ones(MONTHS))
    holiday: float = 1.0

    def factors(self, day: int, days: int) -> Floats:
        """The factor of each day (days,) from day number ``day``."""
        every = np.arange(day, day + days, dtype=np.int64)
        known = np.asarray(self.weekday)[weekdays(every)] * np.asarray(self.month)[months(every)]
        return floats(known * np.where(holidays(every), self.holiday, 1.0))


def weekdays(day: Ints) -> Ints:
    """0 for Monday to 6 for Sunday (n,) of day numbers (n,)."""
    return (day + _EPOCH_WEEKDAY) % WEEKDAYS


def months(day: Ints) -> Ints:
    """0 for January to 11 (n,) of day numbers (n,)."""
    return day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % MONTHS


def holidays(day: Ints) -> Bools:
    """Whether day numbers (n,) are public holidays of mainland China, as far as they are announced."""
    found = np.zeros(day.size, dtype=np.bool_)
    for rule in eras("public_holidays"):
        found |= (day >= rule.valid_from) & (day < (rule.valid_to or rule.valid_from))
    return found


def learn(days: Ints, purchases: Ints) -> Rhythm:
    """The rhythm of daily purchase counts (D,) on consecutive ``days`` (D,), first and last not half counted.

    A weekday's or the holidays' factor compares what was bought with the ordinary days four weeks to either
    side; a month's compares it with a straight line through at least two years. Each is pulled to 1, weekdays
    and months as if four weeks of average days had been seen besides, holidays as if one week.
    """
    if days.size < 2 * WEEKDAYS or purchases.sum() == 0:
        return Rhythm()
    ordinary = ~holidays(days)
    trend = _trend(purchases, ordinary)
    weekday = _factors(purchases[ordinary], trend[ordinary], weekdays(days)[ordinary], WEEKDAYS)
    usual = trend * np.asarray(weekday)[weekdays(days)]
    off = ~ordinary
    prior = WEEKDAYS * float(trend.mean())
    holiday = (float(purchases[off].sum()) + prior) / (float(usual[off].sum()) + prior)
    if days.size < 2 * YEAR:
        return Rhythm(weekday=weekday, holiday=holiday)
    place = np.arange(days.size, dtype=np.float64)
    usual = np.asarray(weekday)[weekdays(days)] * np.where(off, holiday, 1.0)
    line = np.maximum(np.polyval(np.polyfit(place, purchases / usual, 1), place), 1e-9) * usual
    return Rhythm(weekday, _factors(purchases, line, months(days), MONTHS), holiday)


def _trend(purchases: Ints, ordinary: Bools) -> Floats:
    """Mean of the ordinary days up to four weeks before and after each day (D,), never 0."""
    reach = 4 * WEEKDAYS
    total = np.concatenate([[0.0], np.cumsum(np.where(ordinary, purchases, 0))])
    count = np.concatenate([[0.0], np.cumsum(ordinary)])
    place = np.arange(purchases.size)
    low, high = np.maximum(place - reach, 0), np.minimum(place + reach + 1, purchases.size)
    level = max(float(purchases.mean()), 1e-9)
    found: Floats = (total[high] - total[low] + level) / (count[high] - count[low] + 1.0)
    return found


def _factors(actual: Ints, expected: Floats, group: Ints, groups: int) -> tuple[float, ...]:
    """Actual over expected by group (groups,), pulled to 1, with mean 1 over the groups seen."""
    bought = np.bincount(group, weights=actual, minlength=groups)
    wanted = np.bincount(group, weights=expected, minlength=groups)
    prior = _PRIOR_DAYS / groups * float(expected.mean())
    found = (bought + prior) / (wanted + prior)
    found = found / float(found[wanted > 0].mean())
    return tuple(float(one) for one in np.where(wanted > 0, found, 1.0))
