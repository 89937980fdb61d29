"""What guides and lists say of customers: tags, memberships, customer groups; and what counts of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from digitool.db.port import Connection
from digitool.db.statements import newest_id
from digitool.evidence.keeping import tell
from digitool.evidence.kinds import Claim, FactKind, largest, smallest
from digitool.facts.source import Source
from digitool.model.ids import IdentifierId, Ms, StoreId
from digitool.model.records import TagMeaning

TAG = FactKind(
    "relation_tag",
    "identifier INTEGER, guide TEXT, tag TEXT",
    ("kind",),
    smallest,
    "A tag of the company before one that only the guide sees.",
)
"""A tag that a guide put on a customer."""

TAG_NAME = FactKind(
    "tag_name",
    "code TEXT",
    ("told_at", "name", "tag_group"),
    largest,
    "The latest list; of two of one moment, or without a date, the name that sorts last.",
)
"""What the id of a tag means."""


def _membership(claims: Sequence[Claim]) -> tuple[object, ...]:
    """Whoever joined in one list has joined, a refusal outweighs a consent, the first store by id stands."""
    told: list[Any] = [claim.said for claim in claims]
    consents = [consent for _member, consent, _store in told if consent is not None]
    stores = [store for _member, _consent, store in told if store]
    return (
        int(any(member for member, _consent, _store in told)),
        int(all(consents)) if consents else None,
        min(stores, default=0),
    )


MEMBERSHIP = FactKind(
    "membership",
    "identifier INTEGER, at INTEGER",
    ("member", "consent", "store"),
    _membership,
    "Who joined in one list has joined, a refusal outweighs a consent, the first store by number stands.",
)
"""What lists say of a customer at one moment."""


def _group(claims: Sequence[Claim]) -> tuple[object, ...]:
    """Of each column the latest text that is told; the earliest moment of its making."""
    told: list[Any] = [claim.said for claim in claims]
    made = [one[4] for one in told if one[4]]
    latest = [max(((one[at], one[at - 4]) for one in told), default=(0, "")) for at in (5, 6, 7)]
    texts, moments = [text for _at, text in latest], [at for at, _text in latest]
    return (told[0][0], *texts, min(made, default=0), *moments)


GROUP = FactKind(
    "group_chat",
    "chat TEXT",
    ("id", "name", "owner", "status", "created_at", "name_at", "owner_at", "status_at"),
    _group,
    "Of name, owner and state each the latest that is told; without a time the one that sorts last.",
)
"""A customer group."""


def tag_rows(
    identifier: IdentifierId, guide: str, tags: Sequence[str], personal: Sequence[str], source: Source
) -> list[tuple[object, ...]]:
    """Rows of `TAG` that say which tags a guide put on a customer.

    ``personal`` are those of them that only this guide sees; a name that is also a corp tag is one.
    """
    return [
        (identifier, guide, tag, "personal" if tag in personal else "corp", *source)
        for tag in dict.fromkeys(tags)
    ]


def tag_name_row(one: TagMeaning, source: Source) -> tuple[object, ...]:
    """A row of `TAG_NAME`."""
    return one.code, one.at, one.name, one.group, *source


class MembershipRow(NamedTuple):
    """A row of `MEMBERSHIP`: what a list says of a customer (an identifier's id) at an instant (UTC ms).

    ``store`` is a store's id, 0 where none is named; ``consent`` is None where nothing is said of it.
    """

    identifier: IdentifierId
    at: Ms
    member: bool
    consent: bool | None
    store: StoreId
    batch: int
    line: int


class GroupRow(NamedTuple):
    """What is said of a customer group; empty, and 0: nothing. ``told_at`` is when it was so (UTC ms)."""

    chat: str
    name: str = ""
    owner: str = ""
    status: str = ""
    created_at: int = 0
    told_at: int = 0


class StoredGroup(NamedTuple):
    """The id of a group, whether anything said is new, and whether an owner that was told does not count."""

    id: int
    new: bool
    overruled: bool


def store_group(connection: Connection, row: GroupRow, source: Source) -> StoredGroup:
    """Keep what is said of a customer group."""
    number = _group_id(connection, row.chat)
    moments = (row.told_at if text else 0 for text in (row.name, row.owner, row.status))
    (heard,) = tell(connection, GROUP, [(row.chat, number, *row[1:5], *moments, *source)])
    return StoredGroup(number, heard.new, bool(row.owner) and heard.after[2] != row.owner)


def _group_id(connection: Connection, chat: str) -> int:
    """The id of a group; one of which every list was taken back keeps its own."""
    for table in ("group_chat", "group_chat_told"):
        row = connection.execute(f"SELECT id FROM {table} WHERE chat = ?", (chat,)).fetchone()  # noqa: S608
        if row is not None:
            return int(row[0])
    return newest_id(connection, "group_chat", "group_chat_told") + 1
