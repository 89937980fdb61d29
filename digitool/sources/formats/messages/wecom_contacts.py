"""WeCom customers as the interface answers: of several guides, of one customer, or bare ids of a guide.

Calls: ``batch/get_by_user``, ``externalcontact/get`` and ``externalcontact/list``. One customer
followed by three guides is one customer and three relations: three `HeldContact` records with one
identifier. ``external_userid`` is unique only inside one corp, so it is scoped by ``corp_id``.

A page does not say when it was asked for, nor whether it is all: with ``full`` and ``at`` a person says
both, and then a `GuideList` for every guide closes the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from digitool.errors import DataError, Phrase
from digitool.model.ids import NO_MOMENT, Identifier, Ms
from digitool.model.records import (
    GuideList,
    HeldContact,
    Item,
    Items,
    Reject,
    TagMeaning,
    Warn,
)
from digitool.model.text import clean
from digitool.sources.answers.pages import (
    NO_RELATION,
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
from digitool.sources.file.cells import check_id, epoch
from digitool.sources.file.opening import Document
from digitool.sources.format import Format, ReadOptions

_PERSONAL = 2
"""``type`` of a tag: 1 corp, 2 personal, 3 corp by rule group."""

_BATCH, _ONE, _LIST = "external_contact_list", "external_contact", "external_userid"


def sniff(document: Document) -> int:
    """A page with one of the three shapes."""
    page = first_page(document)
    if page.get("errcode") == NO_RELATION:
        return 50
    if _BATCH in page or isinstance(page.get(_ONE), dict):
        return 100
    return 100 if isinstance(page.get(_LIST), list) and "errcode" in page else 0


def read(document: Document, options: ReadOptions) -> Items:
    """Contacts; raises DataError ``needs_guide`` for a bare list without ``options.guide``."""
    items = each_part(
        _relations(document, options), lambda part, place: _contact(part[0], part[1], place, options)
    )
    items = taken_after(document, items, options)
    return _with_lists(document, items, options) if options.full else items


def _with_lists(document: Document, items: Items, options: ReadOptions) -> Items:
    """The items, and that these were all customers of their guides. Raises DataError.

    A customer who cannot be read would seem to be lost: then the file counts as a part.
    """
    if options.at is None:
        raise DataError(
            "needs_time",
            "{file}: a full list needs the time at which it was taken",
            hint="Say it with --at 2026-03-02T08:40:00+08:00.",
            file=document.name,
        )
    nobody = check_whole(document)
    lines: dict[str, int] = {options.guide: 1} if options.guide else {}
    rejected = False
    for item in items:
        if isinstance(item, HeldContact):
            lines[item.guide] = item.line
        rejected = rejected or isinstance(item, Reject)
        yield item
    if rejected:
        yield Warn("not_full", _PART, {"file": document.name})
        return
    if not lines:
        raise _needs_guide(document)
    for guide, line in sorted(lines.items()):
        yield GuideList(line, options.at, guide, no_relation=nobody and guide == options.guide)


def check_whole(document: Document) -> bool:
    """Whether the answer is that the guide has no customer at all (84061). Raises DataError ``not_full``.

    Pages follow each other by their cursors: the last one has none, no page stands twice, and where a page
    was saved with the ``cursor`` that it was asked for, that is the one before's ``next_cursor``. Lists of
    several guides may stand one after the other.
    """
    before, cursors, nobody = "", set(), True
    for number, page in enumerate(pages(document), start=1):
        after = str(page.get("next_cursor") or "")
        if after in cursors:
            raise _not_full(document, Phrase("page {page} stands there twice", {"page": number}))
        if "cursor" in page and str(page["cursor"] or "") != before:
            raise _not_full(
                document, Phrase("page {page} does not follow the one before it", {"page": number})
            )
        cursors |= {after} - {""}
        before = after
        nobody = nobody and page.get("errcode") == NO_RELATION
    if before:
        raise _not_full(document, Phrase("its last page says that there are more", {}))
    return nobody


def _not_full(document: Document, why: Phrase) -> DataError:
    return DataError(
        "not_full",
        "{file} is not the full list: {why}",
        hint="Put all pages of it into one file, in order, or import it without --full.",
        file=document.name,
        why=why,
    )


def _needs_guide(document: Document) -> DataError:
    return DataError(
        "needs_guide",
        "{file} lists customers but not whose they are",
        hint="Say it with --guide USERID, or import the answer of batch/get_by_user.",
        file=document.name,
    )


_PART = "{file} has rows that cannot be taken, so nobody who is missing from it counts as lost"


def _relations(document: Document, options: ReadOptions) -> Iterator[tuple[tuple[Any, Any], Page]]:
    """Each customer with one follow, and the page that would hold just them."""
    for page in pages(document):
        for entry in members(page, _BATCH):
            follow = entry.get("follow_info") if isinstance(entry, dict) else None
            yield (entry, follow), {"errcode": 0, _BATCH: [entry]}
        for follow in members(page, "follow_user") if _ONE in page else []:
            yield (page, follow), {**page, "follow_user": [follow]}
        if _LIST in page:
            yield from _bare(document, page, options)


def _bare(document: Document, page: Page, options: ReadOptions) -> Iterator[tuple[tuple[Any, Any], Page]]:
    if not options.guide:
        raise _needs_guide(document)
    for value in members(page, _LIST):
        entry = {_ONE: {"external_userid": value}}
        yield (entry, {"userid": options.guide}), {"errcode": 0, _LIST: [value]}


def _contact(entry: object, follow: object, place: int, options: ReadOptions) -> Iterator[Item]:
    customer = member(entry, _ONE)
    relation = member({"follow": follow}, "follow")
    created = relation.get("createtime")
    yield HeldContact(
        line=place,
        at=epoch(created, "createtime") if created is not None else NO_MOMENT,
        guide=key(relation, "userid"),
        who=Identifier("wecom_external_userid", options.corp_id, key(customer, "external_userid")),
        unionid=key(customer, "unionid", required=False),
        name=clean(plain(customer, "name"))[:200],
        phones=_phones(relation),
        add_way=count(relation, "add_way"),
        state=clean(plain(relation, "state"))[:100],
        tags=_tags(relation),
        remark=clean(plain(relation, "remark"))[:200],
        held_at=options.at or 0,
        personal=_personal(relation),
        tag_names=_tag_names(relation, place, options.at or NO_MOMENT),
    )


def _phones(relation: dict[str, Any]) -> tuple[str, ...]:
    """What the guide typed, as text: the identity room decides what of it is a phone."""
    return tuple(
        clean(str(value))[:40]
        for value in members(relation, "remark_mobiles")
        if isinstance(value, (str, int)) and not isinstance(value, bool) and value
    )


def _tags(relation: dict[str, Any]) -> tuple[str, ...]:
    """Tag names where the answer gives them, else tag ids (the batch answer has only ids)."""
    named = [
        plain(tag, "tag_name") or plain(tag, "tag_id")
        for tag in members(relation, "tags")
        if isinstance(tag, dict)
    ]
    ids = [check_id(str(tag), "tag_id") for tag in members(relation, "tag_id")]
    return tuple(clean(tag)[:100] for tag in named + ids if tag)


def _personal(relation: dict[str, Any]) -> tuple[str, ...]:
    """Tags that only this guide sees (type 2), by name."""
    return tuple(
        clean(plain(tag, "tag_name"))[:100]
        for tag in members(relation, "tags")
        if isinstance(tag, dict) and tag.get("type") == _PERSONAL
    )


def _tag_names(relation: dict[str, Any], place: int, at: Ms) -> tuple[TagMeaning, ...]:
    """What the answer says of ids of tags: name and group."""
    return tuple(
        TagMeaning(
            place,
            check_id(plain(tag, "tag_id"), "tag_id"),
            clean(plain(tag, "tag_name"))[:100],
            clean(plain(tag, "group_name"))[:100],
            at,
        )
        for tag in members(relation, "tags")
        if isinstance(tag, dict) and plain(tag, "tag_id") and plain(tag, "tag_name")
    )


FORMAT = Format(
    name="wecom-contacts",
    title_en="WeCom customers of guides",
    title_zh="企业微信客户联系",
    kinds=("Contact", "GuideList"),
    sniff=sniff,
    read=read,
    where="WeCom interface: batch/get_by_user, externalcontact/get or externalcontact/list; save the answers",
)
