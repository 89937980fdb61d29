"""Campaigns: write, check, simulate, compare, start and measure them"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from digitool.cli.command import area

app = area(__doc__)

_ORDER = (
    "new", "explain", "lint", "simulate", "compare", "optimise", "calibrate", "backtest", "start", "result",
)  # fmt: skip
"""Verbs in the order of their use; one that is not named here comes at the end."""

for _file in sorted(Path(__file__).parent.glob("_campaign_*.py")):
    _part = getattr(import_module(f"digitool.cli.commands.{_file.stem}"), "app", None)
    if _part is not None:
        app.registered_commands += _part.registered_commands
app.registered_commands.sort(key=lambda one: (*_ORDER, one.name).index(one.name))
