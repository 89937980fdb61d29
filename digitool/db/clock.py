"""The one clock: everything that needs to know what time it is asks here."""

from __future__ import annotations

import time


def now_ms() -> int:
    """Now, as UTC ms. Call it as ``clock.now_ms()``, so that a test can move the clock in one place."""
    return time.time_ns() // 1_000_000
