"""Customers: find one, see why she is one, merge, split, undo; segments and tags"""

from __future__ import annotations

from digitool.cli.app.command import gather
from digitool.cli.commands.customer.shared import app

__all__ = ["app"]

gather(__name__, ("segments", "tags", "persons"))
