"""Official store: catalogue, stock, orders, scan-and-go"""

from __future__ import annotations

from digitool.cli.app.command import gather
from digitool.cli.commands.official_store.shared import app

__all__ = ["app"]

gather(__name__, ("catalogue", "inventory", "orders", "reports", "run", "scan"))
