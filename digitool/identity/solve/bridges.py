"""Guard G4: a single statement that holds two dense halves of a person together deserves a look."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

DENSE = 4
"""Identifiers on either side from which a bridge is worth a look."""


class Bridge(NamedTuple):
    """The only edge between two parts: its ends, and how many identifiers each part has."""

    a: int
    b: int
    left: int
    right: int


def bridges(nodes: Collection[int], edges: Iterable[tuple[int, int]]) -> list[Bridge]:
    """Edges whose loss would part the graph in two of at least `DENSE` nodes each.

    Each edge is left out in turn: a person has at most 50 identifiers, so simple is fast enough.
    """
    pairs = sorted({(min(pair), max(pair)) for pair in edges})
    found = []
    for a, b in pairs:
        near: dict[int, list[int]] = {node: [] for node in nodes}
        for x, y in pairs:
            if (x, y) != (a, b):
                near[x].append(y)
                near[y].append(x)
        left = _reached(a, near)
        right = _reached(b, near)
        if b not in left and min(len(left), len(right)) >= DENSE:
            found.append(Bridge(a, b, len(left), len(right)))
    return found


def _reached(start: int, near: dict[int, list[int]]) -> set[int]:
    seen, waiting = {start}, [start]
    while waiting:
        for other in near[waiting.pop()]:
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen
