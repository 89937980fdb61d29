"""The coupon commands as a till script uses them: JSON out, exit codes, keys, dry runs."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from digitool.cli.entry import run
from tests.coupons.commands import CREATE, Run, rows


def test_till_loop(coupon: Run) -> None:
    """Create, issue, check, lock, redeem, replay, reverse and report, by JSON and exit codes alone."""
    assert rows(coupon(CREATE, "--key", "c1"))[0]["total"] == 1000
    (issued,) = rows(coupon("issue", "TEN20", "--customer", "P7"))
    code = issued["coupon"]
    (advice,) = rows(coupon("check", "--customer", "P7", "--amount", "100.00"))
    assert (advice["decision"], advice["discount_fen"]) == ("use", 2000)
    (locked,) = rows(coupon("lock", code, "--order", "O1", "--amount", "100.00"))
    assert locked["state"] == "locked"
    first = coupon("redeem", code, "--order", "O1", "--amount", "100.00", "--key", "k1")
    (used,) = rows(first)
    assert {used[k] for k in ("stock", "coupon", "state", "order")} == {"TEN20", code, "redeemed", "O1"}
    assert (used["discount_fen"], used["payable_fen"]) == (2000, 8000)
    assert used["operation"].startswith("op-")
    assert coupon("redeem", code, "--order", "O1", "--amount", "100.00", "--key", "k1") == first
    failed, error = coupon("redeem", code, "--order", "O2", "--amount", "100.00")
    assert (failed, error["code"], error["exit"]) == (5, "already_redeemed", 5)
    assert rows(coupon("reverse", code, "--key", "r1"))[0]["state"] == "received"
    (one,) = rows(coupon("report", "TEN20"))
    assert (one["issued"], one["received"], one["redeemed"]) == (1, 1, 0)
    assert one["rate_of_issued"] == {"value": 0.0, "num": 0, "den": 1}


def test_cart_from_a_file(coupon: Run, tmp_path: Path) -> None:
    """A cart file gives the discount of each line; the refusal of a wrong cart says what fits."""
    create = "create SHOES --kind percent --value 10% --total 5 --valid-days 3 --category shoes"
    rows(coupon(create))
    (code,) = (row["coupon"] for row in rows(coupon("issue", "SHOES", "--pieces", "1")))
    cart = tmp_path / "cart.json"
    lines = [
        {"product": "A", "category": "shoes", "price_fen": 19_999},
        {"product": "B", "category": "hats", "price_fen": 5000, "quantity": 2},
    ]
    cart.write_text(json.dumps({"lines": lines}))
    exit_code, answer = coupon("check", code, "--cart", str(cart))
    assert exit_code == 0
    assert [line["discount_fen"] for line in answer["meta"]["lines"]] == [2000, 0]
    cart.write_text(json.dumps({"lines": lines[1:]}))
    (refused,) = rows(coupon("check", code, "--cart", str(cart)))
    assert (refused["code"], refused["rule"], refused["limit"]) == ("nothing_eligible", "scope", "shoes")
    assert "shoes" in refused["reason"]
    assert coupon("redeem", code, "--order", "O1", "--cart", str(cart))[0] == 6


def test_stores_and_budgets_from_options(coupon: Run) -> None:
    """A stock for one store with a daily budget: the other store is refused, so is the second use."""
    create = "create S --kind amount --value 5 --total 9 --valid-to 2026-03-05 --store S901"
    rows(coupon(create, "--budget", "count/day=1"))
    a, b = (row["coupon"] for row in rows(coupon("issue", "S", "--pieces", "2")))
    order = ("--order", "O1", "--amount", "9.00")
    assert coupon("redeem", a, *order, "--store", "S902")[1]["code"] == "wrong_store"
    assert coupon("redeem", a, *order, "--store", "S999")[0] == 4
    rows(coupon("redeem", a, *order, "--store", "S901"))
    assert (
        coupon("redeem", b, "--order", "O2", "--amount", "9", "--store", "S901")[1]["code"] == "budget_count"
    )


def test_claim_of_stocks_and_codes(coupon: Run) -> None:
    """A public stock gives one each; a printed code is taken over; the second claim exits with 6."""
    rows(coupon("create P --kind amount --value 1 --total 9 --valid-days 1 --per-customer 1 --public"))
    rows(coupon("claim", "P", "--customer", "P1"))
    assert coupon("claim", "P", "--customer", "P1")[0] == 6
    ((code,)) = [row["coupon"] for row in rows(coupon("issue", "P", "--pieces", "1"))]
    assert rows(coupon("claim", code, "--customer", "P2"))[0]["customer"] == "P2"
    assert rows(coupon("status", code))[0]["customer"] == "P2"


def test_issue_from_a_file(coupon: Run, tmp_path: Path) -> None:
    """One customer a line; who has enough is shown with the reason."""
    rows(coupon(CREATE))
    file = tmp_path / "customers.txt"
    file.write_text("P1\nP2\nP1\n")
    found = rows(coupon("issue", "TEN20", "--file", str(file)))
    assert [row["state"] for row in found] == ["received", "received", "skipped"]
    assert found[2]["reason"] == "person_limit"


def test_dry_run_and_void(coupon: Run, workspace: Path) -> None:
    """A dry run shows the result and writes nothing; stopping a stock asks first."""
    rows(coupon(CREATE, "--dry-run"))
    assert coupon("status", "TEN20")[0] == 4
    rows(coupon(CREATE))
    code = rows(coupon("issue", "TEN20", "--customer", "P1"))[0]["coupon"]
    assert coupon("void", "TEN20", "--no-input")[0] == 2
    assert rows(coupon("void", "TEN20", "--yes"))[0]["voided"] == 1
    assert coupon("redeem", code, "--order", "O", "--amount", "100")[1]["code"] == "void"
    assert rows(coupon("expire", "TEN20"))[0]["expired"] == 0
    with sqlite3.connect(workspace / "digitool.db") as connection:
        kinds = [row[0] for row in connection.execute("SELECT kind FROM operation ORDER BY seq")]
    connection.close()
    assert kinds == ["coupon.create", "coupon.issue", "coupon.void", "coupon.expire"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["redeem", "0000-0000-00000", "--order", "O1", "--amount", "-1"], "amount_negative"),
        (["redeem", "0000-0000-00000", "--order", "O1"], "amount_or_cart"),
        (["issue", "TEN20"], "who_gets_it"),
        (["issue", "TEN20", "--customer", "12"], "bad_id"),
        (["create", "X", "--kind", "percent", "--value", "x", "--total", "1"], "bad_percent"),
        (["create", "X", "--kind", "amount", "--value", "1", "--total", "1"], "bad_terms"),
        (["create", "X", "--kind", "gift", "--value", "1", "--total", "1"], None),
        (["reverse", "0000-0000-00000", "--line", "=2"], "bad_return"),
    ],
)
def test_usage_errors_exit_with_2(coupon: Run, words: list[str], code: str | None) -> None:
    """A wrong option is a usage error with its own code."""
    exit_code, error = coupon(words[0], *words[1:])
    assert exit_code == 2
    assert code is None or error["code"] == code


def test_refusal_in_words_a_clerk_can_say(
    workspace: Path, coupon: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """Below the minimum, in Chinese: what is needed and what the cart has."""
    rows(coupon(CREATE))
    code = rows(coupon("issue", "TEN20", "--customer", "P1"))[0]["coupon"]
    capsys.readouterr()
    words = ["--lang", "zh", "coupon", "redeem", code, "--order", "O1", "--amount", "80.00"]
    assert run(words) == 6
    assert "适用商品用券前须满 100.00 元，现为 80.00 元" in capsys.readouterr().err


def test_real_process_exits_with_5(workspace: Path, coupon: Run) -> None:
    """The program itself, started by a script: a used coupon is exit 5 with one JSON object on stderr."""
    rows(coupon(CREATE))
    code = rows(coupon("issue", "TEN20", "--customer", "P1"))[0]["coupon"]
    words = [sys.executable, "-m", "digitool", "coupon", "redeem", code, "--amount", "100", "--json"]
    first, second = (
        subprocess.run([*words, "--order", order], capture_output=True, text=True, check=False)
        for order in ("O1", "O2")
    )
    assert (first.returncode, second.returncode) == (0, 5)
    assert json.loads(first.stdout)["rows"][0]["payable_fen"] == 8000
    assert (json.loads(second.stderr)["code"], second.stdout) == ("already_redeemed", "")
