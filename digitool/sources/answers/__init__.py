"""JSON answers of interfaces: pages and the amounts in them."""

from __future__ import annotations

__all__ = ["amounts", "failures", "pages", "taken"]
