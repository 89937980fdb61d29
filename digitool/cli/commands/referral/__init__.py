"""Referral: groups, bargains, red packets, links, rewards and what is held"""

from __future__ import annotations

from digitool.cli.app.command import area

app = area(__doc__)

TOPICS = ("links", "mechanics", "rewards", "runs")
"""Modules beside this one that add their verbs, in the order of the help."""
