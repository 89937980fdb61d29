"""What counts follows from the claims that are live, in whatever order they came, went and came back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitool.evidence.asking import contradictions, told_of
from digitool.evidence.keeping import count_again, keys_told, tell
from digitool.evidence.kinds import Claim, FactKind
from digitool.facts.sales.accounts import SaleAccount
from digitool.ingest.undoing import kinds
from digitool.model.ids import NO_STORE, Fen, Ms

KINDS = sorted(kinds(), key=lambda kind: kind.table)

NUMBER = st.none() | st.integers(0, 3)
TEXT = st.sampled_from(["", "a", "b"])

CHANNELS = ("", "store", "official_store")
PLACED = [SaleAccount("bill", "n", "", Ms(0), NO_STORE, one, Fen(1), "paid").stored() for one in CHANNELS]

SAID = {
    "traffic": st.tuples(NUMBER, NUMBER, st.just(0), st.just(0)),
    "mini_program_figure": st.tuples(st.integers(0, 3)),
    "relation_mark": st.tuples(st.integers(0, 2), TEXT),
    "group_mark": st.tuples(st.integers(0, 2), TEXT),
    "relation_tag": st.tuples(st.sampled_from(["corp", "personal"])),
    "tag_name": st.tuples(st.integers(0, 2), st.sampled_from(["a", "b"]), st.sampled_from(["", "g"])),
    "membership": st.tuples(st.integers(0, 1), st.none() | st.integers(0, 1), st.integers(0, 2)),
    "assertion": st.tuples(st.integers(0, 3), st.integers(3, 6)),
    "attribute": st.tuples(st.integers(0, 3), st.integers(3, 6)),
    "group_chat": st.tuples(st.just(0), TEXT, TEXT, TEXT, *[st.integers(0, 2)] * 4),
    "sale_claim": st.tuples(st.just(7), *[st.none()] * 4, st.sampled_from(PLACED)),
}
"""What claims of a kind may say; nothing for those of which nothing more is said than that they are so."""


@pytest.fixture(scope="module")
def schema(pristine: Path) -> Iterator[sqlite3.Connection]:
    """A database with no rows, to be copied."""
    with closing(sqlite3.connect(pristine / "digitool.db")) as source:
        yield source


@st.composite
def deeds(draw: st.DrawFn, kind: FactKind) -> list[tuple[str, int, list[tuple[object, ...]]]]:
    """Imports of a few facts, with imports taken back and let count again in between."""
    said = SAID.get(kind.table, st.just(()))
    rows = st.lists(st.tuples(st.integers(0, 2), said), min_size=1, max_size=4)
    found: list[tuple[str, int, list[tuple[object, ...]]]] = []
    live: set[int] = set()
    undone: set[int] = set()
    for _ in range(draw(st.integers(1, 7))):
        choices = ["tell", *(["undo"] if live else []), *(["redo"] if undone else [])]
        what = draw(st.sampled_from(choices))
        if what == "tell":
            batch = len(live) + len(undone) + 1
            live.add(batch)
            told = [
                (*_key(kind, fact), *_said(kind, fact, one), batch, line)
                for line, (fact, one) in enumerate(draw(rows), 2)
            ]
            found.append(("tell", batch, told))
        else:
            come, gone = (undone, live) if what == "undo" else (live, undone)
            batch = draw(st.sampled_from(sorted(gone)))
            gone.remove(batch)
            come.add(batch)
            found.append((what, batch, []))
    return found


def _key(kind: FactKind, fact: int) -> tuple[object, ...]:
    """The fact of a number: all of its columns say it."""
    return tuple(fact if "INTEGER" in column else f"k{fact}" for column in kind.key.split(", "))


def _said(kind: FactKind, fact: int, said: tuple[object, ...]) -> tuple[object, ...]:
    """What a claim says; a group has a number of its own."""
    return (fact + 1, *said[1:]) if kind.table == "group_chat" else said


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.table)
def test_what_counts_is_what_the_live_claims_say(kind: FactKind, schema: sqlite3.Connection) -> None:
    """After any imports, undos and redos each table is what a brute-force set of live claims gives."""

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    @given(done=deeds(kind))
    def walk(done: list[tuple[str, int, list[tuple[object, ...]]]]) -> None:
        with closing(sqlite3.connect(":memory:")) as db:
            schema.backup(db)
            model: dict[int, list[tuple[object, ...]]] = {}
            undone: set[int] = set()
            for what, batch, rows in done:
                _do(db, kind, what, batch, rows)
                model.setdefault(batch, rows)
                undone = undone | {batch} if what == "undo" else undone - {batch}
                assert _stored(db, kind) == _brute(kind, {b: r for b, r in model.items() if b not in undone})
            assert set(keys_told(db, kind, 1)) == {row[: len(kind.keys)] for row in model[1]}
            live = {b: r for b, r in model.items() if b not in undone}
            if 1 in live:
                assert told_of(db, kind, 1).alone == _alone(kind, live, 1)
            assert all(one.counts.said != one.other.said for one in contradictions(db, kind))

    walk()


def _do(
    db: sqlite3.Connection, kind: FactKind, what: str, batch: int, rows: list[tuple[object, ...]]
) -> None:
    if what == "tell":
        db.execute(
            "INSERT INTO operation (seq, at, recorded_at, kind, actor, params, result)"
            " VALUES (?, 0, 0, 'import', 'x', '{}', '{}')",
            (batch,),
        )
        db.execute(
            "INSERT INTO import_file (id, operation, file, digest, format, rows_in, accepted, rejected,"
            " known) VALUES (?, ?, 'a', '', '', 0, 0, 0, 0)",
            (batch, batch),
        )
        tell(db, kind, rows)
        return
    db.execute("UPDATE operation SET undone_by = ? WHERE seq = ?", (batch if what == "undo" else None, batch))
    count_again(db, kind, keys_told(db, kind, batch))


def _stored(db: sqlite3.Connection, kind: FactKind) -> dict[tuple[object, ...], tuple[object, ...]]:
    names = ", ".join((*kind.keys, *kind.said))
    width = len(kind.keys)
    return {tuple(row[:width]): tuple(row[width:]) for row in db.execute(f"SELECT {names} FROM {kind.table}")}


def _brute(
    kind: FactKind, live: dict[int, list[tuple[object, ...]]]
) -> dict[tuple[object, ...], tuple[object, ...]]:
    """What counts of all claims at once, by the rule of the kind."""
    width = len(kind.keys)
    claims: dict[tuple[object, ...], list[Claim]] = {}
    for rows in live.values():
        for row in rows:
            claims.setdefault(row[:width], []).append(Claim(row[width:-2], row[-2], row[-1]))  # type: ignore[arg-type]
    return {key: kind.counts(some) for key, some in claims.items()}


def _alone(kind: FactKind, live: dict[int, list[tuple[object, ...]]], batch: int) -> int:
    width = len(kind.keys)
    others = {row[:width] for other, rows in live.items() if other != batch for row in rows}
    return len({row[:width] for row in live[batch]} - others)
