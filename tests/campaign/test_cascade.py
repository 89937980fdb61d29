"""Independent cascade against exhaustive answers and its two ways of drawing."""

from __future__ import annotations

import numpy as np
import pytest

from digitool.campaign.models import branching, cascade
from digitool.campaign.models.branching import Offspring
from digitool.campaign.models.cascade import Graph


def random_graph(people: int, degree: float, seed: int = 0) -> Graph:
    """Poisson out-degrees, random targets."""
    rng = np.random.default_rng(seed)
    degrees = rng.poisson(degree, people)
    return Graph.of_edges(
        np.repeat(np.arange(people), degrees), rng.integers(0, people, degrees.sum()), people
    )


def test_certain_and_impossible_edges() -> None:
    """Chance 1 reaches what is connected, step by step; chance 0 reaches the seeds only."""
    path = Graph.of_edges([0, 1, 2, 4], [1, 2, 3, 5], 6)
    sure = cascade.run(path, np.array([0]), 1.0, np.random.default_rng(0))
    assert sure.reached.tolist() == [True, True, True, True, False, False]
    assert sure.by_step.tolist() == [1, 1, 1, 1]
    assert cascade.run(path, np.array([0, 4]), 0.0, np.random.default_rng(0)).size == 2


@pytest.mark.parametrize("chance", [0.05, 0.3])
def test_reach_on_a_small_graph_by_hand(chance: float) -> None:
    """A triangle with a tail: P(2 reached from 0) = p + p^2 - p^3, by gaps and by coins."""
    graph = Graph.of_edges([0, 0, 1], [1, 2, 2], 3)
    rng = np.random.default_rng(1)
    reached = np.mean([cascade.run(graph, np.array([0]), chance, rng).reached[2] for _ in range(20_000)])
    expected = chance + chance**2 - chance**3
    assert reached == pytest.approx(expected, abs=4 * np.sqrt(expected / 20_000))


def test_small_cascades_are_branching() -> None:
    """On a sparse random graph below the threshold the size is the Poisson branching total."""
    graph, seeds = random_graph(100_000, 10), np.arange(100)
    sizes = cascade.draw_sizes(graph, seeds, 0.05, 200, np.random.default_rng(2))
    expected = branching.total_mean(Offspring(0.5), 100)
    assert sizes.mean() == pytest.approx(expected, rel=0.05)


def test_large_cascades_reach_the_measured_share() -> None:
    """100,000 people, mean degree 10, chance .15: about 58,250 are reached, as by every peer measured."""
    graph = random_graph(100_000, 10)
    sizes = cascade.draw_sizes(graph, np.arange(100), 0.15, 4, np.random.default_rng(3))
    assert sizes.mean() == pytest.approx(58_250, rel=0.01)


def test_side_by_side_and_alone_agree() -> None:
    """Cascades drawn many abreast have the sizes of cascades drawn one at a time."""
    graph, seeds = random_graph(50_000, 4), np.array([1, 2, 3])
    rng = np.random.default_rng(4)
    abreast = cascade.draw_sizes(graph, seeds, 0.2, 3_000, rng)
    alone = np.array([cascade.run(graph, seeds, 0.2, rng).size for _ in range(1_500)])
    error = np.hypot(abreast.std() / np.sqrt(3_000), alone.std() / np.sqrt(1_500))
    assert abs(abreast.mean() - alone.mean()) < 4 * error


def test_an_edge_to_nobody_is_refused() -> None:
    """A person outside the graph is an error of the data."""
    with pytest.raises(ValueError, match="outside"):
        Graph.of_edges([0], [5], 3)
