"""People by clock hour from what sensors send."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digitool.flow.clock import StoreClock
from digitool.flow.counting import LONG_GAP, OVERLAPPING, SensorDay, TrafficRow, counter_intervals, sensor_day
from digitool.workspace.hours import Hours, OpenTime

HOUR = 3_600_000
MINUTE = 60_000
CLOCK = StoreClock("UTC", 0, Hours((OpenTime(9 * 60, 21 * 60),) * 7))


def period(start: int, end: int, entered: int | None, exited: int = 0) -> TrafficRow:
    """Counted between two minutes after midnight."""
    return TrafficRow("1", "period", start * MINUTE, end * MINUTE, entered, exited, 0, False)


def total(minute: int, entered: int, bits: int = 0, *, daily: bool = False) -> TrafficRow:
    """A running counter read at a minute after midnight."""
    return TrafficRow("1", "total", minute * MINUTE, minute * MINUTE, entered, 0, bits, daily)


def day(rows: list[TrafficRow]) -> SensorDay:
    """What rows say of the first day since the epoch, in a store open from 9 to 21 o'clock."""
    return sensor_day(rows, CLOCK, 0)


def entered(rows: list[TrafficRow]) -> dict[int, int]:
    """People in by hour."""
    return {hour: found.entered for hour, found in day(rows).hours.items()}


def test_hour_row_counts_in_its_hour() -> None:
    """An hourly row belongs to its hour whole."""
    assert entered([period(600, 660, 44)]) == {10: 44}


def test_end_printed_as_the_last_second_covers_the_hour() -> None:
    """10:00:00 to 10:59:59 is a full hour."""
    row = TrafficRow("1", "period", 600 * MINUTE, 660 * MINUTE - 1000, 44, 40, 0, False)
    assert day([row]).hours[10].seconds == 3600


def test_missing_value_is_not_zero() -> None:
    """A row without a number covers nothing."""
    assert day([period(600, 660, None)]).hours == {}


def test_two_gates_of_a_door_add_up() -> None:
    """Lines of one sensor are parts of one door."""
    rows = [period(600, 660, 4), period(600, 660, 3)._replace(gate="2")]
    assert entered(rows) == {10: 7}


def test_running_total_counts_its_steps() -> None:
    """The difference of two readings is the people between them."""
    assert entered([total(600, 100), total(630, 110), total(660, 125)]) == {10: 25}


def test_wrap_of_a_16_bit_counter_is_a_small_step() -> None:
    """65530 then 4 is 10 people, not 65526 fewer."""
    assert [
        step.entered for step in counter_intervals([total(600, 65530, 16), total(610, 4, 16)], CLOCK)
    ] == [10]


def test_restart_counts_from_zero_and_is_marked() -> None:
    """A counter that falls without a known width restarted; its new reading is the count."""
    step = counter_intervals([total(600, 500), total(610, 7)], CLOCK)[0]
    assert (step.entered, step.reset) == (7, True)


def test_daily_counter_starts_again_after_midnight() -> None:
    """A counter that is reset at midnight counts from zero at the first reading of the day."""
    steps = counter_intervals([total(1430, 454, daily=True), total(1440 + 600, 20, daily=True)], CLOCK)
    assert (steps[0].entered, steps[0].start, steps[0].reset) == (20, 24 * HOUR, False)


def test_a_reading_at_midnight_belongs_to_the_day_before() -> None:
    """What a daily counter shows at midnight is still the old day's, whether it has begun again or not."""
    before, after = total(1430, 450, daily=True), total(1450, 3, daily=True)
    for at_midnight, people in ((454, [4, 3]), (0, [3])):
        steps = counter_intervals([before, total(1440, at_midnight, daily=True), after], CLOCK)
        assert [(step.entered, step.reset) for step in steps] == [(n, False) for n in people]


def test_periods_win_over_totals() -> None:
    """A sensor that sends both is not counted twice."""
    assert entered([total(600, 100), total(660, 130), period(600, 660, 29)]) == {10: 29}


@given(st.integers(540, 1100), st.integers(1, 150), st.integers(0, 5000))
def test_spreading_loses_nobody(start: int, minutes: int, people: int) -> None:
    """An interval inside opening time is shared out over hours to the last person."""
    assert sum(entered([period(start, start + minutes, people)]).values()) == people


def test_a_count_that_reaches_beyond_opening_time_stays_in_it() -> None:
    """People came while the store was open: closed hours get nobody of a count that covers open ones."""
    assert entered([period(6 * 60, 12 * 60, 90)]) == {9: 30, 10: 30, 11: 30}
    assert entered([period(20 * 60, 24 * 60, 8)]) == {20: 8}


def test_people_before_opening_are_told_apart() -> None:
    """A count of closed time alone stands outside opening hours, and is not lost."""
    assert entered([period(7 * 60, 9 * 60, 5)]) == {7: 2, 8: 3}


def test_the_parts_of_a_day_count_when_they_are_all_there() -> None:
    """A day told whole and by the hour: complete hours win, with a hole among them the whole day does."""
    hours = [period(60 * hour, 60 * hour + 60, 10) for hour in range(9, 21)]
    whole = period(0, 24 * 60, 130)
    assert (sum(entered([whole, *hours]).values()), day([whole, *hours]).told) == (120, None)
    assert (sum(entered([whole, *hours[:-1]]).values()), day([whole, *hours[:-1]]).told) == (130, (0, 1))


def test_counts_that_contradict_each_other_are_named() -> None:
    """Two intervals that overlap by half cannot both count, and that deserves a look."""
    found = day([period(600, 660, 10), period(630, 690, 20)])
    assert (found.odd, {hour: n.entered for hour, n in found.hours.items()}) == (OVERLAPPING, {10: 10})


def test_a_total_that_was_not_read_for_a_month_is_put_on_no_day() -> None:
    """Who came in so long a time came on no known day; the day of the next reading says so."""
    old = total(-40 * 24 * 60, 100)
    found = day([old, total(600, 900), total(660, 910)])
    assert (found.odd, sum(hour.entered for hour in found.hours.values())) == (LONG_GAP, 10)


@given(st.lists(st.integers(0, 40), min_size=2, max_size=30), st.randoms())
def test_order_of_readings_does_not_matter(steps: list[int], random: object) -> None:
    """Late readings change nothing but the detail of when people came."""
    rows = [total(540 + 10 * i, sum(steps[: i + 1])) for i in range(len(steps))]
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert entered(shuffled) == entered(rows)
