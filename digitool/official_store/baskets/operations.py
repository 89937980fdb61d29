"""Scan-and-go: a customer fills a basket in the store and pays for it without a till."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from digitool.coupons.codes import digest, draw_payload
from digitool.coupons.finding import guesses_counted
from digitool.coupons.rules.cart import MAX_LINES, Cart, CartLine
from digitool.coupons.till.redeeming import TillCase, take_presented
from digitool.db.clock import require_forward
from digitool.db.port import Connection, StoredRow
from digitool.db.statements import changed
from digitool.db.writing import Work
from digitool.errors import ConflictError, NotFoundError, UsageError
from digitool.model.amounts import check_fen
from digitool.model.ids import Fen, IdentifierId, Ms, person_text
from digitool.model.references import require_number, require_short
from digitool.model.text import mask_value
from digitool.official_store import problems
from digitool.official_store.asked import Want
from digitool.official_store.baskets.audit import Decision, Risk, decide_audit
from digitool.official_store.bearer import EXIT_PASS
from digitool.official_store.catalogue.lookup import require_products
from digitool.official_store.locations import MINUTE_MS, STORE
from digitool.official_store.orders.placing import require_customer
from digitool.official_store.orders.recording import SCAN_AND_GO, PaidOrder, record_sale_in, record_scan_in
from digitool.official_store.states import OPEN, PAID
from digitool.official_store.stock.levels import (
    Spot,
    Why,
    add,
    available,
    check_pieces,
    stock_out_of_step,
    take_pieces,
)
from digitool.workspace.desk import Desk

_LINES = (
    "SELECT l.position, l.product, l.quantity, p.code, p.title, p.category, p.price_fen, p.on_sale"
    " FROM basket_line AS l JOIN product AS p ON p.id = l.product WHERE l.basket = ? ORDER BY l.position"
)


def open_basket(
    desk: Desk, store: str, customer: IdentifierId | None = None, guide: str = ""
) -> dict[str, Any]:
    """Open a basket in a store; for a known customer that is a touch of the scene scan-and-go.

    Raises NotFoundError ``no_such_store``, ``no_customer``.
    """
    require_short(guide, "guide")
    params = {"store": store, "customer": customer, "guide": guide}

    def act(work: Work) -> dict[str, Any]:
        connection = work.connection
        desk.settings.require_store(store)
        require_customer(connection, customer)
        running = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM basket").fetchone()[0]
        number = f"B{running:06d}"
        connection.execute(
            "INSERT INTO basket (number, state, store, customer, guide, opened_at, operation, initial_fen,"
            " now_fen, discount_fen, payable_fen, payment, audit, audit_rate, verdict, missed_fen)"
            " VALUES (?, 'open', ?, ?, ?, ?, ?, 0, 0, 0, 0, '', '', 0, '', 0)",
            (number, store, customer, guide, desk.at, work.seq),
        )
        if customer is not None:
            record_scan_in(work, desk, store, customer, number)
        return basket_result(connection, desk, number)

    return desk.write("scan.open", params, act)


def scan(desk: Desk, number: str, wants: Sequence[Want], *, remove: bool = False) -> dict[str, Any]:
    """Put products into an open basket, or take them out. Raises NotFoundError, ConflictError, UsageError."""
    params = {"basket": number, "lines": [list(want[:2]) for want in wants], "remove": remove}

    def act(work: Work) -> dict[str, Any]:
        connection = work.connection
        basket = find_basket(connection, number)
        _require_open(basket, desk.at)
        found = require_products(connection, [want.product for want in wants])
        for want in wants:
            check_pieces(want.quantity, want.product)
            _put(connection, basket, found[want.product].id, -want.quantity if remove else want.quantity)
        return basket_result(connection, desk, number)

    return desk.write("scan.add", params, act)


def pay_basket(desk: Desk, number: str, coupons: Sequence[str] = (), payment: str = "") -> dict[str, Any]:
    """Pay for a basket: coupons are redeemed, the store's stock is sold, and an exit pass is given.

    The pass is shown in this result only; whether the guard will look into the basket is decided now
    and said at the exit. What the shelf had and the books did not is booked as ``found``. Raises
    ConflictError ``basket_paid``, UsageError ``empty_basket``, NotFoundError, RefusedError.
    """
    if payment:
        require_number(payment, "payment")
    params = {"basket": number, "coupons": [digest(code) for code in coupons], "payment": payment}
    with guesses_counted(desk):
        return desk.write("scan.pay", params, lambda work: _pay(work, desk, number, coupons, payment))


def find_basket(connection: Connection, number: str) -> StoredRow:
    """A basket by its number. Raises NotFoundError ``no_basket``."""
    found: StoredRow | None = connection.execute(
        "SELECT * FROM basket WHERE number = ?", (number,)
    ).fetchone()
    if found is None:
        raise NotFoundError(
            "no_basket",
            "there is no basket {basket}",
            hint="basket numbers look like B000012",
            basket=mask_value(number) or "-",
        )
    return found


def basket_result(connection: Connection, desk: Desk, number: str, **more: object) -> dict[str, Any]:
    """A basket as the result of an operation: its row and its lines; ``more`` is put into the row."""
    basket = find_basket(connection, number)
    lines = connection.execute(_LINES, (basket["id"],)).fetchall()
    goods = sum(line["price_fen"] * line["quantity"] for line in lines)
    row = {
        "basket": basket["number"],
        "state": basket["state"],
        "store": basket["store"],
        "customer": person_text(basket["customer"]) if basket["customer"] else None,
        "pieces": sum(line["quantity"] for line in lines),
        "goods_fen": goods if basket["state"] == OPEN else basket["now_fen"],
        "discount_fen": basket["discount_fen"],
        "payable_fen": goods if basket["state"] == OPEN else basket["payable_fen"],
        "opened_at": desk.moment(basket["opened_at"]),
        "paid_at": desk.moment(basket["paid_at"]),
        "exit_by": desk.moment(basket["exit_by"]),
        "exited_at": desk.moment(basket["exited_at"]),
        "verdict": basket["verdict"] or None,
        "missed_fen": basket["missed_fen"],
    }
    shown = [
        {name: line[name] for name in ("position", "quantity", "title", "price_fen")}
        | {"product": line["code"]}
        for line in lines
    ]
    return {"rows": [{**row, **more}], "lines": shown}


def _require_open(basket: StoredRow, at: Ms) -> None:
    require_forward(at, basket["opened_at"])
    if basket["state"] != OPEN:
        raise ConflictError(
            "basket_paid",
            "basket {basket} is already paid",
            hint="open another basket for more goods",
            basket=basket["number"],
            rule="basket.state",
            observed=basket["state"],
        )


def _put(connection: Connection, basket: StoredRow, product: int, pieces: int) -> None:
    row = connection.execute(
        "SELECT position, quantity FROM basket_line WHERE basket = ? AND product = ?", (basket["id"], product)
    ).fetchone()
    quantity = (row["quantity"] if row else 0) + pieces
    if quantity < 0:
        raise UsageError(
            "not_in_basket", "there are not that many pieces in basket {basket}", basket=basket["number"]
        )
    if quantity == 0:
        connection.execute(
            "DELETE FROM basket_line WHERE basket = ? AND product = ?", (basket["id"], product)
        )
        return
    check_pieces(quantity, "")
    place = connection.execute(
        "SELECT coalesce(max(position), 0) + 1, count(*) FROM basket_line WHERE basket = ?", (basket["id"],)
    ).fetchone()
    if row is None and place[1] >= MAX_LINES:
        raise problems.bad_lines(place[1] + 1)
    connection.execute(
        "INSERT INTO basket_line (basket, position, product, quantity, price_fen, now_fen, discount_fen,"
        " paid_fen) VALUES (?, ?, ?, ?, 0, 0, 0, 0)"
        " ON CONFLICT (basket, product) DO UPDATE SET quantity = excluded.quantity",
        (basket["id"], place[0], product, quantity),
    )


def _pay(work: Work, desk: Desk, number: str, coupons: Sequence[str], payment: str) -> dict[str, Any]:
    connection = work.connection
    basket = find_basket(connection, number)
    _require_open(basket, desk.at)
    lines = connection.execute(_LINES, (basket["id"],)).fetchall()
    if not lines:
        raise UsageError(
            "empty_basket", "basket {basket} is empty", hint="scan something first", basket=number
        )
    cart = _cart(desk, basket, lines)
    check_fen(cart.initial_fen, "basket")
    by_line = _redeem(work, desk, basket, cart, coupons)
    found = sum(_sell(work, desk, basket, line) for line in lines)
    payable = _keep_prices(connection, basket, lines, by_line)
    decision = _decide(connection, desk, basket, payable)
    purchase = _record(work, desk, basket, payment, payable)
    code = draw_payload()
    _close(connection, desk, basket, _Paid(payment, purchase, code), decision)
    return basket_result(connection, desk, number, exit_pass=EXIT_PASS.told(basket["id"], code), found=found)


def _cart(desk: Desk, basket: StoredRow, lines: list[StoredRow]) -> Cart:
    goods = []
    for line in lines:
        price, quantity = line["price_fen"], line["quantity"]
        name = str(line["position"])
        goods.append(CartLine(name, line["code"], line["category"], price, quantity, price * quantity))
    return Cart(tuple(goods), desk.at, basket["store"], STORE)


def _redeem(work: Work, desk: Desk, basket: StoredRow, cart: Cart, coupons: Sequence[str]) -> dict[str, int]:
    if not coupons:
        return {}
    at_till = desk.at_counter(basket["store"], STORE)
    case = TillCase(work, at_till, f"{SCAN_AND_GO}:{basket['number']}", cart, basket["customer"])
    for code in coupons:
        case.present(code)
    return {line["line"]: line["discount_fen"] for line in take_presented(case, "coupon.redeem")["lines"]}


def _sell(work: Work, desk: Desk, basket: StoredRow, line: StoredRow) -> int:
    """Sell one line from the store's shelf; pieces that the books did not know are found first."""
    connection, store = work.connection, basket["store"]
    spot = Spot(store, desk.at, desk.day(store), work.seq)
    ref = f"basket:{basket['number']}"
    lacking: int = max(line["quantity"] - available(connection, line["product"], store), 0)
    if lacking:
        add(connection, spot, line["product"], lacking, Why("found", ref))
    if take_pieces(connection, spot, line["product"], line["quantity"], Why("sell", ref)) is None:
        raise stock_out_of_step(line["product"])
    return lacking


def _keep_prices(
    connection: Connection, basket: StoredRow, lines: list[StoredRow], by_line: dict[str, int]
) -> int:
    """Write what each line costs, and the sums; what is to pay."""
    goods = discounts = 0
    for line in lines:
        now, discount = line["price_fen"] * line["quantity"], by_line.get(str(line["position"]), 0)
        goods, discounts = goods + now, discounts + discount
        connection.execute(
            "UPDATE basket_line SET price_fen = ?, now_fen = ?, discount_fen = ?, paid_fen = ?"
            " WHERE basket = ? AND position = ?",
            (line["price_fen"], now, discount, now - discount, basket["id"], line["position"]),
        )
    connection.execute(
        "UPDATE basket SET initial_fen = ?, now_fen = ?, discount_fen = ?, payable_fen = ? WHERE id = ?",
        (goods, goods, discounts, goods - discounts, basket["id"]),
    )
    return int(goods - discounts)


def _decide(connection: Connection, desk: Desk, basket: StoredRow, payable_fen: int) -> Decision:
    earlier = mismatches = 0
    if basket["customer"] is not None:
        earlier, mismatches = connection.execute(
            "SELECT count(*), count(*) FILTER (WHERE b.verdict = 'mismatch') FROM basket AS b"
            " JOIN identifier AS i ON i.id = b.customer"
            " WHERE b.paid_at IS NOT NULL AND i.person = (SELECT person FROM identifier WHERE id = ?)",
            (basket["customer"],),
        ).fetchone()
    risk = Risk(payable_fen >= desk.settings.official_store.audit_value, earlier == 0, mismatches > 0)
    return decide_audit(desk.settings.official_store, risk, desk.secret, basket["number"])


def _record(work: Work, desk: Desk, basket: StoredRow, payment: str, payable_fen: int) -> int:
    rows = work.connection.execute(
        "SELECT p.code, p.title, l.quantity, l.paid_fen FROM basket_line AS l"
        " JOIN product AS p ON p.id = l.product WHERE l.basket = ? ORDER BY l.position",
        (basket["id"],),
    ).fetchall()
    number: str = basket["number"]
    sale = PaidOrder(
        payment or f"{SCAN_AND_GO}:{number}",
        number,
        basket["store"],
        Fen(payable_fen),
        basket["customer"],
        basket["guide"],
        "",
        [(row[0], row[1], row[2], row[3]) for row in rows],
    )
    return record_sale_in(work, desk, sale)


class _Paid(NamedTuple):
    """How a basket was paid: the payment's number, its purchase, and the code that opens the exit."""

    payment: str
    purchase: int
    exit_pass: int


def _close(connection: Connection, desk: Desk, basket: StoredRow, paid: _Paid, decision: Decision) -> None:
    payment, purchase, code = paid
    exit_by = desk.at + desk.settings.official_store.exit_minutes * MINUTE_MS
    moved = changed(
        connection,
        "UPDATE basket SET state = ?, paid_at = ?, payment = ?, purchase = ?, exit_pass = ?, exit_by = ?,"
        " audit = ?, audit_rate = ? WHERE id = ? AND state = 'open'",
        (PAID, desk.at, payment, purchase, code, exit_by, decision.reason, decision.rate, basket["id"]),
    )
    if moved != 1:
        _require_open(find_basket(connection, basket["number"]), desk.at)
