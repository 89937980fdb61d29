"""Customer flow: how many of the people who came do we know"""

from __future__ import annotations

from digitool.cli.app.command import area

app = area(__doc__)

TOPICS = ("reports", "refunds")
"""Modules beside this one that add their verbs, in the order of the help."""
