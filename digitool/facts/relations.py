"""Store what guides and lists say of customers: tags, memberships, customer groups."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from digitool.db.port import Connection
from digitool.db.statements import changed, changed_many
from digitool.model.ids import IdentifierId, Ms, StoreId
from digitool.model.records import TagMeaning


def insert_tags(
    connection: Connection,
    identifier: IdentifierId,
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
        " ON CONFLICT (identifier, guide, tag) DO UPDATE SET kind = 'corp'"
        " WHERE relation_tag.kind = 'personal' AND excluded.kind = 'corp'",
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
        "INSERT INTO tag_name AS o (code, name, tag_group, told_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (code) DO UPDATE SET name = excluded.name, tag_group = excluded.tag_group,"
        " told_at = excluded.told_at"
        " WHERE (excluded.told_at, excluded.name, excluded.tag_group) > (o.told_at, o.name, o.tag_group)",
        ((one.code, one.name, one.group, one.at) for one in names),
    )
    return new > 0


class MembershipRow(NamedTuple):
    """What one row of a list says of a customer (an identifier's id) at an instant (UTC ms).

    ``store`` is a store's id, 0 where none is named; ``consent`` is None where nothing is said of it.
    """

    identifier: IdentifierId
    at: Ms
    member: bool
    consent: bool | None
    store: StoreId
    batch: int
    line: int


def store_membership(connection: Connection, row: MembershipRow) -> bool:
    """Keep what a list says of a customer; False when nothing of it is new.

    Two lists of the same moment add up the same way in any order: whoever joined in one has joined, a
    refusal outweighs a consent, the first store by id stands.
    """
    return changed(connection, _STORE_MEMBERSHIP, row) == 1


_STORE_MEMBERSHIP = """
INSERT INTO membership AS o VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (identifier, at) DO UPDATE SET
    member = (o.member OR excluded.member),
    consent = CASE WHEN o.consent IS NULL THEN excluded.consent WHEN excluded.consent IS NULL THEN o.consent
        ELSE o.consent AND excluded.consent END,
    store = CASE WHEN o.store = 0 THEN excluded.store WHEN excluded.store = 0 THEN o.store
        ELSE least(o.store, excluded.store) END,
    batch = excluded.batch, line = excluded.line
WHERE excluded.member > o.member OR excluded.consent < o.consent
    OR o.consent IS NULL AND excluded.consent IS NOT NULL
    OR excluded.store > 0 AND (o.store = 0 OR excluded.store < o.store)
"""


class GroupRow(NamedTuple):
    """What an import (``batch``) says of a customer group; empty, and 0 of ``created_at``: nothing."""

    chat: str
    name: str
    owner: str
    status: str
    created_at: int
    batch: int


def store_group(connection: Connection, row: GroupRow) -> tuple[int, bool]:
    """Keep what is said of a customer group; (its id, whether anything was new)."""
    new = changed(
        connection,
        "INSERT INTO group_chat AS o (chat, name, owner, status, created_at, batch) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (chat) DO UPDATE SET name = coalesce(nullif(excluded.name, ''), o.name),"
        " owner = coalesce(nullif(excluded.owner, ''), o.owner),"
        " status = coalesce(nullif(excluded.status, ''), o.status),"
        " created_at = CASE WHEN excluded.created_at > 0 THEN excluded.created_at ELSE o.created_at END"
        " WHERE excluded.name NOT IN ('', o.name) OR excluded.owner NOT IN ('', o.owner)"
        " OR excluded.status NOT IN ('', o.status) OR excluded.created_at NOT IN (0, o.created_at)",
        row,
    )
    found = connection.execute("SELECT id FROM group_chat WHERE chat = ?", (row.chat,)).fetchone()
    return int(found["id"]), new > 0
