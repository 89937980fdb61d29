"""Identifiers to ids: get or create in bulk, with a bounded cache, inside one write transaction."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from digitool.db.port import Connection
from digitool.db.statements import ask, newest_id
from digitool.identity.solve.assertions import BY_NAME, Assertion, pair
from digitool.identity.solve.namespaces import FIRST_OTHER, namespace
from digitool.identity.stored.blocklist import LONGEST, is_blocked
from digitool.identity.stored.evidence import Link, attributes_of
from digitool.identity.stored.keys import KEYED, normal, stored_value
from digitool.identity.stored.log import COMPARED, AttributeRow, describe, note_touched
from digitool.identity.stored.withdrawn import revive_keys
from digitool.model.ids import Identifier, IdentifierId
from digitool.model.keys import key64, keys64
from digitool.model.personal import mask_personal
from digitool.model.phones import mask_phone
from digitool.model.records import GroupMember, HeldContact, Profile
from digitool.model.text import mask_value

CACHE = 250_000
"""Cached values over all namespaces: about 50 MB when full."""

_INSERT = "INSERT INTO identifier (id, ns, scope, value, mask, person) VALUES (?, ?, ?, ?, ?, ?)"

_KNOWN = "SELECT k.key, k.identifier FROM ints(?) j /*+ then */ JOIN identifier_key k ON k.key = j.value"

_SHORT = 16
"""Values longer than this are not looked up in the block list, phones excepted."""


class Registry:
    """Ids of identifiers, created on first sight.

    ``connection`` must be inside a write transaction; ``key`` is the workspace key.
    """

    def __init__(self, connection: Connection, key: bytes) -> None:
        self._connection = connection
        self.key = key
        self._own: frozenset[str] = frozenset()
        self._cache: dict[tuple[str, str], dict[str, int]] = {}
        self._size = 0
        self._next = newest_id(connection, "identifier", "identifier_withdrawn") + 1
        self._withdrawn = connection.execute("SELECT 1 FROM identifier_withdrawn").fetchone() is not None
        self._scopes = {"": 0}
        self._scopes.update(connection.execute("SELECT name, id FROM identifier_scope").fetchall())
        self._codes: dict[str, int] = dict(
            connection.execute("SELECT name, code FROM identifier_namespace").fetchall()
        )
        self.created = 0

    def ids(self, identifiers: Sequence[Identifier]) -> list[IdentifierId]:
        """The id of every identifier, in order. Raises KeyError for an unknown namespace."""
        columns: dict[tuple[str, str], list[int]] = {}
        for position, one in enumerate(identifiers):
            columns.setdefault((one.ns, one.scope), []).append(position)
        if len(columns) == 1:
            return self.column(*next(iter(columns)), [one.value for one in identifiers])
        found = [IdentifierId(0)] * len(identifiers)
        for (ns, scope), positions in columns.items():
            values = [identifiers[position].value for position in positions]
            for position, number in zip(positions, self.column(ns, scope, values)):
                found[position] = number
        return found

    def column(self, ns: str, scope: str, values: Sequence[str]) -> list[IdentifierId]:
        """Ids of many values of one namespace and scope: the fast path for a column of a file."""
        cache = self._cache.setdefault((ns, scope), {})
        found = list(map(cache.get, values))
        if None in found:
            if self._size > CACHE:
                self._forget()
                cache = self._cache.setdefault((ns, scope), {})
            missing = list(dict.fromkeys(value for value in values if value not in cache))
            fresh = self._resolve(ns, scope, missing)
            cache.update(fresh)
            self._size += len(missing)
            found = [number if number is not None else fresh[value] for number, value in zip(found, values)]
        return found  # type: ignore[return-value]

    def digests(self, identifiers: Sequence[Identifier]) -> list[str]:
        """What stands for each identifier in a digest: the same in every database with this key, no value."""
        found = []
        for one in identifiers:
            name, scope, value = normal(one)
            found.append(str(key64(name, scope, stored_value(name, value, self.key))))
        return found

    def block(self, values: Collection[str]) -> None:
        """Values that mean nobody in this workspace (phones normalised): new ones are flagged."""
        self._own = frozenset(values)

    def find_values(self, values: Collection[str]) -> list[int]:
        """Ids of identifiers with one of these plain values in any namespace and scope, set aside or not."""
        if not values:
            return []
        from digitool.identity.stored.finding import ids_of_keys, value_keys

        return ids_of_keys(self._connection, value_keys(self._connection, values, self.key), withdrawn=True)

    def describe(self, records: Sequence[Profile | HeldContact | GroupMember], batch: int) -> list[bool]:
        """Keep what records say of their bearers; for each, whether any of it is new.

        Whose person may change because of it is remembered for the next `resolve.recompute`.
        """
        told = [attributes_of(record) for record in records]
        flat = [one for described in told for one in described]
        numbers = iter(self.ids([one.who for one in flat]))
        rows = [
            [AttributeRow(next(numbers), *one[1:4], batch, record.line) for one in described]
            for record, described in zip(records, told)
        ]
        every = [row for group in rows for row in group]
        new = {row for row, unknown in zip(every, describe(self._connection, every)) if unknown}
        note_touched(self._connection, {row.identifier for row in new if row.name in COMPARED})
        return [any(row in new for row in group) for group in rows]

    def _forget(self) -> None:
        self._cache.clear()
        self._size = 0

    def _resolve(self, ns: str, scope: str, values: list[str]) -> dict[str, int]:
        """Look up or create values that are not cached."""
        name, scope_name, _ = normal(Identifier(ns, scope, ""))
        stored = self._stored(name, scope, values)
        keys = keys64((name, scope_name), stored)
        known: dict[int, int] = dict(ask(self._connection, _KNOWN, (json.dumps(keys),)).fetchall())
        if self._withdrawn and len(known) < len(keys):
            known |= revive_keys(self._connection, set(keys) - known.keys())
        fresh = []
        for place, key in enumerate(keys):
            if key not in known:
                known[key] = self._next
                self._next += 1
                fresh.append(place)
        if fresh:
            self._create(
                name, scope_name, [(known[keys[at]], keys[at], values[at], stored[at]) for at in fresh]
            )
        return dict(zip(values, map(known.__getitem__, keys)))

    def _create(self, name: str, scope: str, rows: list[tuple[int, int, str, str]]) -> None:
        """Insert (id, key, plain value, stored value) and flag those that mean nobody."""
        code, place = self._code(name), self._scope(scope)
        self._connection.executemany(
            _INSERT,
            [
                (number, code, place, value, _mask(name, plain) if plain.strip() != value else None, number)
                for number, _, plain, value in rows
            ],
        )
        self._connection.executemany(
            "INSERT INTO identifier_key (key, identifier) VALUES (?, ?)",
            sorted((key, number) for number, key, _, _ in rows),
        )
        self.created += len(rows)
        for number, _, plain, _ in rows:
            if not _SHORT < len(plain) <= LONGEST and is_blocked(name, plain):
                self._flag(number, "blocked")
            elif plain in self._own:
                self._flag(number, "excluded")

    def _stored(self, name: str, scope: str, values: list[str]) -> list[str]:
        plain = (
            [normal(Identifier(name, scope, value)).value for value in values] if name == "email" else values
        )
        return [stored_value(name, value.strip(), self.key) for value in plain]

    def _flag(self, number: int, flag: str) -> None:
        self._connection.execute(
            "INSERT INTO identifier_flag (identifier, flag) VALUES (?, ?) ON CONFLICT DO NOTHING",
            (number, flag),
        )

    def _code(self, name: str) -> int:
        if name not in self._codes:
            code = namespace(name).code
            if code == FIRST_OTHER:
                code = max([FIRST_OTHER - 1, *self._codes.values()]) + 1
            self._codes[name] = code
            self._connection.execute(
                "INSERT INTO identifier_namespace (code, name) VALUES (?, ?)", (code, name)
            )
        return self._codes[name]

    def _scope(self, name: str) -> int:
        if name not in self._scopes:
            self._scopes[name] = len(self._scopes)
            self._connection.execute(
                "INSERT INTO identifier_scope (id, name) VALUES (?, ?)", (self._scopes[name], name)
            )
        return self._scopes[name]

    def assertions(self, links: Sequence[Link], batch: int) -> list[Assertion]:
        """Links as assertions between ids, creating the identifiers they name."""
        left = self.ids([link.left for link in links])
        right = self.ids([link.right for link in links])
        return [
            Assertion(*pair(a, b), link.kind, BY_NAME[link.rule].code, link.at, link.at, 0, batch, link.line)
            for a, b, link in zip(left, right, links)
        ]


def _mask(name: str, plain: str) -> str:
    """What may be shown of a value that is kept as an HMAC."""
    if name == "email":
        head, _, domain = plain.strip().partition("@")
        return f"{mask_value(head)[:1]}***@{mask_value(domain)}"
    if name == "phone":
        return mask_phone(plain)
    return "" if name in KEYED else mask_personal(plain.strip())
