"""What somebody asks of the official store, read and checked before anything is looked up. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from digitool.coupons.problems import not_so_many
from digitool.coupons.rules.cart import MAX_LINES
from digitool.coupons.till.redeeming import MOST_COUPONS
from digitool.errors import UsageError
from digitool.model.amounts import check_fen
from digitool.model.ids import IdentifierId
from digitool.model.references import require_number, require_short
from digitool.model.text import mask_value
from digitool.model.typed_json import UnreadableError, present
from digitool.official_store import problems
from digitool.official_store.locations import WEB
from digitool.official_store.stock.levels import check_pieces


class Want(NamedTuple):
    """Some pieces of one product.

    ``price_fen`` is a price for one piece that another room has agreed (a group buy, a bargain), None
    for the price of the day.
    """

    product: str
    quantity: int
    price_fen: int | None = None


@dataclass(frozen=True)
class AskedOrder:
    """An order that is asked for.

    ``pickup`` is the store that keeps it for its customer; else it is delivered from ``source``.
    ``shipping_fen`` None is the fee of the settings.
    """

    lines: tuple[Want, ...]
    customer: IdentifierId | None = None
    pickup: str = ""
    source: str = WEB
    coupons: tuple[str, ...] = ()
    guide: str = ""
    referrer: str = ""
    number: str = ""
    shipping_fen: int | None = None

    @property
    def location(self) -> str:
        """Where the goods come from."""
        return self.pickup or self.source


def require_asked(asked: AskedOrder) -> AskedOrder:
    """The same order, or UsageError for what can never be an order."""
    if not 1 <= len(asked.lines) <= MAX_LINES:
        raise problems.bad_lines(len(asked.lines))
    for line in asked.lines:
        check_pieces(line.quantity, line.product)
        if line.price_fen is not None:
            check_fen(line.price_fen, "price_fen")
    if len({line.product for line in asked.lines}) < len(asked.lines):
        raise problems.repeated_product()
    if asked.shipping_fen is not None:
        check_fen(asked.shipping_fen, "shipping_fen")
    if len(asked.coupons) > MOST_COUPONS:
        raise not_so_many(len(asked.coupons))
    if asked.number:
        require_number(asked.number)
    for name in ("guide", "referrer"):
        require_short(getattr(asked, name), name)
    return asked


def read_lines(raw: object) -> tuple[Want, ...]:
    """Lines of JSON: ``[{"product": "A1", "quantity": 2}]`` or ``{"A1": 2}``. Raises UsageError."""
    if isinstance(raw, Mapping) and raw:
        return tuple(_want(product, quantity) for product, quantity in raw.items())
    if not isinstance(raw, Sequence) or isinstance(raw, str) or not raw:
        raise _bad_line("lines", "-")
    return tuple(_read_line(item) for item in raw)


def read_pieces(text: str, lowest: int = 1) -> Want:
    """``A1=2`` (or ``A1``, one piece). Raises UsageError ``bad_line``, ``bad_quantity``."""
    product, mark, quantity = text.partition("=")
    product = product.strip()
    if not product:
        raise _bad_line("line", text)
    if mark and not re.fullmatch(r"[0-9]{1,9}", quantity.strip(), re.ASCII):
        check_pieces(quantity, product, lowest)
    return Want(product, check_pieces(int(quantity) if mark else 1, product, lowest))


def _read_line(item: object) -> Want:
    if not isinstance(item, Mapping):
        raise _bad_line("lines", str(item))
    try:
        fields = present(item, ("product", "quantity"))
    except UnreadableError as error:
        raise _bad_line("lines", error.where) from error
    if not isinstance(fields.get("product"), str):
        raise _bad_line("lines", str(fields))
    return _want(fields["product"], fields.get("quantity", 1))


def _want(product: str, quantity: object) -> Want:
    return Want(product, check_pieces(quantity, product))


def _bad_line(where: str, what: Any) -> UsageError:  # noqa: ANN401 - whatever stood there
    return UsageError(
        "bad_line",
        "{where}: {what} is not a product with a number of pieces",
        hint="for example A1=2, or in JSON {example}",
        where=where,
        what=mask_value(str(what)) or "-",
        example='{"product": "A1", "quantity": 2}',
    )
