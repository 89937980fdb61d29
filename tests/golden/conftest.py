"""Where golden runs begin: the demo's chain, made once, and a way to record them anew."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from tests.forking import in_a_fork

from .keyboard import Keyboard
from .transcript import Typed

MADE = "digitool demo chain --stores 3 --customers 2000 --days 45 --json"
"""The command that makes the chain of all transcripts under ``recorded/demo``."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """``pytest tests/golden --renew-golden`` writes the records instead of comparing with them."""
    parser.addoption("--renew-golden", action="store_true", help="record the golden runs anew")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A directory with the demo in ``chain``; made once by whoever comes first, never changed."""
    base = tmp_path_factory.getbasetemp()
    home = (base if worker_id == "master" else base.parent) / "golden"
    home.mkdir(exist_ok=True)
    with (home / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = home / "made"
        if not made.exists():
            draft = home / "draft"
            draft.mkdir()
            told = in_a_fork(lambda: Keyboard(draft, draft, "en").type(Typed((), True, MADE)))
            assert told.exit == 0, told.err
            draft.rename(made)
    return made
