"""Nobody who was counted is lost: whatever the hours, the cut-off, the clock changes and the granularity."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitool.flow.clock import LONG_MS, StoreClock
from digitool.flow.counting import TrafficRow, granularity, sensor_day
from digitool.flow.quality import SEVERAL_DAYS, quality
from digitool.flow.store_day import DayEvidence, DayFigures, store_day_figures
from digitool.flow.validity import ValidityRules
from digitool.model.days import clock_hours, day_number, instant, shown_at
from digitool.workspace.hours import Hours, OpenTime

FIRST = day_number(date(2026, 3, 23))
"""A Monday; clocks go forward in Berlin on that week's Sunday, and back in Santiago two weeks later."""

CUTOFFS = st.integers(0, 6)
ZONES = st.sampled_from(
    ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "America/Santiago", "Asia/Kolkata"]
)


@st.composite
def clocks(draw: st.DrawFn) -> tuple[StoreClock, Hours]:
    """Any store: its zone, its cut-off, and hours that may differ by weekday, pass midnight, or be none."""
    cutoff = draw(CUTOFFS)
    span = st.tuples(st.integers(cutoff * 60, 23 * 60), st.integers(15, 24 * 60)).map(
        lambda one: OpenTime(one[0], min(one[0] + one[1], (24 + cutoff) * 60))
    )
    week = draw(st.lists(st.none() | span, min_size=7, max_size=7))
    hours = Hours(tuple(week))
    return StoreClock(draw(ZONES), cutoff, hours), hours


def rows_of(
    clock: StoreClock, minutes: int, days: int, counts: list[int], from_cutoff: bool
) -> list[TrafficRow]:
    """A file that begins on the first day: one row an interval, by the calendar where it lasts whole days."""
    begins = FIRST * 24 * 60 + (clock.cutoff_hour * 60 if from_cutoff else 0)
    if minutes < 24 * 60:
        at = instant(0, begins, clock.zone)
        edges = [at + n * minutes * 60_000 for n in range(days * 24 * 60 // minutes + 1)]
    else:
        edges = [instant(0, begins + n * minutes, clock.zone) for n in range(days * 24 * 60 // minutes + 1)]
    return [
        TrafficRow("1", "period", start, end, counts[n % len(counts)], 0, 0, False)
        for n, (start, end) in enumerate(pairwise(edges))
    ]


def seen_by(clock: StoreClock, rows: list[TrafficRow], day: int) -> list[TrafficRow]:
    """The rows that a day's evidence is read from: those that overlap it or its neighbours."""
    begins, ends = clock.span(day - 1)[0], clock.span(day + 1)[1]
    return [row for row in rows if begins < row.at and row.start < ends]


def is_open(clock: StoreClock, hours: Hours, hour: int) -> bool:
    """Whether a clock hour is open in part, by the opening spans of its date and of the one before."""
    spans = [(day, hours.open_minutes(day)) for day in (hour // 24 - 1, hour // 24)]
    return any(
        span is not None and day * 1440 + span[0] < hour * 60 + 60 and hour * 60 < day * 1440 + span[1]
        for day, span in spans
    )


@settings(max_examples=60)
@given(
    clocks(),
    st.sampled_from([15, 60, 4 * 60, 12 * 60, 24 * 60, 7 * 24 * 60]),
    st.lists(st.integers(0, 700), min_size=1, max_size=5),
    st.booleans(),
)
def test_the_days_add_up_to_the_file(
    stores: tuple[StoreClock, Hours], minutes: int, counts: list[int], from_cutoff: bool
) -> None:
    """All rows are in the days, once: in open hours where a row touches some, else outside by name."""
    clock, hours = stores
    rows = rows_of(clock, minutes, 14, counts, from_cutoff)
    people = inside = 0
    for day in range(FIRST - 2, FIRST + 16):
        found = sensor_day(seen_by(clock, rows, day), clock, day)
        opening = clock.opening(day)
        people += sum(hour.entered for hour in found.hours.values())
        inside += sum(hour.entered for at, hour in found.hours.items() if at in opening)
    assert people == sum(row.entered or 0 for row in rows)
    if minutes < 24 * 60:
        assert inside == sum(
            row.entered or 0
            for row in rows
            if any(is_open(clock, hours, one.hour) for one in clock_hours(row.start, row.at, clock.zone))
        )
    elif all(clock.opening(day) for day in range(FIRST, FIRST + 7)):
        assert inside == people


@given(clocks(), st.lists(st.integers(0, 5000), min_size=7, max_size=7), st.booleans())
def test_a_daily_count_falls_whole_on_its_day(
    stores: tuple[StoreClock, Hours], counts: list[int], from_cutoff: bool
) -> None:
    """The first day and the last, the short one and the long one: each open day has its own figure."""
    clock, _hours = stores
    rows = rows_of(clock, 24 * 60, 7, counts, from_cutoff)
    for place, count in enumerate(counts):
        day = FIRST + place
        found = sensor_day(rows, clock, day)
        visits = dict.fromkeys((one.hour for one in clock.stretches(day)), 1)
        result = store_day_figures(
            DayEvidence(day, clock.opening(day), {"D": found}, visits, {}), ValidityRules()
        )
        assert (result.people, granularity(found), result.span_from, result.span_to) == (
            count,
            "day",
            day,
            day + 1,
        )
        if clock.opening(day):
            assert (result.traffic, result.visits) == (count, result.visits_all)
            assert result.valid_seconds == result.open_seconds
        else:
            assert (result.traffic, result.valid_seconds) == (0, 0)


def figures_of(
    clock: StoreClock, rows: list[TrafficRow], day: int, sales: dict[int, int] | None = None
) -> DayFigures:
    """The figures of a day with one sensor."""
    found = sensor_day(rows, clock, day)
    return store_day_figures(
        DayEvidence(day, clock.opening(day), {"D": found}, {}, sales or {}), ValidityRules()
    )


ALWAYS = StoreClock("Asia/Shanghai", 0, Hours((OpenTime(10 * 60, 22 * 60),) * 7))


def test_a_week_is_known_for_its_days_together() -> None:
    """Its days share it out by their open time, each says that it is known only with the others."""
    rows = rows_of(ALWAYS, 7 * 24 * 60, 7, [4200], False)
    days = [figures_of(ALWAYS, rows, day) for day in range(FIRST, FIRST + 7)]
    assert sum(one.traffic for one in days) == 4200
    assert {(one.span_from, one.span_to) for one in days} == {(FIRST, FIRST + 7)}
    (row,) = quality(
        DayEvidence(FIRST, ALWAYS.opening(FIRST), {"D": sensor_day(rows, ALWAYS, FIRST)}, {}, {}),
        ValidityRules(),
    )
    assert (row["granularity"], row["reason"], row["traffic"], row["validity"]) == (
        "week",
        SEVERAL_DAYS,
        None,
        "valid",
    )


def test_one_person_a_day_keeps_a_daily_counter_alive() -> None:
    """Hours of a day's count are not empty one by one; a day without anybody is, while the till sells."""
    noon = {FIRST * 24 + 12: 3}
    assert figures_of(ALWAYS, rows_of(ALWAYS, 24 * 60, 1, [1], False), FIRST, noon).traffic == 1
    assert figures_of(ALWAYS, rows_of(ALWAYS, 24 * 60, 1, [0], False), FIRST, noon).valid_seconds == 0


def test_an_hourly_door_beside_a_daily_one_counts_for_the_whole_day() -> None:
    """Where one door tells no hours, numerator and denominator are both of the whole day."""
    daily = rows_of(ALWAYS, 24 * 60, 1, [100], False)
    hourly = [row._replace(entered=1) for row in rows_of(ALWAYS, 60, 1, [1], False)]
    sensors = {"A": sensor_day(daily, ALWAYS, FIRST), "B": sensor_day(hourly, ALWAYS, FIRST)}
    visits = {FIRST * 24 + 8: 2, FIRST * 24 + 12: 3}
    result = store_day_figures(
        DayEvidence(FIRST, ALWAYS.opening(FIRST), sensors, visits, {}), ValidityRules()
    )
    assert (result.traffic, result.visits) == (124, 5)
    alone = store_day_figures(
        DayEvidence(FIRST, ALWAYS.opening(FIRST), {"B": sensors["B"]}, visits, {}), ValidityRules()
    )
    assert (alone.traffic, alone.visits, alone.people) == (12, 3, 24)


@pytest.mark.parametrize("minutes", [1, 59])
def test_a_day_that_ends_a_moment_early_is_a_day(minutes: int) -> None:
    """23:59 and 23:59:59 as the end of a day are how exports write midnight."""
    seconds = 60 if minutes == 1 else 1
    start = instant(FIRST, 0, ALWAYS.zone)
    row = TrafficRow("1", "period", start, start + (86_400 - seconds) * 1000, 50, 0, 0, False)
    assert sensor_day([row], ALWAYS, FIRST).told == (FIRST, FIRST + 1)


def test_a_total_that_was_not_read_for_a_weekend_ties_its_days() -> None:
    """From Friday evening to Monday morning 900 people came, and nobody knows on which day."""
    friday, monday = instant(FIRST + 4, 20 * 60, ALWAYS.zone), instant(FIRST + 7, 11 * 60, ALWAYS.zone)
    rows = [
        TrafficRow("1", "total", at, at, count, 0, 32, False) for at, count in ((friday, 100), (monday, 1000))
    ]
    days = [figures_of(ALWAYS, rows, day) for day in range(FIRST + 4, FIRST + 8)]
    assert sum(one.people for one in days) == 900
    assert {(one.span_from, one.span_to) for one in days} == {(FIRST + 4, FIRST + 8)}


def test_long_counts_are_found_by_their_index() -> None:
    """The length from which a count is asked for by itself is the one that its index is made for."""
    from digitool.facts.tables import Traffic

    (index,) = [one for one in Traffic.__table__.indexes if one.name == "traffic_long"]  # type: ignore[attr-defined]
    assert f">= {LONG_MS}" in str(index.dialect_options["sqlite"]["where"])


@given(st.integers(0, 400), st.integers(0, 1439), ZONES)
def test_a_local_time_is_the_instant_that_a_clock_shows(day: int, minute: int, zone: str) -> None:
    """An instant made from a clock's reading shows that reading, unless the clock skips it."""
    moment = datetime(2026, 1, 1) + timedelta(days=day, minutes=minute)
    clock = StoreClock(zone, 0, Hours())
    local = clock.local(shown_at(moment, zone))
    assert local - int((moment - datetime(1970, 1, 1)).total_seconds()) * 1000 in (0, 3_600_000)
