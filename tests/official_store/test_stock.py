"""Stock: goods that come in, are counted and move, and what each location has."""

from __future__ import annotations

import pytest

from digitool.errors import ConflictError, DigitoolError
from digitool.official_store.asked import Want
from digitool.official_store.asking import levels, movements
from tests.official_store.counter import MINUTE, Counter


def test_levels_follow_movements(counter: Counter) -> None:
    """Received, reserved, sold, returned and moved: each is one movement, and the level is their sum."""
    counter.stock(A1=10)
    number = counter.paid("A1=4")
    counter.refund(number, {"A1": 1})
    counter.order("A1=2")
    counter.do("transfer", "web", "S001", [Want("A1", 3)])
    rows = levels(counter.connection, counter.at, "A1")
    assert [(row["location"], row["on_hand"], row["reserved"], row["available"]) for row in rows] == [
        ("S001", 3, 0, 3),
        ("web", 4, 2, 2),
    ]
    kinds = [row["kind"] for row in movements(counter.connection, counter.desk(), "A1")]
    assert kinds[::-1] == [
        "receive",
        "reserve",
        "sell",
        "return",
        "reserve",
        "transfer_out",
        "transfer_in",
    ]


def test_a_count_sets_what_is_on_hand(counter: Counter) -> None:
    """A count says the difference; it cannot fall below what orders hold, unless the clock has freed it."""
    counter.stock("S001", A1=10)
    row = counter.do("count", "S001", [Want("A1", 7)])["rows"][0]
    assert (row["difference"], row["on_hand"]) == (-3, 7)
    assert counter.do("count", "S001", [Want("A1", 7)])["rows"][0]["difference"] == 0
    counter.order("A1=5", source="S001")
    with pytest.raises(ConflictError) as caught:
        counter.do("count", "S001", [Want("A1", 4)])
    assert caught.value.code == "below_reserved"
    counter.at += 15 * MINUTE
    assert counter.do("count", "S001", [Want("A1", 0)])["rows"][0]["available"] == 0


def test_a_transfer_moves_what_is_free(counter: Counter) -> None:
    """Only available goods move, between two different known places."""
    counter.stock(A1=5)
    counter.order("A1=3")
    for args, code in (
        (("web", "S001", [Want("A1", 3)]), "out_of_stock"),
        (("web", "web", [Want("A1", 1)]), "same_location"),
        (("web", "S009", [Want("A1", 1)]), "no_such_store"),
        (("web", "S001", [Want("Z9", 1)]), "unknown_product"),
        (("web", "S001", []), "bad_lines"),
        (("web", "S001", [Want("A1", 1), Want("A1", 1)]), "repeated_product"),
    ):
        with pytest.raises(DigitoolError) as caught:
            counter.do("transfer", *args)
        assert caught.value.code == code
    counter.at += 15 * MINUTE
    assert counter.do("transfer", "web", "S001", [Want("A1", 5)])["rows"][1]["on_hand"] == 5


def test_damage_is_found(counter: Counter) -> None:
    """A level that was edited by hand, money that was, and a fact that is gone are each reported."""
    counter.stock(A1=5)
    counter.paid("A1=2", customer=1)
    assert counter.differences() == []
    counter.connection.execute("BEGIN")
    counter.connection.execute("UPDATE stock_level SET on_hand = on_hand + 1")
    counter.connection.execute("UPDATE official_order SET refunded_fen = 5")
    counter.connection.execute("DELETE FROM purchase")
    found = " ".join(counter.differences())
    counter.connection.execute("ROLLBACK")
    for check in ("official-store-stock", "official-store-orders", "official-store-sales", "-accounts"):
        assert check in found
