"""One small demo, drawn and written once for the tests that only look at it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from digitool.demo.deeds.plan import make_world
from digitool.demo.running import run_demo
from digitool.demo.tour import monday
from digitool.demo.world.making import World
from digitool.demo.world.size import DemoSize
from digitool.demo.writing import DemoFiles, build_demo
from digitool.model.days import iso_day
from digitool.workspace.locate import Workspace
from tests.conftest import Cli

SIZE = DemoSize(seed=7, stores=3, customers=400, days=21)
TOWN = DemoSize(seed=7, stores=3, customers=2_000, days=45)
NOW = 1_780_000_000_000
"""The clock of the imports: long after the demo's last day."""


@pytest.fixture(scope="package")
def world() -> World:
    """The small world."""
    return make_world(SIZE)


@pytest.fixture(scope="package")
def files(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    """The small world's files."""
    return build_demo(tmp_path_factory.mktemp("demo") / "chain", SIZE)


@pytest.fixture(scope="package")
def truth(files: DemoFiles) -> dict[str, Any]:
    """The small world's exact answers."""
    answers: dict[str, Any] = json.loads(Path(files.truth).read_text("utf-8"))
    return answers


@pytest.fixture(scope="package")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The small demo, imported; tests only look at it."""
    return run_demo(tmp_path_factory.mktemp("imported") / "chain", SIZE, NOW)


class Town(NamedTuple):
    """A larger demo, imported and with its deeds done: everything that a manager asks has an answer."""

    root: Path
    truth: dict[str, Any]

    @property
    def period(self) -> tuple[str, ...]:
        """The demo's period as options."""
        return "--from", self.truth["period"][0], "--to", self.truth["period"][1]

    @property
    def at_end(self) -> tuple[str, str]:
        """The clock just after the period."""
        return "--as-of", f"{self.truth['period'][1]}T00:00:00+08:00"

    @property
    def monday(self) -> tuple[str, str]:
        """The morning of the period's last Monday."""
        return "--as-of", f"{iso_day(monday(TOWN.end_day))}T09:00:00+08:00"


@pytest.fixture(scope="package")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The larger demo; tests only look at it."""
    workspace = run_demo(tmp_path_factory.mktemp("town") / "chain", TOWN, NOW)
    return Town(workspace.root, json.loads((workspace.root / "truth.json").read_text("utf-8")))


@pytest.fixture
def cli(forked_cli: Cli) -> Cli:
    """Commands of this room, each in a fork."""
    return forked_cli
