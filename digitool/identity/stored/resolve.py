"""Keep persons equal to what the standing assertions say: locally after an import, or all at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass, field

from digitool.db.port import Connection
from digitool.identity.solve.cluster import solve
from digitool.identity.solve.outcome import Clustering
from digitool.identity.solve.rules import ClusterRules
from digitool.identity.stored.derived import Rows, replace, rows_of
from digitool.identity.stored.loading import QUARANTINED, load, persons_of_identifiers, reach
from digitool.identity.stored.log import assert_same, take_touched
from digitool.model.ids import IdentifierId, PersonId
from digitool.workspace.settings import Settings

__all__ = ["Changes", "assert_same", "rebuild", "recompute", "rules_of"]

BULK = 20_000
"""From so many touched identifiers on, clustering everything is cheaper than walking."""


@dataclass
class Changes:
    """What a recomputation changed.

    ``old_person`` and ``new_person`` hold only identifiers whose person changed. ``refusals`` and
    ``candidates`` are rows that are new; ``large`` are (person, identifiers) worth a look.
    """

    old_person: dict[IdentifierId, PersonId] = field(default_factory=dict)
    new_person: dict[IdentifierId, PersonId] = field(default_factory=dict)
    refusals: list[tuple[object, ...]] = field(default_factory=list)
    candidates: list[tuple[object, ...]] = field(default_factory=list)
    large: list[tuple[int, int]] = field(default_factory=list)


Release = Callable[[Iterable[int]], object]
"""Called with identifiers whose persons are about to change, while the database still says how it was."""


def rules_of(settings: Settings) -> ClusterRules:
    """The limits of a workspace."""
    known = asdict(settings.identity)
    known.pop("blocked", None)
    return ClusterRules(**known)


def recompute(
    connection: Connection,
    touched: Collection[int],
    settings: Settings,
    operation: int = 0,
    before_change: Release | None = None,
) -> Changes:
    """Bring persons, refusals, candidates and households up to the assertions.

    Visits only raw components that the touched identifiers reach. The result is exactly that of
    `rebuild`. Must run in a write transaction; ``operation`` is written beside new refusals.
    """
    seeds = set(touched) | take_touched(connection)
    rules = rules_of(settings)
    if len(seeds) > BULK or _rules_changed(connection, rules):
        return rebuild(connection, settings, operation, before_change)
    found = reach(connection, seeds, rules.max_degree)
    _flag(connection, found.quarantine, found.release)
    outcome = solve(load(connection, found.live), rules)
    new = {IdentifierId(member): PersonId(person[0]) for person in outcome.persons for member in person}
    new.update((IdentifierId(node), PersonId(node)) for node in found.dead)
    old = persons_of_identifiers(connection, new)
    changed = {node: person for node, person in new.items() if old[node] != person}
    changes = Changes({node: old[node] for node in changed}, changed, large=_large(outcome, rules))
    _apply(connection, changes, before_change)
    visited = found.live | found.quarantine | (seeds & found.dead.keys())  # what died loses its rows, too
    _keep(connection, changes, rows_of([outcome]), visited, operation)
    return changes


def rebuild(
    connection: Connection,
    settings: Settings,
    operation: int = 0,
    before_change: Release | None = None,
) -> Changes:
    """Compute every person again from the assertions."""
    take_touched(connection)
    rules = rules_of(settings)
    _keep_rules(connection, rules)
    from digitool.identity.stored.everything import all_persons

    everything = all_persons(connection, rules)
    flagged = "SELECT identifier FROM identifier_flag WHERE flag = ?"
    known = {row[0] for row in connection.execute(flagged, (QUARANTINED,))}
    _flag(connection, everything.quarantined - known, known - everything.quarantined)
    changes = Changes()
    sizes: dict[int, int] = {}
    for node, (old, new) in enumerate(zip(everything.stored, everything.persons)):
        if old and old != new:
            one = IdentifierId(node)
            changes.old_person[one], changes.new_person[one] = PersonId(old), PersonId(new)
        if new != node:
            sizes[new] = sizes.get(new, 1) + 1
    changes.large = sorted((person, size) for person, size in sizes.items() if size >= rules.warn_size)
    del sizes
    _apply(connection, changes, before_change)
    _keep(connection, changes, rows_of(everything.outcomes), None, operation)
    return changes


def _apply(connection: Connection, changes: Changes, before_change: Release | None) -> None:
    if before_change is not None and changes.new_person:
        before_change(sorted({*changes.new_person, *changes.new_person.values()}))
    connection.executemany(
        "UPDATE identifier SET person = ? WHERE id = ?",
        [(person, node) for node, person in sorted(changes.new_person.items())],
    )


def _keep(
    connection: Connection,
    changes: Changes,
    rows: Rows,
    ids: Collection[int] | None,
    operation: int,
) -> None:
    changes.refusals, changes.candidates, _members = replace(connection, rows, ids, operation)


def _flag(connection: Connection, add: Collection[int], remove: Collection[int]) -> None:
    connection.executemany(
        "INSERT INTO identifier_flag (identifier, flag) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(node, QUARANTINED) for node in sorted(add)],
    )
    connection.executemany(
        "DELETE FROM identifier_flag WHERE identifier = ? AND flag = ?",
        [(node, QUARANTINED) for node in sorted(remove)],
    )


def _large(outcome: Clustering, rules: ClusterRules) -> list[tuple[int, int]]:
    return [(person[0], len(person)) for person in outcome.persons if len(person) >= rules.warn_size]


def _rules_text(rules: ClusterRules) -> str:
    return json.dumps(asdict(rules), sort_keys=True)


def _rules_changed(connection: Connection, rules: ClusterRules) -> bool:
    """Whether persons were computed under other limits; a new database has none yet."""
    row = connection.execute("SELECT rules FROM identity_rules").fetchone()
    if row is None:
        _keep_rules(connection, rules)
        return False
    return bool(row[0] != _rules_text(rules))


def _keep_rules(connection: Connection, rules: ClusterRules) -> None:
    connection.execute(
        "INSERT INTO identity_rules (id, rules) VALUES (1, ?)"
        " ON CONFLICT (id) DO UPDATE SET rules = excluded.rules",
        (_rules_text(rules),),
    )
