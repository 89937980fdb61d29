"""A small official store for tests: two stores, a catalogue, a clock, and short names for operations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from digitool.coupons.giving.issuing import issue_coupons
from digitool.coupons.rules.terms import Terms
from digitool.coupons.stocks import create_stock
from digitool.db.checks import all_checks, run_checks
from digitool.db.connection import connect
from digitool.official_store.asked import AskedOrder, Want
from digitool.official_store.asking import levels, show_order
from digitool.official_store.baskets.exits import audit_basket, leave_by_pass
from digitool.official_store.baskets.operations import open_basket, pay_basket, scan
from digitool.official_store.catalogue.operations import Item, save, set_flash
from digitool.official_store.inventory import count_goods, receive_goods, transfer_goods
from digitool.official_store.orders.ending import cancel_order, expire_orders
from digitool.official_store.orders.fulfilling import deliver_order, pickup_order, ship_order
from digitool.official_store.orders.paying import pay_order
from digitool.official_store.orders.placing import create_order
from digitool.official_store.orders.refunding import Return, refund_order
from digitool.workspace.desk import Desk
from digitool.workspace.policies.official_store import OfficialStorePolicy
from digitool.workspace.settings import Settings, Store
from tests.coupons.shop import DAY, HOUR, MINUTE, NOON, new_database

__all__ = ["DAY", "HOUR", "MINUTE", "NOON", "Counter", "asked"]

SETTINGS = Settings(
    stores={"S001": Store("S001", "North"), "S002": Store("S002", "South")},
    official_store=OfficialStorePolicy(delivery_fee=800),
)
ITEMS = (
    Item("A1", "Tea", "drinks", 1999),
    Item("B2", "Cup", "china", 4550),
    Item("C3", "Pot", "china", 29_900),
)

OPERATIONS: dict[str, Callable[..., dict[str, Any]]] = {
    "audit": audit_basket,
    "cancel": cancel_order,
    "count": count_goods,
    "create": create_order,
    "deliver": deliver_order,
    "expire": expire_orders,
    "flash": set_flash,
    "leave": leave_by_pass,
    "open_basket": open_basket,
    "pay": pay_order,
    "pay_basket": pay_basket,
    "pickup": pickup_order,
    "receive": receive_goods,
    "refund": refund_order,
    "save": save,
    "scan": scan,
    "ship": ship_order,
    "transfer": transfer_goods,
}
"""What may be done in the official store, by a short name."""


class Counter:
    """One database and one clock; every helper is one public operation at the clock's time."""

    def __init__(self, path: Path, customers: int = 9, settings: Settings = SETTINGS) -> None:
        self.path = new_database(path, customers)
        self.connection = connect(path)
        self.settings = settings
        self.at = NOON
        self.do("save", ITEMS)

    def close(self) -> None:
        """Close the connection that the counter keeps open."""
        self.connection.close()

    def desk(self, **changes: Any) -> Desk:
        """The surroundings of one operation now."""
        usual = Desk(self.connection, self.at, self.settings, lambda: b"k" * 32, actor="clerk")
        return replace(usual, **changes)

    def do(self, name: str, *args: Any, **options: Any) -> dict[str, Any]:
        """One operation by name; key, dry_run and at change the call, other options are the operation's."""
        changes = {one: options.pop(one) for one in ("key", "dry_run", "at", "actor") if one in options}
        return OPERATIONS[name](self.desk(**changes), *args, **options)

    def stock(self, location: str = "web", **pieces: int) -> None:
        """Goods arrive: ``stock("S001", A1=5)``."""
        self.do("receive", location, [Want(product, n) for product, n in pieces.items()])

    def order(self, *lines: str, **options: Any) -> str:
        """Place an order of ``"A1=2"`` lines; its number."""
        number: str = self.do("create", asked(*lines, **options))["rows"][0]["order"]
        return number

    def paid(self, *lines: str, **options: Any) -> str:
        """Place and pay an order; its number."""
        number = self.order(*lines, **options)
        self.do("pay", number)
        return number

    def refund(self, order: str, pieces: dict[str, int] | None = None, **options: Any) -> int:
        """Give pieces back, or all; the money in fen."""
        row = self.do("refund", order, Return(pieces, **options))["rows"][0]
        amount: int = row["amount_fen"]
        return amount

    def row(self, number: str) -> dict[str, Any]:
        """An order as it is shown now."""
        row: dict[str, Any] = show_order(self.connection, self.desk(), number)["rows"][0]
        return row

    def free(self, product: str, location: str = "web") -> int:
        """Pieces that are available, as the clock sees it."""
        rows = levels(self.connection, self.at, product, location)
        return int(rows[0]["available"]) if rows else 0

    def coupon(self, terms: Terms, customer: int = 1, code: str = "TEN") -> str:
        """A coupon of a new stock, held by a customer; its code."""
        desk = Desk(self.connection, self.at, actor="clerk")
        create_stock(desk, code, terms)
        found: str = issue_coupons(desk, code, [customer])["rows"][0]["coupon"]
        return found

    def coupon_state(self, code: str) -> str:
        """What a coupon is now."""
        from digitool.coupons.asking import status

        state: str = status(self.connection, code, Desk(self.connection, self.at))["state"]
        return state

    def dump(self) -> list[str]:
        """Every row that an operation may change, as text; the brake on guesses is left out."""
        return [
            line
            for line in self.connection.iterdump()
            if "coupon_guess" not in line and "coupon.guess" not in line
        ]

    def differences(self) -> list[str]:
        """What the integrity checks of this room and all below it find."""
        names = ["database", *(n for n in check_names() if not n.startswith("flow"))]
        return [f"{o.check}: {o.detail}" for o in run_checks(self.connection, names) if not o.passed]


@lru_cache(maxsize=1)
def check_names() -> tuple[str, ...]:
    """The checks that concern the official store, what it stands on, and what sells through it."""
    rooms = ("official-store", "coupon", "ledger", "referral", "community", "flow")
    return tuple(name for name in all_checks() if name.startswith(rooms))


def asked(*lines: str, **options: Any) -> AskedOrder:
    """An order: ``asked("A1=2", "B2", customer=1, pickup="S001")``."""
    from digitool.official_store.asked import read_pieces

    return AskedOrder(tuple(read_pieces(line) for line in lines), **options)
