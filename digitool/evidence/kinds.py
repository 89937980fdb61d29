"""A kind of fact: what makes two claims speak of the same thing, and which of them counts. Pure.

A claim is what one import says of one fact. Of a fact the live claims are those of imports that nobody has
taken back; what counts follows from them by the rule of the kind, never from the order in which they came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

Key = tuple[Any, ...]
"""What makes a fact, in the order of `FactKind.key`."""

Row = tuple[Any, ...]
"""A claim with its fact, as it stands in a table: key, what is said, import, line."""


class Claim(NamedTuple):
    """What one import (``batch``, 0: this workspace itself) says of one fact, and in which line."""

    said: tuple[Any, ...]
    batch: int
    line: int


Rule = Callable[[Sequence[Claim]], "tuple[object, ...]"]
"""What counts of claims, at least one; the same in any order of them, and of any parts of them first."""


class FactKind(NamedTuple):
    """One kind of fact and its table, which holds what counts; claims beside it stand in ``<table>_told``.

    ``key`` are the columns that make a fact, with their types; ``said`` those of what is said of it.
    ``rule`` says in a sentence what ``counts`` does. ``choice`` says that two claims which differ cannot
    both be right, so that a person should look; else they are put together, or one follows on the other.
    """

    table: str
    key: str
    said: tuple[str, ...]
    counts: Rule
    rule: str
    choice: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the columns that make a fact."""
        return tuple(column.split()[0] for column in self.key.split(", "))

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns of a claim, in the order of a `Row`."""
        return (*self.keys, *self.said, "batch", "line")


def nothing(claims: Sequence[Claim]) -> tuple[object, ...]:
    """For facts of which nothing more is said than that they are so."""
    return claims[0].said


def largest(claims: Sequence[Claim]) -> tuple[object, ...]:
    """The claim whose first value is the largest, of equal ones the second, and so on; no value is least."""
    return max((claim.said for claim in claims), key=_comparable)


def smallest(claims: Sequence[Claim]) -> tuple[object, ...]:
    """The claim whose first value is the smallest, of equal ones the second, and so on."""
    return min((claim.said for claim in claims), key=_comparable)


def _comparable(said: Iterable[object]) -> list[tuple[bool, object]]:
    return [(value is not None, value) for value in said]


def each_largest(claims: Sequence[Claim]) -> tuple[object, ...]:
    """Of each column the largest value that any claim says."""
    return tuple(max(values) for values in zip(*(claim.said for claim in claims)))


def span(claims: Sequence[Claim]) -> tuple[object, ...]:
    """The first and the last moment of claims that each say (first, last)."""
    firsts, lasts = zip(*(claim.said for claim in claims))
    return min(firsts), max(lasts)


def combined(kind: FactKind, claims: Sequence[Claim]) -> Claim:
    """What counts of live claims, and which of them says it: the earliest import that says exactly this.

    Where none says all of it, the earliest import of all stands for it.
    """
    said = kind.counts(claims)
    says = min(claims, key=lambda claim: (claim.said != said, claim.batch, claim.line))
    return Claim(said, says.batch, says.line)
