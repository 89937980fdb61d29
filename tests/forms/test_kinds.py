"""Kinds of amounts and shares: one spelling, exact, and the right one named for every slip."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.forms.kinds import (
    Kind,
    Problem,
    choice,
    choices,
    day,
    flag,
    name,
    per_cent,
    per_cent_of,
    percent,
    scene,
    text,
    texts,
    whole,
    yuan,
    zone_name,
)
from digitool.model.money import MAX_FEN
from digitool.workspace.hours import hours_of, shift, span, week


@given(st.integers(0, MAX_FEN))
def test_an_amount_is_read_to_the_fen(fen: int) -> None:
    """A text and a bare number of the same yuan are the same fen."""
    written = f"{fen // 100}.{fen % 100:02d}"
    assert yuan(written) == yuan(Decimal(written)) == fen


@given(st.integers(-1_000_000, 1_000_000))
def test_a_share_is_written_as_it_is_read(basis: int) -> None:
    """``per_cent`` and ``per_cent_of`` undo each other."""
    assert per_cent_of(per_cent(basis)) == basis


@pytest.mark.parametrize(
    ("value", "likely"),
    [
        (30, '"30%"'),
        (Decimal("0.05"), '"5%"'),
        ("0.05", '"5%"'),
        (True, '"5%"'),
        ("five", '"5%"'),
        (None, '"5%"'),
    ],
)
def test_a_share_without_its_sign_is_refused_with_the_likely_one(value: object, likely: str) -> None:
    """30 and 0.05 could mean anything: the message shows how it is written."""
    with pytest.raises(Problem) as caught:
        percent()(value)
    assert likely in str(caught.value.phrase)


@pytest.mark.parametrize("value", ["-5%", "101%", "5.001%"])
def test_a_share_outside_its_limits_is_refused(value: str) -> None:
    """Below 0, above 100, or finer than a basis point."""
    with pytest.raises(Problem):
        percent()(value)


@pytest.mark.parametrize("value", ["-3", "1e3", Decimal("1E+3"), Decimal("NaN"), True, "3.001", [], "三"])
def test_what_is_no_amount_is_refused(value: object) -> None:
    """Negative, exponents, NaN, fractions of a fen, lists."""
    with pytest.raises(Problem):
        yuan(value)


def problem(read: Kind, value: object) -> str:
    """What a reader says of a value that it does not take."""
    with pytest.raises(Problem) as caught:
        read(value)
    return str(caught.value.phrase)


WRONG: list[tuple[Kind, object, str]] = [
    (text, 5, "must be a text in quotes, not 5"),
    (text, True, "not true"),
    (text, "a\nb", "control character"),
    (text, "禾\u2028", "control character"),
    (text, "x" * 401, "longer than 400"),
    (name, None, "must be a text"),
    (whole(1, 9), "5", "must be a whole number, not 5"),
    (whole(1, 9), True, "must be a whole number, not true"),
    (whole(1, 9), Decimal("5"), "must be a whole number"),
    (whole(1, 9), 10, "must lie between 1 and 9, not 10"),
    (whole(1, 9), 0, "must lie between 1 and 9, not 0"),
    (flag, "true", "without quotes, not true"),
    (flag, 1, "must be true or false"),
    (texts, "a", "square brackets, not a"),
    (texts, [1], "must be a text in quotes, not 1"),
    (texts, ["x"] * 10_001, "more than 10000 entries"),
    (choice("paid", "unpaid"), "piad", "(did you mean paid?)"),
    (choice("zh", "en"), "français", "must be one of zh, en, not français"),
    (choices("store", "guide"), ["stor"], "(did you mean store?)"),
    (choices("store", "guide"), "store", "square brackets"),
    (scene, "shelve", "(did you mean shelf?)"),
    (zone_name, "Asia/Peking", "is not a time zone: Asia/Peking"),
    (zone_name, "", "is not a time zone"),
    (zone_name, "../etc/passwd", "is not a time zone"),
    (day, "2026-3-1", "must be a date such as 2026-03-01, not 2026-3-1"),
    (day, datetime(2026, 3, 1), "must be a date"),
    (day, 20260301, "must be a date"),
    (day, "1969-12-31", "must be a date"),
    (span, "9-5", "must be opening hours such as 09:00-22:00"),
    (span, ["09:00", "22:00"], "must be a text in quotes, not [...]"),
    (shift, "mo-fr 9-5", "must be working hours"),
    (week, "closed", "must be a table"),
    (week, {"mon": "9-5"}, "must be opening hours"),
    (week, {"mo": "closed"}, "(did you mean mon?)"),
    (week, {"exceptions": []}, "must be a table of dates, not [...]"),
    (week, {"exceptions": {"2026-13-01": "closed"}}, "must be a date"),
    (week, {"exceptions": {"2026-10-01": "9-5"}}, "must be opening hours"),
]


@pytest.mark.parametrize(("read", "value", "words"), WRONG)
def test_what_a_kind_does_not_take(read: Kind, value: object, words: str) -> None:
    """Another kind of value, one out of bounds, a slip of the fingers: what it must be, and what it is."""
    assert words in problem(read, value)


@pytest.mark.parametrize(
    ("read", "value", "found"),
    [
        (text, "禾禾生活", "禾禾生活"),
        (name, "张珊 13800138000", "张珊 138****8000"),
        (whole(1, 9), 9, 9),
        (flag, False, False),
        (texts, ["a", "b", "a"], ("a", "b", "a")),
        (choice("zh", "en"), "zh", "zh"),
        (choices("store", "guide"), ["guide", "store", "guide"], ("guide", "store")),
        (zone_name, "America/St_Johns", "America/St_Johns"),
        (day, date(2026, 3, 1), 20_513),
        (day, "2026-03-01", 20_513),
        (span, "closed", None),
        (span, "22:00-02:00", (1320, 1560)),
        (
            week,
            {"sun": "closed", "exceptions": {"2026-03-01": "10:00-12:00"}},
            {"sun": None, "exceptions": {20_513: (600, 720)}},
        ),
    ],
)
def test_what_a_kind_takes(read: Kind, value: object, found: object) -> None:
    """Read as it is meant; a phone in a name is masked from the first."""
    assert read(value) == found


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"mon": "9-5"}, ("mon",)),
        ({"exceptions": {"2026-10-01": "9-5"}}, ("exceptions", "2026-10-01")),
        ({"exceptions": {"soon": "closed"}}, ("exceptions", "soon")),
        ({"holiday": "closed"}, ()),
    ],
)
def test_a_problem_says_how_deep_it_lies(given: dict[str, object], key: tuple[str, ...]) -> None:
    """The line of the very date that is wrong can be found by its key."""
    with pytest.raises(Problem) as caught:
        week(given)
    assert caught.value.key in (key, ("holiday",)) and str(caught.value.phrase)


def test_no_problem_shows_somebodys_number() -> None:
    """A value that stands in the wrong place may be a phone, in whatever kind."""
    for read in (
        whole(1, 9),
        flag,
        texts,
        choice("a"),
        scene,
        zone_name,
        day,
        span,
        shift,
        week,
        yuan,
        percent(),
    ):
        assert "13800138000" not in problem(read, "13800138000 ")


def test_a_stores_hours_are_the_usual_ones_but_where_they_differ() -> None:
    """Weekdays that are named have their own, dates that are named too, also where they are closed."""
    found = hours_of((540, 1320), {"sun": None, "fri": (540, 1380), "exceptions": {20_513: (600, 720)}})
    assert found.week == ((540, 1320),) * 4 + ((540, 1380), (540, 1320), None)
    assert (found.open_minutes(20_513), found.open_minutes(20_513 + 7)) == ((600, 720), None)
    assert hours_of(None, {}).week == (None,) * 7
