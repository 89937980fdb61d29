"""JSON that people and scripts type (requests, carts), as opposed to what platforms export. Pure.

Money and goods move by it, so nothing is guessed: a name that stands twice says two things, and what is no
number is none. An object is a record of named fields: one that is null is one that is not there, and one
that nobody asked for is a slip.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from math import isfinite
from typing import Any, NoReturn

from digitool.errors import Phrase
from digitool.model.text import is_text


class UnreadableError(ValueError):
    """What was typed cannot be read: ``where`` is the name that is wrong, empty for the whole text."""

    def __init__(self, where: str, what: Phrase) -> None:
        super().__init__(where, str(what))
        self.where = where
        self.what = what


def read(text: str) -> Any:  # noqa: ANN401 - any JSON value
    """A JSON value as it was typed.

    Raises `UnreadableError` for what is not JSON (NaN, Infinity and numbers beyond all bounds included) or
    not text, and for a name that stands twice in one object, at whatever depth.
    """
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite)
        written = json.dumps(found, ensure_ascii=False)
    except UnreadableError:
        raise
    except (ValueError, RecursionError) as error:
        raise UnreadableError("", Phrase("not JSON", {})) from error
    if not is_text(text, written):
        raise UnreadableError("", Phrase("not UTF-8 text", {}))
    return found


def present(record: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """The fields of an object that say something: those that are null are left out.

    Raises `UnreadableError` for a field that is not known, null or not.
    """
    for name in sorted(record):
        if name not in known:
            what = Phrase("not one of the fields {known}", {"known": ", ".join(known)})
            raise UnreadableError(name, what)
    return {name: value for name, value in record.items() if value is not None}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise UnreadableError(max(names, key=names.count), Phrase("named twice", {}))
    return found


def _finite(text: str) -> float:
    return float(text) if isfinite(float(text)) else _no_number(text)


def _no_number(text: str) -> NoReturn:
    raise UnreadableError(text, Phrase("not a number that JSON has", {}))
