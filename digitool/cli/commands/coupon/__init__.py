"""Coupons: create stocks, give coupons out, redeem them at the till, report"""

from __future__ import annotations

from digitool.cli.app.command import gather
from digitool.cli.commands.coupon.shared import app

__all__ = ["app"]

gather(__name__, ("stocks", "giving", "till", "asking"))
