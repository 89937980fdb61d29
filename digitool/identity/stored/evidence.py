"""What the records of `sources/` say about identity: links between identifiers, and attributes.

Pure: no ids yet, only identifiers as the files give them; `registry` turns them into assertions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from digitool.identity.solve.assertions import PAID_FOR, SAME_PERSON
from digitool.identity.solve.attributes import (
    BIRTHDAY,
    CITY,
    GENDER,
    NAME,
    NICKNAME,
    plain_city,
    plain_name,
)
from digitool.identity.solve.namespaces import MEDIUM, STRONG, namespace
from digitool.model.birthdays import plain_birthday
from digitool.model.ids import Identifier, Ms
from digitool.model.personal import mask_personal
from digitool.model.phones import normalise_phone
from digitool.model.records import GroupMember, HeldContact, Profile, Purchase, Record

UNIONID_SCOPE = ""
"""Exports do not say which open-platform account a unionid belongs to; a chain has one."""

_FULL_NAME = re.compile(r"[\u3400-\u9fff]{3,5}")
_HEADS = ("wx_unionid", "wx_openid", "wecom_external_userid", "member_no")
"""Which strong identifier stands for a row that has several."""


class Link(NamedTuple):
    """Two identifiers that a row names together; ``rule`` is the name of a `Statement`."""

    left: Identifier
    right: Identifier
    kind: int
    rule: str
    at: Ms
    line: int


class Description(NamedTuple):
    """One attribute that a row gives to an identifier."""

    who: Identifier
    name: str
    value: str
    at: Ms


def links_of(record: Record) -> list[Link]:
    """The links of any record; none for records that name at most one identifier."""
    if isinstance(record, HeldContact):
        return contact_links(record)
    if isinstance(record, Profile):
        hub = profile_link(record)
        return profile_links(record) + ([hub] if hub else [])
    if isinstance(record, Purchase):
        return order_links(record)
    return member_links(record) if isinstance(record, GroupMember) else []


def contact_links(record: HeldContact) -> list[Link]:
    """WeCom pairs external id and unionid; a phone was typed by the guide, so it is not proven."""
    links = _unionid(record.who, record.unionid, record.at, record.line)
    for phone in filter(None, map(_phone, record.phones)):
        right = Identifier("phone", "", phone)
        links.append(Link(record.who, right, SAME_PERSON, "guide_phone", record.at, record.line))
    return links


def _phone(typed: str) -> str:
    """What a guide typed as the phone that other files know; empty when it is none."""
    try:
        return normalise_phone(typed)
    except ValueError:
        return ""


def member_links(record: GroupMember) -> list[Link]:
    """A group export pairs an external id with its unionid."""
    return _unionid(record.who, record.unionid, record.at, record.line)


def profile_links(record: Profile) -> list[Link]:
    """A row of a customer list: its strong identifiers are one person, its phone and e-mail perhaps."""
    head = head_of(record.ids)
    if head is None:
        return []
    return [
        Link(head, other, SAME_PERSON, _list_rule(head, other, record.verified), record.at, record.line)
        for other in record.ids
        if other != head
    ]


def profile_link(record: Profile) -> Link | None:
    """The full name, birthday and city of a customer list as a shared value of its bearer.

    None when one is missing, or the bearer is known by a shared value only. Two-character names are
    left out: too many people in one city have them.
    """
    head = head_of(record.ids)
    name, birthday, city = plain_name(record.name), plain_birthday(record.birthday), plain_city(record.city)
    if head is None or namespace(head.ns).trust != STRONG:
        return None
    if not (_FULL_NAME.fullmatch(name) and birthday and not birthday.startswith("--") and city):
        return None
    hub = Identifier("name_birthday_city", "", f"{name}|{birthday}|{city}")
    return Link(head, hub, SAME_PERSON, "profile", record.at, record.line)


def order_links(record: Purchase) -> list[Link]:
    """Buyers of one order are one person; the payer only paid for them, and never merges."""
    head = head_of(record.buyers)
    if head is None:
        return []
    links = [
        Link(head, other, SAME_PERSON, _order_rule(head, other), record.at, record.line)
        for other in record.buyers
        if other != head
    ]
    payer = record.payer
    if payer is not None and payer not in record.buyers:
        links.append(Link(payer, head, PAID_FOR, "paid", record.at, record.line))
    return links


def attributes_of(record: Profile | HeldContact | GroupMember) -> list[Description]:
    """What a record says of its bearer; a WeChat nickname is kept apart from a name.

    A phone in a name is masked: nobody stores phones in the clear here.
    """
    if not isinstance(record, Profile):
        name = mask_personal(record.name)
        return [Description(record.who, NICKNAME, name, record.at)] if name else []
    head = head_of(record.ids)
    if head is None:
        return []
    values = ((NAME, record.name), (BIRTHDAY, record.birthday), (CITY, record.city), (GENDER, record.gender))
    return [Description(head, name, mask_personal(text), record.at) for name, text in values if text]


def head_of(ids: Iterable[Identifier]) -> Identifier | None:
    """The identifier that stands for a row: the strongest; the first where nothing is strong."""
    found = list(ids)
    strong = [one for one in found if namespace(one.ns).trust == STRONG]
    for name in _HEADS:
        for one in strong:
            if namespace(one.ns).name == name:
                return one
    return next(iter(strong or found), None)


def _unionid(who: Identifier, unionid: str, at: Ms, line: int) -> list[Link]:
    if not unionid:
        return []
    rule = "wecom_unionid" if who.ns.startswith("wecom") else "wechat_unionid"
    right = Identifier("wx_unionid", UNIONID_SCOPE, unionid)
    return [] if who == right else [Link(who, right, SAME_PERSON, rule, at, line)]


def _medium(left: Identifier, right: Identifier) -> bool:
    return MEDIUM in {namespace(left.ns).trust, namespace(right.ns).trust}


def _list_rule(head: Identifier, other: Identifier, verified: bool) -> str:
    if {namespace(head.ns).name, namespace(other.ns).name} == {"wx_unionid", "wx_openid"}:
        return "wechat_unionid"
    if not _medium(head, other):
        return "list_row"
    return "list_phone_verified" if verified else "list_phone"


def _order_rule(head: Identifier, other: Identifier) -> str:
    if {namespace(head.ns).name, namespace(other.ns).name} == {"wx_unionid", "wx_openid"}:
        return "wechat_unionid"
    return "order_phone" if _medium(head, other) else "order_ids"
