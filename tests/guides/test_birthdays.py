"""A birthday is one fact: the segment for it and the guide's day speak of the same customers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import tomli

from digitool.guides.todo.day import tasks
from digitool.guides.todo.reasons import BIRTHDAY, BIRTHDAY_DAYS
from digitool.model.days import day_date, day_number, instant
from digitool.segments.members import segment_members
from digitool.segments.spec import read_segment
from tests.guides.hall import LOOSE, Hall

FILE = f'[[all]]\nbirthday_days = "<={BIRTHDAY_DAYS}"\n'
SEGMENT = read_segment(tomli.loads(FILE), FILE, Path("near.toml"))
WORDS = (
    (1, "1992-02-29", 1),
    (2, "1990-02-28", 1),
    (3, "1990-03-01", 1),
    (4, "12-31", 1),
    (5, "1988-01-02", 1),
    (6, "1990-02-30", 1),
    (7, "1980-05-05", 1),
    (7, "1980-06-06", 2),
    (8, "1980-07-07", 2),
    (8, "1980-08-08", 1),
    (9, "1980-09-09", 1),
    (9, "unknown", 2),
    (10, "1980-10-10", 1),
    (10, "1980-10-11", 1),
)
"""(customer, what was told, when)."""


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """Ten customers of one guide whose birthdays were told, some of them twice."""
    hall = Hall(tmp_path / "digitool.db", customers=10, policy=LOOSE)
    hall.hold("zhangsan", *range(1, 11))
    hall.connection.executemany("INSERT INTO attribute VALUES (?, 'birthday', ?, ?, ?, 0, 0)",
        [(who, told, at, at) for who, told, at in WORDS])  # fmt: skip
    yield hall
    hall.close()


@pytest.mark.parametrize("year", [2027, 2028])
def test_the_segment_and_the_guides_day_agree(hall: Hall, year: int) -> None:
    """On every day of a common and of a leap year a guide sees to those whom the segment holds."""
    seen = set()
    for today in range(day_number(date(year, 1, 1)), day_number(date(year + 1, 1, 1))):
        hall.at = instant(today, 9 * 60, hall.settings.chain.zone)
        listed = tasks(hall.connection, "zhangsan", hall.settings, hall.at)
        mine = [one.person for one in listed if one.reason.kind == BIRTHDAY]
        found = segment_members(hall.connection, SEGMENT, hall.at, hall.settings)
        assert sorted(mine) == list(found.persons), day_date(today)
        seen.update(mine)
    assert seen == {1, 2, 3, 4, 5, 7, 8, 9, 10}
