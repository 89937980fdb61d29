"""Disjoint sets of whole numbers: who belongs together over any chain of pairs."""

from __future__ import annotations

from collections.abc import Iterator


class DisjointSets:
    """Sets that only grow together; a number that nobody named yet is a set of its own."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}

    def __iter__(self) -> Iterator[int]:
        """Every number that was named."""
        return iter(list(self._above))

    def find(self, number: int) -> int:
        """The representative of the set that holds a number."""
        above = self._above
        while (up := above.setdefault(number, number)) != number:
            above[number] = above[up]
            number = up
        return number

    def unite(self, x: int, y: int) -> int:
        """Make one set of those of two numbers; its representative is the smaller of theirs."""
        low, high = sorted((self.find(x), self.find(y)))
        self.hang(high, low)
        return low

    def hang(self, under: int, top: int) -> None:
        """Make one set of two representatives' sets, which ``top`` represents."""
        self._above[under] = top
