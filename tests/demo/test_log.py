"""The log of a town that did everything."""

from __future__ import annotations

import json
from collections import defaultdict
from contextlib import closing

from digitool.db.connection import connect
from tests.demo.conftest import Town


def test_a_kind_of_operation_means_one_thing(town: Town) -> None:
    """All operations of a kind have parameters of the same names: no two rooms write under one name."""
    shapes: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    with closing(connect(town.root / "digitool.db", read_only=True)) as connection:
        for kind, params in connection.execute("SELECT kind, params FROM operation"):
            shapes[kind].add(tuple(sorted(json.loads(params))))
    assert len(shapes) > 40
    assert {kind: found for kind, found in shapes.items() if len(found) > 1} == {}
