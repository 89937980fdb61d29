"""Store what guides and lists say of customers: tags, memberships, customer groups."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from digitool.db.port import Connection
from digitool.db.statements import changed, changed_many
from digitool.model.records import TagMeaning


def insert_tags(
    connection: Connection,
    identifier: int,
    guide: str,
    tags: tuple[str, ...],
    batch: int,
    personal: Collection[str] = (),
) -> bool:
    """Add the tags that a guide put on a customer; True when one was new.

    ``personal`` are those of them that only this guide sees; a name that is also a corp tag is one.
    """
    new = changed_many(
        connection,
        "INSERT INTO relation_tag (identifier, guide, tag, batch, kind) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET kind = 'corp' WHERE kind = 'personal' AND excluded.kind = 'corp'",
        ((identifier, guide, tag, batch, "personal" if tag in personal else "corp") for tag in tags),
    )
    return new > 0


def store_tag_names(connection: Connection, names: Sequence[TagMeaning]) -> bool:
    """Keep what ids of tags mean; True when something of it is new.

    The latest list stands; of two without a date, or of one moment, the name that sorts last, whichever
    is imported first.
    """
    new = changed_many(
        connection,
        "INSERT INTO tag_name (code, name, tag_group, told_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (code) DO UPDATE SET name = excluded.name, tag_group = excluded.tag_group,"
        " told_at = excluded.told_at"
        " WHERE (excluded.told_at, excluded.name, excluded.tag_group) > (told_at, name, tag_group)",
        ((one.code, one.name, one.group, one.at) for one in names),
    )
    return new > 0


def store_membership(connection: Connection, row: tuple[int, int, bool, bool | None, int, int, int]) -> bool:
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


def store_group(connection: Connection, row: tuple[str, str, str, str, int, int]) -> tuple[int, bool]:
    """Keep (chat, name, owner, status, created_at, batch); (id, whether anything was new)."""
    new = changed(
        connection,
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
    return int(found["id"]), new > 0
