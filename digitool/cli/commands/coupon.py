"""Coupons: create stocks, give coupons out, redeem them at the till, report"""

from __future__ import annotations

from importlib import import_module

from digitool.cli.commands._coupon import app

__all__ = ["app"]

for _topic in ("stocks", "giving", "till", "asking"):
    import_module(f"digitool.cli.commands._coupon_{_topic}")
