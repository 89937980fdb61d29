"""What may be shown of a file that is in no known format: the names in its header, and of people nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from digitool.model.text import clean, mask_value
from digitool.sources.file.rows import header_name
from digitool.sources.mapping.synonyms import NAMES, word

_LONGEST = 20
_VALUE = re.compile(r"@|^[\d.,+\-/: ]*\d[\d.,+\-/: ]*$|(?:\d.?){3}")
_TAG = re.compile(r"<[?/!]?([\w:.-]+)")


@lru_cache(maxsize=1)
def known_words() -> frozenset[str]:
    """Everything that people call a column."""
    return frozenset(one for table in NAMES.values() for one in table)


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row names columns: one of its names is known, or no cell is a number or an address."""
    names = [header_name(cell) for cell in cells]
    if any(word(name) in known_words() for name in names):
        return True
    return not any(map(_VALUE.search, names))


def row_glimpse(cells: Sequence[str], most: int = 8) -> str:
    """The names of a header, or of a row of data its shape: ``xx | 99999999999 | xxx@xxx.xx``."""
    show = _name if is_header(cells) else shape
    return " | ".join(show(cell) for cell in cells[:most])


def text_glimpse(text: str) -> str:
    """The first tags of XML, or the shape of the first characters of a text."""
    tags = _TAG.findall(text)
    if text.lstrip().startswith("<") and tags:
        return " ".join(f"<{mask_value(tag, _LONGEST)}>" for tag in tags[:5])
    return shape(text[:60].replace("\n", " "), 60)


def shape(cell: str, limit: int = _LONGEST) -> str:
    """A cell with x for every letter and 9 for every digit: enough to see what it is, not whose."""
    plain = "".join("9" if char.isdecimal() else "x" if char.isalpha() else char for char in clean(cell))
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"


def _name(cell: str) -> str:
    return mask_value(header_name(cell), _LONGEST)
