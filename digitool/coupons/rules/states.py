"""The life of one coupon as a table: which verb leads from which state to which.

Stored states change only by these steps (a database trigger is built from the same table). Two more
states are read from the clock and never stored by a job: a received coupon whose time has not come is
``pending``, one whose time is over is ``expired``; a lock that ran out is no lock.

A coupon is ``issued`` until somebody received it, and never again: a printed code that was used has been
in somebody's hands, also after its order was cancelled and whoever holds it now.
"""

from __future__ import annotations

from typing import NamedTuple

from digitool.model.ids import Ms

ISSUED, RECEIVED, LOCKED = "issued", "received", "locked"
REDEEMED, EXPIRED, VOID = "redeemed", "expired", "void"


class Transition(NamedTuple):
    """One allowed change of a stored state; an empty ``before`` is a coupon that does not exist yet."""

    before: str
    verb: str
    after: str


STEPS: tuple[Transition, ...] = (
    Transition("", "issue", ISSUED),
    Transition("", "receive", RECEIVED),
    Transition(ISSUED, "receive", RECEIVED),
    Transition(ISSUED, "lock", LOCKED),
    Transition(RECEIVED, "lock", LOCKED),
    Transition(LOCKED, "release", ISSUED),
    Transition(LOCKED, "release", RECEIVED),
    Transition(ISSUED, "redeem", REDEEMED),
    Transition(RECEIVED, "redeem", REDEEMED),
    Transition(LOCKED, "redeem", REDEEMED),
    Transition(REDEEMED, "reverse", RECEIVED),
    Transition(REDEEMED, "reverse", EXPIRED),
    Transition(REDEEMED, "reverse", VOID),
    Transition(ISSUED, "expire", EXPIRED),
    Transition(RECEIVED, "expire", EXPIRED),
    Transition(LOCKED, "expire", EXPIRED),
    Transition(ISSUED, "void", VOID),
    Transition(RECEIVED, "void", VOID),
    Transition(LOCKED, "void", VOID),
)


class Life(NamedTuple):
    """What of a coupon the clock needs; times in UTC ms, ``valid_to`` is the first instant after.

    ``received`` says whether anybody ever received it, known or not.
    """

    state: str
    valid_from: int
    valid_to: int
    locked_until: int = 0
    received: bool = False


def seen_state(life: Life, at: Ms) -> str:
    """The state that a clerk sees at an instant: the stored one, corrected by the clock."""
    state = life.state
    if state == LOCKED:
        if at < life.locked_until:
            return LOCKED
        state = state_after_lock(received=life.received)
    if state in (ISSUED, RECEIVED):
        if at >= life.valid_to:
            return EXPIRED
        if at < life.valid_from:
            return "pending"
    return state


def state_after_lock(*, received: bool) -> str:
    """Where a locked coupon goes when its order lets it go, or the clock does."""
    return RECEIVED if received else ISSUED


def state_after_reverse(valid_to: int, at: Ms, stopped: bool = False) -> str:
    """Where a redeemed coupon goes when its order is cancelled.

    Back to whoever holds it while it is valid, else expired: a return never brings an old coupon to life.
    A coupon of a stopped stock comes back void.
    """
    if stopped:
        return VOID
    return RECEIVED if at < valid_to else EXPIRED
