"""Guard G4: single statements between two dense parts are found, others are not."""

from __future__ import annotations

from digitool.identity.solve.bridges import Bridge, bridges

LEFT = [(1, 2), (2, 3), (3, 4), (4, 1)]
RIGHT = [(5, 6), (6, 7), (7, 8), (8, 5)]


def test_the_only_edge_between_two_parts_is_a_bridge() -> None:
    """Two rings of four joined once hang on that edge."""
    assert bridges(range(1, 9), [*LEFT, *RIGHT, (4, 5)]) == [Bridge(4, 5, 4, 4)]


def test_a_second_edge_takes_the_danger_away() -> None:
    """Two edges between the parts are no bridge."""
    assert bridges(range(1, 9), [*LEFT, *RIGHT, (4, 5), (5, 3)]) == []


def test_a_leaf_is_no_bridge() -> None:
    """A single identifier at the end of an edge is everyday life."""
    assert bridges(range(1, 6), [*LEFT, (4, 5)]) == []
