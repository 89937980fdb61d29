"""The life of an order: what each verb does, and what it refuses."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from typing import Any

import pytest

from digitool.coupons.rules.terms import Terms
from digitool.db.checks import all_checks, run_checks
from digitool.errors import ConflictError, DigitoolError, NotFoundError, RefusedError
from digitool.evidence.keeping import tell
from digitool.facts.sales.accounts import BILL, SALE, Names, SaleAccount, claim
from digitool.facts.sales.live import store_book
from digitool.facts.sales.numbers import order_key
from digitool.facts.sales.stored import settle
from digitool.facts.source import Source
from digitool.flow.recount import Recount
from digitool.model.keys import key64
from digitool.official_store.asked import Want
from digitool.official_store.orders.refunding import Return
from digitool.workspace.settings import Store
from tests.official_store.counter import DAY, HOUR, MINUTE, SETTINGS, Counter, asked

TEN = Terms("amount", 1000, 50, min_spend_fen=3000, valid_days=3)


def refused(counter: Counter, name: str, *args: Any, **options: Any) -> DigitoolError:
    """The error of an operation that must be refused, and change nothing."""
    before = counter.dump()
    with pytest.raises(DigitoolError) as caught:
        counter.do(name, *args, **options)
    assert counter.dump() == before
    return caught.value


def test_an_order_reserves_and_a_payment_sells(counter: Counter) -> None:
    """Goods are held from the order on, leave with the payment, and the order becomes a purchase."""
    counter.stock(A1=5)
    number = counter.order("A1=2", customer=1, guide="zhangsan", referrer="R7")
    assert (counter.row(number)["state"], counter.free("A1")) == ("created", 3)
    paid = counter.do("pay", number, "wechatpay:420001")["rows"][0]
    assert (paid["state"], paid["payable_fen"]) == ("paid", 2 * 1999 + 800)
    purchase = counter.connection.execute("SELECT * FROM purchase").fetchone()
    assert purchase["number"] == "wechatpay:420001"
    assert (purchase["store"], purchase["channel"], purchase["party"]) == (0, "official_store", 1)
    assert (purchase["guide"], purchase["referrer"], purchase["amount_fen"]) == ("zhangsan", "R7", 4798)
    lines = counter.connection.execute("SELECT item, title, quantity, amount_fen FROM purchase_line")
    assert [tuple(line) for line in lines] == [("A1", "Tea", 2, 3998)]


def test_delivery_goes_step_by_step(counter: Counter) -> None:
    """Paid, shipped, delivered: each once, in this order, and never for a pickup order."""
    counter.stock("S001", A1=9)
    number = counter.order("A1", source="S001")
    assert refused(counter, "ship", number).code == "not_paid"
    counter.do("pay", number)
    assert refused(counter, "deliver", number).code == "already_paid"
    counter.do("ship", number, "SF100")
    assert refused(counter, "ship", number).code == "already_shipped"
    row = counter.do("deliver", number)["rows"][0]
    assert (row["state"], row["tracking"]) == ("delivered", "SF100")
    assert refused(counter, "ship", counter.paid("A1", pickup="S001")).code == "for_pickup"


def test_pickup_code_works_once_in_its_store(counter: Counter) -> None:
    """The code is refused in the wrong store, works in the right one, and is refused the second time."""
    counter.stock("S001", A1=1)
    number = counter.order("A1", pickup="S001", customer=1)
    code = counter.do("pay", number)["rows"][0]["pickup_code"]
    wrong = refused(counter, "pickup", code, "S002")
    assert (wrong.code, int(wrong.exit), wrong.values["limit"]) == ("wrong_store", 6, "S001")
    assert counter.do("pickup", code.lower().replace("-", " "), "S001")["rows"][0]["state"] == "picked_up"
    again = refused(counter, "pickup", code, "S001")
    assert (again.code, int(again.exit)) == ("already_picked_up", 5)


def test_pickup_code_is_not_guessed(counter: Counter) -> None:
    """A mistyped code is not told from an unknown one; after twenty guesses the counter must wait."""
    counter.stock("S001", A1=1)
    code = counter.do("pay", counter.order("A1", pickup="S001"))["rows"][0]["pickup_code"]
    slip = ("0" if code[0] != "0" else "1") + code[1:]
    assert refused(counter, "pickup", slip, "S001").code == "unknown_code"
    from digitool.coupons.codes import format_code

    for guess in range(20):
        assert refused(counter, "pickup", format_code(guess), "S001").code == "unknown_code"
    assert refused(counter, "pickup", code, "S001").code == "too_many_guesses"
    counter.at += 10 * MINUTE
    assert counter.do("pickup", code, "S001")["rows"][0]["state"] == "picked_up"


def test_overdue_pickup_needs_a_word(counter: Counter) -> None:
    """After the days that the store keeps goods, the code is refused; --late gives them out still."""
    counter.stock("S001", A1=1)
    code = counter.do("pay", counter.order("A1", pickup="S001"))["rows"][0]["pickup_code"]
    counter.at += 8 * DAY
    assert refused(counter, "pickup", code, "S001").code == "pickup_overdue"
    assert counter.do("pickup", code, "S001", late=True)["rows"][0]["state"] == "picked_up"


def test_cancelled_orders_stay_cancelled(counter: Counter) -> None:
    """A cancelled order gives goods and coupon back, once, and can neither be paid nor cancelled again."""
    counter.stock(A1=5)
    coupon = counter.coupon(TEN)
    number = counter.order("A1=2", customer=1, coupons=(coupon,))
    assert counter.coupon_state(coupon) == "locked"
    counter.do("cancel", number)
    assert (counter.free("A1"), counter.coupon_state(coupon)) == (5, "received")
    for verb in ("pay", "cancel", "ship"):
        error = refused(counter, verb, number)
        assert (error.code, int(error.exit)) == ("order_cancelled", 5)
    assert refused(counter, "refund", number, Return()).code == "order_cancelled"
    paid = counter.paid("A1")
    assert refused(counter, "cancel", paid).code == "already_paid"


def test_an_order_expires_by_the_clock(counter: Counter) -> None:
    """At its deadline an unpaid order is expired for everybody, before any write has said so."""
    counter.stock(A1=2)
    number = counter.order("A1=2", customer=1)
    counter.at += 15 * MINUTE - 1
    assert counter.row(number)["state"] == "created"
    counter.at += 1
    assert (counter.row(number)["state"], counter.free("A1")) == ("expired", 2)
    assert refused(counter, "pay", number).code == "order_expired"
    other = counter.paid("A1=2")
    assert counter.row(other)["state"] == "paid"
    stored = counter.connection.execute("SELECT state FROM official_order ORDER BY id").fetchall()
    assert [row[0] for row in stored] == ["expired", "paid"]


def test_expire_books_all_overdue_orders(counter: Counter) -> None:
    """`expire` ends every overdue order and no other, and says which."""
    counter.stock(A1=9)
    early = [counter.order("A1"), counter.order("A1")]
    counter.at += 10 * MINUTE
    counter.order("A1")
    counter.at += 10 * MINUTE
    assert [row["order"] for row in counter.do("expire")["rows"]] == early
    assert counter.do("expire")["rows"] == []
    assert counter.free("A1") == 8


def test_a_long_queue_of_overdue_orders_holds_nothing(counter: Counter) -> None:
    """Fifty overdue orders that hold all stock, and all of a flash price, do not keep the next one out."""
    from digitool.official_store.catalogue.operations import FlashAsked

    counter.do("flash", FlashAsked("A1", 990, counter.at, counter.at + DAY, 50))
    counter.stock(A1=50)
    for _ in range(50):
        counter.order("A1")
    counter.at += HOUR
    number = counter.paid("A1=50")
    assert counter.row(number)["goods_fen"] == 50 * 990


def test_a_coupon_shortens_the_deadline(counter: Counter) -> None:
    """An order with a coupon that ends in five minutes must be paid in five minutes, and then can be."""
    counter.stock(A1=5)
    midnight = counter.at + 12 * HOUR
    coupon = counter.coupon(Terms("amount", 1000, 5, valid_to=midnight))
    counter.at = midnight - 5 * MINUTE
    number = counter.order("A1=2", customer=1, coupons=(coupon,))
    counter.at = midnight - 1
    assert counter.do("pay", number)["rows"][0]["discount_fen"] == 1000
    assert counter.coupon_state(coupon) == "redeemed"


def test_coupons_are_judged_by_the_live_evaluator(counter: Counter) -> None:
    """A coupon for a category takes off only its lines; a coupon that does not fit refuses the order."""
    counter.stock(A1=9, B2=9)
    china = counter.coupon(Terms("percent", 1000, 5, valid_days=2, categories=frozenset({"china"})))
    number = counter.order("A1", "B2=2", customer=1, coupons=(china,))
    from digitool.official_store.asking import show_order

    lines = show_order(counter.connection, counter.desk(), number)["lines"]
    assert [line["discount_fen"] for line in lines] == [0, 910]
    other = counter.coupon(Terms("amount", 500, 5, valid_days=2, channels=frozenset({"store"})), code="TILL")
    assert refused(counter, "create", asked("A1", customer=1, coupons=(other,))).code == "wrong_channel"
    locked = refused(counter, "create", asked("B2", customer=1, coupons=(china,)))
    assert (locked.code, int(locked.exit)) == ("locked", 5)
    mine = counter.coupon(TEN, customer=2, code="MINE")
    assert refused(counter, "create", asked("B2", customer=1, coupons=(mine,))).code == "other_person"


def test_free_shipping_comes_off_the_fee(counter: Counter) -> None:
    """A free shipping coupon takes the delivery fee off, and a full refund gives back what was paid."""
    counter.stock(A1=5)
    coupon = counter.coupon(Terms("free_shipping", 0, 5, valid_days=2))
    number = counter.paid("A1", customer=1, coupons=(coupon,))
    assert (counter.row(number)["discount_fen"], counter.row(number)["payable_fen"]) == (800, 1999)
    assert counter.refund(number) == 1999
    assert counter.coupon_state(coupon) == "received"


def test_flash_price_has_a_cap_and_an_end(counter: Counter) -> None:
    """A flash price holds in its time while its cap has room for the line; a cancelled order frees it."""
    from digitool.official_store.catalogue.operations import FlashAsked

    counter.stock(A1=99)
    counter.do("flash", FlashAsked("A1", 990, counter.at, counter.at + HOUR, 3))
    first = counter.order("A1=2")
    assert counter.row(first)["goods_fen"] == 2 * 990
    assert counter.row(counter.order("A1=2"))["goods_fen"] == 2 * 1999
    counter.do("cancel", first)
    assert counter.row(counter.order("A1=3"))["goods_fen"] == 3 * 990
    counter.at += HOUR
    assert counter.row(counter.order("A1"))["goods_fen"] == 1999
    overlapping = FlashAsked("A1", 900, counter.at - 1, counter.at + HOUR)
    assert refused(counter, "flash", overlapping).code == "flash_overlaps"


def test_prices_are_those_of_the_order(counter: Counter) -> None:
    """A price that changes, or a product that goes off sale, after the order changes nothing of it."""
    from digitool.official_store.catalogue.operations import Item

    counter.stock(A1=5)
    number = counter.order("A1")
    counter.do("save", [Item("A1", price_fen=9999, on_sale=False)])
    assert counter.do("pay", number)["rows"][0]["payable_fen"] == 1999 + 800
    assert refused(counter, "create", asked("A1")).code == "off_sale"


def test_a_payment_pays_one_order_and_its_amount(counter: Counter) -> None:
    """A payment number cannot pay twice, and a wrong amount is refused with both amounts."""
    counter.stock(A1=5)
    first, second = counter.order("A1"), counter.order("A1")
    wrong = refused(counter, "pay", first, "", 1999)
    assert (wrong.code, wrong.values["limit"]) == ("amount_mismatch", "27.99")
    counter.do("pay", first, "wechatpay:1", 2799)
    assert refused(counter, "pay", second, "wechatpay:1").code == "payment_used"
    assert refused(counter, "pay", first).code == "already_paid"


def test_stock_cannot_be_oversold(counter: Counter) -> None:
    """The last piece is sold once: to one order at one location, whatever other locations have."""
    counter.stock(A1=2)
    counter.stock("S001", A1=7)
    counter.order("A1=2")
    error = refused(counter, "create", asked("A1"))
    assert (error.code, int(error.exit), error.values["limit"]) == ("out_of_stock", 5, 0)
    counter.order("A1=7", pickup="S001")
    assert refused(counter, "create", asked("A1", source="S001")).code == "out_of_stock"
    assert refused(counter, "create", asked("A1", pickup="S002")).code == "out_of_stock"


def test_the_database_is_the_second_wall(counter: Counter) -> None:
    """Statements that bypass the operations fail: oversold levels, edited movements, a second end."""
    counter.stock(A1=2)
    number = counter.order("A1")
    counter.order("A1")
    counter.do("cancel", number)
    for statement in (
        "UPDATE stock_level SET reserved = reserved + 2",
        "UPDATE stock_level SET on_hand = 0",
        "UPDATE stock_movement SET on_hand = 99",
        "DELETE FROM stock_movement",
        "DELETE FROM official_order",
        "UPDATE official_order SET state = 'paid' WHERE state = 'cancelled'",
        "UPDATE official_order SET state = 'shipped' WHERE state = 'created'",
        "UPDATE official_order SET payable_fen = 1",
        "UPDATE official_order_line SET returned = quantity + 1",
        "UPDATE official_order_line SET paid_fen = 0",
        "INSERT INTO stock_movement"
        " (product, location, kind, on_hand, reserved, at, day, ref, ends, operation)"
        " SELECT product, location, 'release', 0, -reserved, at, day, 'x', id, operation FROM stock_movement"
        " WHERE kind = 'reserve' ORDER BY id LIMIT 1",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            counter.connection.execute(statement)


def test_unknown_names_are_not_found(counter: Counter) -> None:
    """Products, customers, stores, orders and coupons that do not exist exit with 4."""
    counter.stock(A1=5)
    cases = {
        "unknown_product": asked("Z9"),
        "no_customer": asked("A1", customer=999),
        "no_such_store": asked("A1", pickup="S009"),
        "unknown_code": asked("A1", coupons=("7K3Q-MZP4-T9XWH",)),
    }
    for code, order in cases.items():
        error = refused(counter, "create", order)
        assert isinstance(error, NotFoundError)
        assert (error.code, int(error.exit)) == (code, 4)
    assert refused(counter, "create", asked("A1", source="S9")).code == "no_such_store"
    assert refused(counter, "pay", "W-none").code == "no_order"


def test_numbers_of_orders_are_unique(counter: Counter) -> None:
    """An order may bring its own number, once."""
    counter.stock(A1=5)
    assert counter.order("A1", number="MP-77") == "MP-77"
    assert isinstance(refused(counter, "create", asked("A1", number="MP-77")), ConflictError)


REPLAYED = ("create", "pay", "ship", "deliver", "refund", "cancel", "expire", "receive", "count", "transfer")


@pytest.mark.parametrize("name", REPLAYED)
def test_a_key_is_one_effect(counter: Counter, name: str) -> None:
    """The same key gives the same bytes, days later, and changes nothing; other parameters are refused."""
    counter.stock(A1=50)
    fresh, paid, shipped = counter.order("A1"), counter.paid("A1"), counter.paid("A1")
    counter.do("ship", shipped)
    goods = [Want("A1", 3)]
    args: dict[str, tuple[tuple[Any, ...], tuple[Any, ...]]] = {
        "create": ((asked("A1=2"),), (asked("A1=3"),)),
        "pay": ((fresh,), (fresh, "wechatpay:7")),
        "ship": ((paid,), (paid, "SF1")),
        "deliver": ((shipped,), (paid,)),
        "refund": ((paid, Return({"A1": 1})), (paid, Return())),
        "cancel": ((fresh,), (paid,)),
        "expire": ((), ()),
        "receive": (("S001", goods), ("S002", goods)),
        "count": (("S001", goods), ("S001", [Want("A1", 4)])),
        "transfer": (("web", "S001", goods), ("web", "S002", goods)),
    }
    first = counter.do(name, *args[name][0], key="k")
    after = counter.dump()
    counter.at += 2 * DAY
    assert json.dumps(counter.do(name, *args[name][0], key="k")) == json.dumps(first)
    other = "expire" if name != "expire" else "cancel"
    with pytest.raises(ConflictError) as caught:
        counter.do(other if name == "expire" else name, *(args[name][1] or (paid,)), key="k")
    assert caught.value.code == "key_reused"
    assert counter.dump() == after


def test_a_dry_run_shows_and_changes_nothing(counter: Counter) -> None:
    """A dry run answers like the real one, and the database stays as it was."""
    counter.stock(A1=5)
    before = counter.dump()
    shown = counter.do("create", asked("A1=2"), dry_run=True)["rows"][0]
    assert shown["payable_fen"] == 4798
    assert counter.dump() == before
    with pytest.raises(RefusedError):
        counter.do("pay", counter.order("A1"), "", 1, dry_run=True)


def test_a_refused_payment_leaves_its_key_free(counter: Counter) -> None:
    """What was refused under a key can be done under it later."""
    counter.stock(A1=5)
    number = counter.order("A1")
    assert refused(counter, "pay", number, "", 1, key="p").code == "amount_mismatch"
    assert counter.do("pay", number, key="p")["rows"][0]["state"] == "paid"


def test_store_day_figures_do_not_move(counter: Counter) -> None:
    """An order of the official store is a purchase of its customer and of no store's day."""
    counter.stock(A1=5)
    counter.paid("A1", customer=3)
    row = counter.connection.execute("SELECT count(*) FROM store_day").fetchone()
    presence = counter.connection.execute("SELECT sum(persons) FROM presence").fetchone()
    assert (row[0], presence[0]) == (0, None)
    assert counter.connection.execute("SELECT count(*) FROM purchase WHERE store = 0").fetchone()[0] == 1


@pytest.mark.parametrize("bill_first", [True, False])
def test_the_bill_tells_of_the_same_purchase(counter: Counter, bill_first: bool) -> None:
    """The payment's row in the bill, imported before or after, is the order's own purchase."""
    counter.stock(A1=5)
    number = counter.order("A1", customer=1, guide="zhangsan", number="MP-1")

    def bill() -> None:
        connection = counter.connection
        connection.execute("BEGIN IMMEDIATE")
        recount = Recount(connection, 0)
        place = 0, "official_store"
        said = SaleAccount(BILL, "wechatpay:9", "MP-1", counter.at, *place, 2799, "paid", payer=2)
        names = Names(key64("wechatpay:9"), None, order_key("1900", "MP-1"))
        tell(connection, SALE, [claim(names, said, Source(1, 1), ())])
        recount.days |= settle(connection, [names.number], store_book(connection), recount.release).days
        recount.finish()
        connection.execute("COMMIT")

    counter.paid("A1", customer=2)
    if bill_first:
        bill()
    counter.do("pay", number, "wechatpay:9")
    if not bill_first:
        bill()
    (row,) = counter.connection.execute("SELECT * FROM purchase WHERE order_no = 'MP-1'").fetchall()
    assert (row["channel"], row["guide"], row["party"]) == ("official_store", "zhangsan", 2)
    assert (row["bill_fen"], row["order_fen"], row["buyer"]) == (2799, 2799, 1)


def test_a_new_store_beside_a_changed_calendar_counts_nobody_twice(counter: Counter) -> None:
    """The order that first names a store brings the settings in, and all is counted again before it, once."""
    counter.stock("S001", A1=9)
    basket = counter.do("open_basket", "S001", 1)["rows"][0]["basket"]
    counter.do("scan", basket, [Want("A1", 1)])
    counter.do("pay_basket", basket)
    stores = {**SETTINGS.stores, "S001": Store("S001", "North", cutoff_hour=3), "S003": Store("S003", "East")}
    counter.settings = replace(SETTINGS, stores=stores)
    counter.stock("S003", A1=9)
    counter.at += DAY
    counter.paid("A1", pickup="S003", customer=1)
    served = "SELECT s.code FROM order_place AS o JOIN store AS s ON s.id = o.store ORDER BY o.purchase DESC"
    assert counter.connection.execute(served).fetchone()[0] == "S003"
    assert counter.differences() == []
    checks = run_checks(counter.connection, [name for name in all_checks() if name.startswith("flow")])
    assert [one for one in checks if not one.passed] == []
