"""A plain model of stock and orders beside the real one: dictionaries, a clock, and no shortcuts."""

from __future__ import annotations

from dataclasses import dataclass, field

PRICES = {"A1": 1999, "B2": 4550}
MINUTES_TO_PAY = 15 * 60_000
FEE = 800
FLASH, FLASH_CAP = 990, 6


@dataclass
class Order:
    """One order as the model sees it; ``left`` is what the customer still has."""

    lines: dict[str, int]
    location: str
    pickup: bool
    deadline: int
    state: str = "created"
    left: dict[str, int] = field(default_factory=dict)
    money: int = 0
    refunded: int = 0
    flash: int = 0
    code: str = ""


class Model:
    """What must be true of stock and orders after each step."""

    def __init__(self, now: int, stock: dict[tuple[str, str], int]) -> None:
        self.now = now
        self.on_hand = dict(stock)
        self.orders: dict[str, Order] = {}

    def state(self, number: str) -> str:
        """The state that everybody sees."""
        order = self.orders[number]
        return "expired" if order.state == "created" and self.now >= order.deadline else order.state

    def reserved(self, product: str, location: str) -> int:
        """Pieces that unpaid orders in time hold."""
        return sum(
            order.lines.get(product, 0)
            for number, order in self.orders.items()
            if order.location == location and self.state(number) == "created"
        )

    def free(self, product: str, location: str) -> int:
        """Pieces that can be ordered."""
        return self.on_hand.get((product, location), 0) - self.reserved(product, location)

    def flash_left(self) -> int:
        """Pieces that the flash price of A1 still has."""
        taken = sum(
            order.flash
            for number, order in self.orders.items()
            if self.state(number) not in ("cancelled", "expired")
        )
        return FLASH_CAP - taken

    def why_not_order(self, lines: dict[str, int], location: str) -> str:
        """The code of the refusal of a new order, or nothing."""
        return "out_of_stock" if any(n > self.free(p, location) for p, n in lines.items()) else ""

    def place(self, number: str, lines: dict[str, int], location: str, pickup: bool) -> Order:
        """A new order at today's prices."""
        order = Order(dict(lines), location, pickup, self.now + MINUTES_TO_PAY, left=dict(lines))
        if 0 < lines.get("A1", 0) <= self.flash_left():
            order.flash = lines["A1"]
        tea = FLASH if order.flash else PRICES["A1"]
        goods = lines.get("A1", 0) * tea + lines.get("B2", 0) * PRICES["B2"]
        order.money = goods + (0 if pickup else FEE)
        self.orders[number] = order
        return order

    def pay(self, number: str) -> None:
        """The goods leave."""
        order = self.orders[number]
        order.state = "paid"
        for product, pieces in order.lines.items():
            self.on_hand[product, order.location] -= pieces

    def refund(self, number: str, back: dict[str, int]) -> int:
        """Pieces come back to the shelf; the money for them."""
        order = self.orders[number]
        tea = FLASH if order.flash else PRICES["A1"]
        money = back.get("A1", 0) * tea + back.get("B2", 0) * PRICES["B2"]
        for product, pieces in back.items():
            order.left[product] -= pieces
            self.on_hand[product, order.location] += pieces
        if not any(order.left.values()):
            order.state = "refunded"
            money += 0 if order.pickup else FEE
        order.refunded += money
        return money


VERBS = {
    "pay": {"created"},
    "cancel": {"created"},
    "ship": {"paid"},
    "deliver": {"shipped"},
    "refund": {"paid", "shipped", "delivered", "picked_up"},
}
"""States in which a verb is accepted."""

CODES = {
    "created": "not_paid",
    "paid": "already_paid",
    "shipped": "already_shipped",
    "delivered": "already_delivered",
    "picked_up": "already_picked_up",
    "refunded": "already_refunded",
    "cancelled": "order_cancelled",
    "expired": "order_expired",
}
"""What a verb that is not accepted says, by state."""
