"""What the official store sells: look products up, with the price that holds at an instant.

`known_items` is what ``digitool coupon check --cart`` and ``coupon redeem --cart`` give to
`coupons.rules.cart.require_known`: a cart with an unknown product is refused once there is a catalogue.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from digitool.db.port import Connection
from digitool.db.statements import ask
from digitool.errors import NotFoundError
from digitool.model.ids import Ms
from digitool.model.text import mask_value

MAX_CODE = 64
"""Most characters of an item code."""


class Product(NamedTuple):
    """One product: ``price_fen`` is the tag price of one piece."""

    id: int
    code: str
    title: str
    category: str
    price_fen: int
    on_sale: bool


class Flash(NamedTuple):
    """A flash price that runs at an instant; ``left`` is None without a cap on pieces."""

    id: int
    price_fen: int
    left: int | None


_PRODUCTS = "SELECT id, code, title, category, price_fen, on_sale FROM product WHERE code"
_AMONG = " IN texts(?)"
_FLASHES = (
    "SELECT f.product, f.id, f.price_fen, f.cap - f.taken FROM ints(?) AS j"
    " /*+ then */ JOIN flash_price AS f ON f.product = j.value WHERE f.starts_at <= ? AND ? < f.ends_at"
)


def known_items(connection: Connection, among: Iterable[str] | None = None) -> frozenset[str] | None:
    """Item codes of the catalogue, or those of ``among`` that are in it; None while there is no catalogue."""
    if connection.execute("SELECT 1 FROM product LIMIT 1").fetchone() is None:
        return None
    if among is None:
        return frozenset(row[0] for row in connection.execute("SELECT code FROM product"))
    return frozenset(products(connection, among))


def products(connection: Connection, codes: Iterable[str]) -> dict[str, Product]:
    """The products of some item codes; unknown codes are left out."""
    asked = list(codes)
    if len(asked) == 1:
        rows = connection.execute(_PRODUCTS + " = ?", asked)
    else:
        rows = ask(connection, _PRODUCTS + _AMONG, (json.dumps(asked),))
    return {row[1]: Product(*row) for row in rows}


def require_products(connection: Connection, codes: Iterable[str]) -> dict[str, Product]:
    """`products`, all of them and in the order of the codes. Raises NotFoundError ``unknown_product``."""
    asked = list(codes)
    found = products(connection, asked)
    for code in asked:
        if code not in found:
            raise NotFoundError(
                "unknown_product",
                "there is no product {product} in the catalogue",
                hint="correct the item code, or add the product to the catalogue first",
                try_next="digitool official-store catalogue list",
                product=mask_value(code),
            )
    return {code: found[code] for code in asked}


def flashes(connection: Connection, ids: Iterable[int], at: Ms) -> dict[int, Flash]:
    """The flash prices that run at an instant (UTC ms), by product id."""
    rows = ask(connection, _FLASHES, (json.dumps(list(ids)), at, at))
    return {row[0]: Flash(row[1], row[2], row[3]) for row in rows}
