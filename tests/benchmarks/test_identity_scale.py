"""Identity at scale: a million persons from arrays, against a plain union-find over the same edges."""

from __future__ import annotations

import random
import resource
import time
from array import array

import pytest

from digitool.identity.solve.bulk import Edges, Forest, Nodes, grow
from digitool.identity.solve.namespaces import BY_NAME

PERSONS = 1_000_000
OTHERS = (
    ("wx_unionid", 0.7),
    ("wecom_external_userid", 0.5),
    ("member_no", 0.4),
    ("phone", 0.6),
    ("email", 0.3),
)
"""Other identifiers of a person and how often they are there; openids are one to three."""


def chain(persons: int, seed: int) -> tuple[Nodes, Edges]:
    """Identifiers and shuffled edges of persons without any conflict."""
    rng = random.Random(seed)
    nodes = Nodes(array("H", [0]))
    openids = [nodes.code(BY_NAME["wx_openid"].code, scope) for scope in (1, 2, 3)]
    others = [(nodes.code(BY_NAME[name].code, 0), share) for name, share in OTHERS]
    space, pairs, chance = nodes.space, [], rng.random
    for _ in range(persons):
        first = len(space)
        for code in openids[: rng.randrange(1, 4)]:
            space.append(code)
        for code, share in others:
            if chance() < share:
                space.append(code)
        pairs.extend((first << 32) + other for other in range(first + 1, len(space)))
    rng.shuffle(pairs)
    mask = (1 << 32) - 1
    edges = Edges(array("i", (pair >> 32 for pair in pairs)), array("i", (pair & mask for pair in pairs)))
    return nodes, edges


def plain_union_find(size: int, edges: Edges) -> array[int]:
    """The peer: union by size with path halving, no guard at all."""
    parent, sizes = array("i", range(size)), array("i", [1]) * size
    for a, b in zip(edges.left, edges.right):
        while a != parent[a]:
            parent[a] = a = parent[parent[a]]
        while b != parent[b]:
            parent[b] = b = parent[parent[b]]
        if a != b:
            if sizes[a] < sizes[b]:
                a, b = b, a
            parent[b] = a
            sizes[a] += sizes[b]
    return parent


def persons(forest: Forest) -> int:
    """How many persons a forest has."""
    return sum(node == root for node, root in enumerate(forest.parent)) - 1


@pytest.mark.benchmark
def test_a_million_persons_cluster_within_thirty_seconds_and_a_gibibyte() -> None:
    """3.2 M edges with every guard cost a few times a loop that guards nothing."""
    nodes, edges = chain(PERSONS, seed=7)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    plain_union_find(len(nodes.space), edges)
    plain = time.perf_counter() - started
    started = time.perf_counter()
    forest = grow(nodes, edges, (), (), (50, 50))
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"\n{len(nodes.space) - 1:,} identifiers, {len(edges.left):,} edges: {seconds:.1f} s,"
        f" {seconds / plain:.1f} times plain union-find ({plain:.1f} s);"
        f" peak {peak / 1024:.0f} MiB with the test's own data ({before / 1024:.0f} MiB)"
    )
    assert persons(forest) == PERSONS
    assert not forest.suspects
    assert seconds < 30
    assert peak < 1024 * 1024
