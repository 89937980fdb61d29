"""Do two records describe the same person? Names, birthdays and cities compared, with reasons.

Each comparison answers DIFFERS, UNKNOWN, SIMILAR or EQUAL. Unknown is the answer whenever a side is
silent or masked: silence neither joins nor separates anybody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import NamedTuple

from digitool.model.birthdays import plain_birthday

DIFFERS, UNKNOWN, SIMILAR, EQUAL = -1, 0, 1, 2

NAME, BIRTHDAY, CITY, GENDER, NICKNAME = "name", "birthday", "city", "gender", "nickname"

_TITLES = re.compile(r"(先生|女士|小姐|太太|同学|老师|阿姨|叔叔)$")
_NOISE = re.compile(r"[\s·•.,。、_\-]+")
_MASK = re.compile(r"[*＊×?？]+")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0002fa1f]+")
_COMPOUND = frozenset(
    "欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 端木 南宫 独孤 长孙".split()  # noqa: SIM905
)


class Traits(NamedTuple):
    """What is known of one identifier or cluster: normalised values, each possibly several."""

    names: frozenset[str] = frozenset()
    birthdays: frozenset[str] = frozenset()
    cities: frozenset[str] = frozenset()

    def __or__(self, other: object) -> Traits:
        if not isinstance(other, Traits):
            return NotImplemented
        return Traits(*(mine | theirs for mine, theirs in zip(self, other)))


NO_TRAITS = Traits()


class Verdict(NamedTuple):
    """The comparison of two sets of traits, one answer per attribute."""

    name: int
    birthday: int
    city: int

    @property
    def score(self) -> int:
        """Points for a candidate queue: name 3 a step, birthday 4 a step, city 1 a step."""
        return self.name * 3 + self.birthday * 4 + self.city

    def words(self) -> str:
        """The comparison as ``name=equal birthday=unknown city=differs``."""
        text = {DIFFERS: "differs", UNKNOWN: "unknown", SIMILAR: "similar", EQUAL: "equal"}
        return " ".join(f"{field}={text[value]}" for field, value in zip(self._fields, self))


def traits(rows: Iterable[tuple[str, str]]) -> Traits:
    """Traits from (attribute, value) rows; attributes that do not compare are ignored."""
    names, birthdays, cities = set(), set(), set()
    for attribute, value in rows:
        if attribute == NAME:
            names.add(plain_name(value))
        elif attribute == BIRTHDAY:
            birthdays.add(plain_birthday(value))
        elif attribute == CITY:
            cities.add(plain_city(value))
    return Traits(*(frozenset(found - {""}) for found in (names, birthdays, cities)))


def plain_name(text: str) -> str:
    """A name without blanks, dots, titles and case; width variants folded."""
    return _TITLES.sub("", _NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold())


def plain_city(text: str) -> str:
    """The last part of ``province,city`` without its suffix (``深圳市`` is ``深圳``)."""
    last = re.split(r"[,，/ ]+", unicodedata.normalize("NFKC", text).strip())[-1]
    return last[:-1] if len(last) > 2 and last.endswith("市") else last


def compare(left: Traits, right: Traits) -> Verdict:
    """The best agreement of two sets of traits, attribute by attribute."""
    return Verdict(
        _best(left.names, right.names, compare_names),
        _best(left.birthdays, right.birthdays, _compare_birthdays),
        _best(left.cities, right.cities, _compare_exact),
    )


def _best(left: frozenset[str], right: frozenset[str], how: Callable[[str, str], int]) -> int:
    return max((how(x, y) for x in left for y in right), default=UNKNOWN)


def _compare_exact(left: str, right: str) -> int:
    return EQUAL if left == right else DIFFERS


def _compare_birthdays(left: str, right: str) -> int:
    if left == right:
        return EQUAL if not left.startswith("--") else SIMILAR
    if left.startswith("--") or right.startswith("--"):
        return SIMILAR if left[-5:] == right[-5:] else DIFFERS
    return DIFFERS


def compare_names(left: str, right: str) -> int:
    """Compare two plain names.

    Chinese names of three or more characters with the same surname are similar when one other
    character differs (a slip of the keyboard); two-character names are too short for that. A masked
    name (``张*``) can contradict, but never agrees.
    """
    if _MASK.search(left) or _MASK.search(right):
        return UNKNOWN if _fits(left, right) else DIFFERS
    if left == right:
        return EQUAL
    if not (_HAN.fullmatch(left) and _HAN.fullmatch(right)):
        return UNKNOWN if _HAN.fullmatch(left) or _HAN.fullmatch(right) else _latin(left, right)
    if len(left) < 3 or len(right) < 3 or surname(left) != surname(right):
        return DIFFERS
    return SIMILAR if _one_slip(left, right) else DIFFERS


def _latin(left: str, right: str) -> int:
    from difflib import SequenceMatcher

    close = min(len(left), len(right)) >= 5 and SequenceMatcher(None, left, right).ratio() >= 0.85
    return SIMILAR if close else DIFFERS


def _fits(left: str, right: str) -> bool:
    """Whether what is visible of two names agrees at the start."""
    heads = [_MASK.split(text)[0] for text in (left, right)]
    shorter = min(len(head) for head in heads)
    return heads[0][:shorter] == heads[1][:shorter]


def surname(name: str) -> str:
    """The family name of a Chinese name: two characters for compound surnames."""
    return name[:2] if name[:2] in _COMPOUND and len(name) > 2 else name[:1]


def _one_slip(left: str, right: str) -> bool:
    """One character replaced, or one added or lost."""
    if len(left) == len(right):
        return sum(a != b for a, b in zip(left, right)) <= 1
    long, short = (left, right) if len(left) > len(right) else (right, left)
    if len(long) - len(short) > 1:
        return False
    return any(long[:cut] + long[cut + 1 :] == short for cut in range(len(long)))
