"""A database ruined in any way: every command says so in words, and a restore always gets out of it."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from digitool.demo.running import run_demo
from digitool.demo.world.size import DemoSize

from .kept import drafts, failing, names, typed

DOCUMENTED = {0, 7, 8, 10}
LOOKS = (("check",), ("log",), ("doctor",), ("coupon", "report"), ("flow", "funnel", "--last", "7d"))


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo with one backup; tests copy it."""
    root = tmp_path_factory.mktemp("ruins") / "chain"
    run_demo(root, DemoSize(seed=5, stores=1, customers=80, days=8), 1_780_000_000_000)
    assert typed(root, "backup").exit == 0
    return root


def ruin(database: Path, draw: random.Random) -> str:
    """Overwrite some bytes anywhere, empty a page, or cut the end off."""
    data = bytearray(database.read_bytes())
    how = draw.choice(["bytes", "page", "cut"])
    if how == "bytes":
        for _ in range(draw.choice([1, 64, 300])):
            data[draw.randrange(len(data))] = draw.randrange(256)
    elif how == "page":
        start = draw.randrange(len(data) // 4096) * 4096
        data[start : start + 4096] = bytes(4096)
    else:
        del data[draw.randrange(len(data)) :]
    database.write_bytes(data)
    return how


def try_ruins(chain: Path, tmp_path: Path, seeds: range) -> None:
    """Ruin a copy per seed, look at it, back it up, and restore it."""
    for seed in seeds:
        root = tmp_path / f"chain-{seed}"
        shutil.copytree(chain, root)
        (good,) = names(root)
        how = ruin(root / "digitool.db", random.Random(seed))
        for words in LOOKS:
            assert typed(root, *words).exit in DOCUMENTED, (seed, how, words)
        backed = typed(root, "backup", "--keep", "1")
        assert backed.exit in DOCUMENTED, (seed, how)
        assert backed.exit == 0 or good in names(root), (seed, how)
        assert typed(root, "restore", "--yes").exit == 0, (seed, how)
        assert failing(root) == [] and drafts(root) == [], (seed, how)
        assert typed(root, "backup", "--keep", "1").exit == 0, (seed, how)
        shutil.rmtree(root)


def test_a_dozen_ruins(chain: Path, tmp_path: Path) -> None:
    """No exit 1, no good backup lost, and the newest backup always comes back whole."""
    try_ruins(chain, tmp_path, range(12))


@pytest.mark.slow
def test_two_hundred_ruins(chain: Path, tmp_path: Path) -> None:
    """The same, many times."""
    try_ruins(chain, tmp_path, range(1_000, 1_200))
