"""The rules of coupons: terms, carts, the one evaluator, and states. Pure."""
