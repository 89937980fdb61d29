"""The ``[official_store]`` table."""

from __future__ import annotations

from dataclasses import dataclass

from digitool.forms import kinds
from digitool.forms.form import setting


@dataclass(frozen=True)
class OfficialStorePolicy:
    """How the official store takes orders, and how scan-and-go baskets are checked at the exit."""

    payment_minutes: int = setting(
        15,
        kinds.whole(1, 10_080),
        "Minutes in which an order must be paid; then its goods are free again",
        "15",
    )
    pickup_days: int = setting(7, kinds.whole(1, 365), "Days that a store keeps goods to be picked up", "7")
    delivery_fee: int = setting(0, kinds.yuan, "What home delivery costs, in yuan", '"8.00"')
    exit_minutes: int = setting(
        30, kinds.whole(1, 1440), "Minutes in which the exit pass of a paid basket must be shown", "30"
    )
    audit_rate: int = setting(
        500, kinds.percent(), "Share of paid baskets that the guard at the exit looks into", '"5%"'
    )
    audit_value: int = setting(
        50_000, kinds.yuan, "From this amount on, in yuan, a basket is looked into more often", '"500.00"'
    )
    audit_more: int = setting(
        2_000,
        kinds.percent(),
        "What a high amount, and what a first basket, adds to that share",
        '"20%"',
    )
    queue_minutes: int = setting(
        4, kinds.whole(0, 240), "Minutes in a queue that one paid basket is assumed to save", "4"
    )
