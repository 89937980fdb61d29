"""The official store: catalogue, stock, orders from cart to doorstep, and scan-and-go baskets."""

from __future__ import annotations

__all__ = [
    "asked",
    "asking",
    "baskets",
    "catalogue",
    "inventory",
    "locations",
    "orders",
    "report",
    "requests",
    "stock",
]
