"""Coupon stocks and their budgets: created, resized, stopped."""
