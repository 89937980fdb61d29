"""A coupon's life: the table of steps, and what the clock adds to it."""

from __future__ import annotations

import sqlite3

import pytest

from digitool.coupons.rules.states import (
    EXPIRED,
    ISSUED,
    LOCKED,
    RECEIVED,
    REDEEMED,
    STEPS,
    VOID,
    Life,
    seen_state,
    state_after_reverse,
)
from tests.coupons.shop import Shop

STATES = (ISSUED, RECEIVED, LOCKED, REDEEMED, EXPIRED, VOID)


@pytest.mark.parametrize(
    ("state", "at", "seen"),
    [
        (RECEIVED, 99, "pending"),
        (RECEIVED, 100, RECEIVED),
        (RECEIVED, 199, RECEIVED),
        (RECEIVED, 200, EXPIRED),
        (ISSUED, 200, EXPIRED),
        (LOCKED, 149, LOCKED),
        (LOCKED, 150, RECEIVED),
        (LOCKED, 200, EXPIRED),
        (REDEEMED, 500, REDEEMED),
        (VOID, 50, VOID),
    ],
)
def test_clock_decides_what_a_clerk_sees(state: str, at: int, seen: str) -> None:
    """Validity is [100, 200), the lock ends at 150: each limit counts from its first instant."""
    assert seen_state(Life(state, 100, 200, 150 if state == LOCKED else 0, received=True), at) == seen


def test_return_of_an_old_coupon_is_no_resurrection() -> None:
    """A coupon comes back usable at the last instant of its validity, expired at the next."""
    assert state_after_reverse(200, 199) == RECEIVED
    assert state_after_reverse(200, 200) == EXPIRED
    assert state_after_reverse(200, 100, stopped=True) == VOID


def test_ends_have_no_way_out() -> None:
    """Nothing leads out of expired or void, and only a reversal out of redeemed."""
    for step in STEPS:
        assert step.before not in (EXPIRED, VOID)
        assert step.before != REDEEMED or step.verb == "reverse"


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
def test_database_allows_exactly_the_steps_of_the_table(shop: Shop, before: str, after: str) -> None:
    """The trigger and the table agree on each of the 36 pairs."""
    shop.print_codes(shop.stock(), 1)
    connection = shop.connection
    connection.execute("BEGIN")
    for trigger in ("coupon_step",):
        body = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (trigger,)).fetchone()[0]
        connection.execute(f"DROP TRIGGER {trigger}")
        _put(connection, before)
        connection.execute(body)
    try:
        _put(connection, after)
        accepted = True
    except sqlite3.IntegrityError:
        accepted = False
    connection.execute("ROLLBACK")
    assert accepted == (before == after or (before, after) in {(step.before, step.after) for step in STEPS})


@pytest.mark.parametrize(("state", "received_at"), [(ISSUED, 1), (RECEIVED, None), (REDEEMED, None)])
def test_database_knows_when_a_coupon_was_received(shop: Shop, state: str, received_at: int | None) -> None:
    """No statement can make a coupon issued that was received, nor received without a time."""
    shop.print_codes(shop.stock(), 1)
    wrong = "UPDATE coupon SET state = ?, received_at = ?"
    with pytest.raises(sqlite3.IntegrityError, match="coupon_received"):
        shop.connection.execute(wrong, (state, received_at))


def _put(connection: sqlite3.Connection, state: str) -> None:
    until, received_at = int(state == LOCKED), None if state == ISSUED else 1
    connection.execute(
        "UPDATE coupon SET state = ?, locked_until = ?, received_at = ?", (state, until, received_at)
    )
