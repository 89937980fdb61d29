"""WeCom callbacks after decryption: who added, lost or confirmed whom, and who came to and left a group.

One event, events one after the other, or JSON lines with the XML under ``xml`` (or its fields as names).
A delivery is the same event as another when guide, customer, change and second are the same: WeCom
repeats deliveries, and many customers scan in one second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

from digitool.errors import DataError
from digitool.model.ids import NO_MOMENT, Identifier, Ms
from digitool.model.records import (
    GroupChat,
    GroupEvent,
    GroupMember,
    Item,
    Items,
    RelationEvent,
    Skip,
    Warn,
)
from digitool.model.text import clean, mask_value
from digitool.sources.answers.pages import count, first_page, key, pages, plain
from digitool.sources.file import problems
from digitool.sources.file.cells import epoch
from digitool.sources.file.opening import Document
from digitool.sources.file.problems import Refused
from digitool.sources.format import Format, ReadOptions

Fields = dict[str, object]
"""The texts of an event by name; ``MemChangeList`` is a list."""

_OPEN = re.compile(r"<xml[\s>]")
_NEXT = re.compile(r"<!\[CDATA\[|</xml\s*>")
_FORBIDDEN = re.compile(r"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_CONTACT, _CHAT = "change_external_contact", "change_external_chat"
_KINDS = {
    "add_external_contact": "added",
    "add_half_external_contact": "half",
    "edit_external_contact": "edited",
    "del_external_contact": "by_guide",
    "del_follow_user": "by_customer",
}
_FAILED = {"customer_refused": "refused", "customer_limit_exceed": "taker_full"}
_HANDED_OVER = "DELETE_BY_TRANSFER"
_CUSTOMER = ("wo", "wm")
"""How the id of a customer begins; in a group, any other id is a colleague's."""


_TELLS_NOTHING = ("change_owner", "change_name")
_OTHER_DETAILS = (*_TELLS_NOTHING, "change_notice")
"""Changes of a group whose event does not say what it is now."""
_SHOWN = 5
_READ_AGAIN = (
    "{count} groups have another owner or name, which the event does not tell; read them again with"
    " groupchat/get: {chats}"
)
_MEMBERS_MISSING = (
    "an event of the group {chat} names {named} of {count} members who came or left; read the group again"
    " with groupchat/get"
)


class Event(NamedTuple):
    """One event: its place, its text as it stood, and its fields."""

    place: int
    text: str
    fields: Fields


def sniff(document: Document) -> int:
    """Events in XML, or in JSON lines. Raises DataError ``encrypted_event``."""
    if document.shape == "xml":
        head = document.peek
        ours = _OPEN.match(head) and ("<ToUserName>" in head or "<SuiteId>" in head)
        encrypted, plainly = "<Encrypt>" in head, "<MsgType>" in head or "<InfoType>" in head
    else:
        page = first_page(document)
        inner = page.get("xml")
        text = inner if isinstance(inner, str) else ""
        ours = "<xml" in text or "ToUserName" in page or "SuiteId" in page
        encrypted = "<Encrypt>" in text or "Encrypt" in page
        plainly = "<MsgType>" in text or "<InfoType>" in text or bool({"MsgType", "InfoType"} & set(page))
    if ours and encrypted and not plainly:
        raise DataError(
            "encrypted_event",
            "{file} holds callbacks that are still encrypted",
            hint="Your callback server decrypts them with its EncodingAESKey: save what it has then.",
            file=document.name,
        )
    return 100 if ours and plainly else 0


def read(document: Document, options: ReadOptions) -> Items:
    """Relations and group members that changed; other callbacks are skipped as ``other_event``."""
    found = _xml(document) if document.shape == "xml" else _lines(document)
    unknown: dict[str, None] = {}
    for event in found:
        try:
            items = tuple(_event(event.fields, event.place, options))
        except Refused as refused:
            items = (refused.reject(event.place, (event.text,)),)
        yield from items
        if event.fields.get("UpdateDetail") in _TELLS_NOTHING:
            unknown[str(event.fields.get("ChatId"))] = None
    if unknown:
        chats = ", ".join(mask_value(chat) for chat in [*unknown][:_SHOWN])
        yield Warn("read_groups_again", _READ_AGAIN, {"count": len(unknown), "chats": chats})


def _lines(document: Document) -> Iterator[Event]:
    for place, page in enumerate(pages(document), start=1):
        text = page.get("xml")
        if isinstance(text, str):
            yield Event(place, text, _fields(document, text, place))
        else:
            yield Event(place, str(page.get("ChangeType", "")), _unwrapped(page))


def _unwrapped(page: Fields) -> Fields:
    """The fields of an event that was saved as JSON; a list of members may lie under ``Item``."""
    members = page.get("MemChangeList")
    inner = members.get("Item") if isinstance(members, dict) else members
    return {**page, "MemChangeList": inner if isinstance(inner, list) else [inner] if inner else []}


def _xml(document: Document) -> Iterator[Event]:
    """Each event of a text; raises DataError for what never ends, and for document types."""
    text = document.text()
    stop = place = 0
    while (start := _OPEN.search(text, stop)) is not None:
        line = text.count("\n", 0, start.start()) + 1 if place == 0 else 0
        stop = _end(document, text, start.start(), line)
        place += 1
        whole = text[start.start() : stop]
        yield Event(place, whole, _fields(document, whole, place))


def _end(document: Document, text: str, start: int, line: int) -> int:
    """Where the event that starts at ``start`` ends; what stands in CDATA ends nothing."""
    at = start
    while (found := _NEXT.search(text, at)) is not None:
        if found.group().startswith("</"):
            return found.end()
        at = text.find("]]>", found.end())
        if at < 0:
            break
    raise _bad(document, line or text.count("\n", 0, start) + 1)


def _fields(document: Document, text: str, place: int) -> Fields:
    if _FORBIDDEN.search(text):
        raise problems.doctype(document.name)
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - document types are refused above
    except (ElementTree.ParseError, ValueError) as error:
        raise _bad(document, place) from error
    found: Fields = {child.tag: (child.text or "").strip() for child in root}
    members = root.find("MemChangeList")
    if members is not None:
        items = [(item.text or "").strip() for item in members]
        found["MemChangeList"] = items or (members.text or "").strip().split(",")
    return found


def _event(fields: Fields, place: int, options: ReadOptions) -> Iterator[Item]:
    """The items of one event; a provider's suite sends InfoType and TimeStamp instead."""
    what = plain(fields, "Event") or plain(fields, "InfoType")
    if what == _CONTACT:
        yield _relation(fields, place, options)
    elif what == _CHAT:
        yield from _chat(fields, place, options)
    else:
        yield Skip(place, "other_event")


def _relation(fields: Fields, place: int, options: ReadOptions) -> Item:
    change = plain(fields, "ChangeType")
    kind = _KINDS.get(change, "")
    if kind == "by_guide" and plain(fields, "Source") == _HANDED_OVER:
        kind = "by_transfer"
    if change == "transfer_fail":
        kind = _FAILED.get(plain(fields, "FailReason"), "refused")
    if not kind:
        return Skip(place, "other_event")
    return RelationEvent(
        line=place,
        at=_time(fields),
        guide=key(fields, "UserID"),
        who=Identifier("wecom_external_userid", options.corp_id, key(fields, "ExternalUserID")),
        kind=kind,
        state=clean(plain(fields, "State"))[:100],
    )


def _chat(fields: Fields, place: int, options: ReadOptions) -> Iterator[Item]:
    """A group that began or ended, or its members who came or went; of other changes the group tells more."""
    chat, change = key(fields, "ChatId"), plain(fields, "ChangeType")
    detail = plain(fields, "UpdateDetail")
    if change == "create":
        yield GroupChat(place, NO_MOMENT, chat)
    elif change == "dismiss":
        yield GroupEvent(place, _time(fields), chat)
    elif detail in ("add_member", "del_member"):
        yield from _members(fields, place, options)
    elif change == "update" and detail not in _OTHER_DETAILS:
        raise _unusable(chat)
    else:
        yield Skip(place, "other_event")


def _unusable(chat: str) -> Refused:
    """An event that says only that somebody came or went: who it was is known by the group alone."""
    return Refused(
        "no_members",
        "MemChangeList",
        "the event does not say who came to or left the group {value}",
        "Read the group again: call groupchat/get for it and import the answer, with --at.",
        chat,
    )


def _members(fields: Fields, place: int, options: ReadOptions) -> Iterator[Item]:
    chat, at = key(fields, "ChatId"), _time(fields)
    listed = fields.get("MemChangeList")
    named = [value for value in listed if value] if isinstance(listed, list) else []
    if not named:
        raise _unusable(chat)
    told = count(fields, "MemChangeCnt")
    if told and told != len(named):
        yield Warn(
            "members_missing",
            _MEMBERS_MISSING,
            {"chat": mask_value(chat), "count": told, "named": len(named)},
        )
    for value in named:
        name = key({"Item": value}, "Item")
        if not name.startswith(_CUSTOMER):
            yield Skip(place, "staff_member")
            continue
        who = Identifier("wecom_external_userid", options.corp_id, name)
        if plain(fields, "UpdateDetail") == "add_member":
            scene = count(fields, "JoinScene")
            yield GroupMember(line=place, at=at, chat=chat, who=who, join_scene=scene)
        else:
            yield GroupEvent(place, at, chat, who, count(fields, "QuitScene"))


def _time(fields: Fields) -> Ms:
    return epoch(fields.get("CreateTime") or fields.get("TimeStamp"), "CreateTime")


def _bad(document: Document, line: int) -> DataError:
    return problems.bad_xml(document.name, line, hint="Save the events as they came, after decryption.")


FORMAT = Format(
    name="wecom-events",
    title_en="WeCom callbacks",
    title_zh="企业微信回调事件",
    kinds=("RelationEvent", "GroupChat", "GroupMember", "GroupEvent"),
    sniff=sniff,
    read=read,
    where="What WeCom posts to your callback server, decrypted: save the events one after the other",
)
