"""Campaigns: write, check, simulate, compare, start and measure them"""

from __future__ import annotations

from digitool.cli.app.command import gather
from digitool.cli.commands.campaign.shared import app

__all__ = ["app"]

_ORDER = (
    *("new", "explain", "lint", "simulate", "compare", "optimise"),
    *("calibrate", "backtest", "start", "result"),
)
"""Verbs in the order of their use; one that is not named here comes at the end."""

gather(__name__, ("files", "lint", "simulate", "compare", "optimise", "learning"))
app.registered_commands.sort(key=lambda one: (*_ORDER, one.name).index(one.name))
