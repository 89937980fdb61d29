"""Referral: groups, bargains, red packets, links, rewards and what is held"""

from __future__ import annotations

from digitool.cli.app.command import gather
from digitool.cli.commands.referral.shared import app

__all__ = ["app"]

gather(__name__, ("links", "mechanics", "rewards", "runs"))
