"""Where the official store sells from and through which channel, as orders, stock and purchases name it."""

from __future__ import annotations

from digitool.workspace.desk import Desk

WEB = "web"
"""The location of the stock that the official store sends from."""
OFFICIAL_STORE, STORE = "official_store", "store"
"""Channels of purchases, as imports name them."""
MINUTE_MS = 60_000


def require_location(desk: Desk, code: str) -> str:
    """The code of a store, or ``web``. Raises NotFoundError ``no_such_store``."""
    return code if code == WEB else desk.settings.require_store(code)
