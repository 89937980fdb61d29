"""Goods come in, are counted, and move between locations."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

from digitool.db.writing import Work
from digitool.errors import ConflictError, UsageError
from digitool.model.references import require_short
from digitool.official_store.asked import Want
from digitool.official_store.calls import Call
from digitool.official_store.catalogue import Product, require_products
from digitool.official_store.ending import ALL, expire_overdue
from digitool.official_store.stock import Spot, add, available, check_pieces, out_of_stock, take

REASON = "count"


def receive(call: Call, location: str, wants: Sequence[Want], ref: str = "delivery") -> dict[str, Any]:
    """Goods arrive at a location; ``ref`` names their papers. Raises NotFoundError, UsageError."""
    with _write(call, "receive", (location,), wants, ref) as work:
        if work.replayed is not None:
            return work.replayed
        spot = _spot(work, call, location)
        found = _products(work, wants)
        for want in wants:
            add(work.connection, spot, found[want.product].id, want.quantity, ("receive", ref))
        return work.finish({"rows": _levels(work, location, list(found.values()))})


def count(call: Call, location: str, wants: Sequence[Want], ref: str = REASON) -> dict[str, Any]:
    """Set what is on hand to what was counted; each row says the difference.

    Raises ConflictError ``below_reserved`` when orders hold more than there is.
    """
    with _write(call, "count", (location,), wants, ref, lowest=0) as work:
        if work.replayed is not None:
            return work.replayed
        spot = _spot(work, call, location)
        expire_overdue(work, call, ALL)
        found = _products(work, wants)
        changed = {want.product: _count(work, spot, found[want.product], want, ref) for want in wants}
        rows = _levels(work, location, list(found.values()))
        return work.finish({"rows": [{**row, "difference": changed[row["product"]]} for row in rows]})


def transfer(
    call: Call, source: str, target: str, wants: Sequence[Want], ref: str = "transfer"
) -> dict[str, Any]:
    """Goods move from one location to another. Raises ConflictError ``out_of_stock``, UsageError."""
    if source == target:
        raise UsageError("same_location", "goods move between two locations", hint="name two different ones")
    with _write(call, "transfer", (source, target), wants, ref) as work:
        if work.replayed is not None:
            return work.replayed
        here, there = _spot(work, call, source), _spot(work, call, target)
        found = _products(work, wants)
        for want in wants:
            _move(work, call, (here, there), found[want.product], want, ref)
        goods = list(found.values())
        return work.finish({"rows": _levels(work, source, goods) + _levels(work, target, goods)})


def _write(
    call: Call, verb: str, places: tuple[str, ...], wants: Sequence[Want], ref: str, lowest: int = 1
) -> AbstractContextManager[Work]:
    require_short(ref, "ref")
    if not wants:
        raise UsageError("bad_lines", "no product is named", hint="for example A1=20")
    for want in wants:
        check_pieces(want.quantity, want.product, lowest)
    if len({want.product for want in wants}) < len(wants):
        raise UsageError("repeated_product", "a product stands in two lines", hint="make it one line")
    params = {"places": list(places), "lines": [list(want[:2]) for want in wants], "ref": ref}
    return call.write(f"official_store.{verb}", params)


def _spot(work: Work, call: Call, location: str) -> Spot:
    call.require_location(location)
    return Spot(location, call.at, call.day(location), work.seq)


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
        add(connection, spot, product.id, difference, ("count", ref))
    elif difference < 0:
        take(connection, spot, product.id, -difference, ("count", ref))
    return int(difference)


def _move(work: Work, call: Call, spots: tuple[Spot, Spot], product: Product, want: Want, ref: str) -> None:
    here, there = spots
    connection, why = work.connection, ("transfer_out", ref)
    taken = take(connection, here, product.id, want.quantity, why)
    if taken is None and expire_overdue(work, call, ALL):
        taken = take(connection, here, product.id, want.quantity, why)
    if taken is None:
        left = available(connection, product.id, here.location)
        raise out_of_stock(product.code, here.location, want.quantity, left)
    add(connection, there, product.id, want.quantity, ("transfer_in", ref))


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
