"""Codes whose bearer gets the goods: kept in one column, told to who asks for them, recorded nowhere.

A room declares its kinds in ``<room>/bearer.py``, each with the column that keeps it. In a result such a
code is a `BearerCode`: a text for whoever reads it, a reference to its row where the operation is
recorded, and the text again when the operation is replayed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from digitool.db.port import Connection
from digitool.model.text import change_texts

_REFERENCE = frozenset({"bearer", "row", "shown"})
_SHAPE = re.compile(r"(?<![0-9A-Za-z])(?=([0-9A-Za-z](?:[ -]?[0-9A-Za-z]){12})(?![0-9A-Za-z]))")
"""Thirteen letters and digits: the shape that every code has, and most texts of that shape are none.

A look ahead, so that each word of ``till 7K3Q-MZP4-T9XWH`` is tried as the beginning of one.
"""


class CodeKind(NamedTuple):
    """A kind of code: the integer column that keeps it, and how it is written, read and masked.

    ``read`` raises ValueError for a text that is no such code.
    """

    name: str
    table: str
    column: str
    write: Callable[[int], str]
    read: Callable[[str], int]
    mask: Callable[[int], str]

    def told(self, row: int, payload: int) -> BearerCode:
        """The code that a row of the table keeps, to be put into a result."""
        code = BearerCode(self.write(payload))
        code.reference = {"bearer": self.name, "row": row, "shown": self.mask(payload)}
        return code


class BearerCode(str):
    """A code in clear that knows where it is kept; made by `CodeKind.told`."""

    reference: dict[str, Any]


@lru_cache(maxsize=1)
def kinds() -> dict[str, CodeKind]:
    """Every kind of code by name: ``KINDS`` of each room's ``bearer.py``, found by name."""
    rooms = Path(__file__).parent.parent
    modules = (f"digitool.{file.parent.name}.bearer" for file in sorted(rooms.glob("*/bearer.py")))
    found = (import_module(name).KINDS for name in modules if name != __name__)
    return {kind.name: kind for some in found for kind in some}


def recorded(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """A result as it may be kept: a reference in place of each code."""
    return change_texts(value, lambda text: text.reference if isinstance(text, BearerCode) else text)


def told_with_masks(text: str) -> Any:  # noqa: ANN401 - any JSON value
    """A recorded result as a log may show it: every code masked."""
    return json.loads(text, object_hook=lambda found: found["shown"] if _is_reference(found) else found)


def told_again(connection: Connection, text: str) -> Any:  # noqa: ANN401 - any JSON value
    """A recorded result as it was told the first time: one look into the database for each kind."""
    wanted: dict[str, set[int]] = {}

    def note(found: dict[str, Any]) -> dict[str, Any]:
        if _is_reference(found):
            wanted.setdefault(found["bearer"], set()).add(found["row"])
        return found

    result = json.loads(text, object_hook=note)
    codes = {name: _codes(connection, kinds()[name], rows) for name, rows in wanted.items()}
    return _filled(result, codes) if codes else result


def key_without_code(key: str) -> str:
    """A key as it may be kept: a digest in place of one that is written as a code, be it a code or not."""
    found = _SHAPE.match(key)
    if found is None or found[1] != key or all(_reads(kind, key) is None for kind in kinds().values()):
        return key
    return f"code:{hashlib.blake2b(key.encode(), digest_size=12).hexdigest()}"


def without_codes(connection: Connection, text: str) -> str:
    """A text of outside as it may be kept: ``coupon:12`` in place of a code that exists."""
    for match in reversed([*_SHAPE.finditer(text)]):
        name = _name(connection, match[1])
        if name:
            text = text[: match.start(1)] + name + text[match.end(1) :]
    return text


def _name(connection: Connection, typed: str) -> str:
    """What a code is called by everybody who must not know it; empty for what is none."""
    for kind in kinds().values():
        payload = _reads(kind, typed)
        if payload is not None:
            look = f"SELECT id FROM {kind.table} WHERE {kind.column} = ?"  # noqa: S608 - names of rooms
            row = connection.execute(look, (payload,)).fetchone()
            if row is not None:
                return f"{kind.name}:{row[0]}"
    return ""


def _reads(kind: CodeKind, text: str) -> int | None:
    try:
        return kind.read(text)
    except ValueError:
        return None


def _codes(connection: Connection, kind: CodeKind, rows: set[int]) -> dict[int, BearerCode]:
    found = connection.execute(
        f"SELECT id, {kind.column} FROM {kind.table}"  # noqa: S608 - names of rooms
        " WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps([*rows]),),
    )
    return {row[0]: kind.told(row[0], row[1]) for row in found if row[1] is not None}


def _filled(value: Any, codes: dict[str, dict[int, BearerCode]]) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        if _is_reference(value):
            return codes[value["bearer"]].get(value["row"], value["shown"])
        return {name: _filled(inner, codes) for name, inner in value.items()}
    return [_filled(inner, codes) for inner in value] if isinstance(value, list) else value


def _is_reference(value: dict[str, Any]) -> bool:
    return value.keys() == _REFERENCE
