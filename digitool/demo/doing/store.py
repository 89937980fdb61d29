"""The official store's days: goods come in, orders go their ways, baskets leave by the door."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from digitool.demo.doing.hands import Act, Hands, Said, Step
from digitool.demo.world.clock import DAY, HOUR, MINUTE
from digitool.demo.world.deeds import PlannedBasket, PlannedOrder
from digitool.demo.world.goods import CATALOGUE, RECEIPTS, WELCOME
from digitool.demo.world.making import World
from digitool.official_store import operations
from digitool.official_store.catalogue.file import read_catalogue
from digitool.official_store.requests import perform, read_request
from digitool.workspace.desk import Desk


def store_steps(world: World) -> Iterator[Step]:
    """Everything of catalogue, stock, orders and scan-and-go."""
    deeds = world.deeds
    yield Step(deeds.at, "catalogue", _catalogue)
    yield Step(deeds.at + MINUTE, "receipts", _receipts)
    for order in deeds.orders:
        yield from _order(order)
    for place, basket in enumerate(deeds.baskets, 1):
        yield from _basket(f"basket:{place}", basket)


def _catalogue(hands: Hands, at: int, name: str) -> Said:
    read = read_catalogue(hands.workspace.root / CATALOGUE)
    return operations.save(hands.desk(at, name), read.items)


def _receipts(hands: Hands, at: int, name: str) -> Said:
    text = (hands.workspace.root / RECEIPTS).read_text("utf-8")
    desk = hands.desk(at, name)
    return {"rows": [perform(desk, hands.connection, read_request(one), None) for one in text.splitlines()]}


def _order(order: PlannedOrder) -> Iterator[Step]:
    """An order and what becomes of it; one that is not paid ends by itself."""
    number = order.number

    def create(hands: Hands, at: int, name: str) -> Said:
        lines = tuple(operations.Want(code, pieces) for code, pieces in order.lines)
        codes = (hands.codes[WELCOME, order.person],) if order.coupon else ()
        asked = operations.Asked(
            lines,
            hands.customer(order.person),
            hands.store(order.pickup) if order.pickup >= 0 else "",
            coupons=codes,
            guide=hands.guide(order.guide),
            number=number,
        )
        return operations.create(hands.desk(at, name), asked)

    yield Step(order.at, f"{number}:create", create)
    if order.fate == "cancelled":
        cancel = _by_number(operations.cancel, number)
        yield Step(order.at + 3 * MINUTE, f"{number}:cancel", cancel)
    if order.paid_at:
        yield Step(order.paid_at, f"{number}:pay", _by_number(operations.pay, number))
        yield from _afterwards(order)


def _afterwards(order: PlannedOrder) -> Iterator[Step]:
    """What follows a payment."""
    number, paid = order.number, order.paid_at
    if order.fate == "picked_up":
        yield Step(paid + 20 * HOUR, f"{number}:pickup", _pickup(order))
    if order.fate in ("shipped", "delivered", "refunded_part"):
        yield Step(paid + 12 * HOUR, f"{number}:ship", _by_number(operations.ship, number))
    if order.fate in ("delivered", "refunded_part"):
        yield Step(paid + 36 * HOUR, f"{number}:deliver", _by_number(operations.deliver, number))
    if order.refund:
        pieces = {order.lines[0][0]: 1} if order.fate == "refunded_part" else None

        def refund(hands: Hands, at: int, name: str) -> Said:
            return operations.refund(hands.desk(at, name), number, operations.Return(pieces))

        yield Step(order.refund[0], f"{number}:refund", refund)


def _by_number(operation: Callable[[Desk, str], Said], number: str) -> Act:
    def act(hands: Hands, at: int, name: str) -> Said:
        return operation(hands.desk(at, name), number)

    return act


def _pickup(order: PlannedOrder) -> Act:
    def act(hands: Hands, at: int, name: str) -> Said:
        code = hands.said[f"{order.number}:pay"]["rows"][0]["pickup_code"]
        return operations.pickup(hands.desk(at, name), code, hands.store(order.pickup))

    return act


def _basket(prefix: str, basket: PlannedBasket) -> Iterator[Step]:
    """Open, fill, pay, show the pass at the door; the guard looks where chance says so."""

    def number(hands: Hands) -> str:
        return str(hands.said[f"{prefix}:open"]["rows"][0]["basket"])

    def begin(hands: Hands, at: int, name: str) -> Said:
        store, customer = hands.store(basket.store), hands.customer(basket.person)
        return operations.open_basket(hands.desk(at, name), store, customer)

    def fill(hands: Hands, at: int, name: str) -> Said:
        lines = [operations.Want(code, pieces) for code, pieces in basket.lines]
        return operations.scan(hands.desk(at, name), number(hands), lines)

    def pay(hands: Hands, at: int, name: str) -> Said:
        return operations.pay_basket(hands.desk(at, name), number(hands))

    def leave(hands: Hands, at: int, name: str) -> Said:
        code = hands.said[f"{prefix}:pay"]["rows"][0]["exit_pass"]
        found = operations.leave(hands.desk(at, name), code, hands.store(basket.store))
        if found["rows"][0]["decision"] == "audit":
            operations.audit(hands.desk(at + MINUTE, f"{name}:audit"), number(hands))
        return found

    yield Step(basket.at, f"{prefix}:open", begin)
    yield Step(basket.at + 5 * MINUTE, f"{prefix}:scan", fill)
    yield Step(basket.paid_at, f"{prefix}:pay", pay)
    yield Step(basket.paid_at + 3 * MINUTE, f"{prefix}:exit", leave)


def closing(end_day: int) -> Step:
    """Orders that nobody paid give their goods back at the end."""

    def act(hands: Hands, at: int, name: str) -> Said:
        return operations.expire(hands.desk(at, name))

    return Step(end_day * DAY - HOUR, "orders:expire", act)
