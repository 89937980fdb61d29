"""Opening hours: read as people write them, kept through the database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.workspace.hours import WEEKDAYS, Hours, OpenTime, format_span, parse_span, parse_week


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("09:00-22:00", (540, 1320)),
        ("9:00 - 22:30", (540, 1350)),
        ("10:00-01:00", (600, 1500)),
        ("10:00-25:00", (600, 1500)),
        ("00:00-24:00", (0, 1440)),
        ("00:00-00:00", (0, 1440)),
        ("09：00—21：00", (540, 1260)),
        ("closed", None),
        ("休息", None),
    ],
)
def test_parse_span(text: str, span: tuple[int, int] | None) -> None:
    """Usual spellings, nights, whole days and closed days are understood."""
    assert parse_span(text) == span


@pytest.mark.parametrize(
    "text", ["", "9-5", "25:00-26:00", "09:60-10:00", "09:00-31:00", "12:00-12:00", "always"]
)
def test_parse_span_refuses(text: str) -> None:
    """What is not a time of day, or no time at all, is refused."""
    with pytest.raises(ValueError):
        parse_span(text)


spans = st.none() | st.tuples(st.integers(0, 1439), st.integers(1, 1440)).map(
    lambda pair: OpenTime(pair[0], pair[0] + min(pair[1], 360 + 1440 - pair[0] - 1))
).filter(lambda span: span.closes - span.opens < 1440)


@given(spans)
def test_a_span_survives_its_text(span: OpenTime | None) -> None:
    """format_span writes what parse_span reads."""
    assert parse_span(format_span(span)) == span


@given(st.lists(spans, min_size=7, max_size=7), st.dictionaries(st.integers(0, 40_000), spans, max_size=5))
def test_hours_survive_the_database(
    week: list[OpenTime | None], exceptions: dict[int, OpenTime | None]
) -> None:
    """Hours written as JSON and read again are equal, and equal hours have equal JSON."""
    hours = Hours(tuple(week), exceptions)
    assert Hours.from_json(hours.to_json()) == hours
    assert hours.to_json() == Hours(tuple(week), dict(reversed(exceptions.items()))).to_json()


def test_monday_is_the_first_day() -> None:
    """Day number 4 is Monday 1970-01-05."""
    hours = Hours((OpenTime(0, 60),) + (None,) * 6, {11: OpenTime(0, 120)})
    assert [hours.open_minutes(day) for day in (3, 4, 5, 11, 18)] == [None, (0, 60), None, (0, 120), (0, 60)]


def test_words_join_equal_days() -> None:
    """Neighbours with the same hours are told together."""
    hours = Hours((OpenTime(540, 1320),) * 5 + (OpenTime(600, 1320), None), {4: None})
    assert hours.words() == "mon-fri 09:00-22:00, sat 10:00-22:00, sun closed, 1970-01-05 closed"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri 09:00-17:00", "mon tue wed thu fri"),
        ("sat 09:00-17:00", "sat"),
        ("fri-mon 09:00-17:00", "fri sat sun mon"),
        ("Mon-Tue 09:00-17:00，sun 09:00-17:00", "mon tue sun"),
        ("mon-sun 09:00-17:00", "mon tue wed thu fri sat sun"),
        ("mon closed, tue 09:00-17:00", "tue"),
    ],
)
def test_a_week_of_working_hours(text: str, days: str) -> None:
    """Ranges may go round the end of a week; days that are not named are free."""
    span = (540, 1020)
    assert parse_week(text).week == tuple(span if one in days.split() else None for one in WEEKDAYS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "09:00-17:00",
        "mon",
        "mon-fri",
        "mon-xyz 09:00-17:00",
        "mo 09:00-17:00",
        "mon 9-5",
        "mon 09:00-17:00,",
    ],
)
def test_what_is_no_week(text: str) -> None:
    """A day without hours, hours without a day, a word that is no weekday, a comma too many."""
    with pytest.raises(ValueError, match=r"not a weekday|not opening hours"):
        parse_week(text)


@pytest.mark.parametrize("text", ["mon 09:00-17:00, mon 10:00-12:00", "mon-fri 09:00-17:00, wed closed"])
def test_a_day_is_named_once(text: str) -> None:
    """Which of the two would count is not guessed."""
    with pytest.raises(ValueError, match="named twice"):
        parse_week(text)
