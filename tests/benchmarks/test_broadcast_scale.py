"""Planning at scale: a million customers, over three million earlier messages, and one guide's list."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from digitool.model.days import local_day, parse_instant
from tests.bound import bind_key
from tests.coupons.shop import empty_database

NOW = parse_instant("2026-03-20 12:00:00")
TODAY = local_day(NOW, "Asia/Shanghai")
DAY = 86_400_000
GUIDES = 500


class Run(NamedTuple):
    """What a command took: CPU seconds (a shared machine's clock says little), peak MB; what it printed."""

    seconds: float
    megabytes: int
    out: str


def chain(root: Path, customers: int, messages: int = 3) -> Path:
    """A workspace with guides who hold every customer, a third of them twice, and earlier messages."""
    subprocess.run([sys.executable, "-m", "digitool", "init", str(root), "-q"], check=True)
    path = root / "digitool.db"
    path.write_bytes(empty_database())
    bind_key(path)
    rng = random.Random(7)
    guides = [f"g{n:03d}" for n in range(GUIDES)]
    everybody = range(1, customers + 1)
    with sqlite3.connect(path) as connection:
        connection.executemany(
            "INSERT INTO identifier (id, ns, scope, value, person) VALUES (?, 3, 0, ?, ?)",
            ((n, f"wm{n:030d}", n) for n in everybody),
        )
        held = {(guides[n % GUIDES], n) for n in everybody}
        held |= {(rng.choice(guides), n) for n in range(1, customers + 1, 3)}
        connection.executemany(
            "INSERT INTO relation (guide, identifier, added_at, add_way, state, batch, line)"
            " VALUES (?, ?, 1, 1, '', 0, 0)",
            sorted(held),
        )
        sent = ((n, TODAY - rng.randrange(1, 29)) for n in everybody for _ in range(messages))
        connection.executemany(
            "INSERT OR IGNORE INTO guide_contact (day, plan, identifier, channel, at, guide, state, result)"
            " VALUES (?, 1, ?, 1, ?, ?, 'sent', '')",
            sorted((day, n, day * DAY, guides[n % GUIDES]) for n, day in sent),
        )
    connection.close()
    (root / "ids.csv").write_text("".join(f"P{n}\n" for n in everybody))
    (root / "tea.toml").write_text(
        'name = "Tea"\ncustomers = "ids.csv"\nchannel = "wecom"\ntext = "tea"\n', "utf-8"
    )
    return root


def made(root: Path, customers: int, messages: int = 3) -> Path:
    """A chain, made by another process: a child's peak memory begins with that of whoever starts it."""
    here = Path(__file__)
    make = f"from tests.benchmarks.{here.stem} import *; chain(Path({str(root)!r}), {customers}, {messages})"
    env = {**os.environ, "PYTHONPATH": str(here.parents[2])}
    subprocess.run([sys.executable, "-c", make], check=True, env=env, stdout=subprocess.DEVNULL)
    return root


def run(root: Path, *words: str) -> Run:
    """One command in a process of its own."""
    env = {**os.environ, "DIGITOOL_AS_OF": "2026-03-20T12:00:00+08:00", "DIGITOOL_WORKSPACE": str(root)}
    child = subprocess.Popen(
        [sys.executable, "-m", "digitool", *words], cwd=root, env=env, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    out = child.stdout.read()
    child.stdout.close()
    _pid, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0
    return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024, out)


@pytest.mark.benchmark
def test_a_million_customers_are_planned_within_thirty_seconds_and_a_gigabyte(tmp_path: Path) -> None:
    """Planned, exported and recorded for a million customers; four times the customers, about four times."""
    taken = {}
    for customers in (250_000, 1_000_000):
        root = made(tmp_path / str(customers), customers)
        plan = run(root, "guide", "broadcast", "tea.toml", "--by", "reason", "--json")
        rows = {row["reason"]: row["customers"] for row in json.loads(plan.out)["rows"]}
        assert sum(rows.values()) == customers and rows[""] > customers // 2
        table = run(root, "guide", "broadcast", "tea.toml", "--limit", "0", "--csv", "-o", "plan.csv")
        record = run(root, "guide", "broadcast", "tea.toml", "--record", "--requests", "out")
        taken[customers] = plan.seconds
        for name, one in (("plan", plan), ("csv", table), ("record", record)):
            print(f"{customers:>9,} customers {name:>6}: {one.seconds:6.1f} s, {one.megabytes:5d} MB")
            assert one.megabytes < 1000
        assert plan.seconds < 30
    assert taken[1_000_000] / taken[250_000] < 5


@pytest.mark.benchmark
def test_one_guides_list_comes_at_once_after_a_million_touches(tmp_path: Path) -> None:
    """The list of a guide with 2,600 customers, beyond start-up, a million touches and purchases around."""
    root = made(tmp_path / "chain", 1_000_000, 1)
    rng = random.Random(7)
    with sqlite3.connect(root / "digitool.db") as connection:
        connection.executemany(
            "INSERT OR IGNORE INTO touch VALUES (?, ?, 1, ?, 0, 0)",
            ((rng.randrange(1, 1_000_001), NOW - rng.randrange(90 * DAY), n) for n in range(1_000_000)),
        )
        connection.executemany(
            "INSERT INTO purchase (id, number, order_no, at, day, store, channel, amount_fen, state, party,"
            " guide, referrer, batch, line)"
            " VALUES (?, '', '', ?, ?, ?, 'store', 9900, 'paid', ?, '', '', 0, 0)",
            (
                (n, NOW - ago * DAY, TODAY - ago, n % 75, rng.randrange(1, 1_000_001))
                for n in range(1_000_000)
                for ago in (rng.randrange(90),)
            ),
        )
        connection.execute("INSERT INTO purchase_line SELECT id, 1, '', 'tea', 1, 9900 FROM purchase")
    connection.close()
    nothing = min(run(root, "guide", "plans").seconds for _ in range(5))
    listed = min(run(root, "guide", "todo", "g007", "--json") for _ in range(5))
    beyond = listed.seconds - nothing
    rows = json.loads(listed.out)["rows"]
    print(f"{len(rows)} entries in {beyond:.3f} s beyond a start-up of {nothing:.3f} s")
    assert rows and beyond < 0.3
