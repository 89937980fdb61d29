"""The life of an order and of a basket as tables: which verb leads from which state to which.

Database triggers are built from these tables. An order that waits for its payment longer than its
deadline is ``expired`` for everybody who looks, whether or not a write has said so yet. Pure.
"""

from __future__ import annotations

from typing import NamedTuple

from digitool.model.ids import Ms

CREATED, PAID, SHIPPED, DELIVERED = "created", "paid", "shipped", "delivered"
PICKED_UP, REFUNDED, CANCELLED, EXPIRED = "picked_up", "refunded", "cancelled", "expired"
STATES = (CREATED, PAID, SHIPPED, DELIVERED, PICKED_UP, REFUNDED, CANCELLED, EXPIRED)

UNPAID = frozenset({CREATED, CANCELLED, EXPIRED})
"""States of an order for which no money has come."""
ENDS = frozenset({REFUNDED, CANCELLED, EXPIRED})
"""States that nothing follows."""

OPEN, AUDIT, EXITED = "open", "audit", "exited"
BASKET_STATES = (OPEN, PAID, AUDIT, EXITED)


class Transition(NamedTuple):
    """One allowed change of state."""

    before: str
    verb: str
    after: str


STEPS: tuple[Transition, ...] = (
    Transition(CREATED, "pay", PAID),
    Transition(CREATED, "cancel", CANCELLED),
    Transition(CREATED, "expire", EXPIRED),
    Transition(PAID, "ship", SHIPPED),
    Transition(SHIPPED, "deliver", DELIVERED),
    Transition(PAID, "pickup", PICKED_UP),
    Transition(PAID, "refund", REFUNDED),
    Transition(SHIPPED, "refund", REFUNDED),
    Transition(DELIVERED, "refund", REFUNDED),
    Transition(PICKED_UP, "refund", REFUNDED),
)
"""Orders. A refund of a part leaves the state as it is."""

BASKET_STEPS: tuple[Transition, ...] = (
    Transition(OPEN, "pay", PAID),
    Transition(PAID, "exit", EXITED),
    Transition(PAID, "exit", AUDIT),
    Transition(PAID, "audit", EXITED),
    Transition(AUDIT, "audit", EXITED),
)
"""Scan-and-go baskets."""


def seen_state(state: str, pay_by: int, at: Ms) -> str:
    """The state that everybody sees at an instant (UTC ms): the stored one, corrected by the clock."""
    return EXPIRED if state == CREATED and at >= pay_by else state


def allowed(state: str, verb: str) -> bool:
    """Whether a verb may be used on an order in this state."""
    return any(step.before == state and step.verb == verb for step in STEPS)
