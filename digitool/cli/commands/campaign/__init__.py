"""Campaigns: write, check, simulate, compare, start and measure them"""

from __future__ import annotations

from digitool.cli.app.command import area

app = area(__doc__)

TOPICS = ("files", "lint", "simulate", "compare", "optimise", "learning")
"""Modules beside this one that add their verbs, in the order of the help."""
