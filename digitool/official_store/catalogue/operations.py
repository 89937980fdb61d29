"""Change the catalogue: products with their tag price, on or off sale, and flash prices."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from digitool.db.constraints import Constraint, refusing
from digitool.db.writing import Work
from digitool.errors import ConflictError, UsageError
from digitool.model.amounts import check_fen
from digitool.model.ids import Ms
from digitool.model.personal import mask_personal
from digitool.model.references import require_nobodys
from digitool.model.text import clean, mask_value
from digitool.official_store import problems
from digitool.official_store.catalogue.lookup import MAX_CODE, Product, products, require_products
from digitool.workspace.desk import Desk

MAX_TITLE = 200


class Item(NamedTuple):
    """One product as it is to be; None leaves what the catalogue has (a new one: no category, on sale)."""

    code: str
    title: str | None = None
    category: str | None = None
    price_fen: int | None = None
    on_sale: bool | None = None


class FlashAsked(NamedTuple):
    """A flash price that is asked for: fen for one piece, UTC ms (the end is the first instant after)."""

    product: str
    price_fen: int
    starts_at: Ms
    ends_at: Ms
    cap: int | None = None


def save(desk: Desk, items: Sequence[Item]) -> dict[str, Any]:
    """Add or change products; ``rows`` is one row of counts: added, changed, same.

    Raises UsageError: a bad code, title or price, a code twice, a new product without a price.
    """
    for item in items:
        check_item(item)
    items = [_without_numbers(item) for item in items]
    if len({item.code for item in items}) < len(items):
        raise problems.repeated_product()
    params = {"items": len(items), "digest": _digest(items)}

    def act(work: Work) -> dict[str, Any]:
        known = products(work.connection, [item.code for item in items])
        counts = {"added": 0, "changed": 0, "same": 0}
        for item in items:
            counts[_save(work, desk, item, known.get(item.code))] += 1
        return {"rows": [counts]}

    return desk.write("official_store.catalogue", params, act)


def set_flash(desk: Desk, asked: FlashAsked) -> dict[str, Any]:
    """Give a product another price for a while.

    Raises UsageError, NotFoundError, ConflictError ``flash_overlaps``.
    """
    check_fen(asked.price_fen, "price")
    if asked.starts_at >= asked.ends_at:
        raise UsageError("bad_span", "a flash price ends after it starts", hint="exchange the two times")
    if asked.cap is not None and asked.cap < 1:
        raise UsageError("bad_cap", "a flash price is for at least one piece", hint="leave --cap out for all")

    def act(work: Work) -> dict[str, Any]:
        product = require_products(work.connection, [asked.product])[asked.product]
        if asked.price_fen >= product.price_fen:
            raise UsageError(
                "flash_not_lower", "a flash price is below the tag price", hint="look at the price list first"
            )
        _insert_flash(work, product, asked)
        row = asked._asdict() | {
            "starts_at": desk.moment(asked.starts_at),
            "ends_at": desk.moment(asked.ends_at),
            "tag_fen": product.price_fen,
        }
        return {"rows": [row]}

    return desk.write("official_store.flash", asked._asdict(), act)


def check_item(item: Item) -> None:
    """Refuse what no catalogue can hold: UsageError ``bad_product``, or the code of a bad amount."""
    if (
        not item.code
        or len(item.code) > MAX_CODE
        or clean(item.code) != item.code
        or item.code != item.code.strip()
    ):
        raise UsageError(
            "bad_product",
            "{product} is not an item code",
            hint="at most 64 characters, without blanks around it",
            product=mask_value(item.code) or "-",
        )
    require_nobodys(item.code, "item code")
    for text in (item.title, item.category):
        if text is not None and (len(text) > MAX_TITLE or clean(text) != text):
            raise UsageError(
                "bad_product",
                "the title or category of {product} is not a text of one line",
                hint="at most 200 characters",
                product=item.code,
            )
    if item.price_fen is not None:
        check_fen(item.price_fen, "price")


def _without_numbers(item: Item) -> Item:
    """The product with every personal number in its texts masked: they are kept, shown and printed."""
    title, category = (text and mask_personal(text) for text in (item.title, item.category))
    return item._replace(title=title, category=category)


def _digest(items: Sequence[Item]) -> str:
    text = json.dumps([list(item) for item in items], ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _save(work: Work, desk: Desk, item: Item, old: Product | None) -> str:
    if old is None:
        if item.price_fen is None:
            raise UsageError(
                "no_price",
                "the new product {product} has no price",
                hint="say --price 19.90",
                product=item.code,
            )
        work.connection.execute(
            "INSERT INTO product (code, title, category, price_fen, on_sale, created_at, operation)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                *(item.code, item.title or item.code, item.category or "", item.price_fen),
                *(item.on_sale is not False, desk.at, work.seq),
            ),
        )
        return "added"
    before = (old.title, old.category, old.price_fen, bool(old.on_sale))
    asked = (item.title, item.category, item.price_fen, item.on_sale)
    after = tuple(now if new is None else new for new, now in zip(asked, before, strict=True))
    if after == before:
        return "same"
    work.connection.execute(
        "UPDATE product SET title = ?, category = ?, price_fen = ?, on_sale = ?, operation = ? WHERE id = ?",
        (*after, work.seq, old.id),
    )
    return "changed"


def _insert_flash(work: Work, product: Product, asked: FlashAsked) -> None:
    overlaps = ConflictError(
        "flash_overlaps",
        "{product} has another flash price in this time",
        hint="choose a time before or after it",
        product=asked.product,
    )
    with refusing(Constraint.TRIGGER, "flash prices", overlaps):
        work.connection.execute(
            "INSERT INTO flash_price (product, price_fen, starts_at, ends_at, cap, taken, operation)"
            " VALUES (?, ?, ?, ?, ?, 0, ?)",
            (product.id, asked.price_fen, asked.starts_at, asked.ends_at, asked.cap, work.seq),
        )
