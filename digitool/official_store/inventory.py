"""Goods come in, are counted, and move between locations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from digitool.db.writing import Work
from digitool.errors import ConflictError, UsageError
from digitool.model.references import require_short
from digitool.official_store import problems
from digitool.official_store.asked import Want
from digitool.official_store.catalogue.lookup import Product, require_products
from digitool.official_store.locations import require_location
from digitool.official_store.orders.ending import ALL, expire_orders_in
from digitool.official_store.stock.levels import (
    Spot,
    Why,
    add,
    available,
    check_pieces,
    out_of_stock,
    take_pieces,
)
from digitool.workspace.desk import Desk

REASON = "count"


def receive_goods(desk: Desk, location: str, wants: Sequence[Want], ref: str = "delivery") -> dict[str, Any]:
    """Goods arrive at a location; ``ref`` names their papers. Raises NotFoundError, UsageError."""
    _require(wants, ref)

    def act(work: Work) -> dict[str, Any]:
        spot = _spot(work, desk, location)
        found = _products(work, wants)
        for want in wants:
            add(work.connection, spot, found[want.product].id, want.quantity, Why("receive", ref))
        return {"rows": _levels(work, location, list(found.values()))}

    return desk.write("official_store.receive", _params([location], wants, ref), act)


def count_goods(desk: Desk, location: str, wants: Sequence[Want], ref: str = REASON) -> dict[str, Any]:
    """Set what is on hand to what was counted; each row says the difference.

    Raises ConflictError ``below_reserved`` when orders hold more than there is.
    """
    _require(wants, ref, lowest=0)

    def act(work: Work) -> dict[str, Any]:
        spot = _spot(work, desk, location)
        expire_orders_in(work, desk, ALL)
        found = _products(work, wants)
        changed = {want.product: _count(work, spot, found[want.product], want, ref) for want in wants}
        rows = _levels(work, location, list(found.values()))
        return {"rows": [{**row, "difference": changed[row["product"]]} for row in rows]}

    return desk.write("official_store.count", _params([location], wants, ref), act)


def transfer_goods(
    desk: Desk, source: str, target: str, wants: Sequence[Want], ref: str = "transfer"
) -> dict[str, Any]:
    """Goods move from one location to another. Raises ConflictError ``out_of_stock``, UsageError."""
    if source == target:
        raise UsageError("same_location", "goods move between two locations", hint="name two different ones")
    _require(wants, ref)

    def act(work: Work) -> dict[str, Any]:
        way = _Way(_spot(work, desk, source), _spot(work, desk, target), ref)
        found = _products(work, wants)
        for want in wants:
            _move(work, desk, way, found[want.product], want)
        goods = list(found.values())
        return {"rows": _levels(work, source, goods) + _levels(work, target, goods)}

    return desk.write("official_store.transfer", _params([source, target], wants, ref), act)


def _require(wants: Sequence[Want], ref: str, lowest: int = 1) -> None:
    require_short(ref, "ref")
    if not wants:
        raise UsageError("bad_lines", "no product is named", hint="for example A1=20")
    for want in wants:
        check_pieces(want.quantity, want.product, lowest)
    if len({want.product for want in wants}) < len(wants):
        raise problems.repeated_product()


def _params(places: Sequence[str], wants: Sequence[Want], ref: str) -> dict[str, Any]:
    return {"places": list(places), "lines": [list(want[:2]) for want in wants], "ref": ref}


def _spot(work: Work, desk: Desk, location: str) -> Spot:
    require_location(desk, location)
    return Spot(location, desk.at, desk.day(location), work.seq)


def _products(work: Work, wants: Sequence[Want]) -> dict[str, Product]:
    return require_products(work.connection, [want.product for want in wants])


def _count(work: Work, spot: Spot, product: Product, want: Want, ref: str) -> int:
    connection = work.connection
    row = connection.execute(
        "SELECT on_hand, reserved FROM stock_level WHERE product = ? AND location = ?",
        (product.id, spot.location),
    ).fetchone()
    on_hand, reserved = tuple(row) if row else (0, 0)
    difference = want.quantity - on_hand
    if want.quantity < reserved:
        raise ConflictError(
            "below_reserved",
            "orders hold {limit} of {product} at {location}, {observed} were counted",
            hint="count again; if it is right, refund or cancel an order first",
            product=product.code,
            location=spot.location,
            observed=want.quantity,
            limit=reserved,
            rule="stock.reserved",
        )
    if difference > 0:
        add(connection, spot, product.id, difference, Why("count", ref))
    elif difference < 0:
        take_pieces(connection, spot, product.id, -difference, Why("count", ref))
    return int(difference)


class _Way(NamedTuple):
    """From where to where goods are moved, and what names their papers."""

    here: Spot
    there: Spot
    ref: str


def _move(work: Work, desk: Desk, way: _Way, product: Product, want: Want) -> None:
    here, there, ref = way
    connection, why = work.connection, Why("transfer_out", ref)
    taken = take_pieces(connection, here, product.id, want.quantity, why)
    if taken is None and expire_orders_in(work, desk, ALL):
        taken = take_pieces(connection, here, product.id, want.quantity, why)
    if taken is None:
        left = available(connection, product.id, here.location)
        raise out_of_stock(product.code, here.location, want.quantity, left)
    add(connection, there, product.id, want.quantity, Why("transfer_in", ref))


def _levels(work: Work, location: str, goods: Sequence[Product]) -> list[dict[str, Any]]:
    rows = []
    for product in goods:
        row = work.connection.execute(
            "SELECT on_hand, reserved FROM stock_level WHERE product = ? AND location = ?",
            (product.id, location),
        ).fetchone()
        on_hand, reserved = tuple(row) if row else (0, 0)
        rows.append(
            {
                "product": product.code,
                "location": location,
                "on_hand": on_hand,
                "reserved": reserved,
                "available": on_hand - reserved,
            }
        )
    return rows
