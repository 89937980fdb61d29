"""Official store: catalogue, stock, orders, scan-and-go"""

from __future__ import annotations

from digitool.cli.app.command import area

app = area(__doc__)

TOPICS = ("catalogue", "inventory", "orders", "reports", "run", "scan")
"""Modules beside this one that add their verbs, in the order of the help."""
