"""WeCom handovers: the answer to a request, the result of each customer, and who was left behind.

Calls: ``externalcontact/transfer_customer`` and ``transfer_result`` (and the same under ``resigned/``),
``groupchat/transfer`` and ``groupchat/onjob_transfer``, ``get_unassigned_list``. The outer ``errcode`` 0 says
that the call went through; what became of a customer stands in her own entry. An empty list says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from digitool.model.ids import NO_MOMENT, Identifier
from digitool.model.records import (
    GroupTransferError,
    HeldContact,
    Item,
    Items,
    TransferReport,
)
from digitool.sources.answers.pages import Page, count, each_part, first_page, key, member, members, pages
from digitool.sources.file import problems
from digitool.sources.file.cells import epoch
from digitool.sources.file.opening import Document
from digitool.sources.format import Format, ReadOptions

_CUSTOMERS, _GROUPS, _LEFT_BEHIND = "customer", "failed_chat_list", "info"


def sniff(document: Document) -> int:
    """A page with a list of customers, of groups that failed, or of customers without a guide."""
    page = first_page(document)
    left_behind = isinstance(page.get(_LEFT_BEHIND), list) and "is_last" in page
    return 100 if left_behind or any(isinstance(page.get(one), list) for one in (_CUSTOMERS, _GROUPS)) else 0


def read(document: Document, options: ReadOptions) -> Items:
    """One `TransferReport` for each customer, one `GroupTransferError` for each group, and for who was left
    behind a `HeldContact` with the guide who has left, as she held her then.
    """
    return each_part(_parts(document), lambda part, place: [_item(part[0], part[1], place, options)])


def _parts(document: Document) -> Iterator[tuple[tuple[str, Any], Page]]:
    for page in pages(document):
        for name in (_CUSTOMERS, _GROUPS, _LEFT_BEHIND):
            for one in members(page, name):
                yield (
                    (name, one),
                    {"errcode": 0, name: [one], **({"is_last": True} if name == "info" else {})},
                )


def _item(name: str, part: object, place: int, options: ReadOptions) -> Item:
    one = member({"entry": part}, "entry")
    if name == _GROUPS:
        return GroupTransferError(place, key(one, "chat_id"), count(one, "errcode"))
    who = Identifier("wecom_external_userid", options.corp_id, key(one, "external_userid"))
    if name == _CUSTOMERS:
        return _report(one, who, place)
    left = epoch(one.get("dimission_time"), "dimission_time")
    return HeldContact(place, NO_MOMENT, key(one, "handover_userid"), who, held_at=left)


def _report(one: dict[str, Any], who: Identifier, place: int) -> TransferReport:
    if "status" in one:
        at = epoch(one["takeover_time"], "takeover_time") if count(one, "takeover_time") else NO_MOMENT
        return TransferReport(place, at, who, count(one, "status"))
    if "errcode" not in one:
        raise problems.missing("errcode", hint="Save the answer as it came: each customer has a code.")
    return TransferReport(place, NO_MOMENT, who, None, count(one, "errcode"))


FORMAT = Format(
    name="wecom-handover",
    title_en="WeCom handover results",
    title_zh="企业微信客户继承结果",
    kinds=("TransferReport", "GroupTransferError", "Contact"),
    sniff=sniff,
    read=read,
    where="WeCom interface: transfer_customer, transfer_result, get_unassigned_list; save the answers",
)
