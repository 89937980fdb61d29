"""The ``[binding]`` table."""

from __future__ import annotations

from dataclasses import dataclass

from digitool.forms import kinds
from digitool.forms.form import setting

FOREVER = 36_500
"""Days that mean for ever."""


@dataclass(frozen=True)
class BindingPolicy:
    """Which guide serves a customer, apart from who is friends with whom.

    A binding begins with a trigger (added, scan, purchase). In the modes first_added and first_per_store
    only being added is one, and nobody takes over within ``protection_days``. In mode lock every trigger
    locks the customer to its guide for its own days; when the lock has run out, the next trigger of another
    guide takes over. In mode every_friend each friend is a guide of the customer.
    """

    mode: str = setting(
        "first_added",
        kinds.choice("first_added", "first_per_store", "every_friend", "lock"),
        "Who serves a customer: her first friend in the chain, her first in each store, every friend,"
        " or whoever locked her last",
        '"first_added"',
    )
    protection_days: int = setting(
        FOREVER,
        kinds.whole(0, FOREVER),
        "Days in which no other guide takes a customer over; 36500 for ever, 0 for none",
        "36500",
    )
    validity_days: int = setting(
        0,
        kinds.whole(0, FOREVER),
        "Days after which a binding ends unless the customer comes back to her guide; 0 for never",
        "0",
    )
    added_days: int = setting(
        180, kinds.whole(0, FOREVER), "Mode lock: days of a lock by adding; 0 does not lock", "180"
    )
    purchase_days: int = setting(
        365, kinds.whole(0, FOREVER), "Mode lock: days of a lock by a purchase; 0 does not lock", "365"
    )
    scan_days: int = setting(
        0, kinds.whole(0, FOREVER), "Mode lock: days of a lock by scanning her code; 0 does not lock", "0"
    )
    ends_when_lost: bool = setting(
        True, kinds.flag, "Whether a binding ends when customer and guide are friends no more", "true"
    )
