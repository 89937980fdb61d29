"""Seeded bugs: each is put into the program, and the tests must go red.

    python -m tests.coupons.seeded_bugs

runs the tests named beside each bug in a process of its own, with the bug in place, and prints which
were caught; it leaves with 1 when one was not. As a pytest plugin (``-p``) this file applies the bug that
DIGITOOL_SEEDED_BUG names.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

VARIABLE = "DIGITOOL_SEEDED_BUG"


class Bug(NamedTuple):
    """A mistake, how it gets in, and the tests that have to notice."""

    what: str
    plant: Callable[[], None]
    tests: tuple[str, ...]


def _dropped_index() -> None:
    from tests.coupons import shop

    make = shop.new_database

    def without_index(path: Any, customers: int = 20) -> Any:
        import sqlite3

        made = make(path, customers)
        with sqlite3.connect(made) as connection:
            connection.execute("DROP INDEX coupon_redemption_live")
        connection.close()
        return made

    shop.new_database = without_index


def _received_by_owner() -> None:
    from digitool.coupons import finding

    def by_owner(found: Any) -> Any:
        times = found.valid_from, found.valid_to, found.locked_until
        return finding.Life(found.state, *times, found.owner is not None)

    finding.FoundCoupon.life = property(by_owner)  # type: ignore[assignment]


def _limit_off_by_one() -> None:
    from digitool.coupons import counters
    from digitool.coupons.rules import evaluator

    counters._TAKE = counters._TAKE.replace("<= cap", "<= cap + 1").replace("<= :cap", "<= :cap + 1")
    judge = evaluator._count_refusal

    def one_more(running: Any, offer: Any) -> Any:
        uses = tuple(use._replace(cap=use.cap + 1) for use in offer.uses)
        return judge(running, offer._replace(uses=uses))

    evaluator._count_refusal = one_more


def _float_money() -> None:
    from digitool.coupons.rules import evaluator

    evaluator.apply_rate = lambda fen, basis_points: round(fen * (basis_points / 10_000))


def _ignored_rowcount() -> None:
    from digitool.coupons.till import redeeming

    def count(connection: Any, found: Any, moves: Any, cut: Any, *, held: bool = False) -> None:
        from digitool.coupons.counters import count_up

        count_up(connection, found["stock"], moves, held=held)

    redeeming._count = count


def _deferred_begin() -> None:
    from digitool.db import writing

    class Deferred:
        def __init__(self, connection: Any) -> None:
            self._connection = connection

        def __getattr__(self, name: str) -> Any:
            return getattr(self._connection, name)

        def execute(self, statement: str, *args: Any) -> Any:
            plain = "BEGIN" if statement == "BEGIN IMMEDIATE" else statement
            return self._connection.execute(plain, *args)

    opened = writing.connect
    writing.connect = lambda path: Deferred(opened(path))  # type: ignore[assignment,return-value]


def _two_owners() -> None:
    from digitool.coupons.rules import eligibility

    eligibility._owner_refusal = lambda offer, cart: None


def _expiry_off_by_one() -> None:
    from digitool.coupons import asking
    from digitool.coupons.giving import issuing
    from digitool.coupons.rules import eligibility, states
    from digitool.coupons.till import reversing

    seen = states.seen_state

    def late(life: Any, at: int) -> str:
        return seen(life._replace(valid_to=life.valid_to + 1), at)

    for room in (asking, eligibility, issuing, reversing, states):
        room.seen_state = late


HERE = "tests/coupons/"
BUGS: dict[str, Bug] = {
    "dropped-index": Bug("no unique index on a coupon's live use", _dropped_index, (HERE + "test_walls.py",)),
    "limit-off-by-one": Bug(
        "one more than every limit allows",
        _limit_off_by_one,
        (HERE + "test_limits.py", HERE + "test_machine.py"),
    ),
    "float-money": Bug("percentages in binary fractions", _float_money, (HERE + "test_evaluator.py",)),
    "ignored-rowcount": Bug(
        "a conditional update whose row count nobody reads", _ignored_rowcount, (HERE + "test_peers.py",)
    ),
    "deferred-begin": Bug(
        "a transaction that takes the write lock late", _deferred_begin, (HERE + "test_parallel.py",)
    ),
    "two-owners": Bug(
        "a coupon that pays for anybody", _two_owners, (HERE + "test_life.py", HERE + "test_machine.py")
    ),
    "expiry-off-by-one": Bug(
        "a coupon that works one instant too long",
        _expiry_off_by_one,
        (HERE + "test_life.py", HERE + "test_bad_input.py"),
    ),
    "received-by-owner": Bug(
        "a used code without an owner that counts as issued again",
        _received_by_owner,
        (HERE + "test_life.py", HERE + "test_machine.py"),
    ),
}


def pytest_configure() -> None:
    """Plant the bug that the environment names, before any test is loaded."""
    name = os.environ.get(VARIABLE)
    if name:
        BUGS[name].plant()


def caught(name: str) -> bool:
    """Whether the tests named for a bug fail with it in place."""
    words = [sys.executable, "-m", "pytest", "-p", "tests.coupons.seeded_bugs", "-n", "0", "-q", "-x"]
    done = subprocess.run(
        [*words, *BUGS[name].tests],
        env={**os.environ, VARIABLE: name, "DIGITOOL_BUSY_SECONDS": "5"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode == 1 and "FAILED" in done.stdout


def main() -> int:
    """Try every bug; 0 when all were caught."""
    missed = 0
    for name, bug in BUGS.items():
        found = caught(name)
        missed += not found
        print(f"{'caught' if found else 'MISSED':8}{name:20}{bug.what}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
