"""Store who knows whom: guide relations, memberships, customer groups."""

from __future__ import annotations

import sqlite3


def insert_relation(connection: sqlite3.Connection, row: tuple[str, int, int, int, str, int, int]) -> bool:
    """Add (guide, identifier, added_at, add_way, state, batch, line); False when it was there."""
    return (
        connection.execute(
            "INSERT OR IGNORE INTO relation (guide, identifier, added_at, add_way, state, batch, line)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            row,
        ).rowcount
        == 1
    )


def insert_tags(
    connection: sqlite3.Connection, identifier: int, guide: str, tags: tuple[str, ...], batch: int
) -> bool:
    """Add the tags that a guide put on a customer; True when one was new."""
    before = connection.total_changes
    connection.executemany(
        "INSERT OR IGNORE INTO relation_tag VALUES (?, ?, ?, ?)",
        ((identifier, guide, tag, batch) for tag in tags),
    )
    return connection.total_changes > before


def store_membership(
    connection: sqlite3.Connection, row: tuple[int, int, bool, bool | None, int, int, int]
) -> bool:
    """Keep (identifier, at, member, consent, store, batch, line); False when nothing of it is new.

    Two lists of the same moment add up the same way in any order: whoever joined in one has joined, a
    refusal outweighs a consent, the first store by id stands.
    """
    return connection.execute(_STORE_MEMBERSHIP, row).rowcount == 1


_STORE_MEMBERSHIP = """
INSERT INTO membership VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET
    member = max(member, excluded.member),
    consent = coalesce(min(consent, excluded.consent), consent, excluded.consent),
    store = coalesce(min(nullif(store, 0), nullif(excluded.store, 0)), nullif(store, 0), excluded.store),
    batch = excluded.batch, line = excluded.line
WHERE excluded.member > member OR excluded.consent < consent
    OR consent IS NULL AND excluded.consent IS NOT NULL
    OR excluded.store > 0 AND (store = 0 OR excluded.store < store)
"""


def store_group(connection: sqlite3.Connection, row: tuple[str, str, str, str, int, int]) -> tuple[int, bool]:
    """Keep (chat, name, owner, status, created_at, batch); (id, whether anything was new)."""
    before = connection.total_changes
    connection.execute(
        "INSERT INTO group_chat (chat, name, owner, status, created_at, batch) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (chat) DO UPDATE SET name = coalesce(nullif(excluded.name, ''), name),"
        " owner = coalesce(nullif(excluded.owner, ''), owner),"
        " status = coalesce(nullif(excluded.status, ''), status),"
        " created_at = CASE WHEN excluded.created_at > 0 THEN excluded.created_at ELSE created_at END"
        " WHERE excluded.name NOT IN ('', name) OR excluded.owner NOT IN ('', owner)"
        " OR excluded.status NOT IN ('', status) OR excluded.created_at NOT IN (0, created_at)",
        row,
    )
    found = connection.execute("SELECT id FROM group_chat WHERE chat = ?", (row[0],)).fetchone()
    return int(found["id"]), connection.total_changes > before


def insert_group_member(
    connection: sqlite3.Connection, row: tuple[int, int, int, int, str, int, int]
) -> bool:
    """Add (group id, identifier, joined_at, join_scene, state, batch, line); False when it was there."""
    return (
        connection.execute("INSERT OR IGNORE INTO group_member VALUES (?, ?, ?, ?, ?, ?, ?)", row).rowcount
        == 1
    )
