"""Fixtures of the ledger tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ledger.books import Books


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    """An open ledger; its checks must be clean when a test ends."""
    books = Books(tmp_path / "digitool.db")
    yield books
    differences = books.differences()
    books.close()
    assert differences == []
