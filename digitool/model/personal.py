"""Find and hide what is somebody's number or address by its form alone, wherever it stands in a text.

Hidden are mainland mobiles, telephone numbers that are written as such (an area code set apart, a country
code, a word like 电话 before them), citizens' id-card numbers whose check digit is right, and e-mail
addresses, with the blanks, hyphens and full-width signs that people type.

Left alone are payment, order and member numbers, barcodes, times, amounts, and the digests and UUIDs of
machines. Eight bare digits may be a telephone in Hong Kong or a day: they are taken as nobody's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

_SIGNS = (
    r"\s\x00-\x1f\x7f\-()'`\u00ad\u00b7\u061c\u180e\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2060-\u206f"
    r"\u2212\ufeff\ufffd"
)
_GAP = rf"[{_SIGNS}]{{0,2}}"
_AREA = r"(?:10|2\d|[3-9]\d\d)"
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)"
_DAY = r"20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
_LOCAL = rf"(?!{_DAY})[2-8]\d{{2,3}}{_GAP}\d{{4}}(?!\d)"

_NUMBERS = {
    "mobile": rf"(?<!\d)(?:(?:\+|00)?86{_GAP})?(?P<own>1{_GAP}[3-9](?:{_GAP}\d){{9}})(?!\d)",
    "dotted": r"(?<![\d.])1[3-9]\d\.\d{4}\.\d{4}(?![\d.])",
    "land": rf"(?<!\d)(?:\(0{_AREA}\){_GAP}|0{_AREA}[{_SIGNS}]{{1,2}}){_LOCAL}",
    "taiwan": rf"(?<!\d)09\d\d[{_SIGNS}]\d{{3}}{_GAP}\d{{3}}(?!\d)",
    "country": rf"(?<!\d)\+(?:86{_GAP}\(?0?{_AREA}\)?{_GAP}{_LOCAL}|85[23]{_GAP}[2-9]\d{{3}}{_GAP}\d{{4}}"
    rf"|886{_GAP}\(?0?\)?{_GAP}[2-9](?:{_GAP}\d){{7,8}}|[1-9](?:{_GAP}\d){{9,14}})(?!\d)",
    "hong_kong": rf"(?<!\d)85[23][{_SIGNS}]{{1,2}}(?!20\d\d{_GAP}(?:0[1-9]|1[0-2]))[2-9]\d{{3}}"
    rf"[{_SIGNS}]{{1,2}}\d{{4}}(?!\d)",
    "abroad": rf"(?<!\d)00(?:86{_GAP}{_AREA}{_GAP}{_LOCAL}|85[23]{_GAP}[2-9]\d{{3}}{_GAP}\d{{4}}"
    rf"|886{_GAP}[2-9](?:{_GAP}\d){{7,8}})(?!\d)",
    "card": rf"(?<!\d){_PROVINCE}\d{{4}}{_GAP}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    rf"{_GAP}\d{{3}}[\dXx](?![\dA-Za-z])",
}
_RUN = re.compile(rf"[0-9][0-9.{_SIGNS}]{{5,}}[0-9]")
_FOREIGN = re.compile(r"(?![0-9])\d")
_A_DAY = re.compile(r"20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_GAPS = re.compile(rf"[{_SIGNS}]+")
_GROUPS = frozenset(
    {(3, 8), (7, 4), (3, 4, 4), (4, 3, 4), (4, 4, 3), (3, 3, 5), (3, 5, 3), (5, 3, 3), (3, 3, 3, 2)}
)
_CHAIN = tuple(f"{digit}-" for digit in range(10))
"""How a longer number ends of which groups like a mobile's are a part: 20260301-135-20261130."""

_SHORTEST, _LENGTHS = 10, frozenset(range(10, 19))
"""How many digits such a number has with its prefixes; what has more without a gap is none."""

_MAIL = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+@(?:[\w-]+\.)+[^\W\d_]{2,24}")
_CALLED = re.compile(
    rf"(?:电话|座机|固话|致电|拨打|(?<![A-Za-z])(?:tel|telephone|phone))[\s:.为是号码]{{0,5}}"
    rf"(?P<number>\d(?:{_GAP}\d){{6,11}})(?!\d)",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"(?<![0-9A-Za-z])"
    r"(?:[0-9A-Fa-f]{32,}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})(?![0-9A-Za-z])"
)
_ONES_OWN = frozenset({"mobile", "dotted", "taiwan", "card", "mail"})
_LEAST = 6
"""Signs of the shortest that can be personal: ``a@b.cn``."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class Passage(NamedTuple):
    """Where something personal starts and ends in a text, what may stand in its place, and what it is."""

    start: int
    end: int
    shown: str
    kind: str


def mask_personal(text: str) -> str:
    """The text with the middle of every personal number hidden: ``138****8000``, ``l***@example.com``.

    Masking twice is masking once, so that it may be done at every door and again where all is kept.
    """
    for span in reversed(_found(text)):
        text = text[: span.start] + span.shown + text[span.end :]
    return text


def is_personal(text: str) -> bool:
    """Whether somebody's number or address stands in a text."""
    return bool(_found(text))


def names_a_person(text: str) -> bool:
    """Whether a mobile, an id-card or an e-mail stands in a text; a shop's own telephone is nobody's."""
    return any(span.kind in _ONES_OWN for span in _found(text))


def _found(text: str) -> list[Passage]:
    """What is personal in a text, in order, nothing twice."""
    if len(text) < _LEAST or (text.isascii() and text.replace("_", "").isalpha()):
        return []
    if text.isascii() or (unicodedata.is_normalized("NFKC", text) and not _FOREIGN.search(text)):
        return _spans(text)
    folded, places = _folded(text)
    return [one._replace(start=places[one.start], end=places[one.end]) for one in _spans(folded)]


def _spans(text: str) -> list[Passage]:
    runs = list(_RUN.finditer(text))
    found = [span for run in runs if _may_be_number(run[0]) for span in _numbers(text, run)]
    if runs:
        found += [
            Passage(*match.span("number"), _short(match["number"]), "called")
            for match in _CALLED.finditer(text)
        ]
    if "@" in text:
        found += [Passage(*match.span(), _short_mail(match[0]), "mail") for match in _MAIL.finditer(text)]
    return _apart(text, found) if found else []


def _apart(text: str, found: list[Passage]) -> list[Passage]:
    """The spans in order: the longer of two that overlap, and none within the id of a machine."""
    ids = [match.span() for match in _MACHINE.finditer(text)]
    spans: list[Passage] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        known = any(first <= one.start and one.end <= last for first, last in ids)
        if not known and (not spans or one.start >= spans[-1].end):
            spans.append(one)
    return spans


def _may_be_number(run: str) -> bool:
    """A look that costs little and spares most runs of digits and gaps the full one."""
    if len(run) < _SHORTEST:
        return False
    return len(run) in _LENGTHS if run.isdecimal() else sum(map(str.isdecimal, run)) >= _SHORTEST


@cache
def _forms() -> re.Pattern[str]:
    """All forms in one pattern: compiled for the first text that may hold one, as that takes a while."""
    return re.compile("|".join(f"(?P<{kind}>{form})" for kind, form in _NUMBERS.items()))


def _numbers(text: str, run: re.Match[str]) -> Iterator[Passage]:
    for match in _forms().finditer(text, max(0, run.start() - 3), run.end() + 2):
        own = match["own"]
        if own is not None:
            in_chain = text[max(0, match.start() - 2) : match.start()].endswith(_CHAIN)
            if own.isdecimal() or (_typed_as_mobile(own) and not in_chain):
                yield Passage(*match.span(), _short(own), "mobile")
        elif match.lastgroup != "card" or _is_card(match[0]):
            yield Passage(*match.span(), _short(match[0]), str(match.lastgroup))


def _typed_as_mobile(own: str) -> bool:
    """Whether eleven digits are grouped as people write a mobile: 138-0013-8000, 138 001 38000, 1 3 8 ..."""
    groups = _GAPS.split(own)
    sizes = tuple(map(len, groups))
    dated = "-" in own and _A_DAY.fullmatch("".join(groups)[3:])  # S139-20260301 is a till and its day
    return set(sizes) == {1} or (sizes in _GROUPS and not dated)


def _is_card(text: str) -> bool:
    """Whether the check digit of an id-card number is right (GB 11643)."""
    plain = _GAPS.sub("", text)
    total = sum(int(digit) * weight for digit, weight in zip(plain, _WEIGHTS))
    return "10X98765432"[total % 11] == plain[17].upper()


def _short(number: str) -> str:
    """The first three and the last four digits of a number."""
    digits = re.sub(r"[^\dXx]", "", number)
    return f"{digits[:3]}****{digits[-4:]}"


def _short_mail(address: str) -> str:
    return f"{address[0]}***@{address.partition('@')[2]}"


def _folded(text: str) -> tuple[str, list[int]]:
    """The text in half-width signs and plain digits; for each place in it and its end, the original's."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        digit = unicodedata.decimal(sign, None)
        folded = unicodedata.normalize("NFKC", sign) if digit is None else str(digit)
        signs.append(folded)
        places.extend([place] * len(folded))
    return "".join(signs), [*places, len(text)]
