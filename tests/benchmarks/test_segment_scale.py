"""A million persons, six million facts: how long a segment takes, and how much memory."""

from __future__ import annotations

import random
import resource
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import tomli

from digitool.db.connection import connect
from digitool.db.schema.making import create_database
from digitool.model.days import DAY_MS, parse_instant
from digitool.segments.members import segment_members
from digitool.segments.spec import read_segment
from digitool.workspace.settings import Chain, Settings, Store

NOW = parse_instant("2026-03-02 12:00:00")
PERSONS = 1_000_000
SETTINGS = Settings(chain=Chain(own_appids=("wx1",)), stores={"S001": Store(code="S001", name="一店")})

FILES = {
    "reach": '[[all]]\nreachable_by = ["wecom", "phone"]\n',
    "rfm": '[[all]]\norders = ">=3"\nspend = ">=200.00"\nwithin_days = 365\n[[all]]\nrecency_days = "<=90"\n',
    "scene": '[[all]]\nlast_scene = "pay"\n[[all]]\nscenes = "shelf"\nwithin_days = 200\n',
    "price band": '[[all]]\norder_price = "50.00..100.00"\n[[not]]\nlost = true\n',
}
"""What is asked; each condition is a pass over its facts."""


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A million persons with two identifiers each, 2 M purchases, 3 M touches, 0.5 M friends."""
    path = tmp_path_factory.mktemp("scale") / "digitool.db"
    create_database(path)
    connection = connect(path)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("BEGIN")
    _fill(connection, random.Random(7))
    connection.execute("COMMIT")
    yield connection
    connection.close()


def _fill(connection: sqlite3.Connection, rng: random.Random) -> None:
    connection.execute("INSERT INTO identifier_scope VALUES (1, 'wx1')")
    connection.executemany(
        "INSERT INTO identifier (id, ns, scope, value, person) VALUES (?, ?, ?, ?, ?)",
        (
            (2 * n - 1 + more, (1, 6 if n % 3 else 3)[more], 1 - more, f"v{2 * n + more}", 2 * n - 1)
            for n in range(1, PERSONS + 1)
            for more in (0, 1)
        ),
    )
    when = [NOW - rng.randrange(400 * 24) * DAY_MS // 24 for _ in range(100_003)]
    rows = sorted((rng.getrandbits(62), n) for n in range(2 * PERSONS))
    connection.executemany(
        "INSERT INTO purchase (id, number, order_no, at, day, store, channel, amount_fen, state, party,"
        " guide, referrer, batch, line) VALUES (?, '', '', ?, 0, 1, 'store', ?, 'paid', ?, '', '', 1, ?)",
        ((key, when[n % 100_003], 1000 + n % 20_000, rng.randrange(2 * PERSONS) + 1, n) for key, n in rows),
    )
    connection.executemany(
        "INSERT INTO touchpoint (id, code, scene, store, physical) VALUES (?, ?, ?, 1, 1)",
        [(n, f"t{n}", n) for n in range(1, 11)],
    )
    connection.executemany(
        "INSERT INTO touch VALUES (?, ?, ?, ?, 1, 1)",
        ((n * 2 // 3 + 1, when[n * 7 % 100_003], n % 10 + 1, n) for n in range(3 * PERSONS)),
    )
    connection.executemany(
        "INSERT INTO relation (guide, identifier, added_at, add_way, state, lost_at, batch, line)"
        " VALUES (?, ?, ?, 1, '', ?, 1, 1)",
        (
            (f"g{n % 500}", 4 * n + 1, when[n % 100_003], NOW if n % 9 == 0 else None)
            for n in range(PERSONS // 2)
        ),
    )


@pytest.mark.benchmark
@pytest.mark.parametrize("name", FILES)
def test_a_segment_of_a_million_persons_takes_seconds(name: str, chain: sqlite3.Connection) -> None:
    """Every kind of condition over a million persons takes seconds of one core, within 1 GiB in all."""
    segment = read_segment(tomli.loads(FILES[name]), FILES[name], Path(f"{name}.toml"))
    started = time.process_time()
    found = segment_members(chain, segment, NOW, SETTINGS)
    persons = found.persons
    seconds = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"\n{name}: {len(persons):,} of {len(found.everyone):,} in {seconds:.1f} s CPU; peak {peak} MiB")
    assert len(found.everyone) == PERSONS
    assert 0 < len(persons) < PERSONS
    assert seconds < 15
    assert peak < 1024
