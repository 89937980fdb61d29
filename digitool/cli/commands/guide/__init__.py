"""Guides: who owns which customer, whom to contact today, who earned what"""

from __future__ import annotations

from digitool.cli.app.command import gather
from digitool.cli.commands.guide.shared import app

__all__ = ["app"]

_TOPICS = (
    *("bind", "code", "commission", "consent", "broadcast", "handover", "handover_progress"),
    *("performance", "relations", "todo", "visit"),
)

gather(__name__, _TOPICS)
