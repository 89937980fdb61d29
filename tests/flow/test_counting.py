"""People by clock hour from what sensors send."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digitool.flow.counting import Row, differences, sensor_hours

HOUR = 3_600_000
MINUTE = 60_000
DAY_HOURS = dict.fromkeys(range(9, 21), 3600)


def period(start: int, end: int, entered: int | None, exited: int = 0) -> Row:
    """Counted between two minutes after midnight."""
    return Row("1", "period", start * MINUTE, end * MINUTE, entered, exited, 0, False)


def total(minute: int, entered: int, bits: int = 0, *, daily: bool = False) -> Row:
    """A running counter read at a minute after midnight."""
    return Row("1", "total", minute * MINUTE, minute * MINUTE, entered, 0, bits, daily)


def entered(rows: list[Row]) -> dict[int, int]:
    """People in by hour."""
    return {hour: found.entered for hour, found in sensor_hours(rows, DAY_HOURS, 0).items()}


def test_hour_row_counts_in_its_hour() -> None:
    """An hourly row belongs to its hour whole."""
    assert entered([period(600, 660, 44)]) == {10: 44}


def test_end_printed_as_the_last_second_covers_the_hour() -> None:
    """10:00:00 to 10:59:59 is a full hour."""
    row = Row("1", "period", 600 * MINUTE, 660 * MINUTE - 1000, 44, 40, 0, False)
    assert sensor_hours([row], DAY_HOURS, 0)[10].seconds == 3600


def test_missing_value_is_not_zero() -> None:
    """A row without a number covers nothing."""
    assert sensor_hours([period(600, 660, None)], DAY_HOURS, 0) == {}


def test_two_gates_of_a_door_add_up() -> None:
    """Lines of one sensor are parts of one door."""
    rows = [period(600, 660, 4), period(600, 660, 3)._replace(gate="2")]
    assert entered(rows) == {10: 7}


def test_running_total_counts_its_steps() -> None:
    """The difference of two readings is the people between them."""
    assert entered([total(600, 100), total(630, 110), total(660, 125)]) == {10: 25}


def test_wrap_of_a_16_bit_counter_is_a_small_step() -> None:
    """65530 then 4 is 10 people, not 65526 fewer."""
    assert [step.entered for step in differences([total(600, 65530, 16), total(610, 4, 16)])] == [10]


def test_restart_counts_from_zero_and_is_marked() -> None:
    """A counter that falls without a known width restarted; its new reading is the count."""
    step = differences([total(600, 500), total(610, 7)])[0]
    assert (step.entered, step.reset) == (7, True)


def test_daily_counter_starts_again_after_midnight() -> None:
    """A counter that is reset at midnight counts from zero at the first reading of the day."""
    steps = differences([total(1430, 454, daily=True), total(1440 + 600, 20, daily=True)])
    assert (steps[0].entered, steps[0].start, steps[0].reset) == (20, 24 * HOUR, False)


def test_periods_win_over_totals() -> None:
    """A sensor that sends both is not counted twice."""
    assert entered([total(600, 100), total(660, 130), period(600, 660, 29)]) == {10: 29}


@given(st.integers(540, 1100), st.integers(1, 150), st.integers(0, 5000))
def test_spreading_loses_nobody(start: int, minutes: int, people: int) -> None:
    """An interval inside opening time is shared out over hours to the last person."""
    assert sum(entered([period(start, start + minutes, people)]).values()) == people


@given(st.lists(st.integers(0, 40), min_size=2, max_size=30), st.randoms())
def test_order_of_readings_does_not_matter(steps: list[int], random: object) -> None:
    """Late readings change nothing but the detail of when people came."""
    rows = [total(540 + 10 * i, sum(steps[: i + 1])) for i in range(len(steps))]
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert entered(shuffled) == entered(rows)
