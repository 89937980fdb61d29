"""The parser of the area ``digitool campaign``; topics beside this file put their verbs into it."""

from __future__ import annotations

from digitool.cli.app.command import area

app = area("Campaigns: write, check, simulate, compare, start and measure them")
"""The group ``digitool campaign``."""
