"""Bad input: each kind is refused under its own code, and nothing is changed."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from digitool.coupons.rules.cart import bare_cart, read_cart, require_known
from digitool.errors import DigitoolError, UsageError
from digitool.model.amounts import read_amount
from tests.coupons.shop import DAY, NOON, TEN, Shop

Attempt = Callable[[Shop, str], object]


def amount(text: str) -> Attempt:
    """A redemption whose amount is typed so."""
    return lambda shop, code: shop.do("redeem", [code], "O1", bare_cart(read_amount(text), shop.at))


def cart(text: str) -> Attempt:
    """A redemption whose cart is this JSON."""
    return lambda shop, code: shop.do("redeem", [code], "O1", read_cart(text, shop.at))


def one_line(**line: object) -> Attempt:
    """A redemption with a cart of one line."""
    return cart(json.dumps({"lines": [{"product": "A", "price_fen": 10_000, **line}]}))


def at(moment: int) -> Attempt:
    """A redemption at another time."""

    def attempt(shop: Shop, code: str) -> object:
        return shop.redeem(code, at=moment)

    return attempt


def replay_with_another_payload(shop: Shop, code: str) -> object:
    """The key of the stock's creation, used for something else."""
    return shop.redeem(code, key="create")


TABLE: list[tuple[str, Attempt, str, int]] = [
    ("negative amount", amount("-100.00"), "amount_negative", 2),
    ("not a number", amount("NaN"), "amount_not_a_number", 2),
    ("infinite", amount("Infinity"), "amount_not_a_number", 2),
    ("exponent", amount("1e4"), "amount_exponent", 2),
    ("full-width digits", amount("１００．００"), "amount_full_width", 2),
    ("above 10^12 fen", amount("10000000000.01"), "amount_too_large", 2),
    ("below a fen", amount("100.001"), "amount_below_fen", 2),
    ("words", amount("a hundred"), "amount_unreadable", 2),
    ("underscores", amount("1_000"), "amount_unreadable", 2),
    ("empty", amount(""), "amount_empty", 2),
    ("not JSON", cart("{"), "bad_cart", 2),
    ("no lines", cart('{"lines": []}'), "bad_cart", 2),
    (
        "two lines of one name",
        cart(
            '{"lines": [{"product": "A", "price_fen": 1, "line": "x"},'
            ' {"product": "B", "price_fen": 1, "line": "x"}]}'
        ),
        "bad_cart",
        2,
    ),
    ("negative price", one_line(price_fen=-1), "amount_negative", 2),
    ("price as NaN", cart('{"lines": [{"product": "A", "price_fen": NaN}]}'), "bad_cart", 2),
    ("price as a fraction", one_line(price_fen=99.5), "amount_not_a_number", 2),
    ("price as exponent", cart('{"lines": [{"product": "A", "price_fen": 1e4}]}'), "amount_not_a_number", 2),
    ("price as truth", one_line(price_fen=True), "amount_not_a_number", 2),
    ("price above 10^12 fen", one_line(price_fen=10**12 + 1), "amount_too_large", 2),
    ("sum above 10^12 fen", one_line(price_fen=10**12, quantity=2), "amount_too_large", 2),
    ("no pieces", one_line(quantity=0), "bad_cart", 2),
    ("half a piece", one_line(quantity=0.5), "bad_cart", 2),
    ("dearer than its tag", one_line(now_fen=10_001), "bad_cart", 2),
    ("no product", one_line(product=""), "bad_cart", 2),
    ("wrong store", lambda shop, code: shop.redeem(code, store="S009"), "wrong_store", 6),
    ("no store", lambda shop, code: shop.redeem(code, store=""), "store_needed", 6),
    ("wrong channel", lambda shop, code: shop.redeem(code, channel="live"), "wrong_channel", 6),
    ("before its day", at(NOON - 1), "pending", 6),
    ("after its day", at(NOON + 14 * DAY), "expired", 6),
    ("another person", lambda shop, code: shop.redeem(code, customer=2), "other_person", 6),
    ("nobody of that id", lambda shop, code: shop.redeem(code, customer=999), "no_customer", 4),
    ("below the minimum", lambda shop, code: shop.redeem(code, amount=9999), "below_minimum_before", 6),
    ("no such code", lambda shop, code: shop.redeem("0000-0000-00000"), "unknown_code", 4),
    ("no order number", lambda shop, code: shop.redeem(code, "  "), "bad_order", 2),
    ("another payload under a key", replay_with_another_payload, "key_reused", 5),
    (
        "the same coupon twice",
        lambda shop, code: shop.do("redeem", [code, code], "O1", shop.cart(30_000)),
        "repeated",
        5,
    ),
    ("no coupon at all", lambda shop, code: shop.do("redeem", [], "O1", shop.cart(10_000)), "bad_count", 2),
    ("a stock that exists", lambda shop, code: shop.stock(), "stock_exists", 5),
    ("a stock named like a code", lambda shop, code: shop.stock(code), "bad_stock_code", 2),
    ("a stock with a path", lambda shop, code: shop.stock("../x"), "bad_stock_code", 2),
    ("a claim of a closed stock", lambda shop, code: shop.do("claim", "TEN", 3), "not_public", 6),
    ("issue from nowhere", lambda shop, code: shop.give("NONE", 1), "no_stock", 4),
    ("issue to nobody", lambda shop, code: shop.give("TEN"), "bad_count", 2),
    ("issue to an unknown customer", lambda shop, code: shop.give("TEN", 999), "no_customer", 4),
    ("return of what was not used", lambda shop, code: shop.do("reverse", code), "unused", 6),
]


@pytest.mark.parametrize(("attempt", "code", "leaves"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE])
def test_bad_input_is_its_own_refusal(shop: Shop, attempt: Attempt, code: str, leaves: int) -> None:
    """The refusal has its code and exit code, tells what to do, and leaves every row as it was."""
    shop.do("create", "KEY", TEN, key="create")
    shop.stock(stores=frozenset({"S001"}), channels=frozenset({"store"}))
    (coupon,) = shop.give("TEN", 1)
    before = shop.dump()
    with pytest.raises(DigitoolError) as caught:
        attempt(shop, coupon)
    assert (caught.value.code, int(caught.value.exit)) == (code, leaves)
    assert str(caught.value)
    assert caught.value.hint
    assert shop.dump() == before


RIGHT = {"line": "x", "product": "A", "category": "tea", "price_fen": 100, "quantity": 2, "now_fen": 150}
"""A line of a cart with every field."""
WHOLE = {"lines": [RIGHT], "store": "S001", "channel": "store", "shipping_fen": 800}
"""A cart with every field."""


def read(cart: dict[str, object]) -> object:
    """The cart as it is read, or the refusal as it is told."""
    try:
        return read_cart(json.dumps(cart), NOON)
    except UsageError as error:
        return error.code, str(error)


def test_null_in_a_cart_is_a_field_that_is_not_there() -> None:
    """Every field of a cart and of its lines as null is read as the cart without it, needed or not."""
    carts = [(WHOLE, name, lambda changed: changed) for name in WHOLE]
    carts += [(RIGHT, name, lambda changed: {**WHOLE, "lines": [changed]}) for name in RIGHT]
    for record, name, whole in carts:
        without = {field: value for field, value in record.items() if field != name}
        assert read(whole({**record, name: None})) == read(whole(without)), name


@pytest.mark.parametrize("name", ["stor", "qty", "price", "at", "person", ""])
def test_a_cart_with_a_field_that_no_cart_has_is_refused(name: str) -> None:
    """A slip in a field's name is named, with the fields that there are, wherever it stands."""
    for cart, where in (({**WHOLE, name: None}, name), ({"lines": [{**RIGHT, name: 1}]}, f"lines[1].{name}")):
        with pytest.raises(UsageError) as caught:
            read_cart(json.dumps(cart), NOON)
        assert (caught.value.code, caught.value.values["where"]) == ("bad_cart", where)
        assert "not one of the fields l" in str(caught.value)


def test_unknown_products_are_refused_where_a_catalogue_exists() -> None:
    """With a catalogue a product outside it is an error; without one any product is taken."""
    cart = read_cart('{"lines": [{"product": "A", "price_fen": 1}]}', NOON)
    assert require_known(cart, None) == cart
    assert require_known(cart, frozenset({"A"})) == cart
    with pytest.raises(UsageError) as caught:
        require_known(cart, frozenset({"B"}))
    assert caught.value.code == "unknown_product"


@pytest.mark.parametrize(("text", "fen"), [("100", 10_000), ("0.01", 1), (" 20.50 ", 2050), ("20.500", 2050)])
def test_plain_amounts_are_read(text: str, fen: int) -> None:
    """Digits with up to two decimals (and zeros after them) are yuan."""
    assert read_amount(text) == fen
