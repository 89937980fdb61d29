"""The state machine notices mistakes: each seeded bug turns it red, by the model, a check or a constraint."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import Phase

from digitool.official_store.orders import ending, fulfilling, refunding
from digitool.official_store.orders import stored as orders
from digitool.official_store.orders.settlement import Owed
from digitool.official_store.stock import levels as stock
from tests.official_store.test_machine import run_machine

Patch = pytest.MonkeyPatch


def _unconditional_update(patch: Patch) -> None:
    """Stock that is taken whether or not there is any."""
    patch.setattr(stock, "_CHANGE", stock._CHANGE.split(" AND on_hand +")[0] + " AND 0 <= 0 * (? + ? + ?)")


def _ignored_rowcount(patch: Patch) -> None:
    """A movement that is written although the level did not change."""

    def change(connection: Any, spot: Any, product: Any, pieces: Any, why: Any, ends: Any = None) -> int:
        params = (*pieces, product, spot.location, *pieces, pieces[1])
        connection.execute(stock._CHANGE, params)
        return stock._note(connection, spot, product, pieces, why, ends)

    patch.setattr(stock, "_change", change)


def _late_expiry(patch: Patch) -> None:
    """An order that can be paid one instant too long."""
    seen = orders.seen_state
    patch.setattr(orders, "seen_state", lambda state, pay_by, at: seen(state, pay_by + 1, at))


def _kept_reservation(patch: Patch) -> None:
    """A cancelled order that keeps its goods."""
    patch.setattr(ending, "end_reservation", lambda *args: None)


def _any_counter(patch: Patch) -> None:
    """A pickup code that works in every store."""

    def require(desk: Any, order: Any, store: str, late: bool) -> None:
        orders.require_verb(order, "pickup", desk.at)

    patch.setattr(fulfilling, "_require_counter", require)


def _money_twice(patch: Patch) -> None:
    """A line that always brings back its whole price."""
    patch.setattr(Owed, "part", lambda self, pieces: self.fen if pieces else 0)


def _shelf_forgotten(patch: Patch) -> None:
    """Goods that come back and reach no shelf."""
    patch.setattr(refunding, "_restock", lambda *args: None)


BUGS = (
    _unconditional_update,
    _ignored_rowcount,
    _late_expiry,
    _kept_reservation,
    _any_counter,
    _money_twice,
    _shelf_forgotten,
)


@pytest.mark.slow
@pytest.mark.parametrize("plant", BUGS, ids=lambda plant: str(plant.__name__).strip("_"))
def test_seeded_bug_is_caught(plant: Callable[[Patch], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """With this bug in the program the state machine fails."""
    plant(monkeypatch)
    with pytest.raises((AssertionError, sqlite3.Error, ValueError)):
        run_machine(60, 40, Phase.generate)
