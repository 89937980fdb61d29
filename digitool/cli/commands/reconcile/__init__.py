"""Orders and tills against payment bills, to the fen"""

from __future__ import annotations

from digitool.cli.app.command import area

app = area(__doc__)

TOPICS = ("sides", "decisions")
"""Modules that add verbs; `sides` is what the area itself does, called without a verb."""
