"""Customer flow: how many of the people who came do we know"""

from __future__ import annotations

from digitool.cli.app.command import gather
from digitool.cli.commands.flow.shared import app

__all__ = ["app"]

gather(__name__, ("reports", "refunds"))
