"""An empty database in memory's stead: created once, copied for each test."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from digitool.db.connection import connect


@pytest.fixture
def db(pristine: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A connection inside a write transaction to a fresh database."""
    shutil.copy(pristine / "digitool.db", tmp_path / "facts.db")
    connection = connect(tmp_path / "facts.db")
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.execute("ROLLBACK")
    connection.close()
