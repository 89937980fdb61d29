"""Move stock: each change is one conditional statement on the level, then one movement that says why.

Every function works inside the caller's write. The row count of the conditional statement is the
verdict; the CHECK on the level stands behind it.
"""

from __future__ import annotations

from typing import NamedTuple

from digitool.coupons.rules.cart import MAX_QUANTITY
from digitool.db.port import Connection
from digitool.db.statements import changed, insert, out_of_step
from digitool.errors import ConflictError, DamageError, Phrase, UsageError
from digitool.model.ids import Day, Ms
from digitool.model.text import mask_value


class Spot(NamedTuple):
    """Where and when stock moves, and by which operation; ``day`` is the business day there."""

    location: str
    at: Ms
    day: Day
    operation: int


class Why(NamedTuple):
    """Why stock moves: the kind of movement, and what it belongs to (``order:W260302-0012``, papers)."""

    kind: str
    ref: str


class Change(NamedTuple):
    """What a movement does to a level, in pieces; negative takes off."""

    on_hand: int
    reserved: int


_LEVEL = (
    "INSERT INTO stock_level (product, location, on_hand, reserved) VALUES (?, ?, ?, 0)"
    " ON CONFLICT (product, location) DO UPDATE SET on_hand = stock_level.on_hand + excluded.on_hand"
)
_CHANGE = (
    "UPDATE stock_level SET on_hand = on_hand + ?, reserved = reserved + ?"
    " WHERE product = ? AND location = ? AND on_hand + ? - reserved - ? >= 0 AND reserved + ? >= 0"
)
_MOVEMENT = (
    "INSERT INTO stock_movement (product, location, kind, on_hand, reserved, at, day, ref, ends, operation)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def add(connection: Connection, spot: Spot, product: int, pieces: int, why: Why) -> int:
    """More pieces on hand. The movement's id."""
    connection.execute(_LEVEL, (product, spot.location, pieces))
    return _note(connection, spot, product, Change(pieces, 0), why)


def reserve(connection: Connection, spot: Spot, product: int, pieces: int, ref: str) -> int | None:
    """Keep pieces for somebody; the movement's id, None when not that many are available."""
    return _change(connection, spot, product, Change(0, pieces), Why("reserve", ref))


def take_pieces(connection: Connection, spot: Spot, product: int, pieces: int, why: Why) -> int | None:
    """Pieces leave the shelf; the movement's id, None when not that many are available."""
    return _change(connection, spot, product, Change(-pieces, 0), why)


def sell_reserved(
    connection: Connection, spot: Spot, reservation: int, product: int, pieces: int, ref: str
) -> None:
    """The pieces that a reservation kept leave the shelf.

    A reservation ends once: the second time is a DamageError ``out_of_step``.
    """
    _end(connection, spot, reservation, product, Change(-pieces, -pieces), Why("sell", ref))


def release_reserved(
    connection: Connection, spot: Spot, reservation: int, product: int, pieces: int, ref: str
) -> None:
    """The pieces that a reservation kept are free again; it ends once, as in `sell_reserved`."""
    _end(connection, spot, reservation, product, Change(0, -pieces), Why("release", ref))


def _end(
    connection: Connection, spot: Spot, reservation: int, product: int, change: Change, why: Why
) -> None:
    if _change(connection, spot, product, change, why, reservation) is None:
        raise stock_out_of_step(product)


def available(connection: Connection, product: int, location: str) -> int:
    """Pieces that could be reserved now, as stored."""
    row = connection.execute(
        "SELECT on_hand - reserved FROM stock_level WHERE product = ? AND location = ?", (product, location)
    ).fetchone()
    return int(row[0]) if row else 0


def check_pieces(pieces: object, product: str, lowest: int = 1) -> int:
    """A whole number of pieces, at least ``lowest``. Raises UsageError ``bad_quantity``."""
    if not isinstance(pieces, int) or isinstance(pieces, bool) or not lowest <= pieces <= MAX_QUANTITY:
        raise UsageError(
            "bad_quantity",
            "{quantity} is not a number of pieces of {product}",
            hint="give a whole number from {lowest} to {most}",
            quantity=mask_value(str(pieces)),
            product=mask_value(product) or "-",
            lowest=lowest,
            most=MAX_QUANTITY,
        )
    return pieces


def stock_out_of_step(product: int) -> DamageError:
    """The error of a stored level of a product's pieces that their movements contradict."""
    return out_of_step(Phrase("the stock of product {product}", {"product": product}))


def out_of_stock(product: str, location: str, asked: int, left: int) -> ConflictError:
    """The refusal of a write that wants more than is available."""
    return ConflictError(
        "out_of_stock",
        "only {limit} of {product} are available at {location}, {observed} are asked for",
        hint="ask for fewer, or look where there are more",
        try_next="digitool official-store inventory levels {product}",
        product=product,
        location=location,
        observed=asked,
        limit=left,
        rule="stock.available",
    )


def _change(
    connection: Connection,
    spot: Spot,
    product: int,
    change: Change,
    why: Why,
    ends: int | None = None,
) -> int | None:
    on_hand, reserved = change
    params = (on_hand, reserved, product, spot.location, on_hand, reserved, reserved)
    if changed(connection, _CHANGE, params) != 1:
        return None
    return _note(connection, spot, product, change, why, ends)


def _note(
    connection: Connection,
    spot: Spot,
    product: int,
    change: Change,
    why: Why,
    ends: int | None = None,
) -> int:
    kind, ref = why
    row = (product, spot.location, kind, *change, spot.at, spot.day, ref, ends, spot.operation)
    return insert(connection, _MOVEMENT, row)
