"""Tables on narrow terminals: everything stays readable, down to the last digit."""

from __future__ import annotations

import pytest

from digitool.model.cells import width
from digitool.render import Column, Rate, Result
from digitool.render.result import Look, Request
from digitool.render.write import write

RESULT = Result(
    "digitool.test/1",
    (
        Column("store", "Store"),
        Column("gmv_fen", "Sales", "money"),
        Column("rate", "Of visitors", "rate"),
        Column("change", "Against before", "share"),
    ),
    [
        {"store": "中山路一号旗舰店", "gmv_fen": 123456789, "rate": Rate(126, 404), "change": Rate(-1, 3)},
        {"store": "A store with a very long name", "gmv_fen": 5, "rate": Rate(1, 1), "change": Rate(0, 0)},
    ],
    as_of=0,
)
NUMBERS = ("1,234,567.89", "31.2% (126/404)", "-33.3%", "0.05", "100.0% (1/1)")


def lines(capsys: pytest.CaptureFixture[str], cells: int) -> list[str]:
    """The table as a terminal of so many cells shows it."""
    write(RESULT, Request(look=Look(cells=cells)))
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("cells", [24, 40, 60, 80, 120])
def test_no_number_is_broken_over_two_lines(capsys: pytest.CaptureFixture[str], cells: int) -> None:
    """Each number stands whole on one line at any width, and no line is wider than the terminal."""
    shown = lines(capsys, cells)
    assert max(map(width, shown)) <= cells
    for number in NUMBERS[:1] if cells < 30 else NUMBERS:
        assert any(number in line for line in shown)


def test_rows_become_blocks_where_columns_find_no_room(capsys: pytest.CaptureFixture[str]) -> None:
    """In 40 cells each column of a row begins a line of its own, and an empty line parts the rows."""
    shown = lines(capsys, 40)
    assert [line.split("  ")[0] for line in shown] == [
        "Store", "Sales", "Of visitors", "Against before", "",
        "Store", "", "Sales", "Of visitors", "Against before",
    ]  # fmt: skip


def test_a_text_gives_way_before_a_number(capsys: pytest.CaptureFixture[str]) -> None:
    """In 60 cells it is still a table: the long name wraps, the numbers beside it do not."""
    shown = lines(capsys, 60)
    assert set(shown[1]) <= set("─ ") or set(shown[2]) <= set("─ ")
    assert sum("store" in line or "name" in line for line in shown) >= 2
