"""Text from outside is hostile: make it safe to store, to show and to mask."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from digitool.model.personal import mask_personal

_LOOKED_AT = 10_000
"""Most signs of a cell that are looked at; far more than are shown, so that no number is cut in two."""

_BIDI = {chr(c) for c in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def clean(text: str) -> str:
    """Replace control, bidi and unassigned characters by U+FFFD so that a terminal only prints."""
    if text.isascii() and text.isprintable():
        return text
    return "".join("\ufffd" if _unsafe(char) else char for char in text)


def _unsafe(char: str) -> bool:
    return char in _BIDI or unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}


def is_line(text: str) -> bool:
    """Whether a text stands in one line: no control character is in it, and nothing that breaks a line."""
    if text.isascii():
        return text.isprintable()
    return not any(unicodedata.category(char) in {"Cc", "Zl", "Zp"} for char in text)


def is_text(*values: str) -> bool:
    """Whether values can be written as UTF-8: no lone half of a character, no byte of another encoding."""
    try:
        "".join(values).encode()
    except UnicodeEncodeError:
        return False
    return True


def mask_value(text: str, limit: int = 40) -> str:
    """A cell or argument as it may be shown: personal numbers masked, controls removed, cut to ``limit``."""
    safe = mask_personal(clean(text[:_LOOKED_AT]))
    return safe if len(safe) <= limit else safe[: limit - 1] + "…"


def mask_typed(text: str) -> str:
    """What somebody typed as it may be shown, without blanks around it; nothing as two quotes."""
    return mask_value(text.strip()) or '""'


def short(text: str, limit: int) -> str:
    """A cell as it may be kept: cleaned and masked, then cut; cut first, part of a number would stay."""
    return mask_personal(clean(text))[:limit]


def mask_name(text: str) -> str:
    """A personal name with all but the first character hidden."""
    safe = clean(text)
    return safe[:1] + "*" * min(len(safe) - 1, 2) if safe else ""


def change_texts(value: Any, change: Callable[[str], Any]) -> Any:  # noqa: ANN401 - any JSON value
    """A JSON value with all its texts changed, names of fields too; a tuple is a list, as JSON has it.

    Names of letters alone, as ours are, stay: every sale comes by here three times.
    """
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {
            name if _is_of_letters(name) else change_texts(name, change): (
                inner if type(inner) is int else change_texts(inner, change)
            )
            for name, inner in value.items()
        }
    return [change_texts(inner, change) for inner in value] if isinstance(value, (list, tuple)) else value


@lru_cache(maxsize=1024)
def _is_of_letters(name: object) -> bool:
    return isinstance(name, str) and name.isascii() and name.replace("_", "").isalpha()


def nearest(word: str, known: list[str]) -> str:
    """The known word most like ``word``, or an empty string."""
    from difflib import SequenceMatcher, get_close_matches

    def likeness(other: str) -> tuple[float, bool, bool]:
        """How alike, then whether letters are only swapped, then whether both begin alike."""
        ratio = SequenceMatcher(None, other, word).ratio()
        return ratio, sorted(other) == sorted(word), other[:1] == word[:1]

    return max(get_close_matches(word, known, n=5, cutoff=0.6), key=likeness, default="")


def meant(asked: str, known: Iterable[str], otherwise: str = "") -> dict[str, str]:
    """What the error of an unknown name takes beside its words: the ``near``est one, and a ``hint`` with it.

    ``otherwise`` is the hint, a template, where nothing is near.
    """
    near = nearest(asked, list(known))
    return {"near": near, "hint": "did you mean {near}?" if near else otherwise}
