"""Importing and asking at scale, as ratios against the sqlite3 shell and bare start-up in the same run.

pytest -m benchmark -n 0 -s tests/benchmarks/test_import_scale.py
DIGITOOL_BENCHMARK_ROWS=10000000 pytest -m benchmark -n 0 -s tests/benchmarks/test_import_scale.py
"""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.benchmarks.touch_files import settings, write_touches

ROWS = int(os.environ.get("DIGITOOL_BENCHMARK_ROWS", "1000000"))
STORES = 20

pytestmark = pytest.mark.benchmark

PEERS = {
    "event id": "ref TEXT PRIMARY KEY, at TEXT, store TEXT, touchpoint TEXT, namespace TEXT, scope TEXT,"
    " identity TEXT, scene TEXT",
    "our key": "ref TEXT, at TEXT, store TEXT, touchpoint TEXT, namespace TEXT, scope TEXT, identity TEXT,"
    " scene TEXT, PRIMARY KEY (namespace, scope, identity, at, touchpoint, ref)",
}
"""The table that the sqlite3 shell imports into: keyed by event id, or by the key that our facts have."""


def timed(*command: object) -> tuple[float, int]:
    """Wall seconds and peak KiB of a command that must succeed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    start = time.perf_counter()
    subprocess.run([str(part) for part in command], check=True, capture_output=True)
    seconds = time.perf_counter() - start
    return seconds, max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


def digitool(*arguments: object) -> tuple[float, int]:
    """Run the real command line."""
    return timed(sys.executable, "-m", "digitool", *arguments)


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the touches imported; the figures of the import are printed."""
    root = tmp_path_factory.mktemp("scale")
    workspace, csv = root / "chain", root / "touches.csv"
    write_touches(csv, ROWS, stores=STORES)
    digitool("init", workspace)
    (workspace / "digitool.toml").write_text(settings(STORES))
    seconds, peak = digitool("import", "-w", workspace, csv)
    size = (workspace / "digitool.db").stat().st_size
    print(f"\n{ROWS:,} touches: {seconds:.1f} s, peak {peak / 1024:.0f} MiB, {size / 1e6:.0f} MB")
    if shutil.which("sqlite3"):
        for name, columns in PEERS.items():
            peer = timed("sqlite3", root / f"{name}.db", f"CREATE TABLE e ({columns})", ".mode csv",
                         f".import --skip 1 {csv} e")[0]  # fmt: skip
            print(f"  {seconds / peer:.1f} times sqlite3 .import keyed by {name} ({peer:.1f} s)")
    return workspace


def test_import_and_database_size(chain: Path) -> None:
    """All touches are kept, in at most 60 bytes each with everything that the questions need."""
    connection = sqlite3.connect(chain / "digitool.db")
    assert connection.execute("SELECT count(*) FROM touch").fetchone()[0] == ROWS
    connection.close()
    assert (chain / "digitool.db").stat().st_size < 60 * ROWS


@pytest.mark.parametrize("question", ["rate", "funnel", "retention"])
def test_questions_beyond_start_up(chain: Path, question: str) -> None:
    """Everyday questions take milliseconds beyond the start of the program, at any size."""
    from digitool.db.reading import reader
    from digitool.flow import questions

    ask = {
        "rate": lambda c, s: questions.rate(c, s, ("store",)),
        "funnel": questions.funnel,
        "retention": questions.retention,
    }[question]
    scope = questions.Scope(20_454, 20_514, frozenset(f"S{n:03d}" for n in range(1, STORES + 1)))
    times = []
    for _ in range(7):
        with reader(chain / "digitool.db") as connection:
            start = time.perf_counter()
            assert ask(connection, scope)
            times.append(time.perf_counter() - start)
    print(f"\n  flow {question}: {statistics.median(times) * 1000:.1f} ms for {ROWS:,} touches")


def test_a_day_more_touches_only_whom_it_reaches(chain: Path, tmp_path: Path) -> None:
    """Adding 10,000 touches to the rest recounts only their persons."""
    workspace = tmp_path / "chain"
    shutil.copytree(chain, workspace)
    csv = tmp_path / "day.csv"
    write_touches(csv, 10_000, stores=STORES, days=1, first=ROWS)
    seconds, _peak = digitool("import", "-w", workspace, csv)
    print(f"\n  10,000 touches more: {seconds:.1f} s")
