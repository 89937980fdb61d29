"""Where an order of the official store belongs, though it is sold in no store."""

from __future__ import annotations

from typing import NamedTuple

from digitool.db.port import Connection
from digitool.facts.source import Source
from digitool.model.ids import NO_STORE, StoreId


class Destination(NamedTuple):
    """The store that serves an order (id, 0: none is named) and the region it goes to (empty: unknown)."""

    store: StoreId
    region: str


NOWHERE = Destination(NO_STORE, "")


def place_order(connection: Connection, purchase: int, place: Destination, source: Source) -> None:
    """Keep the place of a purchase; a later account replaces an older one."""
    if place == NOWHERE:
        return
    connection.execute(
        "INSERT INTO order_place (purchase, store, region, batch, line) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (purchase) DO UPDATE SET"
        " store = CASE WHEN excluded.store > 0 THEN excluded.store ELSE order_place.store END,"
        " region = CASE WHEN excluded.region <> '' THEN excluded.region ELSE order_place.region END",
        (purchase, *place, *source),
    )


def same_place(connection: Connection, purchase: int, place: Destination) -> bool:
    """Whether the database says at least this much of a purchase's place."""
    row = connection.execute(
        "SELECT store, region FROM order_place WHERE purchase = ?", (purchase,)
    ).fetchone()
    known = NOWHERE if row is None else Destination(row["store"], row["region"])
    return all(not new or new == old for new, old in zip(place, known, strict=True))
