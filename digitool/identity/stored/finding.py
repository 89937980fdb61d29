"""Find identifiers and persons by what people type: P12, I12, an openid, a member number, a phone."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import NamedTuple

from digitool.db.port import Connection
from digitool.db.statements import ask
from digitool.errors import NotFoundError
from digitool.identity.stored.keys import normal, stored_value
from digitool.model.ids import Identifier, IdentifierId, PersonId
from digitool.model.keys import key64
from digitool.model.phones import normalise_phone
from digitool.model.text import mask_value
from digitool.model.typed_ids import read_customer


class FoundIdentifier(NamedTuple):
    """One identifier as it may be shown."""

    identifier: IdentifierId
    person: PersonId
    ns: str
    scope: str
    shown: str


def person_of(connection: Connection, text: str) -> PersonId:
    """The person of ``P12`` or ``I12`` as of now; an id that was merged away leads to its new person.

    Raises UsageError, NotFoundError.
    """
    number = read_customer(text)
    row = connection.execute("SELECT person FROM identifier WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise NotFoundError("no_such_person", "there is no person {person}", person=text.strip().upper())
    return PersonId(int(row[0]))


def members_of(connection: Connection, person: PersonId) -> list[IdentifierId]:
    """Identifier ids of a person, ascending."""
    rows = connection.execute(
        "SELECT id FROM identifier WHERE id = :person AND person = :person"
        " UNION SELECT id FROM identifier WHERE person = :person AND person != id",
        {"person": person},
    )
    return sorted(row[0] for row in rows)


def value_keys(connection: Connection, values: Collection[str], key: bytes) -> list[int]:
    """Keys that plain values would have in any namespace and scope that the database knows."""
    scopes = ["", *(row[0] for row in connection.execute("SELECT name FROM identifier_scope"))]
    names = [row[0] for row in connection.execute("SELECT name FROM identifier_namespace")]
    keys: list[int] = []
    for value in values:
        for name in names:
            stored = stored_value(name, _plain(name, value), key)
            keys.extend(key64(name, scope, stored) for scope in scopes)
    return keys


def ids_of_values(connection: Connection, values: Collection[str], key: bytes) -> list[int]:
    """Ids of the known identifiers that have one of these plain values, ascending."""
    return ids_of_keys(connection, value_keys(connection, values, key))


def ids_of_keys(connection: Connection, keys: Collection[int], *, withdrawn: bool = False) -> list[int]:
    """Ids of the identifiers that have one of these keys, ascending; ``withdrawn``: those set aside too."""
    asked = (json.dumps(sorted(keys)),)
    places = ["SELECT k.identifier FROM ints(?) j /*+ then */ JOIN identifier_key k ON k.key = j.value"]
    if withdrawn:
        places.append("SELECT w.id FROM ints(?) j /*+ then */ JOIN identifier_withdrawn w ON w.key = j.value")
    return sorted({row[0] for text in places for row in ask(connection, text, asked)})


def describe_ids(
    connection: Connection, ids: Collection[int], *, reveal: bool = False
) -> list[FoundIdentifier]:
    """Identifiers as they may be shown, in the order of their ids.

    ``reveal`` shows values in full, except those that are kept as an HMAC only.
    """
    rows = ask(
        connection,
        "SELECT i.id, i.person, n.name AS ns, coalesce(s.name, '') AS scope, i.value, i.mask"
        " FROM ints(?) j /*+ then */ JOIN identifier i ON i.id = j.value"
        " JOIN identifier_namespace n ON n.code = i.ns LEFT JOIN identifier_scope s ON s.id = i.scope"
        " ORDER BY i.id",
        (json.dumps(sorted(ids)),),
    )
    return [FoundIdentifier(row[0], row[1], row[2], row[3], _shown(row[4], row[5], reveal)) for row in rows]


def mask_id(value: str) -> str:
    """An id with its middle hidden: ``oAb***x9Z``."""
    safe = mask_value(value)
    return f"{safe[:3]}***{safe[-3:]}" if len(safe) > 8 else f"{safe[:1]}***"


def _shown(value: str, mask: str | None, reveal: bool) -> str:
    if mask is not None:
        return mask
    return mask_value(value, 64) if reveal else mask_id(value)


def _plain(name: str, value: str) -> str:
    """The value as the registry would have normalised it."""
    if name == "phone":
        try:
            return normalise_phone(value)
        except ValueError:
            return value.strip()
    return normal(Identifier(name, "", value)).value
