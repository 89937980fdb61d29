"""The assertions of one record, when the ids of its identifiers are at hand.

`ingest` asks for a record's identifiers, gets their ids from the registry, and takes the assertions
from here; what they say is decided in `evidence`.
"""

from __future__ import annotations

from collections.abc import Sequence

from digitool.identity.assertions import BY_NAME, Assertion, pair
from digitool.identity.evidence import Link, contact_links, member_links, order_links, profile_links
from digitool.model.records import Contact, GroupMember, Identifier, Profile, Purchase


def contact_identifiers(record: Contact) -> list[Identifier]:
    """The contact herself first, then her unionid and phones."""
    return _identifiers(record.who, contact_links(record))


def member_identifiers(record: GroupMember) -> list[Identifier]:
    """The member herself first, then her unionid."""
    return _identifiers(record.who, member_links(record))


def contact_statements(record: Contact, ids: Sequence[int], batch: int) -> list[Assertion]:
    """What a contact says of the ids of `contact_identifiers`."""
    return _statements(contact_links(record), contact_identifiers(record), ids, batch)


def member_statements(record: GroupMember, ids: Sequence[int], batch: int) -> list[Assertion]:
    """What a group member says of the ids of `member_identifiers`."""
    return _statements(member_links(record), member_identifiers(record), ids, batch)


def profile_statements(record: Profile, ids: Sequence[int], batch: int) -> list[Assertion]:
    """What a row of a customer list says of the ids of ``record.ids``."""
    return _statements(profile_links(record), record.ids, ids, batch)


def order_identifiers(record: Purchase) -> list[Identifier]:
    """The payer, where one is named, then the buyers."""
    return ([record.payer] if record.payer else []) + list(record.buyers)


def order_statements(record: Purchase, ids: Sequence[int], batch: int) -> list[Assertion]:
    """What an order says of the ids of `order_identifiers`."""
    return _statements(order_links(record), order_identifiers(record), ids, batch)


def _identifiers(who: Identifier, links: Sequence[Link]) -> list[Identifier]:
    return list(dict.fromkeys([who, *(link.right for link in links)]))


def _statements(
    links: Sequence[Link], named: Sequence[Identifier], ids: Sequence[int], batch: int
) -> list[Assertion]:
    if not links:
        return []
    number = dict(zip(named, ids))
    return [
        Assertion(
            *pair(number[link.left], number[link.right]),
            link.kind,
            BY_NAME[link.rule].code,
            link.at,
            link.at,
            0,
            batch,
            link.line,
        )
        for link in links
    ]
