"""Who gets the message, and on which day: guide queues, frequency caps, message budget.

A guide sends at most C_g messages a day (typical 30-200), most valuable customers first, so a
customer of rank k waits until day ceil(k / C_g): a campaign of many customers per guide starts late
for most of them, and not at all for those whose day falls behind its window.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from digitool.campaign.arrays import Bools, Floats, Ints, floats, ints


class SkipReason(IntEnum):
    """Why a customer gets no message; SENT where one goes out."""

    SENT = 0
    UNREACHABLE = 1
    HELD_OUT = 2
    FREQUENCY = 3
    BACKLOG = 4
    BUDGET = 5


@dataclass(frozen=True)
class Audience:
    """Customers to be reached, arrays of one length n, and what was sent to them lately.

    ``guide``: 0..G-1, or -1 for none (a broadcast reaches them on day 0). ``priority``: higher goes
    first. ``contacts_7`` and ``contacts_30``: messages in the last 7 and 30 days.
    """

    guide: Ints
    priority: Floats
    contacts_7: Ints
    contacts_30: Ints
    reachable: Bools
    held_out: Bools


@dataclass(frozen=True)
class Sending:
    """The rules: messages per guide and day (G,), window in days, caps per 7 and 30 days, budget.

    ``message_budget`` is a number of messages; None means no limit.
    """

    capacity: Ints
    days: int
    most_in_7: int = 2
    most_in_30: int = 4
    message_budget: int | None = None


@dataclass(frozen=True)
class Plan:
    """``send_day`` (n,), days from the start, inf where nothing is sent; ``skip`` (n,) as `SkipReason`."""

    send_day: Floats
    skip: npt.NDArray[np.int8]

    @property
    def messages(self) -> int:
        """Messages that go out."""
        return int(np.count_nonzero(np.isfinite(self.send_day)))


def queue_rank(guide: Ints, priority: Floats) -> Ints:
    """Place (n,) in each guide's queue, 1 first, by falling priority; ties keep their order."""
    order = np.lexsort((-priority, guide))
    ordered = guide[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if order.size else order
    lengths = np.diff(np.r_[starts, ordered.size])
    rank = np.empty(order.size, dtype=np.int64)
    rank[order] = np.arange(order.size) - np.repeat(starts, lengths) + 1
    return rank


def plan_exposure(audience: Audience, sending: Sending) -> Plan:
    """When each customer is written to, and why the others are not.

    Order of the reasons: unreachable, held out, frequency cap, guide backlog past the window, budget
    (kept in order of day, then of rank).
    """
    skip = np.zeros(audience.guide.size, dtype=np.int8)
    over = (audience.contacts_7 >= sending.most_in_7) | (audience.contacts_30 >= sending.most_in_30)
    skip[over] = SkipReason.FREQUENCY
    skip[audience.held_out] = SkipReason.HELD_OUT
    skip[~audience.reachable] = SkipReason.UNREACHABLE
    day = np.full(skip.size, np.inf)
    open_ = np.flatnonzero(skip == SkipReason.SENT)
    rank = queue_rank(audience.guide[open_], audience.priority[open_])
    day[open_] = _queue_day(audience.guide[open_], rank, sending.capacity)
    skip[open_[day[open_] >= sending.days]] = SkipReason.BACKLOG
    if sending.message_budget is not None:
        order = open_[np.lexsort((rank, day[open_]))]
        sent = order[skip[order] == SkipReason.SENT]
        skip[sent[sending.message_budget :]] = SkipReason.BUDGET
    day[skip != SkipReason.SENT] = np.inf
    return Plan(day, skip)


def _queue_day(guide: Ints, rank: Ints, capacity: Ints) -> Floats:
    """Day (n,) counted from 0: ceil(rank / C) - 1; inf for a guide without capacity."""
    with_none = np.append(capacity, np.iinfo(np.int64).max)
    each = with_none[guide]
    day = np.full(rank.size, np.inf)
    able = each > 0
    day[able] = (rank[able] - 1) // each[able]
    return day


@dataclass(frozen=True)
class ViewRates:
    """P(a delivered message is viewed): Beta(a, b) for each guide (G + 1,), the last for no guide.

    The prior is Beta(mu kappa, (1 - mu) kappa), updated with each guide's own sent and viewed.
    """

    a: Floats
    b: Floats

    @staticmethod
    def learn(
        viewed: npt.ArrayLike, sent: npt.ArrayLike, mean: float = 0.4, kappa: float = 10.0
    ) -> ViewRates:
        """From views and messages sent per guide (G,); the last place (no guide) keeps the prior."""
        seen, out = np.append(ints(viewed), 0), np.append(ints(sent), 0)
        if np.any(seen < 0) or np.any(seen > out):
            raise ValueError("viewed must lie between 0 and sent")
        return ViewRates(floats(mean * kappa + seen), floats((1 - mean) * kappa + out - seen))

    def draw(self, rng: np.random.Generator) -> Floats:
        """View rates (G + 1,), one draw per guide."""
        return rng.beta(self.a, self.b)
