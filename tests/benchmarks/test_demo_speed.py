"""What the demo costs, and how often its counters are judged, as ratios.

pytest -m benchmark -n 0 -s tests/benchmarks/test_demo_speed.py
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from digitool.db.reading import reader
from digitool.demo.running import run_demo
from digitool.demo.world.size import DemoSize
from digitool.flow import days, told
from digitool.ingest.outcome import ImportOptions
from digitool.ingest.run import import_file
from digitool.workspace.desk import Desk
from tests.benchmarks.touch_files import write_touches

pytestmark = pytest.mark.benchmark

NOW = 1_780_000_000_000


def spent_by_children() -> float:
    """CPU seconds of the commands that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def test_the_demo_in_an_empty_folder(tmp_path: Path) -> None:
    """CPU seconds of the default demo, and how many times those of one that writes and imports nothing."""
    spent = []
    for _ in ("made", "shown"):
        before = spent_by_children()
        subprocess.run(
            [sys.executable, "-m", "digitool", "demo", str(tmp_path / "chain")],
            check=True,
            capture_output=True,
        )
        after = os.times()
        spent.append(
            after.children_user - before.children_user + after.children_system - before.children_system
        )
    print(
        f"\n  demo: {spent[0]:.1f} s CPU, {spent[0] / spent[1]:.0f} times showing it again ({spent[1]:.2f} s)"
    )


def test_judgements_of_a_counter_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one import each counter-day is judged once at most; the demo's many imports count it about once."""
    done: Counter[str] = Counter()

    def counting(module: Any, name: str) -> None:
        plain = getattr(module, name)

        def counted(*asked: Any) -> Any:
            done[name] += 1
            return plain(*asked)

        monkeypatch.setattr(module, name, counted)

    counting(told, "sensor_day")
    counting(days, "count_day")
    workspace = run_demo(tmp_path / "chain", DemoSize(7), NOW)
    with reader(workspace.database) as connection:
        store_days = connection.execute("SELECT count(*) FROM store_day").fetchone()[0]
        imports = connection.execute("SELECT count(*) FROM import_file").fetchone()[0]
    print(f"\n  {store_days} store-days, {imports} imports and the chain's own work:")
    print(f"  {done['sensor_day'] / store_days:.2f} counts of a counter's day for each store-day")
    print(f"  {done['count_day'] / store_days:.2f} judgements for each store-day")

    done.clear()
    scans = tmp_path / "scans.csv"
    write_touches(scans, 20_000, stores=3)
    desk = Desk(workspace.database, NOW, workspace.settings, lambda: workspace.key)
    import_file(desk, workspace, scans, ImportOptions())
    with reader(workspace.database) as connection:
        store_days = connection.execute("SELECT count(*) FROM store_day").fetchone()[0]
    ratio = done["count_day"] / store_days
    print(f"  {ratio:.2f} judgements for each store-day in one import of 20,000 touches")
    assert ratio <= 1
