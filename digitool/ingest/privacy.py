"""Personal numbers where a name or an order number belongs: hidden before anything is kept."""

from __future__ import annotations

from typing import Any

from digitool.identity.keys import stand_in
from digitool.model.personal import mask_personal
from digitool.model.records import (
    Contact,
    GroupChat,
    GroupMember,
    OrderLine,
    Profile,
    Purchase,
    Refund,
    RelationEvent,
    TagMeaning,
    Touch,
    Traffic,
)

FREE: dict[type, tuple[str, ...]] = {
    Contact: ("name", "state", "remark"),
    GroupChat: ("name",),
    GroupMember: ("name", "state"),
    OrderLine: ("item", "title"),
    Profile: ("name", "birthday", "gender", "city"),
    Purchase: ("merchant", "sub_merchant", "device", "guide", "referrer", "region"),
    RelationEvent: ("state",),
    TagMeaning: ("code", "name", "group"),
    Traffic: ("sensor", "gate"),
}
"""Fields in which anything may stand: personal numbers in them are masked."""

NUMBERS: dict[type, tuple[str, ...]] = {
    Purchase: ("key", "order_no"),
    Refund: ("key", "purchase_key", "order_no"),
    Touch: ("ref",),
}
"""Numbers by which facts find each other: a personal one is replaced by a stand-in that still does."""


def without_numbers(record: Any, key: bytes) -> Any:  # noqa: ANN401 - any record, given back as its kind
    """The record as it may be kept; ``key`` is the workspace's.

    A guide's remark ``王姐13800138000`` becomes ``王姐138****8000``; an order whose number is a phone keeps
    a number of its own. The record's phones proper are kept as HMAC by the identity room.
    """
    changed = {name: mask_personal(getattr(record, name)) for name in FREE.get(type(record), ())}
    changed |= {name: stand_in(getattr(record, name), key) for name in NUMBERS.get(type(record), ())}
    found: dict[str, Any] = {name: text for name, text in changed.items() if text != getattr(record, name)}
    if isinstance(record, Contact) and record.tags:
        found["tags"] = tuple(map(mask_personal, record.tags))
        found["personal"] = tuple(map(mask_personal, record.personal))
        found["tag_names"] = tuple(without_numbers(one, key) for one in record.tag_names)
    if isinstance(record, Purchase) and record.lines:
        found["lines"] = tuple(without_numbers(line, key) for line in record.lines)
    return record._replace(**found) if found else record
