"""Customers: find one, see why she is one, merge, split, undo; segments and tags"""

from __future__ import annotations

from digitool.cli.app.command import area

app = area(__doc__)

TOPICS = ("segments", "tags", "persons")
"""Modules beside this one that add their verbs, in the order of the help."""
