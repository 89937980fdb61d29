"""Phone numbers: normalised, masked, keyed. A plain number never leaves memory."""

from __future__ import annotations

import re
import unicodedata

_CHINA_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_NOISE = re.compile(r"[\s\-()'`\u00a0\u200b\ufeff]")


def normalise_phone(text: str) -> str:
    """Read a mainland mobile number as ``+8613800138000``.

    Takes blanks, hyphens, full-width digits, a leading apostrophe, ``+86``, ``0086`` and ``86``.
    Raises ValueError for masked numbers, spreadsheet exponents, land lines and wrong lengths: a
    number is repaired only when nothing is guessed.
    """
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", text))
    for prefix in ("+86", "0086", "86"):
        if plain.startswith(prefix) and len(plain) == len(prefix) + 11:
            plain = plain[len(prefix) :]
            break
    if not _CHINA_MOBILE.fullmatch(plain):
        raise ValueError("not a mainland mobile number")
    return "+86" + plain


def mask_phone(text: str) -> str:
    """Hide the middle of a phone: ``138****8000``; of a shorter number less is shown, four stay hidden."""
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", text)).removeprefix("+86")
    if len(plain) < 8:
        return "*" * len(plain)
    return f"{plain[:3]}****{plain[7:][-4:]}"
