"""Who is in a segment, and how each condition got there.

    members = persons_of(connection, load_segment(workspace, "high_value"), at, workspace.settings)
    members.persons   # person ids, ascending

Each condition is one question to the database for all persons at once; sets meet in memory (`PersonSet`).
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from digitool.db.port import Connection
from digitool.db.statements import bare
from digitool.db.tally import sql
from digitool.model.ids import Ms
from digitool.segments.folds import FOLDS, Rows
from digitool.segments.keys import CHANNELS, BlockLimits
from digitool.segments.measures import Measure, MeasureNeeds, channel_measures, measures
from digitool.segments.moment import chain_moment
from digitool.segments.names import require_names
from digitool.segments.people import PersonSet
from digitool.segments.spec import Block, Condition, Segment
from digitool.workspace.settings import Settings


class ConditionStep(NamedTuple):
    """One condition: ``persons`` satisfy it alone; ``left`` is the segment with it and all before it.

    ``left`` is None inside a block of ``any`` or ``not`` that is not complete yet.
    """

    group: str
    block: int
    condition: Condition
    people: PersonSet
    left: int | None

    @property
    def persons(self) -> int:
        """How many customers satisfy the condition alone."""
        return len(self.people)


@dataclass(frozen=True)
class Members:
    """The answer: ``everyone`` is all customers, ``people`` those of the segment."""

    segment: Segment
    everyone: PersonSet
    people: PersonSet
    steps: tuple[ConditionStep, ...]

    @property
    def persons(self) -> array[int]:
        """Person ids, ascending, 64-bit."""
        return self.people.numbers()

    def __len__(self) -> int:
        return len(self.people)


def segment_members(connection: Connection, segment: Segment, at: Ms, settings: Settings) -> Members:
    """The customers of a segment at a moment (UTC ms); staff are none.

    Raises NotFoundError for a store, guide, stock, group or category that does not exist.
    """
    require_names(connection, segment, settings)
    asking = Asking(connection, settings, at, tag_rules=not segment.tag)
    asked = [(block, one, asking.of(block, one)) for block in segment.blocks for one in block.conditions]
    found = asking.answer([measured for _block, _one, measured in asked])
    everyone = asking.everyone
    people, steps = _combine(
        segment, [(block, one, who) for (block, one, _), who in zip(asked, found)], everyone
    )
    return Members(segment, everyone, people, steps)


def reachable(
    connection: Connection, settings: Settings, at: Ms, channels: Sequence[str] = CHANNELS
) -> dict[str, PersonSet]:
    """By channel (`keys.CHANNELS`), the customers who can be reached on it."""
    asking = Asking(connection, settings, at)
    asked = MeasureNeeds(connection, settings, chain_moment(settings, at), BlockLimits(), None)
    return dict(zip(channels, asking.answer([channel_measures(asked, one) for one in channels])))


def customers(connection: Connection) -> PersonSet:
    """Every person who is a customer: somebody, and not staff."""
    size = int(connection.execute("SELECT coalesce(max(id), 0) FROM identifier").fetchone()[0]) + 1
    return _flagged(connection, "people", size) - _flagged(connection, "staff", size)


def _flagged(connection: Connection, tally: str, size: int) -> PersonSet:
    flags = bytearray(size)
    for (person,) in bare(connection, sql("segments", tally)):
        flags[person] = 1
    return PersonSet(flags)


class Asking:
    """Puts measures to one database at one moment; equal questions once."""

    def __init__(self, connection: Connection, settings: Settings, at: Ms, *, tag_rules: bool = True) -> None:
        self.connection, self.settings = connection, settings
        self.moment = chain_moment(settings, at)
        self.everyone = customers(connection)
        self._kind = "" if tag_rules else "people"

    def of(self, block: Block, condition: Condition) -> list[Measure]:
        """The measures of a condition under its block's limits."""
        limits = block.limits
        limits = limits if limits.tag_kind else replace(limits, tag_kind=self._kind)
        asked = MeasureNeeds(self.connection, self.settings, self.moment, limits, condition.value)
        return measures(asked, condition)

    def answer(self, asked: Sequence[Sequence[Measure]]) -> list[PersonSet]:
        """For each list of measures the customers for whom any of them holds."""
        questions: dict[tuple[str, object], list[Measure]] = defaultdict(list)
        for measured in asked:
            for one in measured:
                if one not in questions[one.tally, one.params]:
                    questions[one.tally, one.params].append(one)
        held: dict[Measure, PersonSet] = {}
        for same in questions.values():
            held.update(zip(same, self._put(same)))
        found = []
        for measured in asked:
            people = self.everyone - self.everyone
            for one in measured:
                people = people | held[one]
            found.append(people & self.everyone)
        return found

    def _put(self, same: Sequence[Measure]) -> list[PersonSet]:
        """Put one tally once, for all measures of its columns."""
        everyone = self.everyone.flags
        flags = [
            bytearray(everyone)
            if one.default is not None and one.wanted.holds(one.default)
            else bytearray(len(everyone))
            for one in same
        ]
        columns, rows = self._rows(same[0])
        tests = [(columns.index(one.column), *one.wanted, flag) for one, flag in zip(same, flags)]
        for row in rows:
            person = row[0]
            for column, low, high, flag in tests:
                value = row[column]
                if value is not None:
                    flag[person] = low <= value <= high
        return [PersonSet(flag) for flag in flags]

    def _rows(self, one: Measure) -> tuple[list[str], Rows]:
        """The columns of a tally, and its rows, one per person."""
        room, _, name = one.tally.rpartition("/")
        rows = bare(self.connection, sql(room or "segments", name), dict(one.params))
        fold = FOLDS.get(one.tally)
        if fold is None:
            return [name[0] for name in rows.description], rows
        return ["person", *fold.columns], fold.rows(rows, self.person_of)

    @cached_property
    def person_of(self) -> array[int]:
        """The person of each identifier, by its id."""
        found = array("q", range(len(self.everyone.flags)))
        for identifier, person in bare(self.connection, sql("segments", "merged")):
            found[identifier] = person
        return found


def _combine(
    segment: Segment, found: Sequence[tuple[Block, Condition, PersonSet]], everyone: PersonSet
) -> tuple[PersonSet, tuple[ConditionStep, ...]]:
    """All ``all`` blocks, then any ``any`` block, then no ``not`` block; with what is left after each."""
    by_block = [
        (block, [(one, who) for other, one, who in found if other is block]) for block in segment.blocks
    ]
    left, steps = everyone, []
    either, base = everyone - everyone, everyone
    for number, (block, members) in enumerate(by_block, 1):
        inside = everyone
        for one, who in members:
            inside = inside & who
            last = one is members[-1][0]
            if block.group == "all":
                left = base = left & who
            elif last and block.group == "any":
                either = either | inside
                left = base & either
            elif last:
                left = left - inside
            told = len(left) if last or block.group == "all" else None
            steps.append(ConditionStep(block.group, number, one, who, told))
    return left, tuple(steps)
