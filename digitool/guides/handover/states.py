"""The states of one customer's or group's handover, the only steps between them, and all in words. Pure.

    planned > requested > waiting > done | refused | receiver_full | limit_reached | failed
    planned, requested > cancelled

Answers arrive late, twice, out of order, and callbacks name only the receiver. So a report never moves an
entry back: of two that disagree the stronger stands, and that she is with the receiver is the strongest.
Any order of the same reports therefore leads to the same state. Words are English templates.
"""

from __future__ import annotations

PLANNED, REQUESTED, CANCELLED, WAITING = "planned", "requested", "cancelled", "waiting"
FAILED, LIMIT_REACHED, RECEIVER_FULL = "failed", "limit_reached", "receiver_full"
REFUSED, DONE, EXPIRED, STAYS = "refused", "done", "expired", "stays"

STATES = (
    *(PLANNED, REQUESTED, WAITING, DONE, REFUSED, LIMIT_REACHED, RECEIVER_FULL, FAILED),
    *(CANCELLED, EXPIRED, STAYS),
)
"""Every state; expired (the platform's time is over) and stays are decided by the plan and never change."""

OPEN = (PLANNED, REQUESTED, WAITING)
"""States in which a customer may be in one handover only."""

CARRIED = (*OPEN, DONE, REFUSED, CANCELLED)
"""States that only a customer with a receiver can be in."""

_STRENGTH = {
    one: strength
    for strength, one in enumerate(
        (PLANNED, REQUESTED, CANCELLED, WAITING, FAILED, LIMIT_REACHED, RECEIVER_FULL, REFUSED, DONE)
    )
}

STEPS = frozenset(
    f"{now}>{then}" for now, low in _STRENGTH.items() for then, high in _STRENGTH.items() if low < high
)
"""Every allowed step, ``now>then``."""


def after(now: str, told: str) -> str:
    """The state that follows when a report tells of another; ``now`` where it says nothing more."""
    return told if f"{now}>{told}" in STEPS else now


MEANINGS: dict[str, str] = {
    "serves_her": "this guide serves her already",
    "already_friend": "this guide is her friend already",
    "same_store": "works in the same store",
    "same_language": "speaks the same language",
    "most_room": "carries least",
    "owner_changes": "the group gets a new owner",
    "owner_changed": "the group shows its new owner",
    "accepted": "WeCom took the request: in force 24 hours later unless she declines",
    "waiting": "in force 24 hours after the request unless she declines",
    "done": "she is with the new guide",
    "customer_refused": "she declined, or had deleted her guide before",
    "receiver_full": "the new guide holds as many customers as she can",
    "too_often": "transferred as often as WeCom allows in 90 days",
    "left_too_long_ago": "her guide left too long ago: add her again by hand",
    "no_room": "nobody who takes over has room",
    "no_receiver": "nobody is at work to take over",
    "not_confirmed": "her guide never confirmed her",
    "staff": "works here, and is no customer",
    "in_handover": "is in another handover that has not ended",
    "no_record": "WeCom knows of no such transfer: was the request sent?",
    "not_her_customer": "WeCom says that she is no customer of this guide",
    "giver_not_left": "WeCom says that the guide has not left: use --moves",
    "receiver_not_real_name": "the new guide has not proved her name to WeCom",
    "owner_not_left": "WeCom says that the owner has not left: use --moves",
    "owner_has_left": "WeCom says that the owner has left: use --leaves",
    "no_customer_group": "WeCom says that this is no customer group",
    "refused_by_platform": "WeCom refused; look up the code",
    "cancelled": "taken back before it was sent",
}
"""Meaning by reason."""


def meaning(reason: str) -> str:
    """The template that says what a reason means; the reason itself where there is none."""
    return MEANINGS.get(reason, reason)
