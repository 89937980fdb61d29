"""Staff and blocked values: settings name them, the database remembers whose identifiers they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from digitool.db.port import Connection
from digitool.identity.stored.loading import persons_of_identifiers
from digitool.identity.stored.log import note_touched
from digitool.identity.stored.registry import Registry
from digitool.model.ids import Identifier
from digitool.model.phones import normalise_phone
from digitool.workspace.settings import Settings

EXCLUDED = "excluded"
"""Flag of identifiers that the settings say mean nobody."""


class Synced(NamedTuple):
    """Whether who is staff changed, and the identifiers that mean nobody now, or did."""

    staff: bool
    nobody: frozenset[int]


def sync_staff(connection: Connection, registry: Registry, settings: Settings) -> Synced:
    """Bring staff and blocked identifiers up to the settings.

    Touched identifiers are remembered for the next `resolve.recompute`, which must follow.
    """
    registry.block(blocked_values(settings))
    excluded = set(registry.find_values(blocked_values(settings)))
    nobody = _sync_excluded(connection, excluded)
    staff = set(registry.ids(staff_identifiers(settings)))
    known = {row[0] for row in connection.execute("SELECT identifier FROM staff_identifier")}
    if staff == known:
        return Synced(staff=False, nobody=nobody)
    connection.executemany(
        "DELETE FROM staff_identifier WHERE identifier = ?", [(one,) for one in known - staff]
    )
    connection.executemany(
        "INSERT INTO staff_identifier (identifier) VALUES (?)", [(one,) for one in sorted(staff - known)]
    )
    note_touched(connection, staff ^ known)
    return Synced(staff=True, nobody=nobody)


def staff_identifiers(settings: Settings) -> list[Identifier]:
    """Identifiers of guides and other staff, as the settings name them."""
    found = [one for guide in settings.guides.values() for one in guide.identifiers]
    return list(dict.fromkeys([*found, *settings.staff]))


def blocked_values(settings: Settings) -> list[str]:
    """Values that mean nobody, phones normalised."""
    return sorted({_plain(value) for value in settings.identity.blocked})


def _plain(value: str) -> str:
    try:
        return normalise_phone(value)
    except ValueError:
        return value.strip()


def _sync_excluded(connection: Connection, excluded: set[int]) -> frozenset[int]:
    known = {
        row[0]
        for row in connection.execute("SELECT identifier FROM identifier_flag WHERE flag = ?", (EXCLUDED,))
    }
    gone, new = known - excluded, excluded - known
    connection.executemany(
        "DELETE FROM identifier_flag WHERE identifier = ? AND flag = ?", [(one, EXCLUDED) for one in gone]
    )
    connection.executemany(
        "INSERT INTO identifier_flag (identifier, flag) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(one, EXCLUDED) for one in new],
    )
    if gone or new:
        known_here = persons_of_identifiers(connection, gone | new)
        note_touched(connection, known_here.keys() | _neighbours(connection, new))
    return frozenset(gone | new)


def _neighbours(connection: Connection, nodes: Iterable[int]) -> set[int]:
    """Those who may have been joined over a value that now means nobody."""
    found: set[int] = set()
    for node in nodes:
        rows = connection.execute("SELECT a, b FROM assertion WHERE a = ? OR b = ?", (node, node))
        found.update(end for row in rows for end in row)
    return found
