"""Home stores: the one rule of the house, which stands in the tally, put to the database."""

from __future__ import annotations

import json
from collections.abc import Iterable

from digitool.db.port import Connection
from digitool.db.statements import bare
from digitool.db.tally import sql


def home_stores(connection: Connection, at: int, persons: Iterable[int]) -> dict[int, int]:
    """The home store (id) by person (ids of today) of those who have one, at an instant (UTC ms)."""
    return _asked(connection, {"at": at, "persons": json.dumps(list(persons)), "purchases": None})


def homes_of_buyers(connection: Connection, purchases: Iterable[int]) -> dict[int, int]:
    """The home store (id) by purchase (ids) of those buyers who had one at the moment of the purchase."""
    return _asked(connection, {"at": None, "persons": None, "purchases": json.dumps(list(purchases))})


def _asked(connection: Connection, params: dict[str, object]) -> dict[int, int]:
    return dict(bare(connection, sql("facts", "home_stores"), params))
