"""Helpers that take records into a database as an import does, and read what identity made of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any, Union

from digitool.identity.stored.derived import TABLES, stored
from digitool.identity.stored.evidence import links_of
from digitool.identity.stored.log import assert_same
from digitool.identity.stored.registry import Registry
from digitool.identity.stored.resolve import Changes, recompute
from digitool.model.ids import Identifier
from digitool.model.records import GroupMember, HeldContact, Profile, Purchase
from digitool.workspace.settings import Settings

DEFAULT = Settings()
KEY = b"k" * 32
DAY = 86_400_000
NOON = 1_767_240_000_000
"""2026-01-01 12:00 in Shanghai, UTC ms."""

Record = Union[HeldContact, Profile, Purchase, GroupMember]


def openid(value: str, appid: str = "wx-account") -> Identifier:
    """An openid under an app."""
    return Identifier("wx_openid", appid, value)


def phone(tail: int) -> Identifier:
    """A phone that no block list knows."""
    return Identifier("phone", "", f"+86139{tail:08d}")


def contact(name: str, unionid: str = "", *phones: Identifier, day: int = 0) -> HeldContact:
    """A WeCom contact ``wm-<name>`` added on a day."""
    who = Identifier("wecom_external_userid", "corp", f"wm-{name}-000000")
    return HeldContact(1, NOON + day * DAY, "guide", who, unionid, name, tuple(one.value for one in phones))


def member(number: str, *ids: Identifier, name: str = "", birthday: str = "", day: int = 0) -> Profile:
    """A row of a customer list with a proven phone."""
    return Profile(
        1,
        NOON + day * DAY,
        (Identifier("member_no", "chain", number), *ids),
        verified=True,
        member=True,
        name=name,
        birthday=birthday,
        city="深圳" if name else "",
    )


def take(
    connection: sqlite3.Connection, records: Iterable[Record], settings: Settings = DEFAULT, batch: int = 1
) -> Changes:
    """Import records: identifiers, statements, attributes, persons."""
    registry = Registry(connection, KEY)
    links = []
    for record in records:
        found = links_of(record)
        registry.ids([end for link in found for end in (link.left, link.right)])
        links += found
        if isinstance(record, (Profile, HeldContact, GroupMember)):
            registry.describe([record], batch)
    touched = assert_same(connection, registry.assertions(links, batch)).reached
    return recompute(connection, touched, settings, batch)


def groups(connection: sqlite3.Connection) -> set[frozenset[tuple[int, str, str]]]:
    """Persons as sets of (namespace code, scope, value), which do not depend on ids."""
    found: dict[int, set[tuple[int, str, str]]] = {}
    for number, ns, scope, value in connection.execute(
        "SELECT i.person, i.ns, coalesce(s.name, ''), i.value"
        " FROM identifier i LEFT JOIN identifier_scope s ON s.id = i.scope"
    ):
        found.setdefault(number, set()).add((ns, scope, value))
    return {frozenset(members) for members in found.values()}


def state(connection: sqlite3.Connection) -> tuple[list[Any], ...]:
    """Persons and everything derived, by id."""
    persons = sorted(tuple(row) for row in connection.execute("SELECT id, person FROM identifier"))
    flags = sorted(tuple(row) for row in connection.execute("SELECT identifier, flag FROM identifier_flag"))
    return (persons, flags, *(sorted(stored(connection, table, None), key=str) for table in TABLES))


def person(connection: sqlite3.Connection, identifier: Identifier) -> int:
    """The person of an identifier."""
    number = Registry(connection, KEY).ids([identifier])[0]
    row = connection.execute("SELECT person FROM identifier WHERE id = ?", (number,)).fetchone()
    return int(row[0])
