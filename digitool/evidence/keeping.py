"""Keep claims, and what counts of them; take the claims of an import back, and let them count again.

The table of a kind holds one row for each fact: what counts, and one import that says so. Every other claim
of the fact stands in ``<table>_told``, also those of imports that were taken back; most facts are told once
and have none there. Where no single import says what counts, its table's row is no claim: then the claim of
the import that it names stands in ``<table>_told``, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from digitool.db.port import Connection
from digitool.db.statements import Scratch, ask
from digitool.evidence.imports import undone_imports
from digitool.evidence.kinds import Claim, FactKind, Key, Row, combined

_CHUNK = 20_000
"""Facts looked at together; bounds memory."""


class Heard(NamedTuple):
    """What became of one row: what counted before it (None: nothing) and what counts after it.

    ``new`` says that no live claim said this, or all of this, before.
    """

    before: tuple[object, ...] | None
    after: tuple[object, ...]
    new: bool


def tell(connection: Connection, kind: FactKind, rows: Sequence[Row]) -> list[Heard]:
    """Keep what an import says; what became of each row.

    All rows are of one import. Of a fact that it tells more than once, it says what counts of them.
    """
    width = len(kind.keys)
    told = [(row[:width], Claim(row[width:-2], row[-2], row[-1])) for row in rows]
    known = _stored(connection, kind, {key for key, _claim in told})
    undone = undone_imports(connection) if known else frozenset()
    counting = {key: _live(kind, claims, undone) for key, claims in known.items()}
    live = {(key, one.said) for key, claims in known.items() for one in claims if one.batch not in undone}
    own: dict[Key, Claim] = {}
    heard = []
    for key, claim in told:
        before = counting.get(key)
        after = claim if before is None else combined(kind, [before, claim])
        said = None if before is None else before.said
        new = said != after.said or (kind.choice and said != claim.said and (key, claim.said) not in live)
        heard.append(Heard(said, after.said, new))
        live.add((key, claim.said))
        counting[key] = after
        own[key] = combined(kind, [own[key], claim]) if key in own else claim
    _insert(connection, kind, kind.table, [_row(key, one) for key, one in own.items() if key not in known])
    again = {key: [*_but(known[key], own[key].batch), _joined(kind, known[key], own[key])] for key in known}
    _settle(connection, kind, again, undone)
    return heard


def _but(claims: Iterable[Claim], batch: int) -> list[Claim]:
    return [claim for claim in claims if claim.batch != batch]


def _joined(kind: FactKind, claims: Iterable[Claim], new: Claim) -> Claim:
    """What an import says of a fact when it told of it before."""
    before = [claim for claim in claims if claim.batch == new.batch]
    return combined(kind, [*before, new]) if before else new


def keys_told(connection: Connection, kind: FactKind, batch: int) -> list[Key]:
    """The facts that an import tells of, whether it is taken back or not."""
    names = ", ".join(kind.keys)
    rows = connection.execute(
        f"SELECT {names} FROM {kind.table} WHERE batch = :batch"  # noqa: S608 - names of the house
        f" UNION SELECT {names} FROM {kind.table}_told WHERE batch = :batch",
        {"batch": batch},
    )
    return [tuple(row) for row in rows]


def count_again(connection: Connection, kind: FactKind, keys: Iterable[Key]) -> None:
    """Bring what counts of these facts up to the imports that are live now."""
    undone = undone_imports(connection)
    remaining = iter(keys)
    while chunk := list(islice(remaining, _CHUNK)):
        _settle(connection, kind, _stored(connection, kind, chunk), undone)


def _live(kind: FactKind, claims: Iterable[Claim], undone: Collection[int]) -> Claim | None:
    live = [claim for claim in claims if claim.batch not in undone]
    return combined(kind, live) if live else None


def _stored(connection: Connection, kind: FactKind, keys: Collection[Key]) -> dict[Key, list[Claim]]:
    """Every claim of these facts, by fact; none for those that nobody told of."""
    asked = Scratch(f"{kind.table}_asked", kind.key, ", ".join(kind.keys))
    asked.fill(connection, sorted(keys))
    found: dict[Key, list[Claim]] = {}
    for key, claim in _read(connection, kind, f"{kind.table}_told"):
        found.setdefault(key, []).append(claim)
    for key, claim in _read(connection, kind, kind.table):
        others = found.setdefault(key, [])
        if all(other.batch != claim.batch for other in others):
            others.append(claim)
    return found


def _read(connection: Connection, kind: FactKind, table: str) -> Iterator[tuple[Key, Claim]]:
    on = " AND ".join(f"t.{name} = a.{name}" for name in kind.keys)
    columns = ", ".join(f"t.{name}" for name in kind.columns)
    rows = ask(
        connection,
        f"SELECT {columns} FROM temp.{kind.table}_asked a /*+ then */ JOIN {table} t ON {on}",  # noqa: S608
    )
    width = len(kind.keys)
    for row in rows:
        cells = tuple(row)
        yield cells[:width], Claim(cells[width:-2], *cells[-2:])


def _settle(
    connection: Connection, kind: FactKind, facts: dict[Key, list[Claim]], undone: Collection[int]
) -> None:
    """Write what counts of facts, and every other claim beside it."""
    counting = {key: _live(kind, claims, undone) for key, claims in facts.items()}
    where = " AND ".join(f"{name} = ?" for name in kind.keys)
    gone = sorted(key for key, fact in counting.items() if fact is None)
    connection.executemany(f"DELETE FROM {kind.table} WHERE {where}", gone)  # noqa: S608
    connection.executemany(f"DELETE FROM {kind.table}_told WHERE {where}", sorted(facts))  # noqa: S608
    _insert(
        connection, kind, kind.table, [_row(key, one) for key, one in counting.items() if one is not None]
    )
    _insert(
        connection,
        kind,
        f"{kind.table}_told",
        [_row(key, claim) for key, claims in facts.items() for claim in claims if claim != counting[key]],
    )


def _row(key: Key, claim: Claim) -> Row:
    return (*key, *claim.said, claim.batch, claim.line)


def _insert(connection: Connection, kind: FactKind, table: str, rows: Sequence[Row]) -> None:
    width = len(kind.keys)
    in_order = sorted(rows, key=lambda row: row[:width])
    names, places = ", ".join(kind.columns), ", ".join("?" * len(kind.columns))
    counts = (*kind.said, "batch", "line")
    key = ", ".join(kind.keys if table == kind.table else (*kind.keys, "batch"))
    connection.executemany(
        f"INSERT INTO {table} ({names}) VALUES ({places}) ON CONFLICT ({key}) DO UPDATE"  # noqa: S608
        f" SET {', '.join(f'{name} = excluded.{name}' for name in counts)}",
        in_order,
    )
