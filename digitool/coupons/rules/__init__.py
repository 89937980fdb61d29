"""The rules of coupons: terms, carts, the one evaluator, and states. Pure."""

from __future__ import annotations

__all__ = [
    "cart",
    "eligibility",
    "evaluation",
    "evaluator",
    "kinds",
    "limits",
    "refusals",
    "returns",
    "states",
    "terms",
    "windows",
]
