"""The definitions of customer flow, against a slow and obvious recount."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digitool.flow.contributions import NEVER, Geography, contributions, count_rows
from digitool.flow.people import Payments, PersonFacts, Touches

HOUR = 3_600_000
DAY = 24 * HOUR
GAP = 3 * HOUR
# touchpoint id -> (store, scene, physical); 0 is unused, as ids start at 1
PLACES = [(0, 0, False), (1, 2, True), (1, 3, True), (2, 2, True), (0, 7, False), (2, 6, False)]
GEOGRAPHY = Geography(
    store=np.array([place[0] for place in PLACES]),
    scene=np.array([place[1] for place in PLACES]),
    physical=np.array([place[2] for place in PLACES]),
    zone=np.array([0, 0, 1]),
    cutoff=np.array([0, 2, 0]),
    zones=("UTC", "Asia/Shanghai"),
    visit_gap_ms=GAP,
)
SHIFT = {0: 0, 1: 0, 2: 8 * HOUR}
CUTOFF = {0: 0, 1: 2 * HOUR, 2: 0}


def people_of(persons: list[dict[str, object]]) -> PersonFacts:
    """Columns of persons given as dictionaries."""
    touches = [(i, *touch) for i, person in enumerate(persons) for touch in person.get("touches", [])]  # type: ignore[attr-defined]
    payments = [(i, *payment) for i, person in enumerate(persons) for payment in person.get("payments", [])]  # type: ignore[attr-defined]

    def flags(name: str) -> np.ndarray:
        return np.array([bool(person.get(name)) for person in persons], dtype=bool)

    def columns(rows: list[tuple[int, ...]], width: int) -> list[np.ndarray]:
        return list(np.array(rows, dtype=np.int64).reshape(-1, width).T)

    return PersonFacts(
        np.arange(1, len(persons) + 1),
        flags("named"),
        flags("identified"),
        flags("reachable"),
        flags("staff"),
        Touches(*columns(touches, 3)),
        Payments(*columns(payments, 4)),
    )


def counted(persons: list[dict[str, object]], measure: str) -> dict[tuple[int, ...], int]:
    """One measure as a dictionary."""
    sums = contributions(people_of(persons), GEOGRAPHY)[measure]
    return {tuple(key): count for key, count in zip(zip(*sums.keys.tolist()), sums.counts.tolist())}


def test_touches_under_three_hours_apart_are_one_visit() -> None:
    """2 h 59 min 59 s apart is the same visit, 3 h apart is the next."""
    person = {"touches": [(DAY, 1), (DAY + GAP - 1000, 2), (DAY + 2 * GAP - 1000, 1)]}
    assert sum(counted([person], "hour_visits").values()) == 2


def test_a_payment_prolongs_a_visit() -> None:
    """Touches and payments of one person in one store make visits together."""
    person = {"touches": [(DAY, 1), (DAY + 5 * HOUR, 1)], "payments": [(DAY + int(2.5 * HOUR), 1, 1)]}
    assert sum(counted([person], "hour_visits").values()) == 1


def test_payer_whom_nothing_names_is_not_known() -> None:
    """A payment alone makes nobody known."""
    stranger = {"payments": [(0, 1, 0)]}
    assert counted([stranger], "sales_known") == {}
    assert counted([{**stranger, "named": True}], "sales_known") == {(1, 0): 1}


def test_online_touch_names_the_payer_of_a_store() -> None:
    """A touch in no store makes the person known, and so her payment in a store is a digitized visit."""
    person = {"touches": [(DAY, 4)], "payments": [(5 * DAY + 3 * HOUR, 1, 5)]}
    assert counted([person], "sales_known") == {(1, 5): 1}
    assert sum(counted([person], "hour_visits").values()) == 1


def test_online_touches_are_no_visits() -> None:
    """A mini-program touch and a code scanned at home are not in a store."""
    assert counted([{"touches": [(DAY, 4), (DAY + HOUR, 5)]}], "hour_visits") == {}


def test_staff_never_count() -> None:
    """Scans and payments of staff add nothing but the payments to be taken off."""
    staff = {"staff": True, "touches": [(DAY, 1)], "payments": [(DAY, 1, 0)]}
    sums = contributions(people_of([staff]), GEOGRAPHY)
    assert counted([staff], "sales_staff") == {(1, 0): 1}
    assert all(not len(found.counts) for name, found in sums.items() if name != "sales_staff")


def test_first_touch_ever_earns_the_scene() -> None:
    """Only the scene of a person's first touch counts her as new."""
    assert counted([{"touches": [(2 * DAY, 1), (DAY, 4), (3 * DAY, 2)]}], "scene_new") == {(0, 7, 1): 1}


def test_cohort_counts_each_later_week_once() -> None:
    """Ten touches in a week are one activity; without reach the person is active but not retained."""
    person = {"touches": [(DAY * day + 3 * HOUR, 1) for day in (4, 5, 12, 13, 26)]}
    assert counted([person], "cohort_active") == {(2, 4, 0): 1, (2, 4, 1): 1, (2, 4, 3): 1}
    assert counted([person], "cohort_retained") == {(2, 4, 0): 1}


instants = st.integers(30 * DAY // 60_000, 42 * DAY // 60_000).map(lambda minute: minute * 60_000)
persons = st.fixed_dictionaries(
    {
        "touches": st.lists(st.tuples(instants, st.integers(1, 5)), max_size=6),
        "payments": st.lists(
            st.tuples(instants, st.integers(0, 2)).map(lambda p: (p[0], p[1], day_of(p[1], p[0]))), max_size=4
        ),
        "named": st.booleans(),
        "identified": st.booleans(),
        "reachable": st.booleans(),
        "staff": st.sampled_from([False, False, False, True]),
    }
)


def day_of(store: int, at: int) -> int:
    """The business day, plainly."""
    return (at + SHIFT[store] - CUTOFF[store]) // DAY


@given(st.lists(persons, max_size=5))
def test_visits_equal_a_plain_recount(found: list[dict[str, object]]) -> None:
    """Visits by store and hour are those of walking each person's moments one by one."""
    expected: Counter[tuple[int, int]] = Counter()
    for person in found:
        touches, payments = person["touches"], person["payments"]
        if person["staff"] or not (touches or person["named"]):
            continue
        for store in (1, 2):
            moments = sorted(
                [at for at, place in touches if PLACES[place][0] == store and PLACES[place][2]]  # type: ignore[attr-defined]
                + [at for at, where, _day in payments if where == store]  # type: ignore[attr-defined]
            )
            last = None
            for at in moments:
                if last is None or at - last >= GAP:
                    expected[store, (at + SHIFT[store]) // HOUR] += 1
                last = at
    assert counted(found, "hour_visits") == dict(expected)


@given(st.lists(persons, max_size=6), st.integers(28, 43), st.integers(1, 9))
def test_presence_gives_exact_uniques_of_any_period(
    found: list[dict[str, object]], start: int, length: int
) -> None:
    """Distinct persons of a period are the sum over days whose next day lies outside it."""
    end = start + length
    present = counted(found, "presence")
    for store in (0, 1, 2):
        expected = 0
        for person in found:
            touches, payments = person["touches"], person["payments"]
            if person["staff"] or not (touches or person["named"]):
                continue
            days = {
                day_of(PLACES[place][0], at)
                for at, place in touches
                if store in (0, PLACES[place][0])  # type: ignore[attr-defined]
            } | {day for _at, where, day in payments if store in (0, where)}  # type: ignore[attr-defined]
            expected += any(start <= day < end for day in days)
        total = sum(
            count
            for (of_store, scene, day, following, _stage), count in present.items()
            if of_store == store and scene == 0 and start <= day < end <= following
        )
        assert total == expected


@given(st.lists(persons, max_size=6))
def test_contributions_add_up_person_by_person(found: list[dict[str, object]]) -> None:
    """Counting persons together is counting them one by one: that is what makes taking away exact."""
    together = contributions(people_of(found), GEOGRAPHY)
    for measure in together:
        alone: Counter[tuple[int, ...]] = Counter()
        for person in found:
            alone.update(counted([person], measure))
        assert counted(found, measure) == dict(alone)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2**61)), max_size=30))
def test_counting_rows_does_not_depend_on_packing(rows: list[tuple[int, int]]) -> None:
    """Rows too wide for one key are counted like narrow ones."""
    columns = np.array(rows, dtype=np.int64).reshape(-1, 2).T
    found = count_rows(columns[0], columns[1])
    assert dict(zip(zip(*found.keys.tolist()), found.counts.tolist())) == dict(Counter(rows))


def test_never_is_later_than_any_day() -> None:
    """The day that stands for never cannot be asked for."""
    assert NEVER > 400 * 366
