"""Idempotency: one key, one effect, the same answer to the byte."""

from __future__ import annotations

import json
from typing import Any

import pytest

from digitool.coupons.rules.terms import Budget
from digitool.errors import ConflictError
from tests.coupons.shop import DAY, TEN, Shop

DAILY = Budget("count", "day", 5)


@pytest.fixture
def ready(shop: Shop) -> tuple[Shop, list[str]]:
    """A public stock with one free, one used and one locked coupon, and one that nobody holds."""
    codes = shop.give(shop.stock(public=True), 1, 2, 3) + shop.print_codes("TEN", 1)
    shop.stock("RATE", budgets=(DAILY,))
    shop.redeem(codes[1], "O-used")
    shop.lock(codes[2], "O-lock")
    return shop, codes


def requests(codes: list[str], shop: Shop) -> dict[str, tuple[Any, ...]]:
    """One request for each operation, and one of the same kind with another payload."""
    free, used, locked, printed = codes
    cart, other = shop.cart(10_000), shop.cart(20_000)
    return {
        "create": (("NEW", TEN), ("NEW2", TEN)),
        "issue": (("TEN", [4]), ("TEN", [5])),
        "claim": (("TEN", 4), ("TEN", 5)),
        "receive": ((printed, 6), (printed, 7)),
        "lock": (([free], "O1", cart), ([free], "O1", other)),
        "redeem": (([free], "O1", cart), ([free], "O2", cart)),
        "reverse": ((used,), (used, {"1": 1})),
        "release": ((locked, "O-lock"), (free, "O-lock")),
        "void": ((free,), ("TEN",)),
        "expire": (("TEN",), ("NEW",)),
        "resize": (("TEN", 200, 100), ("TEN", 300, 100)),
        "change_budget": (("RATE", DAILY._replace(cap=9), 5), ("RATE", DAILY._replace(cap=8), 5)),
    }


OPERATIONS = (
    *("create", "issue", "claim", "receive", "lock", "redeem", "release", "reverse"),
    *("void", "expire", "resize", "change_budget"),
)


@pytest.mark.parametrize("name", OPERATIONS)
def test_same_key_same_request_is_one_effect(ready: tuple[Shop, list[str]], name: str) -> None:
    """A replay, even days later, returns the first result byte for byte and changes nothing (INV-3)."""
    shop, codes = ready
    args, others = requests(codes, shop)[name]
    first = shop.do(name, *args, key="k")
    after = shop.dump()
    shop.at += 2 * DAY
    again = shop.do(name, *args, key="k")
    assert json.dumps(again).encode() == json.dumps(first).encode()
    with pytest.raises(ConflictError) as caught:
        shop.do(name, *others, key="k")
    assert caught.value.code == "key_reused"
    assert shop.dump() == after


def test_refused_request_does_not_use_up_its_key(shop: Shop) -> None:
    """A key whose request was refused works when the reason is gone."""
    (code,) = shop.give(shop.stock(starts_next_day=True), 1)
    with pytest.raises(Exception, match="starts on"):
        shop.redeem(code, key="k")
    shop.at += DAY
    shop.redeem(code, key="k")


def test_recorded_parameters_hold_no_code(shop: Shop) -> None:
    """The log of a redemption does not show the code of the coupon."""
    (code,) = shop.give(shop.stock(), 1)
    shop.redeem(code, key="k")
    params = [row[0] for row in shop.connection.execute("SELECT params FROM operation")]
    assert not any(code in text or code.replace("-", "") in text for text in params)
