"""Official store: catalogue, stock, orders, scan-and-go"""

from __future__ import annotations

from digitool.cli.commands import (
    _official_store_catalogue,
    _official_store_inventory,
    _official_store_orders,
    _official_store_reports,
    _official_store_run,
    _official_store_scan,
)
from digitool.cli.commands._official_store import app

__all__ = [
    "_official_store_catalogue",
    "_official_store_inventory",
    "_official_store_orders",
    "_official_store_reports",
    "_official_store_run",
    "_official_store_scan",
    "app",
]
