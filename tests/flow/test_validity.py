"""Which hours of people counts can be trusted."""

from __future__ import annotations

from digitool.flow.validity import INVALID, VALID, HourState, SensorHour, ValidityRules, judge, worst

HOUR = 3600


def states(counts: dict[int, SensorHour], sales: dict[int, int] | None = None) -> dict[int, str]:
    """Validity by hour of a sensor in a store open from 9 to 15 o'clock."""
    opening = dict.fromkeys(range(9, 15), HOUR)
    found = judge(opening, counts, sales or {}, ValidityRules())
    return {hour: state.reason or state.validity for hour, state in found.items()}


def alive(entered: int = 5) -> SensorHour:
    """A fully covered hour."""
    return SensorHour(entered, entered, HOUR)


def test_covered_hours_are_valid() -> None:
    """A sensor that counted through every hour is trusted."""
    assert set(states({hour: alive() for hour in range(9, 15)}).values()) == {VALID}


def test_hour_without_rows_has_no_data() -> None:
    """An hour that nobody counted is invalid, not zero."""
    counts = {hour: alive() for hour in range(9, 15) if hour != 11}
    assert states(counts)[11] == "no_data"


def test_a_quarter_of_an_hour_may_be_missing() -> None:
    """Up to 25% missing is degraded, more is invalid."""
    hours = {hour: alive() for hour in range(9, 15)}
    found = judge(
        dict.fromkeys(range(9, 15), HOUR),
        {**hours, 10: SensorHour(4, 4, 2700), 11: SensorHour(4, 4, 2699)},
        {},
        ValidityRules(),
    )
    assert found[10] == HourState("degraded", "gap")
    assert found[11] == HourState(INVALID, "gap")


def test_zeros_while_the_till_sells_are_invalid() -> None:
    """Three hours of zeros with a sale in them mean that the counter is stuck."""
    counts = {hour: alive(0 if hour in (11, 12, 13) else 5) for hour in range(9, 15)}
    found = states(counts, sales={12: 4})
    assert [hour for hour, state in found.items() if state == "zero_while_selling"] == [11, 12, 13]


def test_two_zero_hours_may_be_true() -> None:
    """A run of two zero hours stays valid even when the till sells."""
    counts = {hour: alive(0 if hour in (11, 12) else 5) for hour in range(9, 15)}
    assert set(states(counts, sales={12: 4}).values()) == {VALID}


def test_zeros_without_sales_may_be_true() -> None:
    """A quiet day without sales stays a valid zero."""
    assert set(states({hour: alive(0) for hour in range(9, 15)}).values()) == {VALID}


def test_store_hour_is_as_good_as_its_worst_sensor() -> None:
    """One dead door of two makes the hour invalid; without any sensor there is no count at all."""
    assert worst([HourState(VALID, ""), HourState(INVALID, "gap")]).reason == "gap"
    assert worst([]) == HourState(INVALID, "no_sensor")


def test_hours_of_a_long_count_are_not_zero_one_by_one() -> None:
    """A day's counter that saw two people was alive all day, whatever share of them an hour got."""
    counts = {hour: SensorHour(int(hour == 14), 0, HOUR, busy=True) for hour in range(9, 15)}
    assert set(states(counts, sales={12: 4}).values()) == {VALID}
    dead = {hour: SensorHour(0, 0, HOUR) for hour in range(9, 15)}
    assert set(states(dead, sales={12: 4}).values()) == {"zero_while_selling"}
