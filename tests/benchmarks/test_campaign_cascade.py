"""Independent cascade beside its peers on one graph: 100,000 people, Poisson(10) out-degrees, 100 seeds.

Peers are benchmark extras, never dependencies: each test skips where its peer is not installed.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest

from digitool.campaign.models import cascade
from digitool.campaign.models.cascade import Graph

pytestmark = pytest.mark.benchmark
PEOPLE, SEEDS = 100_000, 100


@pytest.fixture(scope="module")
def edges() -> tuple[np.ndarray, np.ndarray]:
    """Sources and targets of about a million edges, no loops, no edge twice (peers refuse them)."""
    rng = np.random.default_rng(0)
    degrees = rng.poisson(10, PEOPLE)
    pairs = np.repeat(np.arange(PEOPLE), degrees) * PEOPLE + rng.integers(0, PEOPLE, degrees.sum())
    source, target = np.divmod(np.unique(pairs), PEOPLE)
    return source[source != target], target[source != target]


def per_cascade(run: Callable[[], object], cascades: int) -> float:
    """CPU milliseconds per cascade of a call that makes ``cascades`` of them."""
    start = time.process_time()
    run()
    return 1e3 * (time.process_time() - start) / cascades


def ours(edges: tuple[np.ndarray, np.ndarray], chance: float, runs: int) -> tuple[float, float]:
    """CPU milliseconds per cascade, and the mean size."""
    graph, rng = Graph.of_edges(*edges, PEOPLE), np.random.Generator(np.random.SFC64(1))
    seeds, sizes = np.arange(SEEDS), []
    cascade.draw_sizes(graph, seeds, chance, 2, rng)
    spent = per_cascade(lambda: sizes.append(cascade.draw_sizes(graph, seeds, chance, runs, rng)), runs)
    return spent, float(np.mean(sizes))


@pytest.mark.parametrize(("chance", "runs", "size"), [(0.05, 2_000, 200), (0.15, 40, 58_250)])
def test_beside_cynetdiff(
    edges: tuple[np.ndarray, np.ndarray], chance: float, runs: int, size: float
) -> None:
    """At least as fast as CyNetDiff (C++), small cascades and large, at the same mean size."""
    spent, mean = ours(edges, chance, runs)
    print(f"\nchance {chance}: {spent:.3f} ms a cascade, mean size {mean:.0f}")
    assert mean == pytest.approx(size, rel=0.06)
    networkx = pytest.importorskip("networkx")
    utils = pytest.importorskip("cynetdiff.utils")
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(PEOPLE))
    graph.add_edges_from(zip(*(column.tolist() for column in edges), strict=True))
    model, _ = utils.networkx_to_ic_model(graph, activation_prob=chance)
    model.set_seeds(list(range(SEEDS)))
    total = 0

    def peer() -> None:
        """The peer's cascades."""
        nonlocal total
        for _ in range(runs):
            model.reset_model()
            model.advance_until_completion()
            total += model.get_num_activated_nodes()

    theirs = per_cascade(peer, runs)
    print(f"CyNetDiff {theirs:.3f} ms, mean size {total / runs:.0f}: ours / theirs {spent / theirs:.2f}")
    assert total / runs == pytest.approx(mean, rel=0.05)
    assert spent <= theirs


def test_beside_eon(edges: tuple[np.ndarray, np.ndarray]) -> None:
    """At least 40 times as fast as EoN's discrete SIR on the same graph and chance."""
    networkx, eon = pytest.importorskip("networkx"), pytest.importorskip("EoN")
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(PEOPLE))
    graph.add_edges_from(zip(*(column.tolist() for column in edges), strict=True))
    spent, _ = ours(edges, 0.15, 40)
    theirs = per_cascade(lambda: eon.basic_discrete_SIR(graph, 0.15, initial_infecteds=range(SEEDS)), 1)
    print(f"\nEoN {theirs:.0f} ms, ours {spent:.2f} ms: {theirs / spent:.0f} times")
    assert theirs / spent >= 40


def test_beside_ndlib(edges: tuple[np.ndarray, np.ndarray]) -> None:
    """At least 40 times as fast as NDlib's independent cascades on the same graph and chance."""
    networkx = pytest.importorskip("networkx")
    models = pytest.importorskip("ndlib.models.epidemics")
    configuration = pytest.importorskip("ndlib.models.ModelConfig")
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(PEOPLE))
    graph.add_edges_from(zip(*(column.tolist() for column in edges), strict=True))
    config = configuration.Configuration()
    config.add_model_initial_configuration("Infected", list(range(SEEDS)))
    for edge in graph.edges():
        config.add_edge_configuration("threshold", edge, 0.15)
    model = models.IndependentCascadesModel(graph)
    model.set_initial_status(config)

    def peer() -> None:
        """The peer's cascades."""
        active = SEEDS
        while active:
            active = model.iteration()["node_count"][1]

    spent, _ = ours(edges, 0.15, 40)
    theirs = per_cascade(peer, 1)
    print(f"\nNDlib {theirs:.0f} ms, ours {spent:.2f} ms: {theirs / spent:.0f} times")
    assert theirs / spent >= 40
