"""Referral: groups, bargains, red packets, links, rewards and what is held"""

from __future__ import annotations

from digitool.cli.commands import _referral_links, _referral_mechanics, _referral_rewards, _referral_runs
from digitool.cli.commands._referral import app

__all__ = ["_referral_links", "_referral_mechanics", "_referral_rewards", "_referral_runs", "app"]
