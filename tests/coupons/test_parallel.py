"""Many processes at once: exact counts, clean refusals, and no lock error shown to anybody.

Each process opens the database for itself, as a command does.
"""

from __future__ import annotations

import io
import json
import multiprocessing as mp
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from digitool.cli.entry import run
from digitool.coupons.giving.issuing import claim_coupon
from digitool.coupons.metrics import stock_report
from digitool.coupons.rules.cart import bare_cart
from digitool.coupons.rules.terms import Budget
from digitool.coupons.till.redeeming import lock_coupons, redeem_coupons
from digitool.coupons.till.reversing import release_coupon
from digitool.db.reading import reader
from digitool.errors import DigitoolError
from digitool.ledger.chart import Account
from digitool.ledger.journals import balance
from digitool.workspace.desk import Desk
from tests.conftest import HANG_SECONDS
from tests.coupons.commands import Run, rows
from tests.coupons.shop import NOON, Shop, differences

Job = Callable[[int], list[str]]


def in_processes(count: int, job: Job) -> list[list[str]]:
    """Run ``job(n)`` in this many forked processes that start together; their answers by number."""
    context = mp.get_context("fork")
    gate, answers = context.Barrier(count), context.Queue()

    def run(number: int) -> None:
        gate.wait()
        try:
            answers.put((number, job(number)))
        except BaseException as error:
            answers.put((number, [f"{type(error).__name__}: {error}"]))

    workers = [context.Process(target=run, args=(n,)) for n in range(count)]
    for worker in workers:
        worker.start()
    found = dict(answers.get(timeout=HANG_SECONDS) for _ in workers)
    for worker in workers:
        worker.join()
    return [found[n] for n in range(count)]


def outcome(operation: Callable[[], object]) -> str:
    """``ok``, or the error's code and exit code."""
    try:
        operation()
    except DigitoolError as error:
        return f"{error.code}/{int(error.exit)}"
    return "ok"


@pytest.mark.parametrize(("processes", "stocks"), [(32, 15), pytest.param(64, 50, marks=pytest.mark.slow)])
def test_claims_never_exceed_the_total(shop: Shop, processes: int, stocks: int) -> None:
    """Everybody claims from every stock of one: one claim each, all others hear "sold out" (C1)."""
    for n in range(stocks):
        shop.stock(f"S{n}", total=1, public=True)

    def job(number: int) -> list[str]:
        found = []
        for n in range(stocks):
            desk = Desk(shop.path, NOON, actor=f"c{number}")
            found.append(outcome(lambda: claim_coupon(desk, f"S{n}", 1 + number % 20)))  # noqa: B023
        return found

    counts = Counter(answer for found in in_processes(processes, job) for answer in found)
    assert counts == {"ok": stocks, "sold_out/5": stocks * (processes - 1)}
    assert sum(one.issued for one in stock_report(shop.connection, NOON)) == stocks


@pytest.mark.parametrize(("processes", "codes"), [(16, 40), pytest.param(16, 200, marks=pytest.mark.slow)])
def test_each_code_is_redeemed_once(shop: Shop, processes: int, codes: int) -> None:
    """All tills redeem the same codes: each code once, the others exit with 5 (C2)."""
    printed = shop.print_codes(shop.stock(total=codes), codes)

    def job(number: int) -> list[str]:
        desk = Desk(shop.path, NOON, actor=f"till-{number}")
        cart = bare_cart(10_000, NOON)
        return [
            outcome(lambda: redeem_coupons(desk, [code], f"{number}-{n}", cart))  # noqa: B023
            for n, code in enumerate(printed)
        ]

    counts = Counter(answer for found in in_processes(processes, job) for answer in found)
    assert counts == {"ok": codes, "already_redeemed/5": codes * (processes - 1)}
    (one,) = stock_report(shop.connection, NOON)
    assert (one.redeemed, one.discount_fen) == (codes, codes * 2000)


@pytest.mark.parametrize(("processes", "codes"), [(16, 40), pytest.param(16, 200, marks=pytest.mark.slow)])
def test_commands_redeem_each_code_once(workspace: Path, coupon: Run, processes: int, codes: int) -> None:
    """The same with whole commands: one leaves with 0, the others with 5, and nobody reads of a lock (C2)."""
    rows(coupon("create MANY --kind amount --value 20 --total 200 --valid-days 9"))
    printed = [row["coupon"] for row in rows(coupon("issue", "MANY", "--pieces", str(codes)))]

    def job(number: int) -> list[str]:
        found = []
        for n, code in enumerate(printed):
            words = ["coupon", "redeem", code, "--order", f"{number}-{n}", "--amount", "100", "--json"]
            err = io.StringIO()
            with redirect_stdout(io.StringIO()), redirect_stderr(err):
                leaves = run(words)
            found.append(f"{leaves} {json.loads(err.getvalue())['code'] if err.getvalue() else ''}")
        return found

    counts = Counter(answer for found in in_processes(processes, job) for answer in found)
    assert counts == {"0 ": codes, "5 already_redeemed": codes * (processes - 1)}
    (one,) = rows(coupon("report", "MANY"))
    assert (one["redeemed"], one["discount_fen"]) == (codes, codes * 2000)
    with reader(workspace / "digitool.db") as connection:
        assert differences(connection) == []


@pytest.mark.parametrize(("processes", "keys"), [(16, 40), pytest.param(32, 100, marks=pytest.mark.slow)])
def test_one_key_is_one_effect_in_all_processes(shop: Shop, processes: int, keys: int) -> None:
    """The same keys from everywhere: one effect each, and every answer has the same bytes (C3)."""
    printed = shop.print_codes(shop.stock(total=keys), keys)

    def job(number: int) -> list[str]:
        answers = []
        for n, code in enumerate(printed):
            desk = Desk(shop.path, NOON + number, actor="till", key=f"key-{n}")
            answers.append(json.dumps(redeem_coupons(desk, [code], f"O{n}", bare_cart(10_000, NOON))))
        return answers

    found = in_processes(processes, job)
    assert all(answers == found[0] for answers in found)
    assert shop.connection.execute("SELECT count(*) FROM coupon_redemption").fetchone()[0] == keys
    desk = Desk(shop.path, NOON, actor="till", key="key-0")
    other = bare_cart(20_000, NOON)
    assert outcome(lambda: redeem_coupons(desk, [printed[0]], "O0", other)) == "key_reused/5"


@pytest.mark.parametrize(("processes", "rounds"), [(8, 30)])
def test_budget_holds_while_tills_lock_redeem_and_cancel(shop: Shop, processes: int, rounds: int) -> None:
    """Locks, redemptions and cancellations at once: at every read reserved + spent <= the cap (INV-1)."""
    cap = processes * rounds * 300
    pieces = processes * rounds
    printed = shop.print_codes(
        shop.stock(total=pieces, budgets=(Budget("money", "total", cap),), min_spend_fen=0, value=1000),
        pieces,
    )

    def job(number: int) -> list[str]:
        mine = printed[number::processes]
        found = []
        for n, code in enumerate(mine):
            desk = Desk(shop.path, NOON, actor=f"till-{number}")
            order = f"{number}-{n}"
            cart = bare_cart(10_000, NOON)
            found.append(outcome(lambda: lock_coupons(desk, [code], order, cart)))  # noqa: B023
            if found[-1] == "ok" and n % 2:
                found.append(outcome(lambda: redeem_coupons(desk, [code], order, cart)))  # noqa: B023
            elif found[-1] == "ok":
                found.append(outcome(lambda: release_coupon(desk, code, order)))  # noqa: B023
            assert _within_cap(shop.path, cap)
        return found

    counts = Counter(answer for found in in_processes(processes, job) for answer in found)
    assert set(counts) <= {"ok", "budget_money/6"}
    assert _within_cap(shop.path, cap)


def _within_cap(path: Path, cap: int) -> bool:
    with reader(path) as connection:
        row = connection.execute("SELECT used, held, cap FROM coupon_quota").fetchone()
        spent, kept = (
            balance(connection, Account(f"budget_{name}", "TEN")) for name in ("spent", "reserved")
        )
    return row is None or ((spent, kept) == (row["used"], row["held"]) and spent + kept <= cap == row["cap"])
