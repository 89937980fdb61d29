"""Databases for tests of identity."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from digitool.db.connection import connect
from digitool.db.schema.making import create_database
from tests.conftest import Cli


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database to copy, which is faster than creating one."""
    path = tmp_path_factory.mktemp("blank") / "digitool.db"
    create_database(path)
    return path


@pytest.fixture
def database(tmp_path: Path, blank: Path) -> Path:
    """A new database."""
    path = tmp_path / "digitool.db"
    shutil.copy(blank, path)
    return path


@pytest.fixture
def connection(database: Path) -> Iterator[sqlite3.Connection]:
    """A new database with a write transaction open."""
    opened = connect(database)
    opened.execute("BEGIN IMMEDIATE")
    yield opened
    opened.close()


@pytest.fixture
def cli(forked_cli: Cli) -> Cli:
    """Commands of this room, each in a fork."""
    return forked_cli
