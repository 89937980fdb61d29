"""Phones that people write where a name belongs: masked before anything is kept."""

from __future__ import annotations

from typing import Any

from digitool.model.records import (
    Contact,
    GroupChat,
    GroupMember,
    OrderLine,
    Part,
    Profile,
    Purchase,
    Refund,
    RelationEvent,
    TagMeaning,
)
from digitool.model.text import mask_phones

_FREE: dict[type, tuple[str, ...]] = {
    Contact: ("name", "state", "remark"),
    GroupChat: ("name",),
    GroupMember: ("name", "state"),
    Profile: ("name", "city"),
    TagMeaning: ("name", "group"),
    Purchase: ("guide", "referrer", "region"),
    Refund: ("guide",),
    RelationEvent: ("state",),
}
"""Fields in which anything may stand; ids and codes are no such fields."""


def _masked(tag: TagMeaning) -> TagMeaning:
    return tag._replace(name=mask_phones(tag.name), group=mask_phones(tag.group))


def _plain(line: OrderLine) -> OrderLine:
    return line._replace(title=mask_phones(line.title))


def _part(part: Part) -> Part:
    return part if part.line is None else part._replace(line=_plain(part.line))


def without_phones(record: Any) -> Any:  # noqa: ANN401 - any kind of record, given back as the same kind
    """The record with the middle of every phone in its free texts hidden.

    A guide's remark ``王姐13800138000`` becomes ``王姐138****8000``; the record's phones proper are
    kept as HMAC by the identity room.
    """
    changed: dict[str, Any] = {}
    for name in _FREE.get(type(record), ()):
        text = getattr(record, name)
        if len(text) > 10 and (masked := mask_phones(text)) != text:
            changed[name] = masked
    if isinstance(record, Contact) and record.tags:
        changed["tags"] = tuple(map(mask_phones, record.tags))
        changed["personal"] = tuple(map(mask_phones, record.personal))
        changed["tag_names"] = tuple(map(_masked, record.tag_names))
    if isinstance(record, Purchase) and record.lines:
        changed["lines"] = tuple(map(_plain, record.lines))
    if isinstance(record, Purchase) and record.parts:
        changed["parts"] = tuple(map(_part, record.parts))
    if isinstance(record, Refund) and record.part is not None:
        changed["part"] = _part(record.part)
    return record._replace(**changed) if changed else record
