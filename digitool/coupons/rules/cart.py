"""A cart as a till sends it: lines with prices in fen, where, when, for whom.

Order of lines never matters: the evaluator sorts them by what they hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from digitool.errors import Phrase, UsageError
from digitool.model import typed_json
from digitool.model.amounts import check_fen
from digitool.model.ids import Ms, PersonId
from digitool.model.references import require_nobodys
from digitool.model.text import mask_value
from digitool.model.typed_json import UnreadableError

MAX_LINES = 1000
MAX_QUANTITY = 1_000_000

_CART_FIELDS = ("lines", "store", "channel", "shipping_fen")
_LINE_FIELDS = ("line", "product", "category", "price_fen", "quantity", "now_fen")


class CartLine(NamedTuple):
    """One line: ``price_fen`` is the tag price of one piece, ``now_fen`` what the line costs today.

    The two differ by a flash or member price that was taken before any coupon.
    """

    line: str
    product: str
    category: str
    price_fen: int
    quantity: int
    now_fen: int

    @property
    def initial_fen(self) -> int:
        """Quantity at the tag price."""
        return self.price_fen * self.quantity


class Applied(NamedTuple):
    """A coupon that already works on this order; ``shipping_fen`` is off shipping.

    ``discounts`` (by line) are those of an earlier redemption, which the cart's prices do not know yet.
    """

    coupon: str
    stock: str
    stack_class: str
    exclusive_with: frozenset[str]
    discounts: tuple[tuple[str, int], ...] = ()
    shipping_fen: int = 0


class Cart(NamedTuple):
    """What is to be paid. ``person`` is the person id of the buyer, None when nobody is known.

    ``at`` is UTC ms. ``whole`` says that the lines are real: False for a bare amount.
    """

    lines: tuple[CartLine, ...]
    at: Ms
    store: str = ""
    channel: str = ""
    person: PersonId | None = None
    shipping_fen: int = 0
    whole: bool = True
    applied: tuple[Applied, ...] = ()

    @property
    def initial_fen(self) -> int:
        """Everything at tag prices, without shipping."""
        return sum(line.initial_fen for line in self.lines)


def asked(cart: Cart) -> list[Any]:
    """What an operation remembers of the cart that it was asked about; `presented` reads it back."""
    return [*cart.lines, cart.shipping_fen, cart.store, cart.channel]


def presented(remembered: list[Any], at: Ms) -> Cart:
    """The cart that `asked` remembered: its lines, shipping, store and channel; ``at`` is UTC ms."""
    *lines, shipping_fen, store, channel = remembered
    return Cart(tuple(CartLine(*line) for line in lines), at, store, channel, shipping_fen=shipping_fen)


def bare_cart(amount_fen: int, at: Ms, store: str = "", channel: str = "") -> Cart:
    """A cart of which only the amount is known: one line without a product."""
    check_fen(amount_fen, "amount")
    line = CartLine("1", "", "", amount_fen, 1, amount_fen)
    return Cart((line,), at, store, channel, whole=False)


def read_cart(text: str, at: Ms) -> Cart:
    """A cart from JSON text; ``at`` is the clock. Raises UsageError with the place that is wrong.

    ``{"store": "S001", "channel": "store", "shipping_fen": 800, "lines": [{"line": "1", "product":
    "A", "category": "shoes", "price_fen": 19900, "quantity": 2, "now_fen": 39800}]}``; ``line``
    (its number), ``category``, ``quantity`` (1) and ``now_fen`` (price times quantity) may be left out or
    null. A field that no cart has is refused.
    """
    try:
        raw = typed_json.read(text)
    except UnreadableError as error:
        raise _unreadable(error, "cart") from error
    fields = _fields(raw, _CART_FIELDS) if isinstance(raw, dict) else {}
    goods = fields.get("lines")
    if not isinstance(goods, list):
        raise _bad("lines", "missing")
    if not 1 <= len(goods) <= MAX_LINES:
        raise _bad("lines", "{n} lines; 1 to {most} are possible", n=len(goods), most=MAX_LINES)
    lines = tuple(_read_line(item, number) for number, item in enumerate(goods, 1))
    if len({line.line for line in lines}) < len(lines):
        raise _bad("line", "two lines with the same name")
    cart = Cart(
        lines,
        at,
        _text(fields, "store", "store"),
        _text(fields, "channel", "channel"),
        shipping_fen=check_fen(fields.get("shipping_fen", 0), "shipping_fen"),
    )
    check_fen(cart.initial_fen + cart.shipping_fen, "cart")
    return cart


def require_known(cart: Cart, products: frozenset[str] | None) -> Cart:
    """The same cart, or UsageError ``unknown_product`` for a product outside the catalogue (if any)."""
    if products is not None and cart.whole:
        for line in cart.lines:
            if line.product not in products:
                raise UsageError(
                    "unknown_product",
                    "line {line} has the product {product}, which is not in the catalogue",
                    hint="correct the product, or add it to the catalogue first",
                    line=mask_value(line.line),
                    product=mask_value(line.product),
                )
    return cart


def with_categories(cart: Cart, of_product: Mapping[str, str]) -> Cart:
    """The cart with a category for each line that names none and whose product has one."""
    lines = (
        line if line.category else line._replace(category=of_product.get(line.product, ""))
        for line in cart.lines
    )
    return cart._replace(lines=tuple(lines))


def _read_line(item: object, number: int) -> CartLine:
    where = f"lines[{number}]"
    if not isinstance(item, dict):
        raise _bad(where, "not an object")
    fields = _fields(item, _LINE_FIELDS, f"{where}.")
    price = check_fen(fields.get("price_fen"), f"{where}.price_fen")
    quantity = fields.get("quantity", 1)
    if not isinstance(quantity, int) or isinstance(quantity, bool) or not 1 <= quantity <= MAX_QUANTITY:
        raise _bad(f"{where}.quantity", "not a whole number from 1 to {most}", most=MAX_QUANTITY)
    initial = check_fen(price * quantity, where)
    now = check_fen(fields.get("now_fen", initial), f"{where}.now_fen")
    if now > initial:
        raise _bad(f"{where}.now_fen", "above the tag price")
    product = _text(fields, "product", f"{where}.product")
    if not product:
        raise _bad(f"{where}.product", "missing")
    name = _text(fields, "line", f"{where}.line") or str(number)
    return CartLine(name, product, _text(fields, "category", f"{where}.category"), price, quantity, now)


def _fields(record: dict[str, Any], known: tuple[str, ...], within: str = "") -> dict[str, Any]:
    try:
        return typed_json.present(record, known)
    except UnreadableError as error:
        raise _unreadable(error, "", within) from error


def _unreadable(error: UnreadableError, whole: str, within: str = "") -> UsageError:
    return _bad(within + mask_value(error.where or whole), error.what.template, **error.what.values)


def _text(raw: dict[str, Any], name: str, where: str) -> str:
    value = raw.get(name, "")
    if not isinstance(value, str) or len(value) > 200:
        raise _bad(where, "not a short text")
    return require_nobodys(value, where)


def _bad(where: str, what: str, **values: object) -> UsageError:
    return UsageError(
        "bad_cart",
        "the cart cannot be read at {where}: {what}",
        hint="nothing was changed; prices are whole fen (19900 is 199.00 yuan)",
        where=where,
        what=Phrase(what, values),
    )
