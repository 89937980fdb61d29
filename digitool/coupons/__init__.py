"""Coupons: stocks and their rules, the one evaluator, and a coupon's life from issue to redemption."""
