"""Independent cascade on a known graph: who is reached when each newly reached person gets one chance
to bring each neighbour (Kempe, Kleinberg and Tardos, 2003), a whole frontier at a time.

For a campaign whose sharing graph is known (communities, contacts); otherwise use `branching`, since
the mean degree of a graph says little about how far a cascade goes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digitool.campaign.arrays import Bools, Ints, ints

_RARE = 0.35
_ABREAST = 50
_SMALL = 100
_FEW = 200
_Index = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Graph:
    """A directed graph of N people in compressed rows: ``offsets`` (N + 1,), ``targets`` (E,) int32."""

    offsets: Ints
    targets: _Index

    @property
    def people(self) -> int:
        """Number of people N."""
        return int(self.offsets.size - 1)

    @staticmethod
    def of_edges(source: npt.ArrayLike, target: npt.ArrayLike, people: int) -> Graph:
        """From edge lists (E,) of people 0..N-1; raises ValueError for a number outside."""
        start, end = np.asarray(source, dtype=np.int64), np.asarray(target, dtype=np.int64)
        if start.size and (min(start.min(), end.min()) < 0 or max(start.max(), end.max()) >= people):
            raise ValueError("an edge names a person outside 0..people-1")
        order = np.argsort(start, kind="stable")
        offsets = np.zeros(people + 1, dtype=np.int64)
        np.cumsum(np.bincount(start, minlength=people), out=offsets[1:])
        return Graph(offsets, end[order].astype(np.int32))


@dataclass(frozen=True)
class Cascade:
    """Who was reached: ``reached`` (N,), ``by_step`` (steps,) newly reached, the seeds in step 0."""

    reached: Bools
    by_step: Ints

    @property
    def size(self) -> int:
        """People reached, seeds included."""
        return int(self.by_step.sum())


def run(graph: Graph, seeds: Ints, chance: float, rng: np.random.Generator) -> Cascade:
    """One cascade from distinct ``seeds`` with ``chance`` per edge, until nobody new is reached."""
    reached = np.zeros(graph.people, dtype=np.bool_)
    steps = [step.size for step in _steps(graph, ints(seeds), chance, rng, reached)]
    return Cascade(reached, np.array(steps, dtype=np.int64))


def draw_sizes(graph: Graph, seeds: Ints, chance: float, runs: int, rng: np.random.Generator) -> Ints:
    """Sizes (runs,) of independent cascades from the same seeds, seeds included.

    Small cascades run side by side, `_ABREAST` at a time, which shares numpy's cost per call; the
    first one tells whether they are small. Memory: `_ABREAST` * N bytes.
    """
    sizes = np.empty(runs, dtype=np.int64)
    sizes[0] = run(graph, seeds, chance, rng).size
    abreast = _ABREAST if sizes[0] * _SMALL < graph.people else 1
    reached = np.zeros(abreast * graph.people, dtype=np.bool_)
    for first in range(1, runs, abreast):
        copies = min(abreast, runs - first)
        start = (np.arange(copies)[:, None] * graph.people + ints(seeds)).ravel()
        steps = list(_steps(graph, start, chance, rng, reached))
        everyone = np.concatenate(steps)
        sizes[first : first + copies] = np.bincount(everyone // graph.people, minlength=copies)
        reached[everyone] = False
    return sizes


def _steps(
    graph: Graph, start: Ints, chance: float, rng: np.random.Generator, reached: Bools
) -> Iterator[Ints]:
    """The newly reached of each step, as copy * N + person; marks them in ``reached``."""
    frontier = start
    reached[frontier] = True
    while frontier.size:
        yield frontier
        brought = _brought(graph, frontier, chance, rng)
        fresh = brought[~reached[brought]]
        reached[fresh] = True
        frontier = _distinct(fresh, reached.size)


def _brought(graph: Graph, frontier: Ints, chance: float, rng: np.random.Generator) -> Ints:
    """Whom the frontier's successful edges lead to, as copy * N + person, repeats included.

    Rare: jump from success to success with geometric gaps. Otherwise one float32 uniform an edge.
    """
    copy = frontier // graph.people * graph.people
    person = frontier - copy
    starts = graph.offsets[person]
    degrees = graph.offsets[person + 1] - starts
    ends = np.cumsum(degrees)
    edges = int(ends[-1])
    picks = _gaps(edges, chance, rng) if chance < _RARE else _coins(edges, chance, rng)
    owner = np.searchsorted(ends, picks, side="right")
    shift: Ints = starts - (ends - degrees)
    return ints(graph.targets[picks + shift[owner]] + copy[owner])


def _coins(edges: int, chance: float, rng: np.random.Generator) -> Ints:
    return np.flatnonzero(rng.random(edges, dtype=np.float32) < chance)


def _gaps(edges: int, chance: float, rng: np.random.Generator) -> Ints:
    """Success places among ``edges`` trials: cumulated geometric gaps, drawn until past the end."""
    if chance <= 0 or edges == 0:
        return np.empty(0, dtype=np.int64)
    scale = -1.0 / math.log1p(-chance)
    places: list[Ints] = []
    last = -1
    while last < edges:
        want = int((edges - last) * chance * 1.1) + 10
        gaps = 1 + (rng.standard_exponential(want) * scale).astype(np.int64)
        places.append(last + np.cumsum(gaps))
        last = int(places[-1][-1])
    picks = np.concatenate(places)
    return picks[picks < edges]


def _distinct(fresh: Ints, places: int) -> Ints:
    """The distinct ones of ``fresh``: by sorting where few, by a mark for each place where many."""
    if fresh.size * _FEW < places:
        ordered = np.sort(fresh)
        new = np.ones(ordered.size, dtype=np.bool_)
        np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
        return ordered[new]
    mark = np.zeros(places, dtype=np.bool_)
    mark[fresh] = True
    return np.flatnonzero(mark)
