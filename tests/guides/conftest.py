"""Fixtures of the guide tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Cli


@pytest.fixture(scope="session")
def new_chain(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Makes as many fresh workspaces as an example needs."""

    def make() -> Path:
        root = tmp_path_factory.mktemp("chain") / "chain"
        shutil.copytree(pristine, root)
        return root

    return make


@pytest.fixture
def cli(forked_cli: Cli) -> Cli:
    """Commands of this room, each in a fork."""
    return forked_cli
