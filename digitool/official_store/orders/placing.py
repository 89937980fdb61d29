"""Place an order: today's prices, coupons locked, goods reserved, and a time by which it must be paid."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from digitool.coupons import problems
from digitool.coupons.codes import digest, parse_code
from digitool.coupons.finding import guesses_counted
from digitool.coupons.rules.cart import Cart, CartLine
from digitool.coupons.till.redeeming import TillCase, take_presented
from digitool.db.constraints import Constraint, refusing
from digitool.db.port import Connection
from digitool.db.statements import changed, insert
from digitool.db.writing import Work
from digitool.errors import ConflictError, RefusedError
from digitool.model.amounts import check_fen
from digitool.model.days import day_date
from digitool.model.ids import IdentifierId
from digitool.official_store.asked import AskedOrder, Want, require_asked
from digitool.official_store.catalogue.lookup import Flash, Product, flashes, require_products
from digitool.official_store.locations import MINUTE_MS, OFFICIAL_STORE, WEB, require_location
from digitool.official_store.orders.ending import ALL, expire_orders_in
from digitool.official_store.orders.stored import order_result
from digitool.official_store.stock.levels import Spot, available, out_of_stock, reserve
from digitool.workspace.desk import Desk

_ORDER = (
    "INSERT INTO official_order (number, state, delivery, location, customer, guide, referrer, created_at,"
    " pay_by, initial_fen, now_fen, discount_fen, shipping_fen, payable_fen, refunded_fen, coupons, payment,"
    " tracking, operation) VALUES (?, 'created', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, '', '', ?)"
)
_LINE = (
    "INSERT INTO official_order_line (official_order, position, product, quantity, price_fen, now_fen,"
    " discount_fen, paid_fen, flash, reservation, returned, restocked, refunded_fen, owed_fen, owed_pieces,"
    " owed_back) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?, 0)"
)


class Priced(NamedTuple):
    """One line at the prices of the moment; ``flash`` is the id of the flash price it takes, if any."""

    product: Product
    quantity: int
    now_fen: int
    flash: int | None


class Agreed(NamedTuple):
    """What coupons do for an order: discount by line (position from 1) and in all, and the deadline."""

    by_line: dict[str, int]
    discount_fen: int
    payable_fen: int
    coupons: list[int]
    pay_by: int


def create_order(desk: Desk, asked: AskedOrder) -> dict[str, Any]:
    """Place an order. It holds its goods and coupons until it is paid, cancelled or overdue.

    A line takes a running flash price when the price's cap has room for all its pieces, else the tag
    price. All coupons work, or the order is refused. Raises UsageError, NotFoundError
    (``unknown_product``, ``no_customer``, ``unknown_code``), ConflictError (``out_of_stock``,
    ``order_exists``), RefusedError (``off_sale`` and what coupons refuse).
    """
    require_asked(asked)
    with guesses_counted(desk):
        return desk.write(
            "official_store.create", _params(asked), lambda work: create_order_in(work, desk, asked)
        )


def create_order_in(work: Work, desk: Desk, asked: AskedOrder) -> dict[str, Any]:
    """`create_order` inside a write of the caller; its result without the operation."""
    connection = work.connection
    require_asked(asked)
    desk.settings.require_store(asked.pickup) if asked.pickup else require_location(desk, asked.source)
    require_customer(connection, asked.customer)
    expire_orders_in(work, desk)
    number = asked.number or _next_number(connection, desk)
    lines = _price(work, desk, asked.lines)
    cart = _cart(desk, asked, lines)
    agreed = _coupons(work, desk, asked, number, cart)
    reservations = [_reserve(work, desk, asked.location, line, number) for line in lines]
    order = _insert(work, desk, asked, number, cart, agreed)
    _insert_lines(connection, order, lines, agreed, reservations)
    return order_result(connection, desk, number)


def require_customer(connection: Connection, customer: IdentifierId | None) -> None:
    """Check that an identifier exists. Raises NotFoundError ``no_customer``."""
    if customer is None:
        return
    if connection.execute("SELECT 1 FROM identifier WHERE id = ?", (customer,)).fetchone() is None:
        raise problems.no_customer(customer)


def _params(asked: AskedOrder) -> dict[str, Any]:
    return {
        "lines": [list(line) for line in asked.lines],
        "customer": asked.customer,
        "pickup": asked.pickup,
        "source": asked.source,
        "coupons": [digest(code) for code in asked.coupons],
        "guide": asked.guide,
        "referrer": asked.referrer,
        "order": asked.number,
        "shipping_fen": asked.shipping_fen,
    }


def _next_number(connection: Connection, desk: Desk) -> str:
    """``W260302-0012``: the business day and a running number."""
    running = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM official_order").fetchone()[0]
    return f"W{day_date(desk.day()):%y%m%d}-{running:04d}"


def _price(work: Work, desk: Desk, wants: Sequence[Want]) -> list[Priced]:
    found = require_products(work.connection, [want.product for want in wants])
    for product in found.values():
        if not product.on_sale:
            raise RefusedError(
                "off_sale",
                "{product} is not on sale",
                hint="put it on sale again, or leave it out",
                product=product.code,
                rule="product.on_sale",
            )
    running = flashes(work.connection, [product.id for product in found.values()], desk.at)
    return [_price_line(work, desk, found[want.product], want, running) for want in wants]


def _price_line(work: Work, desk: Desk, product: Product, want: Want, running: dict[int, Flash]) -> Priced:
    if want.price_fen is not None:
        return Priced(product, want.quantity, min(want.price_fen, product.price_fen) * want.quantity, None)
    flash = running.get(product.id)
    if flash is not None and flash.price_fen < product.price_fen:
        taken = take_flash(work.connection, flash.id, want.quantity)
        if not taken and expire_orders_in(work, desk, ALL):
            taken = take_flash(work.connection, flash.id, want.quantity)
        if taken:
            return Priced(product, want.quantity, flash.price_fen * want.quantity, flash.id)
    return Priced(product, want.quantity, product.price_fen * want.quantity, None)


def take_flash(connection: Connection, flash: int, pieces: int) -> bool:
    """Count pieces on a flash price; False when its cap has no room for all of them."""
    take = "UPDATE flash_price SET taken = taken + :n WHERE id = :id AND (cap IS NULL OR taken + :n <= cap)"
    return changed(connection, take, {"n": pieces, "id": flash}) == 1


def _cart(desk: Desk, asked: AskedOrder, lines: Sequence[Priced]) -> Cart:
    shipping = asked.shipping_fen
    if shipping is None:
        shipping = 0 if asked.pickup else desk.settings.official_store.delivery_fee
    goods = tuple(
        CartLine(
            str(position),
            line.product.code,
            line.product.category,
            line.product.price_fen,
            line.quantity,
            line.now_fen,
        )
        for position, line in enumerate(lines, 1)
    )
    cart = Cart(goods, desk.at, asked.pickup, OFFICIAL_STORE, shipping_fen=shipping)
    check_fen(cart.initial_fen + shipping, "order")
    return cart


def _coupons(work: Work, desk: Desk, asked: AskedOrder, number: str, cart: Cart) -> Agreed:
    """Lock the order's coupons until it must be paid, which is before the first of them ends."""
    deadline = desk.at + desk.settings.official_store.payment_minutes * MINUTE_MS
    goods = sum(line.now_fen for line in cart.lines)
    if not asked.coupons:
        return Agreed({}, 0, goods + cart.shipping_fen, [], deadline)
    at_till = desk.at_counter(asked.pickup, OFFICIAL_STORE)
    case = TillCase(work, at_till, f"{OFFICIAL_STORE}:{number}", cart, asked.customer)
    for code in asked.coupons:
        case.present(code)
    pay_by = min([deadline, *(offer.life.valid_to for offer in case.offers)])
    case.lock_ms = max(pay_by - desk.at, 1)
    result = take_presented(case, "coupon.lock")
    return Agreed(
        {line["line"]: line["discount_fen"] for line in result["lines"]},
        result["discount_fen"],
        result["payable_fen"],
        coupon_ids(work.connection, asked.coupons),
        pay_by,
    )


def _reserve(work: Work, desk: Desk, location: str, line: Priced, number: str) -> int:
    connection = work.connection
    spot = Spot(location, desk.at, desk.day(location), work.seq)
    ref = f"order:{number}"
    found = reserve(connection, spot, line.product.id, line.quantity, ref)
    if found is None and expire_orders_in(work, desk, ALL):
        found = reserve(connection, spot, line.product.id, line.quantity, ref)
    if found is None:
        left = available(connection, line.product.id, location)
        raise out_of_stock(line.product.code, location, line.quantity, left)
    return found


def _insert(work: Work, desk: Desk, asked: AskedOrder, number: str, cart: Cart, agreed: Agreed) -> int:
    goods = sum(line.now_fen for line in cart.lines)
    values = (
        *(number, "pickup" if asked.pickup else "delivery", asked.location or WEB, asked.customer),
        *(asked.guide, asked.referrer, desk.at, agreed.pay_by, cart.initial_fen, goods),
        *(agreed.discount_fen, cart.shipping_fen, agreed.payable_fen, json.dumps(agreed.coupons), work.seq),
    )
    exists = ConflictError(
        "order_exists",
        "there is already an order {order}",
        hint="leave the number out to get a new one",
        order=number,
    )
    with refusing(Constraint.UNIQUE, "official_order.number", exists):
        return insert(work.connection, _ORDER, values)


def _insert_lines(
    connection: Connection,
    order: int,
    lines: Sequence[Priced],
    agreed: Agreed,
    reservations: Sequence[int],
) -> None:
    rows = []
    for position, (line, reservation) in enumerate(zip(lines, reservations, strict=True), 1):
        discount = agreed.by_line.get(str(position), 0)
        paid = line.now_fen - discount
        rows.append(
            (
                *(order, position, line.product.id, line.quantity, line.product.price_fen, line.now_fen),
                *(discount, paid, line.flash, reservation, paid, line.quantity),
            )
        )
    connection.executemany(_LINE, rows)


def coupon_ids(connection: Connection, codes: Sequence[str]) -> list[int]:
    """The ids of coupons by their codes, which must exist."""
    by_code = "SELECT id FROM coupon WHERE code = ?"
    return [int(connection.execute(by_code, (parse_code(code),)).fetchone()[0]) for code in codes]
