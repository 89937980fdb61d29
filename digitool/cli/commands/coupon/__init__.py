"""Coupons: create stocks, give coupons out, redeem them at the till, report"""

from __future__ import annotations

from digitool.cli.app.command import area

app = area(__doc__)

TOPICS = ("stocks", "giving", "till", "asking")
"""Modules beside this one that add their verbs, in the order of the help."""
