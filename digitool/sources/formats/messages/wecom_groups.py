"""WeCom customer groups: the list of groups, or one group with its members.

A group's answer holds all of its members: who is missing from it has left, if it is known when it was taken.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple

from digitool.model.ids import NO_MOMENT, Identifier
from digitool.model.records import (
    GroupChat,
    GroupList,
    GroupMember,
    Item,
    Items,
    Reject,
    Skip,
    Warn,
)
from digitool.model.text import clean
from digitool.sources.answers.pages import (
    Page,
    count,
    each_part,
    first_page,
    key,
    member,
    members,
    pages,
    plain,
)
from digitool.sources.answers.taken import taken_after
from digitool.sources.file import problems
from digitool.sources.file.cells import epoch
from digitool.sources.file.opening import Document
from digitool.sources.format import Format, ReadOptions

_STAFF, _CUSTOMER = 1, 2


def sniff(document: Document) -> int:
    """A page with a list of groups, or one group with members."""
    page = first_page(document)
    return 100 if "group_chat_list" in page or isinstance(page.get("group_chat"), dict) else 0


def read(document: Document, options: ReadOptions) -> Items:
    """Groups and their customers; members who are staff are skipped as ``staff_member``.

    After its members, a `GroupList` says that they were all; not where one of them could not be read, and
    not for a group without any, which no group is.
    """
    items = each_part(_parts(document), lambda part, place: _part(part[0], part[1], place, options))
    items = taken_after(document, items, options)
    lists = _lists(document)
    rejected = 0
    for item in items:
        line = item.line if not isinstance(item, Warn) else 0
        yield from _closed(lists, line, rejected, options)
        rejected = line if isinstance(item, Reject) else rejected
        yield item
    yield from _closed(lists, sys.maxsize, rejected, options)


class _List(NamedTuple):
    """The members of one group: the places of its first and last one, and the group."""

    first: int
    last: int
    chat: str


def _lists(document: Document) -> deque[_List]:
    """Where the members of each group stand among the parts of a document."""
    found: deque[_List] = deque()
    place = 0
    for (chat, one), _page in _parts(document):
        place += 1
        name = str(chat.get("chat_id", "")).strip() if isinstance(chat, dict) else ""
        if one is None or not name:
            continue
        if found and found[-1].chat == name and found[-1].last == place - 1:
            found[-1] = found[-1]._replace(last=place)
        else:
            found.append(_List(place, place, name))
    return found


def _closed(lists: deque[_List], line: int, rejected: int, options: ReadOptions) -> Iterator[Item]:
    """The lists that end before a place, unless one of their members was rejected."""
    while lists and lists[0].last < line:
        one = lists.popleft()
        if not one.first <= rejected <= one.last:
            yield GroupList(one.last, options.at or NO_MOMENT, one.chat)


def _parts(document: Document) -> Iterator[tuple[tuple[Any, Any], Page]]:
    """Each group, alone or with one of its members, and the page that would hold just that."""
    for page in pages(document):
        for chat in members(page, "group_chat_list"):
            yield (chat, None), {"errcode": 0, "group_chat_list": [chat]}
        chat = page.get("group_chat")
        if isinstance(chat, dict):
            alone = {name: value for name, value in chat.items() if name != "member_list"}
            yield (chat, None), {"errcode": 0, "group_chat": alone}
            for one in members(chat, "member_list"):
                yield (alone, one), {"errcode": 0, "group_chat": {**alone, "member_list": [one]}}


def _part(chat: object, one: object, place: int, options: ReadOptions) -> Iterator[Item]:
    if one is None:
        yield _chat(member({"chat": chat}, "chat"), place, options)
    else:
        yield _member(chat, member({"member": one}, "member"), place, options)


def _chat(chat: dict[str, Any], place: int, options: ReadOptions) -> GroupChat:
    created = chat.get("create_time")
    return GroupChat(
        line=place,
        at=epoch(created, "create_time") if created is not None else NO_MOMENT,
        chat=key(chat, "chat_id"),
        name=clean(plain(chat, "name"))[:200],
        owner=key(chat, "owner", required=False),
        status=plain(chat, "status")[:20],
        held_at=options.at or 0,
    )


def _member(chat: object, one: dict[str, Any], place: int, options: ReadOptions) -> Item:
    kind = count(one, "type")
    if kind == _STAFF:
        return Skip(place, "staff_member")
    if kind != _CUSTOMER:
        raise problems.unknown_state("type", str(kind), hint="A member is 1 (staff) or 2 (customer).")
    return GroupMember(
        line=place,
        at=epoch(one.get("join_time"), "join_time"),
        chat=key(chat, "chat_id"),
        who=Identifier("wecom_external_userid", options.corp_id, key(one, "userid")),
        unionid=key(one, "unionid", required=False),
        name=clean(plain(one, "name"))[:200],
        join_scene=count(one, "join_scene"),
        state=clean(plain(one, "state"))[:100],
        guide=key(member(one, "invitor"), "userid", required=False),
        held_at=options.at or 0,
    )


FORMAT = Format(
    name="wecom-groups",
    title_en="WeCom customer groups",
    title_zh="企业微信客户群",
    kinds=("GroupChat", "GroupMember", "GroupList"),
    sniff=sniff,
    read=read,
    where="WeCom interface: groupchat/list and groupchat/get; save the answers",
)
