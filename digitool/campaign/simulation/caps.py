"""Caps in time order: budget, quota, stock and uses per customer stop what comes too late.

Redemptions are taken in order of time; the first that does not fit closes the cap for good, as a
stock that is sold out does (no later, smaller discount slips in behind a refused one).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digitool.campaign.arrays import Bools, Floats, Ints


@dataclass(frozen=True)
class Capped:
    """Which requests (n,) were served, how many were not, and when the cap closed (inf = never)."""

    served: Bools
    unmet: int
    closed_at: float


def apply(at: Floats, cost_fen: Ints, budget_fen: int | None = None, quota: int | None = None) -> Capped:
    """Serve requests in order of time ``at`` (n,), days, until budget (fen) or quota (count) is used.

    ``cost_fen`` (n,) is what each would take from the budget. None means no cap. Ties in time go to
    the earlier place.
    """
    room = np.ones(at.size, dtype=np.bool_)
    if at.size == 0 or (budget_fen is None and quota is None):
        return Capped(room, 0, np.inf)
    if (quota is None or at.size <= quota) and (budget_fen is None or int(cost_fen.sum()) <= budget_fen):
        return Capped(room, 0, np.inf)
    order = np.argsort(at, kind="stable")
    fits = np.ones(at.size, dtype=np.bool_) if quota is None else np.arange(at.size) < quota
    if budget_fen is not None:
        fits &= np.cumsum(cost_fen[order]) <= budget_fen
    last = int(np.argmin(fits))
    room[order[last:]] = False
    return Capped(room, at.size - last, float(at[order[last]]))


def closing_time(events: Sequence[tuple[Floats, Ints]], budget_fen: int | None) -> float:
    """When a budget that several mechanics share is used up, in days; inf = never.

    ``events`` are times in days and costs in fen, arrays of one length each, of every mechanic. What
    comes at this time or later gets nothing.
    """
    if budget_fen is None or not events:
        return np.inf
    at = np.concatenate([times for times, _ in events])
    cost = np.concatenate([costs for _, costs in events])
    return apply(at, cost, budget_fen).closed_at
