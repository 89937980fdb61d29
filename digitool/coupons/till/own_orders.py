"""Orders that the chain's own channels keep here: their coupons go with their goods and money, not alone."""

from __future__ import annotations

from digitool.errors import RefusedError
from digitool.model.text import mask_value

_NEXT = {
    "official_store:": (
        "refund or cancel that order, and its coupons go back with the goods",
        "digitool official-store order show {number}",
    ),
    "scan_and_go:": (
        "what a basket holds was taken home; issue another coupon if the customer is to have one",
        "digitool coupon issue --help",
    ),
}
"""How the chain's own channels name their orders for coupons, and what helps there."""


def require_foreign(order: str) -> None:
    """Check that a till's order is none that is kept here. Raises RefusedError ``own_order``.

    A coupon that was taken back alone would be free while its goods are kept at its price.
    """
    for prefix, (hint, try_next) in _NEXT.items():
        if order.startswith(prefix):
            raise RefusedError(
                "own_order",
                "the order {order} is kept here, and its coupons do not change without it",
                hint=hint,
                try_next=try_next,
                order=mask_value(order),
                number=mask_value(order.removeprefix(prefix)),
                rule="order.own",
            )
