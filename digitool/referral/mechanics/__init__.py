"""Mechanics of social referral, one pure file each, all of one shape (`mechanics.shape`).

Live operation and simulation fold the same events with the same ``step``; a new mechanic is a new file.
"""

from __future__ import annotations

__all__ = [
    "bargain",
    "group_buy",
    "group_referral",
    "red_packet",
    "refer_friend",
    "referral_task",
    "shape",
    "share_link",
]
