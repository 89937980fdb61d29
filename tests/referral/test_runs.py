"""Mechanics run live: money, goods and facts follow the events, exactly once, under many processes."""

from __future__ import annotations

import multiprocessing as mp
import os
import signal
import sqlite3
from collections import Counter

import pytest

from digitool.db.connection import connect
from digitool.errors import ConflictError, RefusedError, UsageError
from digitool.referral.checks import CHECKS
from digitool.referral.runs import operations as runs
from tests.coupons.test_parallel import in_processes, outcome
from tests.referral.street import DAY, HOUR, Street

PRICE = 3_900


@pytest.fixture(autouse=True)
def referral_checks(street: Street) -> None:
    """The room's own checks run after every test."""
    street_differences = street.differences

    def differences() -> list[str]:
        return street_differences() + [text for check in CHECKS.values() for text in check(street.connection)]

    street.differences = differences  # type: ignore[method-assign]


def group(street: Street, size: int = 3) -> str:
    """A campaign of group-buys of tea, and one group that customer 1 has opened and paid."""
    street.stock(A1=20)
    street.offer("TEA", "group_buy", item="A1", size=size, price_fen=PRICE, window_ms=24 * HOUR)
    run = str(street.start("TEA", 1, "O1")["run"])
    street.act(run, "pay", 1, fen=PRICE)
    return run


def test_a_group_ends_in_purchases_and_sold_goods(street: Street) -> None:
    """Join, pay, succeed: deposits become sales, the pieces leave the shelf, one can be given back."""
    run = group(street)
    for who in (2, 3):
        street.act(run, "join", who, f"O{who}")
        assert street.money("customer_deposits") == -PRICE * (who - 1)
        row = street.act(run, "pay", who, fen=PRICE)
    assert row["state"] == "succeeded"
    assert (street.money("customer_deposits"), street.money("payments_received")) == (0, 3 * PRICE)
    facts = street.connection.execute(
        "SELECT channel, amount_fen, party FROM purchase ORDER BY party"
    ).fetchall()
    assert [tuple(one) for one in facts] == [("official_store", PRICE, who) for who in (1, 2, 3)]
    assert street.free("A1") == 17
    street.act(run, "return", 2)
    assert street.money("payments_received") == 2 * PRICE
    with pytest.raises(ConflictError, match="rule"):
        street.act(run, "return", 2)


def test_a_failed_group_refunds_everyone_once(street: Street) -> None:
    """IV5: at the deadline all deposits go back and all goods are free, whoever asks how often."""
    run = group(street)
    street.act(run, "join", 2, "O2")
    street.act(run, "pay", 2, fen=PRICE)
    street.act(run, "join", 3, "O3")
    assert street.free("A1") == 17
    street.later(24 * HOUR)
    assert [row["state"] for row in street.tick()] == ["failed"]
    assert street.tick() == []
    assert (street.money("customer_deposits"), street.free("A1")) == (0, 20)
    refunds = street.connection.execute("SELECT ref FROM referral_effect WHERE kind = 'refund'").fetchall()
    assert sorted(ref for (ref,) in refunds) == ["O1", "O2"]


def test_the_clock_acts_before_a_refused_join(street: Street) -> None:
    """Somebody who comes too late is refused, and the group's failure is written all the same."""
    run = group(street)
    street.later(25 * HOUR)
    with pytest.raises(ConflictError) as found:
        street.act(run, "join", 2)
    assert found.value.code == "group_failed"
    assert street.money("customer_deposits") == 0


def test_64_processes_join_a_group_of_5_never_6(street: Street) -> None:
    """Peer defect 8: the size holds under any concurrency; the others hear that the group is full."""
    run = group(street, size=5)
    desk = street.from_another_process()

    def job(number: int) -> list[str]:
        return [outcome(lambda: runs.act_in_run(desk, runs.Act(run, "join", number + 2)))]

    counts = Counter(answer for found in in_processes(64, job) for answer in found)
    assert counts == {"ok": 4, "group_full/5": 60}
    row = street.connection.execute("SELECT taken, places FROM referral_run").fetchone()
    assert tuple(row) == (5, 5)
    assert street.free("A1") == 15


def test_a_group_killed_while_failing_refunds_once_after_all(street: Street) -> None:
    """A kill -9 in the middle of the refunds leaves all or nothing; the next tick finishes it."""
    run = group(street)
    street.act(run, "join", 2, "O2")
    street.act(run, "pay", 2, fen=PRICE)
    street.later(24 * HOUR)
    desk = street.from_another_process()

    def die() -> None:
        from digitool.referral.runs import following

        real, seen = following._refund, []

        def refund(*args: object) -> object:
            seen.append(args)
            if len(seen) == 2:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args)  # type: ignore[arg-type]

        following._HANDS["refund"] = refund  # type: ignore[assignment]
        runs.tick_all(desk)

    process = mp.get_context("fork").Process(target=die)
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    with connect(street.path) as fresh:
        assert fresh.execute("SELECT count(*) FROM referral_effect WHERE kind = 'refund'").fetchone()[0] == 0
    fresh.close()
    street.tick()
    street.tick()
    refunds = street.connection.execute("SELECT ref FROM referral_effect WHERE kind = 'refund'").fetchall()
    assert sorted(ref for (ref,) in refunds) == ["O1", "O2"]
    assert street.money("deposits_held") == 0


def test_a_bargain_ends_in_one_sale_at_the_floor(street: Street) -> None:
    """Three friends help, the owner buys at exactly the floor."""
    street.offer("POT", "bargain", item="C3", start_fen=29_900, floor_fen=19_900, helpers=3, window_ms=DAY)
    street.stock(C3=1)
    run = street.start("POT", 1)["run"]
    prices = [street.act(run, "help", who)["price_fen"] for who in (2, 3, 4)]
    assert prices == sorted(prices, reverse=True)
    assert prices[-1] == 19_900
    street.act(run, "buy", 1, "B1", 19_900)
    sold = street.connection.execute("SELECT number, amount_fen FROM purchase").fetchall()
    assert [tuple(one) for one in sold] == [("POT-1:B1", 19_900)]


def test_a_packet_spends_exactly_what_was_set_aside(street: Street) -> None:
    """A packet reserves its total from the budget; opened shares are owed, the rest returns."""
    street.offer("RED", "red_packet", budget_fen=10_000, total_fen=8_888, people=4, window_ms=DAY, seed="s")
    run = street.start("RED", 1)["run"]
    assert street.money("budget_available") == 10_000 - 8_888
    shares = [street.act(run, "open", who)["effects"][0]["amount_fen"] for who in (2, 3)]
    assert street.money("reward_payable") == -sum(shares)
    street.later(DAY)
    street.tick()
    assert (street.money("budget_available"), street.money("budget_spent")) == (
        10_000 - sum(shares),
        sum(shares),
    )


def test_a_packet_beyond_the_budget_is_refused(street: Street) -> None:
    """The ledger does not let a campaign promise what it does not have."""
    street.offer("RED", "red_packet", budget_fen=9_000, total_fen=8_888, people=4, window_ms=DAY, seed="s")
    street.start("RED", 1)
    with pytest.raises(RefusedError, match="budget"):
        street.start("RED", 2)


def test_a_replay_answers_the_same_and_adds_nothing(street: Street) -> None:
    """One key, one effect; another act under the same key is a conflict."""
    run = group(street)
    first = street.act(run, "join", 2, key="k1")
    assert street.act(run, "join", 2, key="k1") == first
    with pytest.raises(ConflictError) as found:
        street.act(run, "join", 3, key="k1")
    assert found.value.code == "key_reused"


def test_a_dry_run_changes_nothing(street: Street) -> None:
    """--dry-run shows the step and leaves every row as it was."""
    run = group(street)
    before = street.dump()
    assert street.act(run, "join", 2, dry_run=True)["people"] == 2
    assert street.dump() == before


@pytest.mark.parametrize(
    ("mechanic", "terms"),
    [
        ("group_buy", {"size": 1}),
        ("group_buys", {}),
        ("bargain", {"sizes": 2}),
        ("red_packet", {"people": "x"}),
    ],
)
def test_impossible_terms_are_refused_with_what_could_be(
    street: Street, mechanic: str, terms: dict[str, object]
) -> None:
    """A group of one, an unknown mechanic, an unknown term, a wrong kind: usage errors."""
    base = {"group_buy": {"size": 3, "price_fen": 100, "window_ms": DAY}}.get(mechanic, {})
    with pytest.raises(UsageError):
        street.offer("X", mechanic, **{**base, **terms})


def test_a_mechanic_from_outside_cannot_pay_a_second_level(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L5: a plug-in that pays somebody else than who acts is stopped by the schema, and nothing is kept."""
    from types import SimpleNamespace

    from digitool.referral import terms
    from digitool.referral.mechanics import red_packet
    from digitool.referral.mechanics.shape import Effect, Event, Step

    def pay_the_upline(asked: object, state: object, event: Event) -> Step[object]:
        del asked
        return Step(state, (Effect("reward", 9, 500, event.ref),))

    plugin = SimpleNamespace(**{**vars(red_packet), "step": pay_the_upline})
    monkeypatch.setattr(terms, "mechanics", lambda: {"red_packet": plugin})
    street.offer("RED", "red_packet", budget_fen=10_000, total_fen=8_888, people=4, window_ms=DAY, seed="s")
    run = str(street.start("RED", 1)["run"])
    before = street.dump()
    with pytest.raises(sqlite3.IntegrityError, match="only who acts"):
        street.act(run, "open", 2)
    assert street.dump() == before
