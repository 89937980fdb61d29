"""What every loader of one import shares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from digitool.db.port import Connection
from digitool.evidence.kinds import Key
from digitool.facts.receipts import Family
from digitool.facts.source import Source
from digitool.facts.sync import store_ids, stored_calendars
from digitool.facts.touchpoints import Touchpoints
from digitool.flow.recount import Recount
from digitool.identity.stored.evidence import Link, links_of
from digitool.identity.stored.log import assert_same
from digitool.identity.stored.registry import Registry
from digitool.ingest.noticing import Noticed
from digitool.model.days import HOUR_MS, offset_ms
from digitool.model.ids import NO_MOMENT, Day, Ms, StoreId
from digitool.model.records import GroupMember, HeldContact, Profile, Record, Warn
from digitool.workspace.settings import Settings

Follow = Callable[[], None]
"""What is still to be done after claims of a kind came to count, or not to count any more."""


class NotTaken(NamedTuple):
    """Why a record that its source could read is still not taken; becomes a reject.

    Message and hint are English templates with ``{value}``; the value is not personal.
    """

    code: str
    column: str
    message: str
    hint: str
    value: str = ""


@dataclass
class Batch:
    """One file's import: where it goes, what it has touched, and when its facts happened.

    ``operation`` and ``at`` (UTC ms) are those of the write that imports it. ``agreed`` says yes to a list
    that ends many at once; ``listed`` are the members of groups that this file lists, by group, and
    ``groups`` the ids of those. ``reached``
    are identifiers whose person may change, ``families`` numbers of receipts whose returns may belong to
    others now.
    """

    connection: Connection
    settings: Settings
    number: int
    registry: Registry
    recount: Recount
    touchpoints: Touchpoints
    operation: int = 0
    at: Ms = NO_MOMENT
    agreed: bool = False
    warnings: list[Warn] = field(default_factory=list)
    listed: dict[int, set[int]] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    undated: set[tuple[int, str]] = field(default_factory=set)
    reached: set[int] = field(default_factory=set)
    families: set[Family] = field(default_factory=set)
    noticed: Noticed = field(default_factory=Noticed)
    first_at: int | None = None
    last_at: int | None = None

    def __post_init__(self) -> None:
        self._stores = store_ids(self.connection)
        self._codes = {number: code for code, number in self._stores.items()}
        self._calendars = stored_calendars(self.connection)

    def store_id(self, code: str) -> StoreId:
        """The id of a configured store code."""
        return self._stores[code]

    def store_code(self, store: StoreId) -> str:
        """The code of a store, empty for 0."""
        return self._codes.get(store, "")

    def day(self, store: StoreId, at: Ms) -> Day:
        """The business day of an instant in a store; store 0 is the chain."""
        return self._calendars[store].day(at)

    def source(self, line: int) -> Source:
        """What a line of this file says comes from it."""
        return Source(self.number, line)

    def local_days(self, store: StoreId, start: Ms, at: Ms) -> set[tuple[StoreId, Day]]:
        """(store, business day) pairs that a span of instants may bear on."""
        shift = offset_ms(start, self._calendars[store].zone)
        first, last = self.day(store, start), self.day(store, at)
        midnight = (at + shift) // (24 * HOUR_MS)
        days = range(min(first, midnight) - (first < midnight), max(last, midnight) + 1)
        return {(store, Day(day)) for day in days}

    def identify(self, records: Sequence[Record]) -> list[bool]:
        """Keep what the records say about who is who; `reached` collects whose person may change.

        For each record: whether it says something new of its bearer, or links what was not linked.
        """
        described = [one for one in records if isinstance(one, (HeldContact, Profile, GroupMember))]
        links: list[Link] = [link for record in records for link in links_of(record)]
        told = self.registry.describe(described, self.number)
        new = {record.line for record, news in zip(described, told) if news}
        assertions = self.registry.assertions(links, self.number)
        stated = assert_same(self.connection, assertions)
        self.reached |= stated.reached
        new.update(assertions[place].line for place in stated.unseen)
        return [record.line in new for record in records]

    def saw(self, at: Ms) -> None:
        """Widen the period of the file by one instant."""
        self.first_at = at if self.first_at is None else min(self.first_at, at)
        self.last_at = at if self.last_at is None else max(self.last_at, at)


def nothing_follows(_batch: Batch, _keys: Sequence[Key]) -> Follow:
    """For facts that nothing is counted from: reports ask for them as they stand."""
    return nothing_more


def nothing_more() -> None:
    """There is nothing to be done afterwards."""
