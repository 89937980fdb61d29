"""JSON answers of an interface: one page, an array of pages, or pages one after the other.

Numbers that are ids stay text, floats are never taken for ids, and an answer that reports an error
is refused however it looks otherwise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from typing import Any, NoReturn, TypeVar, cast

from digitool.errors import DataError
from digitool.model.records import Item, Items, Warn
from digitool.sources.file import problems
from digitool.sources.file.cells import check_id
from digitool.sources.file.opening import Document
from digitool.sources.file.problems import Refused

Page = dict[str, Any]

P = TypeVar("P")
"""What a page holds many of: an order, a reading, a tag with its group."""

NO_RELATION = 84061
"""WeCom's answer for a guide without customers: an empty list, not a failure."""

_DIGITS = re.compile(r"-?\d{1,20}", re.ASCII)
_HINT = "Save each answer as it came, one after the other, and do not edit it."


def pages(document: Document) -> Iterator[Page]:
    """The pages of a document in order; raises DataError ``bad_json``, or ``error_answer``."""
    found = _lines(document) if _is_lines(document) else iter(_whole(document))
    for page in found:
        refuse_error(document, page)
        yield page


def first_page(document: Document) -> Page:
    """The first page for recognition; empty when the document is not JSON."""
    if document.shape != "json":
        return {}
    if _is_lines(document):
        return _loads(document, document.peek.split("\n", 1)[0], 1)
    return next(iter(_whole(document)), {})


def refuse_error(document: Document, page: Page) -> None:
    """Raise DataError for a page that reports a failure, whatever else it holds."""
    code = page.get("errcode", 0)
    text = page.get("errmsg", "")
    if "success" in page or "gw_err_resp" in page:
        failure = page.get("gw_err_resp") or ({} if page.get("success") is True else page)
        code = failure.get("err_code", failure.get("code", -1)) if failure else 0
        text = failure.get("err_msg", failure.get("message", ""))
    elif isinstance(page.get("code"), str) and "message" in page:
        code, text = page["code"], page["message"]
    if code in (0, "0", NO_RELATION):
        return
    from digitool.sources.answers.failures import error_answer

    raise error_answer(document, str(code), str(text))


def _is_lines(document: Document) -> bool:
    """Whether the first line is a whole object and there are more lines: then lines are streamed."""
    if "is_lines" not in document.memo:
        first, end, rest = document.peek.partition("\n")
        whole = False
        if end and rest.strip() and first.startswith("{"):
            try:
                whole = isinstance(json.loads(first), dict)
            except (ValueError, RecursionError):
                whole = False
        document.memo["is_lines"] = whole
    return bool(document.memo["is_lines"])


def _lines(document: Document) -> Iterator[Page]:
    number = 0
    with closing(document.lines()) as blocks:
        for block in blocks:
            for line in block:
                number += 1
                if line.strip(" \t\r\n\ufeff"):
                    yield _loads(document, line.strip(" \t\r\n\ufeff"), number)


def _whole(document: Document) -> list[Page]:
    if "pages" not in document.memo:
        document.memo["pages"] = _decode(document, document.text().strip(" \t\r\n\ufeff"))
    return cast("list[Page]", document.memo["pages"])


def _decode(document: Document, text: str) -> list[Page]:
    decoder = json.JSONDecoder(parse_constant=_no_constant)
    found: list[Page] = []
    place = 0
    while place < len(text):
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            raise _bad(document, text.count("\n", 0, getattr(error, "pos", place)) + 1) from error
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(item, dict) for item in values):
            raise _bad(document, text.count("\n", 0, place) + 1)
        found.extend(values)
        while place < len(text) and text[place] in " \t\r\n,":
            place += 1
    return found


def _loads(document: Document, line: str, number: int) -> Page:
    try:
        value = json.loads(line, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _bad(document, number) from error
    if not isinstance(value, dict):
        raise _bad(document, number)
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _bad(document: Document, line: int) -> DataError:
    return DataError(
        "bad_json",
        "{file}, line {line}: not well-formed JSON, or cut off",
        hint=_HINT,
        file=document.name,
        line=line,
    )


def each_part(parts: Iterable[tuple[P, Page]], parse: Callable[[P, int], Iterable[Item]]) -> Items:
    """Parse the parts of pages, counted from 1; a part that raises `Refused` becomes a reject.

    With each part comes the smallest page that holds it alone: that is what a person corrects.
    """
    for place, (part, page) in enumerate(parts, start=1):
        try:
            items = tuple(parse(part, place))
        except Refused as refused:
            items = (refused.reject(place, (_written(page),)),)
        yield from items


def summed(items: Items) -> Items:
    """The items, and at their end each warning once, with the counts of its kind added up."""
    counts: dict[str, int] = {}
    first: dict[str, Warn] = {}
    for item in items:
        if isinstance(item, Warn) and isinstance(item.values.get("count"), int):
            first.setdefault(item.code, item)
            counts[item.code] = counts.get(item.code, 0) + int(str(item.values["count"]))
        else:
            yield item
    for code, warning in first.items():
        yield warning._replace(values={**warning.values, "count": counts[code]})


def _written(page: Page) -> str:
    """A page as JSON, readable where that can be written as UTF-8."""
    text = json.dumps(page, ensure_ascii=False)
    return (
        text if text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text) else json.dumps(page)
    )


def member(value: object, name: str) -> dict[str, Any]:
    """The object under a name, empty when it is absent; raises `Refused` when it is something else."""
    inner = value.get(name) if isinstance(value, dict) else value
    if inner is None:
        return {}
    if not isinstance(inner, dict):
        raise Refused("bad_shape", name, "{column} is not an object", _HINT)
    return inner


def members(value: object, name: str) -> list[Any]:
    """The list under a name; one object counts as a list of one, and an absent one as empty."""
    inner = value.get(name) if isinstance(value, dict) else None
    if inner is None:
        return []
    return inner if isinstance(inner, list) else [inner]


def plain(value: object, name: str) -> str:
    """A text under a name, whole numbers as digits, without control characters around it."""
    inner = value.get(name) if isinstance(value, dict) else None
    if inner is None:
        return ""
    if isinstance(inner, float):
        raise problems.mangled(
            name, str(inner), hint="Something read the answer as numbers. Save it untouched."
        )
    if isinstance(inner, bool) or not isinstance(inner, (str, int)):
        raise Refused("bad_shape", name, "{column} is not a text", _HINT)
    return str(inner).strip()


def key(value: object, name: str, *, required: bool = True) -> str:
    """An id under a name, as text; raises `Refused` when it is missing or destroyed."""
    found = plain(value, name)
    if not found:
        if required:
            raise problems.missing(name)
        return ""
    return check_id(found, name)


def count(value: object, name: str) -> int:
    """A small whole number under a name; 0 when it is absent."""
    inner = value.get(name) if isinstance(value, dict) else None
    if inner is None or inner == "":
        return 0
    if isinstance(inner, str) and _DIGITS.fullmatch(inner.strip()):
        inner = int(inner.strip())
    if isinstance(inner, bool) or not isinstance(inner, int) or abs(inner) > 2**53:
        raise problems.not_whole(name, str(inner)[:40])
    return inner
