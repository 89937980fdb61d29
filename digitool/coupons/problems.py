"""What is wrong with a request for coupons, where several rooms meet it."""

from __future__ import annotations

from digitool.errors import NotFoundError, UsageError


def not_so_many(count: int) -> UsageError:
    """No coupon is named, or more than one order takes."""
    return UsageError(
        "bad_count",
        "{count} coupons cannot be used at once",
        hint="give 1 to 20 codes",
        count=count,
    )


def no_customer(customer: int) -> NotFoundError:
    """An identifier does not exist."""
    return NotFoundError(
        "no_customer",
        "there is no customer P{customer}",
        hint="look the customer up first",
        try_next="digitool customer find --help",
        customer=customer,
    )
