"""A small shop for coupon tests: a database with customers, a clock, and short names for operations."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from digitool.coupons.asking import status
from digitool.coupons.giving.issuing import claim_coupon, issue_coupons, receive_coupon
from digitool.coupons.rules.cart import Cart, bare_cart, read_cart
from digitool.coupons.rules.terms import Terms
from digitool.coupons.stocks import change_budget, create_stock, resize_stock
from digitool.coupons.till.redeeming import lock_coupons, redeem_coupons
from digitool.coupons.till.reversing import expire_stock, release_coupon, reverse_coupon, void_target
from digitool.db.checks import run_checks
from digitool.db.connection import connect
from digitool.db.schema.making import create_database
from digitool.model.days import parse_instant
from digitool.workspace.desk import Desk
from tests.bound import bind_key

NOON = parse_instant("2026-03-02 12:00:00")
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
TEN = Terms("amount", 2000, total=100, min_spend_fen=10_000, valid_days=14)


@lru_cache(maxsize=1)
def empty_database() -> bytes:
    """A new database of the current schema, made once for each test process."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "digitool.db"
        create_database(path)
        return path.read_bytes()


def new_database(path: Path, customers: int = 20) -> Path:
    """A database with customers P1 to P<customers>, each a person of its own."""
    path.write_bytes(empty_database())
    bind_key(path)
    with sqlite3.connect(path) as connection:
        connection.executemany(
            "INSERT INTO identifier (id, ns, scope, value, person) VALUES (?, 1, 0, ?, ?)",
            [(n, f"v{n}", n) for n in range(1, customers + 1)],
        )
    connection.close()
    return path


OPERATIONS: dict[str, Callable[..., dict[str, Any]]] = {
    "change_budget": change_budget,
    "claim": claim_coupon,
    "create": create_stock,
    "expire": expire_stock,
    "issue": issue_coupons,
    "lock": lock_coupons,
    "receive": receive_coupon,
    "redeem": redeem_coupons,
    "release": release_coupon,
    "resize": resize_stock,
    "reverse": reverse_coupon,
    "void": void_target,
}
"""What may be done with coupons, by a short name."""


class Shop:
    """One database and one clock; every helper is one public operation at the clock's time."""

    def __init__(self, path: Path, customers: int = 20) -> None:
        self.path = new_database(path, customers)
        self.connection = connect(path)
        self.at = NOON
        self.actor = "till-1"

    def close(self) -> None:
        """Close the connection that the shop keeps open."""
        self.connection.close()

    def desk(self, **changes: Any) -> Desk:
        """The surroundings of one operation now."""
        usual = Desk(self.connection, self.at, actor=self.actor)
        return replace(usual.at_counter("S001"), **changes)

    def do(self, name: str, *args: Any, **changes: Any) -> dict[str, Any]:
        """One operation by name; keyword arguments change the desk (key, store, at, dry_run)."""
        return OPERATIONS[name](self.desk(**changes), *args)

    def stock(self, code: str = "TEN", terms: Terms = TEN, **changes: Any) -> str:
        """Create a stock and give its code back."""
        self.do("create", code, replace(terms, **changes))
        return code

    def give(self, stock: str, *customers: int) -> list[str]:
        """Issue to customers; their coupon codes."""
        return [row["coupon"] for row in self.do("issue", stock, customers)["rows"]]

    def print_codes(self, stock: str, pieces: int) -> list[str]:
        """Issue codes that nobody holds."""
        return [row["coupon"] for row in self.do("issue", stock, (), pieces)["rows"]]

    def redeem(self, code: str, order: str = "O1", amount: int = 10_000, **changes: Any) -> dict[str, Any]:
        """Redeem one coupon for a bare amount."""
        customer = changes.pop("customer", None)
        return self.do("redeem", [code], order, self.cart(amount), customer, **changes)

    def lock(self, code: str, order: str = "O1", amount: int = 10_000, **changes: Any) -> dict[str, Any]:
        """Lock one coupon for a bare amount."""
        return self.do("lock", [code], order, self.cart(amount), **changes)

    def cart(self, amount: int) -> Cart:
        """A bare amount as a cart."""
        return bare_cart(amount, self.at)

    def state(self, target: str) -> dict[str, Any]:
        """What a stock or coupon is now."""
        return status(self.connection, target, self.desk())

    def merge(self, younger: int, older: int) -> None:
        """Make two customers one person, as the identity room does."""
        for table in ("identifier", "household_member"):
            self.connection.execute(f"UPDATE {table} SET person = ? WHERE person = ?", (older, younger))

    def household(self, *customers: int) -> None:
        """Customers who share a phone."""
        self.connection.executemany(
            "INSERT INTO household_member (hub, person, reason) VALUES (99, ?, 'phone')",
            [(customer,) for customer in customers],
        )

    def dump(self) -> list[str]:
        """Every row of this room, the ledger and the log, as text; failed guesses are not counted."""
        lines = [line for line in self.connection.iterdump() if "coupon" in line or "ledger" in line]
        return [line for line in lines if "coupon_guess" not in line and "coupon.guess" not in line]

    def differences(self) -> list[str]:
        """What the integrity checks of coupons, ledger and database find."""
        return differences(self.connection)


def differences(connection: sqlite3.Connection) -> list[str]:
    """What the integrity checks of coupons, ledger and database find in a database."""
    names = ["database", *(n for n in _check_names() if n.startswith(("coupon", "ledger")))]
    return [f"{o.check}: {o.detail}" for o in run_checks(connection, names) if not o.passed]


@lru_cache(maxsize=1)
def _check_names() -> tuple[str, ...]:
    from digitool.db.checks import all_checks

    return tuple(all_checks())


def cart_of(*lines: dict[str, Any], at: int = NOON, **rest: Any) -> Cart:
    """A cart from line objects, read as a till's JSON is."""
    import json

    return read_cart(json.dumps({"lines": list(lines), **rest}), at)


def scratch_directory() -> Path:
    """A directory on the fastest disk there is, for tests that make many databases."""
    fast = Path("/dev/shm")  # noqa: S108 - a fresh directory inside it
    return Path(tempfile.mkdtemp(dir=fast if fast.is_dir() else None))


def remove(directory: Path) -> None:
    """Remove a scratch directory."""
    shutil.rmtree(directory, ignore_errors=True)
