"""What is wrong with a campaign, where forecast and start both meet it."""

from __future__ import annotations

from digitool.errors import UsageError
from digitool.model.days import iso_day
from digitool.model.ids import Day


def window_past(
    start: Day, end: Day, today: Day, *, hint: str, try_next: str = "", **more: object
) -> UsageError:
    """The window from ``start`` to ``end`` (exclusive) is not ahead; ``more`` fills ``try_next``."""
    return UsageError(
        "window_past",
        "the window {start} to {end} is over or has begun; today is {today}",
        hint=hint,
        try_next=try_next,
        **more,
        start=iso_day(start),
        end=iso_day(end),
        today=iso_day(today),
    )
