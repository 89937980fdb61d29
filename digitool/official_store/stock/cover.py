"""How far the stock reaches: out, low, dead, or fine (pure)."""

from __future__ import annotations

from typing import Any, NamedTuple

OUT, LOW, DEAD, OK, EMPTY = "out", "low", "dead", "ok", "empty"
"""out: nothing available though it sold; low: it reaches for fewer days than wanted; dead: on hand and
not one sold; empty: nothing there, and nothing asked for."""

STATES = (OUT, LOW, DEAD, EMPTY, OK)


class CoverQuestion(NamedTuple):
    """What is asked: the days looked at (``start`` to before ``end``), and how long stock should reach."""

    start: int
    end: int
    low_days: int


class Level(NamedTuple):
    """One product at one location, in pieces; ``since`` is the first day with goods, None for never."""

    on_hand: int
    reserved: int
    sold: int
    since: int | None

    @property
    def available(self) -> int:
        """Pieces that can still be sold."""
        return self.on_hand - self.reserved


def cover_days(level: Level, limits: CoverQuestion) -> float | None:
    """Days that the available pieces reach at the pace of the period; None when nothing sold.

    A product that came later is measured over the days since then.
    """
    start = limits.start if level.since is None else min(max(limits.start, level.since), limits.end - 1)
    return round(level.available * (limits.end - start) / level.sold, 1) if level.sold else None


def state(level: Level, limits: CoverQuestion) -> str:
    """The state of a level. What came within the days looked at is not dead yet."""
    days = cover_days(level, limits)
    if days is not None:
        if level.available <= 0:
            return OUT
        return LOW if days < limits.low_days else OK
    if level.on_hand <= 0:
        return EMPTY
    return DEAD if level.since is None or level.since <= limits.start else OK


def row(level: Level, limits: CoverQuestion) -> dict[str, Any]:
    """What the report says of a level."""
    return {
        **level._asdict(),
        "available": level.available,
        "days_cover": cover_days(level, limits),
        "state": state(level, limits),
    }
