"""The states of one customer's or group's handover, and the only steps between them. Pure.

    planned > requested > waiting > done | refused | receiver_full | limit_reached | failed
    planned, requested > cancelled

Answers arrive late, twice, out of order, and callbacks name only the receiver. So a report never moves an
entry back: of two that disagree the stronger stands, and that she is with the receiver is the strongest.
Any order of the same reports therefore leads to the same state.
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
