"""Import files in their real formats; again, and in any order, does no harm"""

from __future__ import annotations

from digitool.cli.app.command import area

app = area(__doc__)

TOPICS = ("files", "batches")
"""Modules that add verbs; `files` is what the area itself does, called without a verb."""
