"""WeCom corp tags: what their ids mean. Exports of customers hold ids only.

Calls: ``externalcontact/get_corp_tag_list`` and ``get_strategy_tag_list``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from digitool.model.ids import NO_MOMENT, Ms
from digitool.model.records import Items, TagMeaning
from digitool.model.text import clean
from digitool.sources.answers.pages import Page, each_part, first_page, key, member, members, pages, plain
from digitool.sources.file.opening import Document
from digitool.sources.format import Format, ReadOptions


def sniff(document: Document) -> int:
    """A page with groups of tags."""
    return 100 if "tag_group" in first_page(document) else 0


def read(document: Document, options: ReadOptions) -> Items:
    """One `TagMeaning` for each tag; ``options.at`` is when the list was taken."""
    return each_part(_tags(document), lambda part, place: [_meaning(*part, place, options.at or NO_MOMENT)])


def _tags(document: Document) -> Iterator[tuple[tuple[Any, Any], Page]]:
    """Each tag with its group, and the page that would hold just it."""
    for page in pages(document):
        for group in members(page, "tag_group"):
            for tag in members(group, "tag"):
                alone = {**group, "tag": [tag]}
                yield (group, tag), {"errcode": 0, "tag_group": [alone]}


def _meaning(group: object, one: object, place: int, at: Ms) -> TagMeaning:
    tag = member({"tag": one}, "tag")
    return TagMeaning(
        place, key(tag, "id"), clean(key(tag, "name"))[:100], clean(plain(group, "group_name"))[:100], at
    )


FORMAT = Format(
    name="wecom-tags",
    title_en="WeCom corp tags",
    title_zh="企业微信企业标签库",
    kinds=("TagMeaning",),
    sniff=sniff,
    read=read,
    where="WeCom interface: externalcontact/get_corp_tag_list; save the answer",
)
