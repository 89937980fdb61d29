"""A workspace with two stores, fresh for every test, and one made by hand for every example."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Cli

from .chain import SETTINGS


@pytest.fixture
def chain(workspace: Path) -> Path:
    """The directory of a workspace with two stores, their touchpoints, sensors and bills."""
    (workspace / "digitool.toml").write_text(SETTINGS, "utf-8")
    return workspace


@pytest.fixture(scope="session")
def new_chain(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Makes as many such workspaces as an example needs."""

    def make() -> Path:
        root = tmp_path_factory.mktemp("chain") / "chain"
        shutil.copytree(pristine, root)
        (root / "digitool.toml").write_text(SETTINGS, "utf-8")
        return root

    return make


@pytest.fixture
def cli(forked_cli: Cli) -> Cli:
    """Commands of this room, each in a fork."""
    return forked_cli
