"""The parser of the area ``digitool customer``; topics beside this file put their verbs into it."""

from __future__ import annotations

from digitool.cli.app.command import area

app = area("Customers: find one, see why she is one, merge, split, undo; segments and tags")
"""The group ``digitool customer``."""
