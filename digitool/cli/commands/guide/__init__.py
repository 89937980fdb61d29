"""Guides: who owns which customer, whom to contact today, who earned what"""

from __future__ import annotations

from digitool.cli.app.command import area

app = area(__doc__)

TOPICS = (
    *("bind", "code", "commission", "consent", "broadcast", "handover", "handover_progress"),
    *("performance", "relations", "todo", "visit"),
)
"""Modules beside this one that add their verbs, in the order of the help."""
