"""What persons add to each roll-up: the definitions of customer flow, in one pure place.

Every roll-up is a sum of these contributions over persons. A change to a person (a late row, a
merge, its undo) is counted by taking her old contribution away and adding the new one, so the
figures are always those of a recount, and no order of imports can matter.

Definitions: a person is *known* when evidence other than payments names her; a visit joins her
touches and payments in one store that are less than the visit gap apart, and belongs to the clock
hour in which it starts; staff never count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitool.flow.metrics import stages_of
from digitool.flow.people import Payments, PersonFacts, Touches
from digitool.model.days import DAY_MS, HOUR_MS, SLOT_MS, offset_ms
from digitool.model.ids import Ms

NEVER = 1 << 20
"""The day number that stands for "not seen again" (the year 4840)."""

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Geography:
    """Places and calendars as columns.

    By touchpoint id: ``store`` (0: none), ``scene`` code and whether the person stands there. By
    store id (0: the chain): ``zone`` as position in ``zones``, and ``cutoff`` hour.
    """

    store: Ints
    scene: Ints
    physical: NDArray[np.bool_]
    zone: Ints
    cutoff: Ints
    zones: tuple[str, ...]
    visit_gap_ms: int


class Sums(NamedTuple):
    """Rows of one roll-up: key columns (one row each) and how many persons or things each counts."""

    keys: Ints
    counts: Ints


Contributions = dict[str, Sums]
"""Sums by measure: hour_visits (store, hour); sales_known and sales_staff (store, day); scene_touches
and scene_new (store, scene, day); presence (store, scene, day, following, stage); cohort_active and
cohort_retained (scene, week, weeks later); scene_sets (bits)."""


def contributions(people: PersonFacts, geography: Geography) -> Contributions:
    """What these persons add."""
    staff, payments = people.staff, people.payments
    of_staff = staff[payments.person] & (payments.store > 0)
    touched = np.zeros(len(people.persons), dtype=bool)
    touched[people.touches.person] = True
    known = (touched | people.named) & ~staff
    seen = _seen(_known_only(people, known), geography)
    stage = _stages(people)
    days, following = _presence(seen)
    return {
        "sales_staff": count_rows(payments.store[of_staff], payments.day[of_staff]),
        "sales_known": _sales(people, known),
        "scene_touches": count_rows(seen.store, seen.scene, seen.day),
        "hour_visits": _visits(people, known, seen, geography),
        "presence": count_rows(days.store, days.scene, days.day, following, stage[days.person]),
        **_first_meetings(people, seen, days),
    }


class _Seen(NamedTuple):
    """Touches of known persons with their place, business day and local hour."""

    person: Ints
    at: Ints
    store: Ints
    scene: Ints
    physical: NDArray[np.bool_]
    day: Ints
    hour: Ints
    pay_person: Ints
    pay_store: Ints
    pay_day: Ints


class _Days(NamedTuple):
    """Distinct (person, store, scene, day) with 0 for all stores and all scenes."""

    person: Ints
    store: Ints
    scene: Ints
    day: Ints


def _known_only(people: PersonFacts, known: NDArray[np.bool_]) -> PersonFacts:
    touch, pay = known[people.touches.person], known[people.payments.person]
    return people._replace(
        touches=Touches(*(column[touch] for column in people.touches)),
        payments=Payments(*(column[pay] for column in people.payments)),
    )


def _seen(people: PersonFacts, geography: Geography) -> _Seen:
    touches, payments = people.touches, people.payments
    store = geography.store[touches.touchpoint]
    day, hour = day_hour(touches.at, store, geography)
    return _Seen(
        touches.person,
        touches.at,
        store,
        geography.scene[touches.touchpoint],
        geography.physical[touches.touchpoint] & (store > 0),
        day,
        hour,
        payments.person,
        payments.store,
        payments.day,
    )


def day_hour(at: Ints, store: Ints, geography: Geography) -> tuple[Ints, Ints]:
    """Business day and local clock hour (hours since the local epoch) of instants in stores."""
    local = at.copy()
    slots = at // SLOT_MS
    zone = geography.zone[store]
    for place, name in enumerate(geography.zones):
        here = zone == place
        distinct = np.unique(slots[here])
        offsets = np.array([offset_ms(Ms(int(slot) * SLOT_MS), name) for slot in distinct], dtype=np.int64)
        if len(distinct):
            local[here] += offsets[np.searchsorted(distinct, slots[here])]
    return (local - geography.cutoff[store] * HOUR_MS) // DAY_MS, local // HOUR_MS


def _sales(people: PersonFacts, known: NDArray[np.bool_]) -> Sums:
    payments = people.payments
    mine = known[payments.person] & (payments.store > 0)
    return count_rows(payments.store[mine], payments.day[mine])


def _visits(people: PersonFacts, known: NDArray[np.bool_], seen: _Seen, geography: Geography) -> Sums:
    """One visit for each run of moments with gaps under the visit gap, at the hour in which it starts."""
    payments = people.payments
    mine = known[payments.person] & (payments.store > 0)
    pay_hour = day_hour(payments.at[mine], payments.store[mine], geography)[1]
    person = np.concatenate([seen.person[seen.physical], payments.person[mine]])
    store = np.concatenate([seen.store[seen.physical], payments.store[mine]])
    at = np.concatenate([seen.at[seen.physical], payments.at[mine]])
    hour = np.concatenate([seen.hour[seen.physical], pay_hour])
    order = order_of(person, store, at)
    person, store, at, hour = person[order], store[order], at[order], hour[order]
    starts = np.ones(len(at), dtype=bool)
    starts[1:] = (
        (person[1:] != person[:-1]) | (store[1:] != store[:-1]) | (at[1:] - at[:-1] >= geography.visit_gap_ms)
    )
    return count_rows(store[starts], hour[starts])


def _stages(people: PersonFacts) -> Ints:
    """How far each person has come (see `stages`), by the business days on which she paid."""
    bought = count_rows(people.payments.person, people.payments.day).keys[0]
    purchase_days = np.bincount(bought, minlength=len(people.persons))
    return stages_of(people.identified, people.reachable, purchase_days)


def _presence(seen: _Seen) -> tuple[_Days, Ints]:
    """Distinct days by person, chain-wide, by scene and by store, each with the next such day."""
    none = np.zeros_like
    in_store, paid_in_store = seen.store > 0, seen.pay_store > 0
    person = np.concatenate(
        [seen.person, seen.pay_person, seen.person, seen.person[in_store], seen.pay_person[paid_in_store]]
    )
    store = np.concatenate(
        [
            none(seen.person),
            none(seen.pay_person),
            none(seen.person),
            seen.store[in_store],
            seen.pay_store[paid_in_store],
        ]
    )
    scene = np.concatenate([none(seen.person), none(seen.pay_person), seen.scene])
    scene = np.concatenate([scene, np.zeros(len(person) - len(scene), dtype=np.int64)])
    day = np.concatenate([seen.day, seen.pay_day, seen.day, seen.day[in_store], seen.pay_day[paid_in_store]])
    days = _Days(*count_rows(person, store, scene, day).keys)
    following = np.full(len(days.day), NEVER, dtype=np.int64)
    same = (
        (days.person[1:] == days.person[:-1])
        & (days.store[1:] == days.store[:-1])
        & (days.scene[1:] == days.scene[:-1])
    )
    following[:-1][same] = days.day[1:][same]
    return days, following


def _first_meetings(people: PersonFacts, seen: _Seen, days: _Days) -> Contributions:
    """Credit the scene of the first touch ever, the weeks of coming back to it, and the set of scenes."""
    order = order_of(seen.person, seen.at, seen.scene, seen.store)
    person = seen.person[order]
    first = order[np.concatenate([[True], person[1:] != person[:-1]])] if len(order) else order
    scene_of = np.zeros(len(people.persons), dtype=np.int64)
    week_of = np.full(len(people.persons), NEVER, dtype=np.int64)
    scene_of[seen.person[first]] = seen.scene[first]
    week_of[seen.person[first]] = _week(seen.day[first])
    chain = (days.store == 0) & (days.scene == 0)
    weeks = count_rows(days.person[chain], _week(days.day[chain])).keys
    weeks = weeks[:, weeks[1] >= week_of[weeks[0]]]
    later = (weeks[1] - week_of[weeks[0]]) // 7
    retained = people.reachable[weeks[0]] | (later == 0)
    cohort = (scene_of[weeks[0]], week_of[weeks[0]], later)
    by_scene = days.scene > 0
    bits = np.zeros(len(people.persons), dtype=np.int64)
    np.bitwise_or.at(bits, days.person[by_scene], 1 << days.scene[by_scene])
    return {
        "scene_new": count_rows(seen.store[first], seen.scene[first], seen.day[first]),
        "cohort_active": count_rows(*cohort),
        "cohort_retained": count_rows(*(column[retained] for column in cohort)),
        "scene_sets": count_rows(bits[bits > 0]),
    }


def _week(day: Ints) -> Ints:
    """The Monday on or before each day number."""
    return day - (day + 3) % 7


def order_of(*columns: Ints) -> Ints:
    """The order of rows by these columns, the first one first.

    Facts come nearly sorted, and a stable sort of one packed key takes such rows in linear time;
    columns that do not fit into 63 bits are sorted one by one.
    """
    packed = _pack([column - column.min(initial=NEVER << 40) for column in columns])
    if packed is None:
        return np.lexsort(columns[::-1])
    return np.argsort(packed[0], kind="stable")


def _pack(columns: Sequence[Ints]) -> tuple[Ints, list[int]] | None:
    """Rows of non-negative integers as one number each, and the bits of each column; None if too wide."""
    widths = [int(column.max(initial=0)).bit_length() for column in columns]
    if sum(widths) > 63:
        return None
    packed = np.zeros(len(columns[0]), dtype=np.int64)
    for column, width in zip(columns, widths):
        packed = packed << width | column
    return packed, widths


def count_rows(*columns: Ints) -> Sums:
    """Distinct rows of equally long columns of non-negative integers, ascending, and how often each occurs.

    The columns are packed into one 63-bit key where they fit, which sorts several times faster.
    """
    packing = _pack(columns)
    if packing is None:
        return Sums(*np.unique(np.stack(columns), axis=1, return_counts=True))
    packed, widths = packing
    distinct, counts = np.unique(packed, return_counts=True)
    keys = np.empty((len(columns), len(distinct)), dtype=np.int64)
    for place in range(len(columns) - 1, -1, -1):
        keys[place] = distinct & ((1 << widths[place]) - 1)
        distinct = distinct >> widths[place]
    return Sums(keys, counts)
