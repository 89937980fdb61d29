"""What tests of the whole program share: a clean environment, a runner, and a fresh workspace."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import is_hypothesis_test, settings

from tests.forking import forked

HANG_SECONDS = 600
"""After this a process of a test counts as hung. No measure of speed: a loaded machine is slow, not wrong."""

settings.register_profile("everyday", deadline=None, derandomize=True)
settings.register_profile("fresh", deadline=None, print_blob=True)


def pytest_configure(config: pytest.Config) -> None:
    """The everyday suite searches the same examples each time; ``pytest -m fresh`` draws new ones."""
    wanted = str(config.option.markexpr or "")
    settings.load_profile("fresh" if re.search(r"(?<!not )\bfresh\b", wanted) else "everyday")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every random search can be run with fresh seeds."""
    for item in items:
        if isinstance(item, pytest.Function) and is_hypothesis_test(item.obj):
            item.add_marker("fresh")


class Done(NamedTuple):
    """A finished command: exit code and both streams as text."""

    exit: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The JSON document on stdout."""
        return json.loads(self.out)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of the JSON envelope on stdout."""
        rows: list[dict[str, Any]] = self.json["rows"]
        return rows

    @property
    def error(self) -> dict[str, Any]:
        """The JSON error on stderr."""
        error: dict[str, Any] = json.loads(self.err)
        return error


Cli = Callable[..., Done]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Variables of a user who has set nothing: English, UTF-8, an empty home."""
    home = tmp_path / "home"
    home.mkdir()
    keep = {name: os.environ[name] for name in ("PATH", "TMPDIR", "SYSTEMROOT") if name in os.environ}
    return {**keep, "HOME": str(home), "LC_ALL": "C.UTF-8", "PYTHONWARNINGS": "error::ResourceWarning"}


@pytest.fixture
def cli(environment: dict[str, str], tmp_path: Path) -> Cli:
    """Run ``digitool`` as a process of its own: ``cli("flow", "rate", cwd=..., env={...})``."""

    def run(
        *args: object,
        cwd: Path | None = None,
        env: dict[str, str] | None = None,
        stdin: str = "",
        timeout: float = HANG_SECONDS,
    ) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "digitool", *map(str, args)],
            cwd=cwd or tmp_path,
            env={**environment, **(env or {})},
            input=stdin.encode(),
            capture_output=True,
            timeout=timeout,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def forked_cli(environment: dict[str, str], tmp_path: Path) -> Cli:
    """The same in a fork of this process, which starts at once; rooms with many commands call it ``cli``."""

    def run(
        *args: object, cwd: Path | None = None, env: dict[str, str] | None = None, stdin: str = ""
    ) -> Done:
        told = forked([*map(str, args)], cwd or tmp_path, {**environment, **(env or {})}, stdin.encode())
        return Done(told[0], told[1].decode(), told[2].decode())

    return run


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace as ``digitool init`` leaves it; made once, never changed."""
    root = tmp_path_factory.mktemp("pristine") / "chain"
    subprocess.run(
        [sys.executable, "-m", "digitool", "init", str(root), "-q"], check=True, capture_output=True
    )
    return root


@pytest.fixture
def workspace(pristine: Path, tmp_path: Path) -> Path:
    """A fresh workspace of this test's own: its directory."""
    root = tmp_path / "chain"
    shutil.copytree(pristine, root)
    return root
