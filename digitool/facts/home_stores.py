"""Home stores: the one rule of the house, which stands in the tally, put to the database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from digitool.db.port import Connection
from digitool.db.statements import bare
from digitool.db.tally import sql
from digitool.model.ids import Ms, PersonId


def home_stores(connection: Connection, at: Ms, persons: Iterable[PersonId]) -> dict[PersonId, int]:
    """The home store (id) by person (of today) of those who have one, at an instant (UTC ms)."""
    asked = {"at": at, "persons": json.dumps(list(persons)), "purchases": None}
    return {PersonId(person): store for person, store in _asked(connection, asked).items()}


def homes_of_buyers(connection: Connection, purchases: Iterable[int]) -> dict[int, int]:
    """The home store (id) by purchase (ids) of those buyers who had one at the moment of the purchase."""
    return _asked(connection, {"at": None, "persons": None, "purchases": json.dumps(list(purchases))})


def _asked(connection: Connection, params: Mapping[str, object]) -> dict[int, int]:
    return dict(bare(connection, sql("facts", "home_stores"), params))
