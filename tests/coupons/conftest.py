"""Fixtures of the coupon tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from digitool.cli.entry import run
from tests.coupons.commands import Run
from tests.coupons.shop import Shop, new_database


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop with twenty customers; its books must be clean when a test ends."""
    shop = Shop(tmp_path / "digitool.db")
    yield shop
    differences = shop.differences()
    shop.close()
    assert differences == []


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with two stores and twenty customers, on one afternoon."""
    monkeypatch.setenv("DIGITOOL_WORKSPACE", str(tmp_path))
    monkeypatch.setenv("DIGITOOL_AS_OF", "2026-03-02T15:00:00+08:00")
    monkeypatch.setenv("DIGITOOL_LANG", "en")
    assert run(["init", str(tmp_path), "-q"]) == 0
    (tmp_path / "digitool.db").unlink()
    new_database(tmp_path / "digitool.db")
    with (tmp_path / "digitool.toml").open("a", encoding="utf-8") as file:
        file.write('\n[stores.S901]\nname = "North"\n[stores.S902]\nname = "South"\n')
    return tmp_path


@pytest.fixture
def coupon(workspace: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``digitool coupon ... --json``; its exit code and JSON object (of stderr when it failed)."""

    def desk(command: str, *words: str) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        code = run(["coupon", *command.split(), *words, "--json"])
        out, err = capsys.readouterr()
        return code, json.loads(out if code == 0 else err.splitlines()[-1])

    return desk
