"""What the settings and the catalogue change at the till, and what an error tells a program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from digitool.cli.entry import run
from tests.coupons.commands import CREATE, Run, rows

AMOUNT = ("--amount", "100.00")


@pytest.fixture
def settle(workspace: Path) -> Path:
    """The workspace's settings file, to add tables to."""
    return workspace / "digitool.toml"


def add(file: Path, text: str) -> None:
    """Add lines to a file."""
    file.write_text(file.read_text("utf-8") + text, "utf-8")


def two_stocks(coupon: Run) -> list[str]:
    """A coupon of 10.00 and one of 15.00, of two stocks of one class."""
    for name, value in (("A", "10"), ("B", "15")):
        rows(coupon(f"create {name} --kind amount --value {value} --total 9 --valid-days 9"))
    return [rows(coupon("issue", name, "--pieces", "1"))[0]["coupon"] for name in ("A", "B")]


def test_room_of_a_class(coupon: Run, settle: Path) -> None:
    """One stock of a class per order unless the settings give room for more; check and redeem agree."""
    codes = two_stocks(coupon)
    decisions = {row["stock"]: row["decision"] for row in rows(coupon("check", *codes, *AMOUNT))}
    assert decisions == {"A": "refuse", "B": "use"}
    refused, error = coupon("redeem", *codes, "--order", "O1", *AMOUNT)
    assert (refused, error["code"], error["details"]["limit"]) == (6, "class_full", 1)
    add(settle, "\n[coupons]\ncoupon_stocks = 2\n")
    assert {row["decision"] for row in rows(coupon("check", *codes, *AMOUNT))} == {"use"}
    used = rows(coupon("redeem", *codes, "--order", "O1", *AMOUNT))
    assert used[0]["payable_fen"] == 7500


def test_priority_instead_of_the_best(coupon: Run, settle: Path) -> None:
    """With stacking by priority the earlier stock wins, though the other one gives more."""
    codes = two_stocks(coupon)
    add(settle, '\n[coupons]\nstacking = "priority"\n')
    decisions = {row["stock"]: row["decision"] for row in rows(coupon("check", *codes, *AMOUNT))}
    assert decisions == {"A": "use", "B": "refuse"}
    rows(coupon("create Z --kind amount --value 1 --total 9 --valid-days 9 --priority 1"))
    codes += [row["coupon"] for row in rows(coupon("issue", "Z", "--pieces", "1"))]
    decisions = {row["stock"]: row["decision"] for row in rows(coupon("check", *codes, *AMOUNT))}
    assert decisions == {"Z": "use", "A": "refuse", "B": "refuse"}


def test_floor(coupon: Run, settle: Path) -> None:
    """Coupons do not push an order below the floor: 20.00 off 100.00 is cut to 5.00 at a floor of 95%."""
    rows(coupon(CREATE))
    (code,) = (row["coupon"] for row in rows(coupon("issue", "TEN20", "--customer", "P1")))
    add(settle, '\n[coupons]\nfloor = "95%"\n')
    assert rows(coupon("redeem", code, "--order", "O1", *AMOUNT))[0]["payable_fen"] == 9500


def test_minutes_of_a_lock(coupon: Run, settle: Path) -> None:
    """A lock lasts as long as the settings say."""
    rows(coupon(CREATE))
    (code,) = (row["coupon"] for row in rows(coupon("issue", "TEN20", "--customer", "P1")))
    add(settle, "\n[coupons]\nlock_minutes = 2\n")
    assert rows(coupon("lock", code, "--order", "O1", *AMOUNT))[0]["locked_until"] == (
        "2026-03-02T15:02:00+08:00"
    )
    other = ("redeem", code, "--order", "O2", *AMOUNT, "--as-of")
    held, error = coupon(*other, "2026-03-02T15:01:59+08:00")
    assert (held, error["code"]) == (5, "locked")
    assert error["details"]["limit"] == "2026-03-02T15:02:00+08:00"
    rows(coupon(*other, "2026-03-02T15:02:00+08:00"))


def test_error_carries_typed_details(coupon: Run) -> None:
    """Rule, observed and limit as numbers in fen, the stock, and a coupon that is masked."""
    rows(coupon(CREATE))
    (code,) = (row["coupon"] for row in rows(coupon("issue", "TEN20", "--customer", "P1")))
    refused, error = coupon("redeem", code, "--order", "O1", "--amount", "80.00")
    assert (refused, error["exit"], error["code"]) == (6, 6, "below_minimum_before")
    assert error["details"] == {
        "rule": "min_spend.before",
        "observed": 8000,
        "limit": 10_000,
        "coupon": f"****-****-{code[-5:]}",
        "stock": "TEN20",
    }
    (advice,) = rows(coupon("check", code, "--amount", "80.00"))
    assert {name: advice[name] for name in ("code", "rule", "observed", "limit", "stock")} == {
        "code": "below_minimum_before",
        **{name: error["details"][name] for name in ("rule", "observed", "limit", "stock")},
    }


def test_details_hold_no_phone(coupon: Run) -> None:
    """A phone that was typed for something else is masked in an error, words and details."""
    code, error = coupon("status", "13800138000")
    assert code == 4
    assert "13800138000" not in json.dumps(error)


@pytest.fixture
def catalogue(workspace: Path) -> None:
    """A catalogue of two products."""
    for product, category in (("A", "shoes"), ("B", "hats")):
        words = ["--title", product, "--category", category, "--price", "100.00"]
        assert run(["official-store", "catalogue", "add", product, *words, "--json"]) == 0


@pytest.mark.usefixtures("catalogue")
def test_catalogue_names_categories_and_refuses_unknown_products(coupon: Run, tmp_path: Path) -> None:
    """A cart without categories gets those of the catalogue; a product outside it is a usage error."""
    rows(coupon("create SHOES --kind percent --value 10% --total 5 --valid-days 3 --category shoes"))
    (code,) = (row["coupon"] for row in rows(coupon("issue", "SHOES", "--pieces", "1")))
    file = tmp_path / "cart.json"
    goods = [{"product": "A", "price_fen": 10_000}, {"product": "B", "price_fen": 5000}]
    file.write_text(json.dumps({"lines": goods}))
    assert rows(coupon("check", code, "--cart", str(file)))[0]["discount_fen"] == 1000
    file.write_text(json.dumps({"lines": [*goods, {"product": "X9", "price_fen": 1}]}))
    for verb in (["check", code], ["lock", code, "--order", "O1"], ["redeem", code, "--order", "O1"]):
        refused, error = coupon(*verb, "--cart", str(file))
        assert (refused, error["code"], error["details"]["product"]) == (2, "unknown_product", "X9")
    assert rows(coupon("status", code))[0]["state"] == "issued"
