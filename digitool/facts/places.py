"""Where an order of the official store belongs, though it is sold in no store."""

from __future__ import annotations

from digitool.db.port import Connection

Place = tuple[int, str]
"""The store that serves the order (id, 0: none is named) and the region it goes to (empty: unknown)."""

NOWHERE: Place = (0, "")


def place_order(connection: Connection, purchase: int, place: Place, source: tuple[int, int]) -> None:
    """Keep the place of a purchase; a later account replaces an older one. ``source`` is (batch, line)."""
    if place == NOWHERE:
        return
    connection.execute(
        "INSERT INTO order_place (purchase, store, region, batch, line) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (purchase) DO UPDATE SET"
        " store = CASE WHEN excluded.store > 0 THEN excluded.store ELSE store END,"
        " region = CASE WHEN excluded.region <> '' THEN excluded.region ELSE region END",
        (purchase, *place, *source),
    )


def same_place(connection: Connection, purchase: int, place: Place) -> bool:
    """Whether the database says at least this much of a purchase's place."""
    row = connection.execute(
        "SELECT store, region FROM order_place WHERE purchase = ?", (purchase,)
    ).fetchone()
    known: Place = NOWHERE if row is None else (row["store"], row["region"])
    return all(not new or new == old for new, old in zip(place, known, strict=True))
