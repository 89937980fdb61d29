"""Which backups may go: those that are older than what is kept, and whose work something that stays holds.

A restore leaves a branch of the history behind. Its numbers are lower than those that come after, yet what
was answered there is in no later backup: it stays until a person deletes it.
"""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from digitool.db.history import holds, holds_work, work_of
from digitool.db.reading import reader_of_any
from digitool.errors import DigitoolError
from digitool.report.manifest import BACKUP, Backup, is_whole


class Pruning(NamedTuple):
    """The backups that may be deleted, and those that are old enough but the last to hold their work."""

    old: list[Backup]
    spared: list[Backup]


def choose(known: list[Backup], keep: int) -> Pruning:
    """What may go of the backups of a directory (in their order) when the newest ``keep`` whole ones stay.

    States that were kept before a restore or a migration are not counted. What cannot be read, and what is
    of another database, stays.
    """
    oldest = _oldest_kept(known, keep)
    old = [one for one in known if oldest and one.manifest.is_older(oldest.manifest)]
    staying = [one for one in known if one not in old]
    spared: list[Backup] = []
    for one in reversed(old):  # the newest state of a branch holds those before it
        if not any(_holds(other, one) and is_whole(other) for other in reversed([*staying, *spared])):
            spared.append(one)
    return Pruning([one for one in old if one not in spared], spared[::-1])


def _oldest_kept(known: list[Backup], keep: int) -> Backup | None:
    """The backup that is kept as the last of so many whole ones; None where there are no more than those."""
    asked = (one for one in reversed(known) if one.manifest.kind == BACKUP and one.manifest.verified)
    return next(islice(filter(is_whole, asked), keep - 1, None), None) if keep > 0 else None


def _holds(later: Backup, earlier: Backup) -> bool:
    """Whether a backup holds all work of another one; no where either of them cannot be read."""
    mine, its = later.manifest.history, earlier.manifest.history
    try:
        with reader_of_any(later.database) as connection:
            if holds(connection, mine, its):
                return True
            with reader_of_any(earlier.database) as other:
                work = work_of(other, its)
            return holds_work(connection, mine, work)
    except (DigitoolError, OSError):
        return False
