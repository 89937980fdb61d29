"""Many processes at once: no piece is sold twice, no reservation is lost, and every read adds up."""

from __future__ import annotations

import json
from collections import Counter as Counts
from pathlib import Path

from digitool.db.reading import reader
from digitool.official_store.asking import levels
from digitool.official_store.orders.ending import cancel_order
from digitool.official_store.orders.fulfilling import pickup_order
from digitool.official_store.orders.paying import pay_order
from digitool.official_store.orders.placing import create_order
from digitool.workspace.desk import Desk
from tests.coupons.test_parallel import in_processes, outcome
from tests.official_store.counter import NOON, SETTINGS, Counter, asked


def call_of(path: Path, actor: str, key: str | None = None) -> Desk:
    """A call of a process of its own, as a command makes it."""
    return Desk(path, NOON, SETTINGS, lambda: b"k" * 32, actor, key)


def parts(path: Path) -> tuple[int, int, int]:
    """Sold, reserved and free pieces of A1 at one moment."""
    with reader(path) as connection:
        sold = connection.execute(
            "SELECT coalesce(-sum(on_hand), 0) FROM stock_movement WHERE kind = 'sell'"
        ).fetchone()[0]
        (row,) = levels(connection, NOON, "A1", "web")
        return int(sold), int(row["reserved"]), int(row["available"])


def test_stock_adds_up_at_every_read(counter: Counter) -> None:
    """Stock 500, 16 processes x 60 reservations, half cancelled: sold + reserved + free = 500 always (C4)."""
    counter.stock(A1=500)
    path = counter.path

    def job(number: int) -> list[str]:
        found = []
        for n in range(60):
            order = f"{number}-{n}"
            desk = call_of(path, f"p{number}")
            found.append(outcome(lambda: create_order(desk, asked("A1", number=order))))  # noqa: B023
            if found[-1] == "ok":
                end = cancel_order if n % 2 else pay_order
                found.append(outcome(lambda: end(desk, order)))  # noqa: B023
            if n % 3 == 0:
                now = parts(path)
                assert sum(now) == 500 and min(now) >= 0, now
        return found

    answers = Counts(answer for found in in_processes(16, job) for answer in found)
    assert set(answers) <= {"ok", "out_of_stock/5"}
    sold, reserved, free = parts(path)
    assert (reserved, sold + free) == (0, 500)
    assert sold == 16 * 30 or free == 0


def test_the_last_pieces_are_sold_once(counter: Counter) -> None:
    """24 processes want 10 pieces, three each: three orders of three, no fourth, and one piece is left."""
    counter.stock(A1=10)
    path = counter.path

    def job(number: int) -> list[str]:
        return [outcome(lambda: create_order(call_of(path, f"p{number}"), asked("A1=3")))]

    answers = Counts(answer for found in in_processes(24, job) for answer in found)
    assert answers == {"ok": 3, "out_of_stock/5": 21}
    assert parts(path) == (0, 9, 1)


def test_one_key_is_one_order_everywhere(counter: Counter) -> None:
    """The same keys from 8 processes: one order and one payment each, the same bytes to all."""
    counter.stock(A1=100)
    path = counter.path

    def job(number: int) -> list[str]:
        answers = []
        for n in range(10):
            order = asked("A1", pickup="", number=f"O{n}")
            made = create_order(call_of(path, "script", f"c{n}"), order)
            paid = pay_order(call_of(path, "script", f"p{n}"), f"O{n}")
            answers += [json.dumps(made), json.dumps(paid)]
        return answers

    found = in_processes(8, job)
    assert all(answers == found[0] for answers in found)
    assert parts(path) == (10, 0, 90)


def test_a_pickup_code_is_redeemed_once_everywhere(counter: Counter) -> None:
    """Twelve counters scan the same code: the goods are given out once."""
    counter.stock("S001", A1=1)
    code = counter.do("pay", counter.order("A1", pickup="S001"))["rows"][0]["pickup_code"]
    path = counter.path

    def job(number: int) -> list[str]:
        return [outcome(lambda: pickup_order(call_of(path, f"p{number}"), code, "S001"))]

    answers = Counts(answer for found in in_processes(12, job) for answer in found)
    assert answers == {"ok": 1, "already_picked_up/5": 11}
