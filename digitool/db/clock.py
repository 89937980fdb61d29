"""The one clock: everything that needs to know what time it is asks here."""

from __future__ import annotations

import time

from digitool.errors import RefusedError
from digitool.model.days import format_instant
from digitool.model.ids import Ms

_SKEW_MS = 10 * 60_000
"""How far apart two machines' clocks may be before a moment counts as claimed."""


def now_ms() -> Ms:
    """Now, as UTC ms. Call it as ``clock.now_ms()``, so that a test can move the clock in one place."""
    return Ms(time.time_ns() // 1_000_000)


def require_forward(at: Ms, last: Ms) -> None:
    """Refuse to date a step before the one that it follows (both UTC ms): RefusedError ``out_of_order``.

    A step at the machine's own moment is taken whatever the last one was dated: clocks of tills differ, and
    a clock that ran ahead must not stop a shop after it was set right.
    """
    if at < last and abs(at - now_ms()) > _SKEW_MS:
        raise RefusedError(
            "out_of_order",
            "this is dated {observed}, but what it follows was done at {limit}",
            hint="name a later time with --as-of, or leave it out",
            observed=format_instant(at),
            limit=format_instant(last),
            rule="time.forward",
        )
