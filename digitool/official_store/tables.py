"""What is stored of the official store. The constraints here are the second wall behind every operation.

Times are UTC ms, money fen, days business day numbers, customers ids of the identity room. A location
is a store's code, or ``web`` for the stock that the official store sends from.
"""

from __future__ import annotations

from typing import Optional

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from digitool.db.schema.declaring import CLUSTERED, partial_index
from digitool.db.schema.people import People
from digitool.db.schema.triggers import Refusal, Trigger, among, only_steps
from digitool.db.schema.walls import Changing, walls
from digitool.official_store.states import (
    BASKET_STATES,
    BASKET_STEPS,
    ENDS,
    STATES,
    STEPS,
    UNPAID,
    Transition,
)


class Product(SQLModel, table=True):
    """One product of the catalogue; ``price_fen`` is the tag price of the one price list."""

    __tablename__ = "product"
    __table_args__ = (
        CheckConstraint("price_fen BETWEEN 0 AND 1000000000000 AND code <> ''", name="product_price"),
    )

    id: Optional[int] = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    title: str
    category: str = ""
    price_fen: int
    on_sale: bool = True
    created_at: int
    operation: int


class FlashPrice(SQLModel, table=True):
    """A price for a while; ``taken`` counts the pieces that orders hold of ``cap``."""

    __tablename__ = "flash_price"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at AND price_fen >= 0", name="flash_price_span"),
        CheckConstraint("taken >= 0 AND (cap IS NULL OR taken <= cap)", name="flash_price_cap"),
        Index("flash_price_product", "product", "starts_at"),
    )

    id: Optional[int] = Field(default=None, primary_key=True)
    product: int = Field(foreign_key="product.id")
    price_fen: int
    starts_at: int
    ends_at: int
    cap: Optional[int] = None
    taken: int = 0
    operation: int


class StockLevel(SQLModel, table=True):
    """Pieces of a product at a location: the fold of its movements; available = on_hand - reserved."""

    __tablename__ = "stock_level"
    __table_args__ = (
        CheckConstraint("reserved >= 0 AND on_hand >= reserved", name="stock_level_available"),
        CLUSTERED,
    )

    product: int = Field(primary_key=True, foreign_key="product.id")
    location: str = Field(primary_key=True)
    on_hand: int = 0
    reserved: int = 0


class StockMovement(SQLModel, table=True):
    """One change of a stock level, as signed pieces; ``ends`` is the reservation that this one ends.

    ``ref`` names what caused it: ``order:12``, ``basket:3``, or the reason of a count.
    """

    __tablename__ = "stock_movement"
    __table_args__ = (
        CheckConstraint(
            "CASE kind WHEN 'receive' THEN on_hand > 0 AND reserved = 0"
            " WHEN 'found' THEN on_hand > 0 AND reserved = 0"
            " WHEN 'return' THEN on_hand > 0 AND reserved = 0"
            " WHEN 'transfer_in' THEN on_hand > 0 AND reserved = 0"
            " WHEN 'transfer_out' THEN on_hand < 0 AND reserved = 0"
            " WHEN 'count' THEN on_hand <> 0 AND reserved = 0"
            " WHEN 'reserve' THEN on_hand = 0 AND reserved > 0"
            " WHEN 'release' THEN on_hand = 0 AND reserved < 0"
            " WHEN 'sell' THEN on_hand < 0 AND reserved IN (0, on_hand) ELSE FALSE END",
            name="stock_movement_kind",
        ),
        CheckConstraint("(reserved < 0) = (ends IS NOT NULL)", name="stock_movement_ends"),
        partial_index("stock_movement_end", "ends", where="ends IS NOT NULL", unique=True),
    )

    id: Optional[int] = Field(default=None, primary_key=True)
    product: int = Field(foreign_key="product.id")
    location: str
    kind: str
    on_hand: int
    reserved: int
    at: int
    day: int
    ref: str
    ends: Optional[int] = Field(default=None, foreign_key="stock_movement.id")
    operation: int


class OfficialOrder(SQLModel, table=True):
    """One order. ``location`` is where its goods come from; a pickup order waits there for its customer.

    payable = now (goods at today's prices) - discount + shipping; ``coupons`` is JSON of coupon ids,
    ``purchase`` the fact that it became, ``handed_at`` when it was delivered or picked up.
    """

    __tablename__ = "official_order"
    __table_args__ = (
        CheckConstraint(f"state IN ({among(STATES)})", name="official_order_state"),
        CheckConstraint("delivery IN ('delivery', 'pickup')", name="official_order_delivery"),
        CheckConstraint(
            "0 <= now_fen AND now_fen <= initial_fen AND shipping_fen >= 0 AND discount_fen >= 0"
            " AND payable_fen = now_fen - discount_fen + shipping_fen AND payable_fen >= 0"
            " AND 0 <= refunded_fen AND refunded_fen <= payable_fen",
            name="official_order_money",
        ),
        CheckConstraint(f"(paid_at IS NULL) = (state IN ({among(UNPAID)}))", name="official_order_paid"),
        CheckConstraint(f"(ended_at IS NULL) = (state NOT IN ({among(ENDS)}))", name="official_order_ended"),
        CheckConstraint(
            "pickup_code IS NULL OR (delivery = 'pickup' AND paid_at IS NOT NULL)",
            name="official_order_pickup",
        ),
        partial_index("official_order_waiting", "pay_by", where="state = 'created'"),
        partial_index("official_order_code", "pickup_code", where="pickup_code > 0", unique=True),
        partial_index("official_order_payment", "payment", where="payment <> ''", unique=True),
    )

    id: Optional[int] = Field(default=None, primary_key=True)
    number: str = Field(unique=True)
    state: str
    delivery: str
    location: str
    customer: Optional[int] = None
    guide: str = ""
    referrer: str = ""
    created_at: int
    pay_by: int
    paid_at: Optional[int] = None
    shipped_at: Optional[int] = None
    handed_at: Optional[int] = None
    ended_at: Optional[int] = None
    initial_fen: int
    now_fen: int
    discount_fen: int
    shipping_fen: int
    payable_fen: int
    refunded_fen: int = 0
    coupons: str = "[]"
    payment: str = ""
    purchase: Optional[int] = None
    pickup_code: Optional[int] = None
    pickup_by: Optional[int] = None
    tracking: str = ""
    operation: int


class OfficialOrderLine(SQLModel, table=True):
    """One line of an order: now = price * quantity or less (flash price), paid = now - discount.

    ``returned`` pieces came back, ``restocked`` of them to the shelf. What the pieces that are left may
    still bring back is ``owed_fen`` for ``owed_pieces``, of which ``owed_back`` are back
    (`orders.settlement.Owed`).
    """

    __tablename__ = "official_order_line"
    __table_args__ = (
        CheckConstraint(
            "quantity > 0 AND 0 <= now_fen AND now_fen <= price_fen * quantity AND now_fen % quantity = 0"
            " AND 0 <= discount_fen AND discount_fen <= now_fen AND paid_fen = now_fen - discount_fen",
            name="official_order_line_money",
        ),
        CheckConstraint(
            "0 <= returned AND returned <= quantity AND 0 <= restocked AND restocked <= returned"
            " AND 0 <= refunded_fen AND refunded_fen <= paid_fen"
            " AND 0 <= owed_back AND owed_back <= owed_pieces",
            name="official_order_line_returned",
        ),
        CLUSTERED,
    )

    official_order: int = Field(primary_key=True, foreign_key="official_order.id")
    position: int = Field(primary_key=True)
    product: int = Field(foreign_key="product.id")
    quantity: int
    price_fen: int
    now_fen: int
    discount_fen: int
    paid_fen: int
    flash: Optional[int] = Field(default=None, foreign_key="flash_price.id")
    reservation: int = Field(foreign_key="stock_movement.id")
    returned: int = 0
    restocked: int = 0
    refunded_fen: int = 0
    owed_fen: int
    owed_pieces: int
    owed_back: int = 0


class OfficialRefund(SQLModel, table=True):
    """Money given back on an order: amount = goods + shipping - withdrawn; ``lines`` is JSON."""

    __tablename__ = "official_refund"
    __table_args__ = (
        CheckConstraint(
            "amount_fen = goods_fen + shipping_fen - withdrawn_fen AND amount_fen >= 0"
            " AND goods_fen >= 0 AND shipping_fen >= 0 AND withdrawn_fen >= 0",
            name="official_refund_money",
        ),
        Index("official_refund_order", "official_order"),
    )

    id: Optional[int] = Field(default=None, primary_key=True)
    number: str = Field(unique=True)
    official_order: int = Field(foreign_key="official_order.id")
    at: int
    day: int
    amount_fen: int
    goods_fen: int
    shipping_fen: int
    withdrawn_fen: int
    lines: str
    restocked: bool
    operation: int


class Basket(SQLModel, table=True):
    """A scan-and-go basket: paid without a till, let out by an exit pass that works once.

    ``audit`` is why the guard looks into it (empty: not at all), ``verdict`` what the guard found,
    ``missed_fen`` the worth of what was in the bag and not in the basket.
    """

    __tablename__ = "basket"
    __table_args__ = (
        CheckConstraint(f"state IN ({among(BASKET_STATES)})", name="basket_state"),
        CheckConstraint("(state = 'open') = (paid_at IS NULL)", name="basket_paid"),
        CheckConstraint("(state = 'exited') = (exited_at IS NOT NULL)", name="basket_exited"),
        CheckConstraint(
            "payable_fen = now_fen - discount_fen AND payable_fen >= 0 AND discount_fen >= 0",
            name="basket_money",
        ),
        CheckConstraint(
            "verdict IN ('', 'match', 'mismatch') AND missed_fen >= 0"
            " AND (verdict = 'mismatch') = (missed_fen > 0) AND (verdict = '' OR state = 'exited')",
            name="basket_verdict",
        ),
        partial_index("basket_pass", "exit_pass", where="exit_pass > 0", unique=True),
        partial_index("basket_customer", "customer", where="customer IS NOT NULL"),
    )

    id: Optional[int] = Field(default=None, primary_key=True)
    number: str = Field(unique=True)
    state: str
    store: str
    customer: Optional[int] = None
    guide: str = ""
    opened_at: int
    paid_at: Optional[int] = None
    exited_at: Optional[int] = None
    initial_fen: int = 0
    now_fen: int = 0
    discount_fen: int = 0
    payable_fen: int = 0
    payment: str = ""
    purchase: Optional[int] = None
    exit_pass: Optional[int] = None
    exit_by: Optional[int] = None
    audit: str = ""
    audit_rate: int = 0
    verdict: str = ""
    missed_fen: int = 0
    operation: int


class BasketLine(SQLModel, table=True):
    """One product in a basket; prices are set when it is paid."""

    __tablename__ = "basket_line"
    __table_args__ = (
        CheckConstraint(
            "quantity > 0 AND paid_fen = now_fen - discount_fen AND paid_fen >= 0", name="basket_line_money"
        ),
        UniqueConstraint("basket", "product"),
        CLUSTERED,
    )

    basket: int = Field(primary_key=True, foreign_key="basket.id")
    position: int = Field(primary_key=True)
    product: int = Field(foreign_key="product.id")
    quantity: int
    price_fen: int = 0
    now_fen: int = 0
    discount_fen: int = 0
    paid_fen: int = 0


CHANGING: Changing = {
    Product: ("title", "category", "price_fen", "on_sale", "operation"),
    FlashPrice: ("taken",),
    StockLevel: ("on_hand", "reserved"),
    StockMovement: (),
    OfficialOrder: (
        *("state", "paid_at", "shipped_at", "handed_at", "ended_at", "refunded_fen", "payment", "purchase"),
        *("pickup_code", "pickup_by", "tracking"),
    ),
    OfficialOrderLine: ("returned", "restocked", "refunded_fen", "owed_fen", "owed_pieces", "owed_back"),
    OfficialRefund: (),
    Basket: (
        *("state", "paid_at", "exited_at", "initial_fen", "now_fen", "discount_fen", "payable_fen"),
        *("payment", "purchase", "exit_pass", "exit_by", "audit", "audit_rate", "verdict", "missed_fen"),
    ),
}


def _steps(steps: tuple[Transition, ...]) -> set[str]:
    return {f"{step.before}>{step.after}" for step in steps}


TRIGGERS: tuple[Trigger, ...] = (
    *walls(CHANGING),
    only_steps("official_order_step", "official_order", "an order cannot change so", _steps(STEPS)),
    Refusal(
        "official_order_over",
        "UPDATE",
        "official_order",
        "an order ends once",
        when="OLD.ended_at IS NOT NULL",
    ),
    only_steps("basket_step", "basket", "a basket cannot change so", _steps(BASKET_STEPS)),
    *(
        Refusal(
            f"basket_line_{event.lower()}",
            event,
            "basket_line",
            "a paid basket does not change",
            when=f"(SELECT state FROM basket WHERE id = {row}.basket) <> 'open'",  # noqa: S608
        )
        for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
    ),
    # A reservation is ended by as many pieces of the same product at the same place.
    Refusal(
        "stock_movement_end_fits",
        "INSERT",
        "stock_movement",
        "this ends another reservation",
        when="NEW.ends IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM stock_movement AS m WHERE m.id = NEW.ends AND m.kind = 'reserve'"
        " AND m.product = NEW.product AND m.location = NEW.location AND m.reserved = -NEW.reserved)",
    ),
    Refusal(
        "flash_price_alone",
        "INSERT",
        "flash_price",
        "two flash prices at once",
        when="EXISTS (SELECT 1 FROM flash_price AS f WHERE f.product = NEW.product"
        " AND f.starts_at < NEW.ends_at AND NEW.starts_at < f.ends_at)",
    ),
)

PEOPLE: People = {
    OfficialOrder: ("customer",),
    Basket: ("customer",),
}
"""Columns that hold identifiers."""
