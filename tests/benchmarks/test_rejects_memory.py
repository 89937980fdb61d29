"""Memory of an import in which every row is bad: ten times as many take no more of it.

pytest -m benchmark -n 0 -s tests/benchmarks/test_rejects_memory.py
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.touch_files import HEADER, settings

pytestmark = pytest.mark.benchmark

ROWS = (30_000, 300_000)

BAD = {"unreadable": ("soon", "S001"), "unknown store": ("2026-01-02T10:00:00+08:00", "S999")}
"""When and in which store the touches happened: rejected while they are read, or when they are to be kept."""


def peak_mib(*arguments: object) -> float:
    """Peak memory of one run of the real command line, whose rows are all rejected."""
    command = [sys.executable, "-m", "digitool", *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 3
    return used.ru_maxrss / 1024


@pytest.mark.parametrize("kind", BAD)
def test_bad_rows_do_not_fill_memory(tmp_path: Path, kind: str) -> None:
    """300,000 bad rows take at most twice the memory of 30,000, and under 150 MiB."""
    at, store = BAD[kind]
    peaks = []
    for rows in ROWS:
        chain, csv = tmp_path / f"chain-{rows}", tmp_path / f"{rows}.csv"
        subprocess.run([sys.executable, "-m", "digitool", "init", chain], check=True, capture_output=True)
        (chain / "digitool.toml").write_text(settings(1))
        with csv.open("w") as out:
            out.write(HEADER)
            for number in range(rows):
                place = f"T{number % 50:03d},wx_openid,wx0000000000000abc,oSYNTH{number:022d},entrance"
                out.write(f"E{number:09d},{at},{store},{place}\n")
        peaks.append(peak_mib("import", "-w", chain, csv))
    print(f"\n  {kind}: " + ", ".join(f"{rows:,} bad rows {mib:.0f} MiB" for rows, mib in zip(ROWS, peaks)))
    assert peaks[1] < 150 and peaks[1] < 2 * peaks[0]
