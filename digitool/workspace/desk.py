"""The desk: the surroundings of every operation, made once by whoever asks for it.

The same operations serve a command, which opens the database for one write, and a loop at a till, which
keeps its connection open. A function whose name ends in ``_in`` works inside a write of its caller.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from digitool.db.actor import actor_of
from digitool.db.port import Connection
from digitool.db.reading import reader
from digitool.db.writing import Work, WriteRequest, operation, transaction
from digitool.model.calendar import Calendar
from digitool.model.days import format_instant
from digitool.model.ids import Day, Ms
from digitool.workspace.settings import Settings

Act = Callable[[Work], dict[str, Any]]
"""What a write does; what it gives back is recorded as the operation's result."""


class Stamp(NamedTuple):
    """Who and what stands behind a journal; ``day`` is the business day, ``at`` UTC ms.

    ``key`` is the idempotency key, or the operation's public id where none was given; ``source`` names
    the row or file that caused it, for example ``coupon:12``.
    """

    operation: int
    kind: str
    day: Day
    at: Ms
    actor: str
    key: str
    source: str


def no_secret() -> bytes:
    """The key of a desk that was given none: empty."""
    return b""


@dataclass(frozen=True)
class Desk:
    """Who writes where and when, under which settings.

    ``at`` is UTC ms. Without a ``key`` a repeat is a new write. ``store`` and ``channel`` say at which
    counter it happens, where it happens at one (`at_counter`). ``secret_of`` gives the workspace's key when
    an operation comes to it.
    """

    database: Path | Connection
    at: Ms
    settings: Settings = field(default_factory=Settings)
    secret_of: Callable[[], bytes] = no_secret
    actor: str = field(default_factory=actor_of)
    key: str | None = None
    dry_run: bool = False
    store: str = ""
    channel: str = ""

    @property
    def secret(self) -> bytes:
        """The workspace's key; empty at a desk that was given none. Raises WorkspaceError for another one."""
        return self.secret_of()

    def write(self, kind: str, params: dict[str, Any], act: Act) -> dict[str, Any]:
        """Carry out ``act`` as one transaction, recorded as an operation; its result.

        ``params`` decide what counts as the same request: where the key was used before for the same one,
        nothing is done and the first result is given back. Whatever ``act`` raises leaves the database as it
        was, and so does a dry run. Raises ConflictError (``key_reused``), BusyError.
        """
        request = WriteRequest(kind, self.at, params, self.key, self.actor, self.dry_run)
        with self._begin(request) as work:
            return work.finish(act(work)) if work.replayed is None else work.replayed

    def _begin(self, request: WriteRequest) -> AbstractContextManager[Work]:
        if isinstance(self.database, Path):
            return operation(self.database, request)
        return transaction(self.database, request)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The database for questions: the open connection, or one of its own."""
        if isinstance(self.database, Path):
            with reader(self.database) as connection:
                yield connection
        else:
            yield self.database

    def calendar(self, store: str = "") -> Calendar:
        """The calendar of a store, by default of this counter's; the chain's where there is none."""
        place = self.settings.stores.get(store or self.store) or self.settings.chain
        return place.calendar

    def day(self, store: str = "") -> Day:
        """The business day in a store, by default at this counter."""
        return self.calendar(store).day(self.at)

    def moment(self, at: Ms | None) -> str | None:
        """An instant of a result as text in the chain's zone; None stays None."""
        return None if at is None else format_instant(at, self.settings.chain.zone)

    def stamp(self, work: Work, kind: str, source: str) -> Stamp:
        """Who and what stands behind a journal of this write."""
        key = work.key or work.operation
        return Stamp(work.seq, kind, self.day(), self.at, self.actor, key, source)

    def at_counter(self, store: str, channel: str = "store") -> Desk:
        """The same desk at the counter of a store, or of a channel without one."""
        return replace(self, store=store, channel=channel)

    def part(self, name: str) -> Desk:
        """The same desk for one of several writes of a request: with key ``K`` its own is ``K#name``."""
        return replace(self, key=self.key and f"{self.key}#{name}")

    def on(self, connection: Connection, key: str | None) -> Desk:
        """The same desk on an open connection, under another key: for loops."""
        return replace(self, database=connection, key=key)
