"""Forecasts without a model, which a model must beat: last period, mean so far, same weeks last year."""

from __future__ import annotations

import numpy as np

from digitool.campaign.arrays import Floats
from digitool.campaign.history.purchase_log import PurchaseLog

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
