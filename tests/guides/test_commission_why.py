"""One order explained in every state that it can be in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digitool.errors import NotFoundError, UsageError
from digitool.guides.commission.why import why
from digitool.words import say

from .counter import TODAY, Counter


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    """A chain that pays 5%."""
    made = Counter(tmp_path / "digitool.db")
    made.connection.execute("INSERT INTO identifier_namespace (code, name) VALUES (1, 'wx_openid')")
    yield made
    made.close()


def told(counter: Counter, order: str = "o1") -> str:
    """Everything that is said of an order, in English."""
    found = why(counter.connection, counter.settings, order, (counter.at, TODAY))
    return "; ".join(say(text, "en", **values) for _, sentences in found for text, values in sentences)


def test_an_order_is_explained_from_its_freeze_to_the_claim(counter: Counter) -> None:
    """Frozen, refund under way, due, settled, refunded since, paid, claimed, nothing left."""
    key = counter.order("o1", guide="ann", days_ago=3)
    assert "it can be settled from 2026-04-13 on" in told(counter)
    counter.at += 20 * 86_400_000
    frozen = why(counter.connection, counter.settings, "test:o1", (counter.at, TODAY))[0][0]
    assert (frozen["state"], frozen["order"]) == ("frozen", "o1")
    counter.at -= 20 * 86_400_000
    counter.set(freeze_days=1)
    counter.refund("o1", 1, "r", state="PROCESSING")
    assert "under way" in told(counter)
    counter.connection.execute("DELETE FROM refund")
    assert "it can be settled now" in told(counter)
    counter.settle()
    assert "it is settled, and will be paid with the next payout" in told(counter)
    counter.pay()
    counter.refund("o1", 5_000)
    assert "refunds since then take back 2.50 more" in told(counter)
    counter.settle()
    assert "it was paid out; 2.50 was taken back after that" in told(counter)
    counter.refund("o1", 5_000)
    counter.settle()
    assert "100.00 of 100.00 was given back, so 5.00 is taken back and 0.00 remains" in told(counter)
    assert "nothing of it remains" in told(counter)
    counter.connection.execute("DELETE FROM purchase WHERE id = ?", (key,))
    assert "nothing of it remains" in told(counter)


def test_a_cap_an_unpaid_relation_and_a_buyer_of_her_own_are_told(counter: Counter) -> None:
    """Each reason stands in its own sentence; the buyer is shown masked."""
    counter.set(cap=100)
    counter.order("o1", guide="ann")
    assert "that is 5.00, more than 1% of the order: 1.00 remain" in told(counter)
    counter.set(pays=("share",))
    assert "the policy pays nothing for on_behalf" in told(counter)
    counter.order("o2", guide="ann", store=0)
    assert "the order names ann" in told(counter, "o2")
    counter.order("o3", referrer="ann")
    assert "names her as referrer" in told(counter, "o3")
    counter.order("o4", state="revoked", guide="ann")
    assert told(counter, "o4") == "the order is not paid, or was revoked at the till"
    counter.order("o5")
    assert "no guide is named" in told(counter, "o5")
    row = why(counter.connection, counter.settings, "o5", (counter.at, TODAY))[0][0]
    assert (row["customer"], row["known_as"]) == ("P1", "v***")


def test_an_order_must_be_one(counter: Counter) -> None:
    """An unknown number, and one that two merchants use, are both refused."""
    with pytest.raises(NotFoundError):
        told(counter, "o1")
    counter.order("o1")
    counter.order("x2")
    counter.connection.execute("UPDATE purchase SET order_no = 'o1'")
    with pytest.raises(UsageError, match="several") as found:
        told(counter)
    assert "test:x2" in str(found.value.values["known"])
    assert "no guide is named" in told(counter, "test:x2")
