"""What is wrong with lines of products, where several operations meet it."""

from __future__ import annotations

from digitool.coupons.rules.cart import MAX_LINES
from digitool.errors import UsageError


def repeated_product() -> UsageError:
    """One product is named twice."""
    return UsageError("repeated_product", "a product stands in two lines", hint="make it one line")


def bad_lines(count: int) -> UsageError:
    """An order has no line, or more than it may."""
    return UsageError("bad_lines", "an order has 1 to {most} lines, not {count}", most=MAX_LINES, count=count)
