"""Claims told twice and taken back, and purchases of both sides, at scale: ratios in the same run.

pytest -m benchmark -n 0 -s tests/benchmarks/test_evidence_scale.py
DIGITOOL_BENCHMARK_ROWS=1000000 pytest -m benchmark -n 0 -s tests/benchmarks/test_evidence_scale.py
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.benchmarks.test_import_scale import digitool, timed
from tests.benchmarks.touch_files import HEADER, settings, write_touches

ROWS = int(os.environ.get("DIGITOOL_BENCHMARK_ROWS", "200000"))
STORES = 20

pytestmark = pytest.mark.benchmark


class Chain(NamedTuple):
    """A workspace whose touches are told: a fifth of them by two files, a twentieth taken back."""

    root: Path
    seconds: float


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Chain:
    """Touches in one file, a fifth of them in another too, a twentieth in a third that is taken back."""
    root = tmp_path_factory.mktemp("evidence")
    workspace, whole = root / "chain", root / "whole.csv"
    write_touches(whole, ROWS, stores=STORES)
    digitool("init", workspace)
    (workspace / "digitool.toml").write_text(settings(STORES))
    lines = whole.read_text("utf-8").splitlines(keepends=True)[1:]
    last = ROWS - ROWS // 20
    parts = {"again": lines[: ROWS // 5], "rest": lines[:last], "undone": lines[last:]}
    for name, some in parts.items():
        (root / f"{name}.csv").write_text("".join([HEADER, *some]), "utf-8")
    seconds = 0.0
    for name in ("rest", "undone", "again"):
        seconds += digitool("import", "-w", workspace, root / f"{name}.csv")[0]
    assert digitool("import", "undo", "2", "-w", workspace)[0] > 0
    return Chain(workspace, seconds)


def test_bytes_of_a_claim(chain: Chain) -> None:
    """A fifth told twice, a twentieth taken back: at most 60 bytes a row told, with everything."""
    size = (chain.root / "digitool.db").stat().st_size
    told = ROWS + ROWS // 5
    print(f"\n  {told:,} rows told: {size / told:.0f} bytes a row, {chain.seconds:.1f} s")
    if shutil.which("sqlite3"):
        columns = "ref TEXT PRIMARY KEY, at, store, touchpoint, namespace, scope, identity, scene"
        csv = chain.root.parent / "whole.csv"
        peer = timed("sqlite3", chain.root.parent / "peer.db", f"CREATE TABLE e ({columns})", ".mode csv",
                     f".import --skip 1 {csv} e")[0]  # fmt: skip
        print(f"  {chain.seconds / peer:.1f} times sqlite3 .import of all rows once ({peer:.1f} s)")


def test_undo_of_a_tenth(chain: Chain, tmp_path: Path) -> None:
    """A file of a tenth of the rows is taken back, and counts again."""
    workspace = tmp_path / "chain"
    shutil.copytree(chain.root, workspace)
    more = tmp_path / "more.csv"
    write_touches(more, ROWS // 10, stores=STORES, days=6, first=ROWS)
    took = digitool("import", "-w", workspace, more)[0]
    for verb in ("undo", "redo"):
        seconds, peak = digitool("import", verb, "4", "-w", workspace)
        print(
            f"\n  {verb} of {ROWS // 10:,} rows among {ROWS:,}: {seconds:.1f} s, peak {peak / 1024:.0f} MiB"
        )
        print(f"  {seconds / took:.1f} times their import")


def test_sales_that_a_till_and_a_bill_tell(tmp_path: Path) -> None:
    """As many till lines as bill rows, joined by no number: each sale counts once."""
    rows = ROWS // 10
    till, bill = tmp_path / "till.csv", tmp_path / "bill.csv"
    write_sales(till, bill, rows)
    workspace = tmp_path / "chain"
    digitool("init", workspace)
    bills = '[[bills]]\nmerchant = "1900000001"\nstore = "S001"\n'
    (workspace / "digitool.toml").write_text(settings(STORES) + bills)
    for file in (till, bill):
        seconds, peak = digitool("import", "-w", workspace, file)
        peer = timed("sqlite3", tmp_path / f"{file.stem}.db", ".mode csv", f".import {file} e")[0]
        print(f"\n  {file.name}, {rows:,} rows: {seconds:.1f} s, {seconds / rows * 1e3:.2f} ms a row")
        print(f"  {seconds / peer:.0f} times sqlite3 .import, peak {peak / 1024:.0f} MiB")
    with closing(sqlite3.connect(workspace / "digitool.db")) as db:
        assert db.execute("SELECT count(*) FROM purchase WHERE state = 'paid'").fetchone() == (rows,)


def write_sales(till: Path, bill: Path, rows: int) -> None:
    """Sales of one store over 28 days, as its till and as the bill tell them, without a common number."""
    from tests.sources.made import wechat_bill, wechat_row

    lines, payments = ["at,order_no,amount,store,tender"], []
    for number in range(rows):
        day, second = 1 + number * 28 // rows, number * 37 % 43_200
        at = f"2026-03-{day:02d} {8 + second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
        lines.append(f"{at},{number % 9_000:04d},100.00,S001,微信")
        payments.append(wechat_row(1, 交易时间=at, 微信订单号=f"42{number:026d}", 商户订单号=f"M{number}"))
    till.write_text("\n".join([*lines, ""]), "utf-8")
    bill.write_text(wechat_bill(payments), "utf-8")
