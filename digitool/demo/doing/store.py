"""The official store's days: goods come in, orders go their ways, baskets leave by the door."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from digitool.demo.doing.hands import Act, Hands, PlannedDeed, Said
from digitool.demo.world.clock import DAY, HOUR, MINUTE
from digitool.demo.world.deeds import PlannedBasket, PlannedOrder
from digitool.demo.world.goods import CATALOGUE, RECEIPTS, WELCOME
from digitool.demo.world.making import World
from digitool.official_store.asked import AskedOrder, Want
from digitool.official_store.baskets.exits import audit_basket, leave_by_pass
from digitool.official_store.baskets.operations import open_basket, pay_basket, scan
from digitool.official_store.catalogue.file import read_catalogue
from digitool.official_store.catalogue.operations import save
from digitool.official_store.orders.ending import cancel_order, expire_orders
from digitool.official_store.orders.fulfilling import deliver_order, pickup_order, ship_order
from digitool.official_store.orders.paying import pay_order
from digitool.official_store.orders.placing import create_order
from digitool.official_store.orders.refunding import Return, refund_order
from digitool.official_store.requests import perform, read_request
from digitool.workspace.desk import Desk


def store_steps(world: World) -> Iterator[PlannedDeed]:
    """Everything of catalogue, stock, orders and scan-and-go."""
    deeds = world.deeds
    yield PlannedDeed(deeds.at, "catalogue", _catalogue)
    yield PlannedDeed(deeds.at + MINUTE, "receipts", _receipts)
    for order in deeds.orders:
        yield from _order(order)
    for place, basket in enumerate(deeds.baskets, 1):
        yield from _basket(f"basket:{place}", basket)


def _catalogue(hands: Hands, at: int, name: str) -> Said:
    read = read_catalogue(hands.workspace.root / CATALOGUE)
    return save(hands.desk(at, name), read.items)


def _receipts(hands: Hands, at: int, name: str) -> Said:
    text = (hands.workspace.root / RECEIPTS).read_text("utf-8")
    desk = hands.desk(at, name)
    return {"rows": [perform(desk, hands.connection, read_request(one), None) for one in text.splitlines()]}


def _order(order: PlannedOrder) -> Iterator[PlannedDeed]:
    """An order and what becomes of it; one that is not paid ends by itself."""
    number = order.number

    def create(hands: Hands, at: int, name: str) -> Said:
        lines = tuple(Want(code, pieces) for code, pieces in order.lines)
        codes = (hands.codes[WELCOME, order.person],) if order.coupon else ()
        asked = AskedOrder(
            lines,
            hands.customer(order.person),
            hands.store(order.pickup) if order.pickup >= 0 else "",
            coupons=codes,
            guide=hands.guide(order.guide),
            number=number,
        )
        return create_order(hands.desk(at, name), asked)

    yield PlannedDeed(order.at, f"{number}:create", create)
    if order.fate == "cancelled":
        cancel = _by_number(cancel_order, number)
        yield PlannedDeed(order.at + 3 * MINUTE, f"{number}:cancel", cancel)
    if order.paid_at:
        yield PlannedDeed(order.paid_at, f"{number}:pay", _by_number(pay_order, number))
        yield from _afterwards(order)


def _afterwards(order: PlannedOrder) -> Iterator[PlannedDeed]:
    """What follows a payment."""
    number, paid = order.number, order.paid_at
    if order.fate == "picked_up":
        yield PlannedDeed(paid + 20 * HOUR, f"{number}:pickup", _pickup(order))
    if order.fate in ("shipped", "delivered", "refunded_part"):
        yield PlannedDeed(paid + 12 * HOUR, f"{number}:ship", _by_number(ship_order, number))
    if order.fate in ("delivered", "refunded_part"):
        yield PlannedDeed(paid + 36 * HOUR, f"{number}:deliver", _by_number(deliver_order, number))
    if order.refund:
        pieces = {order.lines[0][0]: 1} if order.fate == "refunded_part" else None

        def refund(hands: Hands, at: int, name: str) -> Said:
            return refund_order(hands.desk(at, name), number, Return(pieces))

        yield PlannedDeed(order.refund[0], f"{number}:refund", refund)


def _by_number(operation: Callable[[Desk, str], Said], number: str) -> Act:
    def act(hands: Hands, at: int, name: str) -> Said:
        return operation(hands.desk(at, name), number)

    return act


def _pickup(order: PlannedOrder) -> Act:
    def act(hands: Hands, at: int, name: str) -> Said:
        code = hands.said[f"{order.number}:pay"]["rows"][0]["pickup_code"]
        return pickup_order(hands.desk(at, name), code, hands.store(order.pickup))

    return act


def _basket(prefix: str, basket: PlannedBasket) -> Iterator[PlannedDeed]:
    """Open, fill, pay, show the pass at the door; the guard looks where chance says so."""

    def number(hands: Hands) -> str:
        return str(hands.said[f"{prefix}:open"]["rows"][0]["basket"])

    def begin(hands: Hands, at: int, name: str) -> Said:
        store, customer = hands.store(basket.store), hands.customer(basket.person)
        return open_basket(hands.desk(at, name), store, customer)

    def fill(hands: Hands, at: int, name: str) -> Said:
        lines = [Want(code, pieces) for code, pieces in basket.lines]
        return scan(hands.desk(at, name), number(hands), lines)

    def pay(hands: Hands, at: int, name: str) -> Said:
        return pay_basket(hands.desk(at, name), number(hands))

    def leave(hands: Hands, at: int, name: str) -> Said:
        code = hands.said[f"{prefix}:pay"]["rows"][0]["exit_pass"]
        found = leave_by_pass(hands.desk(at, name), code, hands.store(basket.store))
        if found["rows"][0]["decision"] == "audit":
            audit_basket(hands.desk(at + MINUTE, f"{name}:audit"), number(hands))
        return found

    yield PlannedDeed(basket.at, f"{prefix}:open", begin)
    yield PlannedDeed(basket.at + 5 * MINUTE, f"{prefix}:scan", fill)
    yield PlannedDeed(basket.paid_at, f"{prefix}:pay", pay)
    yield PlannedDeed(basket.paid_at + 3 * MINUTE, f"{prefix}:exit", leave)


def closing(end_day: int) -> PlannedDeed:
    """Orders that nobody paid give their goods back at the end."""

    def act(hands: Hands, at: int, name: str) -> Said:
        return expire_orders(hands.desk(at, name))

    return PlannedDeed(end_day * DAY - HOUR, "orders:expire", act)
