"""Business dates as people type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.cli.app.period import parse_day, parse_span, read_moment, resolve
from digitool.errors import UsageError
from digitool.model.calendar import Calendar
from digitool.model.days import day_number, format_instant

WEDNESDAY = day_number(date(2026, 3, 4))


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("today", 0),
        ("Yesterday", -1),
        ("tomorrow", 1),
        ("wednesday", 0),
        ("monday", -2),
        ("sunday", -3),
        ("thursday", -6),
        (" 2026-03-01 ", -3),
    ],
)
def test_parse_day(text: str, offset: int) -> None:
    """Words are days around today, a weekday is the latest such day that is not after today."""
    assert parse_day(text, WEDNESDAY) == WEDNESDAY + offset


@pytest.mark.parametrize(
    "text", ["", "2026-3-1", "20260301", "2026-02-30", "01.03.2026", "last week", "0000-00-00"]
)
def test_parse_day_refuses(text: str) -> None:
    """Only whole ISO dates and known words are dates."""
    with pytest.raises(UsageError):
        parse_day(text, WEDNESDAY)


@pytest.mark.parametrize(
    ("options", "first", "after"),
    [
        ({"last": "7d"}, -7, 0),
        ({"last": "4w"}, -28, 0),
        ({"on": "yesterday"}, -1, 0),
        ({"start": "monday"}, -2, 1),
        ({"start": "monday", "end": "today"}, -2, 0),
        ({"start": "tomorrow"}, 1, 2),
    ],
)
def test_resolve(options: dict[str, str], first: int, after: int) -> None:
    """Ranges are half open; --last ends before today, --from alone runs with today."""
    assert resolve(WEDNESDAY, **options) == (WEDNESDAY + first, WEDNESDAY + after)


def test_no_option_is_no_period() -> None:
    """Nothing asked, nothing guessed."""
    assert resolve(WEDNESDAY) is None


@pytest.mark.parametrize(
    "options",
    [
        {"last": "7d", "on": "today"},
        {"start": "today", "last": "7d"},
        {"end": "today"},
        {"start": "today", "end": "today"},
        {"start": "today", "end": "yesterday"},
    ],
)
def test_contradictions_are_refused(options: dict[str, str]) -> None:
    """Two ways at once, an end without a start and an empty range are errors."""
    with pytest.raises(UsageError):
        resolve(WEDNESDAY, **options)


@pytest.mark.parametrize("text", ["", "7", "d", "0d", "-7d", "7m", "1e3d", "999999d", "٧d", "7 d"])
def test_parse_span_refuses(text: str) -> None:
    """A span is a positive number of days or weeks, and nothing else."""
    with pytest.raises(UsageError):
        parse_span(text)


@given(st.text(max_size=12))
def test_any_text_is_a_day_or_an_error(text: str) -> None:
    """No text ends in another exception."""
    try:
        assert isinstance(parse_day(text, WEDNESDAY), int)
    except UsageError as error:
        assert str(error)


def test_bare_day_begins_at_the_cut_off_hour() -> None:
    """A day without a time is its first instant as a business day; a moment stays as it is."""
    calendar = Calendar("Asia/Shanghai", 3)
    assert format_instant(read_moment("2026-03-01", calendar)) == "2026-03-01T03:00:00+08:00"
    moment = read_moment("2026-03-01T09:00:00+08:00", calendar)
    assert format_instant(moment) == "2026-03-01T09:00:00+08:00"


@pytest.mark.parametrize("text", ["２０２６-05-01", "٢٠٢٦-05-01", "2026-5-1x", "soon", "2026-02-30"])
def test_what_is_no_moment_is_told(text: str) -> None:
    """Digits of another script, days that are not there and words are refused."""
    with pytest.raises(UsageError) as refused:
        read_moment(text, Calendar())
    assert refused.value.code == "bad_time"


@pytest.mark.parametrize("way", ["start", "end", "on", "last"])
def test_an_empty_text_is_no_day(way: str) -> None:
    """A script whose variable is unset must not get another period than it asked for."""
    with pytest.raises(UsageError) as refused:
        resolve(WEDNESDAY, **{way: ""})
    assert '""' in str(refused.value) or way == "end"
    with pytest.raises(UsageError):
        read_moment("", Calendar())
