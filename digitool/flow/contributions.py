"""What one person adds to each roll-up: the definitions of customer flow, in one pure place.

Every roll-up is a sum of these contributions over persons. A change to a person (a late row, a
merge, its undo) is counted by taking the person's old contribution away and adding the new one, so
the figures are always those of a recount, and no order of imports can matter.

Definitions (issue of record: flow digitization): a person is *known* when evidence other than
payments names her; a visit joins her touches and payments in one store that are less than
``visit_gap`` apart and belongs to the clock hour in which it starts; staff never count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from digitool.flow.people import PersonFacts
from digitool.flow.stages import stage_of
from digitool.model.days import DAY_MS, HOUR_MS, offset_ms, week_start

NEVER = 1 << 20
"""The day number that stands for "not seen again" (the year 4840)."""

_SLOT_MS = 900_000
"""Zone offsets are multiples of a quarter of an hour: one calendar look-up serves 15 minutes."""


class Place(NamedTuple):
    """Where a touchpoint stands: store id (0: none), scene code, and whether the person stands there."""

    store: int
    scene: int
    physical: bool


class Calendar:
    """Business day and local clock hour of an instant in one store, remembered by quarter hour."""

    def __init__(self, zone_name: str, cutoff_hour: int) -> None:
        self._zone = zone_name
        self._cutoff = cutoff_hour * HOUR_MS
        self._known: dict[int, tuple[int, int]] = {}

    def day_hour(self, at: int) -> tuple[int, int]:
        """(business day number, local hours since the local epoch)."""
        slot = at // _SLOT_MS
        found = self._known.get(slot)
        if found is None:
            local = at + offset_ms(at // HOUR_MS, self._zone)
            found = ((local - self._cutoff) // DAY_MS, local // HOUR_MS)
            self._known[slot] = found
        return found


@dataclass(frozen=True)
class Geography:
    """Places by touchpoint id and calendars by store id; store 0 is the chain's own calendar."""

    places: Mapping[int, Place]
    calendars: Mapping[int, Calendar]
    visit_gap_ms: int


Counts = dict[tuple[int, ...], int]


def _counts() -> Counts:
    return defaultdict(int)


@dataclass
class Contributions:
    """Signed sums by roll-up; keys are the roll-ups' primary keys."""

    hour_visits: Counts = field(default_factory=_counts)
    sales_known: Counts = field(default_factory=_counts)
    sales_staff: Counts = field(default_factory=_counts)
    scene_touches: Counts = field(default_factory=_counts)
    scene_new: Counts = field(default_factory=_counts)
    presence: Counts = field(default_factory=_counts)
    cohort_active: Counts = field(default_factory=_counts)
    cohort_retained: Counts = field(default_factory=_counts)
    scene_sets: Counts = field(default_factory=_counts)


def contribute(into: Contributions, facts: PersonFacts, geography: Geography, sign: int) -> None:
    """Add (sign 1) or take away (sign -1) what one person contributes."""
    if facts.staff:
        for _at, store, day in facts.payments:
            if store:
                into.sales_staff[store, day] += sign
        return
    if not facts.touches and not facts.named:
        return
    seen = _look(facts, geography)
    for key, touches in seen.touches.items():
        into.scene_touches[key] += sign * touches
    for store, day in seen.sales:
        into.sales_known[store, day] += sign
    for store, moments in seen.moments.items():
        _visits(into, store, moments, geography, sign)
    stage = stage_of(
        identified=facts.identified,
        reachable=facts.reachable,
        purchase_days=len({day for _at, _store, day in facts.payments}),
    )
    for (store, scene), days in seen.days.items():
        ordered = sorted(days)
        for day, following in zip(ordered, [*ordered[1:], NEVER]):
            into.presence[store, scene, day, following, stage] += sign
    _first_scene(into, facts, geography, seen, sign)


@dataclass
class _Seen:
    """One person's days, moments and scenes."""

    touches: Counts = field(default_factory=_counts)
    days: dict[tuple[int, int], set[int]] = field(default_factory=lambda: defaultdict(set))
    moments: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    sales: list[tuple[int, int]] = field(default_factory=list)


def _look(facts: PersonFacts, geography: Geography) -> _Seen:
    seen = _Seen()
    places, calendars = geography.places, geography.calendars
    for at, touchpoint in facts.touches:
        store, scene, physical = places[touchpoint]
        day = calendars[store].day_hour(at)[0]
        seen.touches[store, scene, day] += 1
        seen.days[0, 0].add(day)
        seen.days[0, scene].add(day)
        if store:
            seen.days[store, 0].add(day)
            if physical:
                seen.moments[store].append(at)
    for at, store, day in facts.payments:
        seen.days[0, 0].add(day)
        if store:
            seen.days[store, 0].add(day)
            seen.moments[store].append(at)
            seen.sales.append((store, day))
    return seen


def _visits(into: Contributions, store: int, moments: list[int], geography: Geography, sign: int) -> None:
    """Count one visit for each run of moments with gaps under the visit gap, at the hour it starts."""
    moments.sort()
    calendar, gap = geography.calendars[store], geography.visit_gap_ms
    last = moments[0] - gap
    for at in moments:
        if at - last >= gap:
            into.hour_visits[store, calendar.day_hour(at)[1]] += sign
        last = at


def _first_scene(
    into: Contributions, facts: PersonFacts, geography: Geography, seen: _Seen, sign: int
) -> None:
    """Credit the scene of the first touch ever, and the weeks in which the person came back to it."""
    if not facts.touches:
        return
    at, touchpoint = min(facts.touches)
    store, scene, _physical = geography.places[touchpoint]
    first_day = geography.calendars[store].day_hour(at)[0]
    into.scene_new[store, scene, first_day] += sign
    first_week = week_start(first_day)
    for week in {week_start(day) for day in seen.days[0, 0]}:
        if week >= first_week:
            key = (scene, first_week, (week - first_week) // 7)
            into.cohort_active[key] += sign
            if facts.reachable or week == first_week:
                into.cohort_retained[key] += sign
    scenes = 0
    for key_store, key_scene in seen.days:
        if key_scene and not key_store:
            scenes |= 1 << key_scene
    into.scene_sets[(scenes,)] += sign
