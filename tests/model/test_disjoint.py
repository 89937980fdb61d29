"""Disjoint sets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digitool.model.disjoint import DisjointSets

NUMBERS = st.integers(0, 15)


@given(st.lists(st.tuples(NUMBERS, NUMBERS)))
def test_who_is_reached_by_pairs_is_together(pairs: list[tuple[int, int]]) -> None:
    """A set is what a walk over the pairs reaches, and its representative the smallest of it."""
    sets = DisjointSets()
    for x, y in pairs:
        assert sets.unite(x, y) == sets.find(x) == sets.find(y)
    for start in sets:
        reached = {start}
        for _ in pairs:
            reached |= {one for pair in pairs if reached & set(pair) for one in pair}
        assert sets.find(start) == min(reached)
    assert sorted(sets) == sorted({one for pair in pairs for one in pair})


def test_who_is_alone_represents_herself() -> None:
    """A number that nobody named is a set of its own."""
    assert DisjointSets().find(7) == 7
