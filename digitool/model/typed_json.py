"""JSON that people and scripts type (requests, carts), as opposed to what platforms export. Pure.

An object is a record of named fields: one that is null is one that is not there, and one that nobody asked
for is a slip.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from digitool.errors import Phrase


class UnreadableError(ValueError):
    """What was typed cannot be read: ``where`` is the name that is wrong, empty for the whole text."""

    def __init__(self, where: str, what: Phrase) -> None:
        super().__init__(where, str(what))
        self.where = where
        self.what = what


def present(record: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """The fields of an object that say something: those that are null are left out.

    Raises `UnreadableError` for a field that is not known, null or not.
    """
    for name in sorted(record):
        if name not in known:
            what = Phrase("not one of the fields {known}", {"known": ", ".join(known)})
            raise UnreadableError(name, what)
    return {name: value for name, value in record.items() if value is not None}
