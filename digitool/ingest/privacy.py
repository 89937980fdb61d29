"""Personal numbers where a name or an order number belongs: hidden before anything is kept."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from digitool.identity.stored.keys import stand_in_for
from digitool.model.personal import mask_personal
from digitool.model.records import (
    GroupChat,
    GroupMember,
    HeldContact,
    OrderLine,
    Profile,
    Purchase,
    PurchasePart,
    Refund,
    RelationEvent,
    TagMeaning,
    Touch,
    Traffic,
)

FREE: dict[type, tuple[str, ...]] = {
    HeldContact: ("name", "state", "remark"),
    GroupChat: ("name",),
    GroupMember: ("name", "state"),
    OrderLine: ("item", "title"),
    Profile: ("name", "birthday", "gender", "city"),
    Purchase: ("merchant", "sub_merchant", "device", "channel", "guide", "referrer", "region", "tender"),
    Refund: ("merchant", "sub_merchant", "device", "channel", "guide", "state"),
    RelationEvent: ("state",),
    TagMeaning: ("code", "name", "group"),
    Traffic: ("sensor", "gate"),
}
"""Fields in which anything may stand: personal numbers in them are masked."""

NUMBERS: dict[type, tuple[str, ...]] = {
    Purchase: ("key", "order_no", "till", "merchant_order_no", "original_no"),
    Refund: ("key", "purchase_key", "order_no", "till"),
    Touch: ("ref",),
}
"""Numbers by which facts find each other: a personal one is replaced by a stand-in that still does."""

NESTED: dict[type, tuple[str, ...]] = {
    HeldContact: ("tag_names",),
    PurchasePart: ("line",),
    Purchase: ("lines", "parts"),
    Refund: ("part",),
}
"""Fields that hold other records."""


def without_numbers(record: Any, key: bytes) -> Any:  # noqa: ANN401 - any record, given back as its kind
    """The record as it may be kept; ``key`` is the workspace's.

    A guide's remark ``王姐13800138000`` becomes ``王姐138****8000``; an order whose number is a phone keeps
    a number of its own. The record's phones proper are kept as HMAC by the identity room.
    """
    kind = type(record)
    changed: dict[str, Any] = {name: _masked(getattr(record, name)) for name in FREE.get(kind, ())}
    for name in NUMBERS.get(kind, ()):
        number = getattr(record, name)
        changed[name] = number and stand_in_for(number, key)
    for name in NESTED.get(kind, ()):
        changed[name] = _each(getattr(record, name), key)
    if isinstance(record, HeldContact):
        changed["tags"] = tuple(map(mask_personal, record.tags))
        changed["personal"] = tuple(map(mask_personal, record.personal))
    found = {name: value for name, value in changed.items() if value != getattr(record, name)}
    return record._replace(**found) if found else record


_masked = lru_cache(maxsize=10_000)(mask_personal)
"""Stores, channels and articles repeat from row to row."""


def _each(held: Any, key: bytes) -> Any:  # noqa: ANN401 - a record, several, or None
    if held is None:
        return None
    # A record is a tuple, too: the one whose fields have names.
    several = not hasattr(held, "_fields")
    return tuple(without_numbers(one, key) for one in held) if several else without_numbers(held, key)
