"""What an import told of, and which facts files contradict each other about."""

from __future__ import annotations

import json
from typing import NamedTuple

from digitool.db.port import Connection
from digitool.db.statements import ask
from digitool.evidence.imports import undone_imports
from digitool.evidence.kinds import Claim, FactKind, Key


class ToldOf(NamedTuple):
    """How many facts of a kind an import tells of, how many of them it alone, and of how many another import
    that counts says otherwise.
    """

    told: int
    alone: int
    differs: int


class Contradiction(NamedTuple):
    """A fact of which two imports say what cannot both be: the claim that counts, and the other."""

    key: Key
    counts: Claim
    other: Claim


def told_of(connection: Connection, kind: FactKind, batch: int) -> ToldOf:
    """What an import tells of one kind of fact."""
    keys = ", ".join(kind.keys)
    params = {"batch": batch, "undone": _undone(connection)}
    told = (
        f"SELECT count(*) FROM (SELECT {keys} FROM {kind.table} WHERE batch = :batch"  # noqa: S608 - of the house
        f" UNION SELECT {keys} FROM {kind.table}_told WHERE batch = :batch) AS each"
    )
    alone = (
        f"SELECT count(*) FROM {kind.table} t WHERE batch = :batch AND NOT EXISTS ("  # noqa: S608
        f"SELECT 1 FROM {kind.table}_told o WHERE {_same(kind)} AND o.batch <> :batch"
        " AND o.batch NOT IN ints(:undone))"
    )
    differs = (
        f"SELECT count(*) FROM (SELECT DISTINCT {', '.join(f't.{name}' for name in kind.keys)}"  # noqa: S608
        f" FROM {kind.table} t JOIN {kind.table}_told o ON {_same(kind)}"
        f" WHERE o.batch NOT IN ints(:undone) AND ({_other(kind)}) AND (t.batch = :batch OR EXISTS"
        f" (SELECT 1 FROM {kind.table}_told w WHERE {_same(kind, 'w')} AND w.batch = :batch))) AS each"
    )

    def count(text: str) -> int:
        return int(ask(connection, text, params).fetchone()[0])

    return ToldOf(count(told), count(alone), count(differs) if kind.choice else 0)


def contradictions(connection: Connection, kind: FactKind) -> list[Contradiction]:
    """Facts of a kind of which two imports that count say what cannot both be, by key."""
    if not kind.choice:
        return []
    key, width, said = len(kind.keys), len(kind.columns), len(kind.said)
    columns = [f"t.{name}" for name in kind.columns] + [f"o.{name}" for name in kind.columns[key:]]
    order = ", ".join(f"t.{name}" for name in kind.keys)
    rows = ask(
        connection,
        f"SELECT {', '.join(columns)} FROM {kind.table}_told o JOIN {kind.table} t ON {_same(kind)}"  # noqa: S608
        f" WHERE o.batch NOT IN ints(?) AND ({_other(kind)}) ORDER BY {order}",
        (_undone(connection),),
    )
    return [
        Contradiction(
            row[:key],
            Claim(row[key : key + said], row[width - 2], row[width - 1]),
            Claim(row[width : width + said], row[-2], row[-1]),
        )
        for row in map(tuple, rows)
    ]


def _undone(connection: Connection) -> str:
    return json.dumps(sorted(undone_imports(connection)))


def _same(kind: FactKind, other: str = "o") -> str:
    return " AND ".join(f"{other}.{name} = t.{name}" for name in kind.keys)


def _other(kind: FactKind) -> str:
    return " OR ".join(f"differs(o.{name}, t.{name})" for name in kind.said)
