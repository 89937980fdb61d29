"""Fixtures of the official store's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from digitool.db.checks import run_checks
from tests.conftest import Cli
from tests.coupons.shop import remove, scratch_directory
from tests.official_store.counter import Counter, check_names


@pytest.fixture
def counter() -> Iterator[Counter]:
    """A store with three products; its books, and the flow figures, must be right when a test ends."""
    directory = scratch_directory()
    counter = Counter(directory / "digitool.db")
    yield counter
    differences = counter.differences()
    flow = [name for name in check_names() if name.startswith("flow")]
    if counter.connection.execute("SELECT 1 FROM chain").fetchone():
        differences += [
            f"{o.check}: {o.detail}" for o in run_checks(counter.connection, flow) if not o.passed
        ]
    counter.close()
    remove(directory)
    assert differences == []


@pytest.fixture
def cli(forked_cli: Cli) -> Cli:
    """Commands of this room, each in a fork."""
    return forked_cli
