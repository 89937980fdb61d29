"""Fan and histogram: widths, ASCII, the line at zero, and nothing where nothing is known."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digitool.model.cells import width
from digitool.render.curves import fan, histogram

BANDS = [[(day + 1) * scale for day in range(14)] for scale in (-200.0, 100.0, 300.0, 500.0, 900.0)]


def plain(value: float) -> str:
    """A label."""
    return f"{value:,.0f}"


@pytest.mark.parametrize("cells", [30, 50, 80, 120])
def test_a_fan_fits_the_screen(cells: int) -> None:
    """No line is wider than asked, and the last day stands under the last column."""
    lines = fan(BANDS, plain, cells).split("\n")
    assert len(lines) == 13
    assert max(map(width, lines)) <= cells
    assert lines[-1].split() == ["1", "14"]


def test_a_fan_in_ascii_holds_ascii_only() -> None:
    """Dots, colons and hashes, in the order of the bands."""
    text = fan(BANDS, plain, 60, ascii_only=True)
    assert text.isascii()
    assert "." in text
    assert ":" in text
    assert "#" in text


def test_every_day_shows_its_median() -> None:
    """Each column of a fan has exactly one run of medians, inside the bands."""
    lines = fan(BANDS, plain, 70).split("\n")[:-1]
    start = lines[0].index("│") + 1
    drawn = [line[start:].ljust(56) for line in lines]
    for column in range(56):
        assert any(line[column] == "█" for line in drawn), column


def test_more_days_than_columns_share_them() -> None:
    """A year on 40 columns: still within the screen, still ends with day 365."""
    bands = [[day * scale for day in range(365)] for scale in (1.0, 2.0, 3.0, 4.0, 5.0)]
    lines = fan(bands, plain, 40).split("\n")
    assert max(map(width, lines)) <= 40
    assert lines[-1].endswith("365")


def test_nothing_to_draw_is_an_empty_text() -> None:
    """All zeros, one value, or no finite value draw nothing."""
    assert fan([[0.0] * 5] * 5, plain) == ""
    assert histogram([1.0], plain) == ""
    assert histogram([2.0, 2.0, 2.0], plain) == ""
    assert histogram([float("nan"), float("inf")], plain) == ""


@example([0.0, 5e-324], 30)
@example([1e6, 1e6 + 1e-9], 30)
@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=300), st.integers(30, 120))
def test_a_histogram_counts_everybody_within_the_screen(values: list[float], cells: int) -> None:
    """Shares sum to about 100%, no line is too wide, at most 16 bins."""
    text = histogram(values, plain, cells, "break-even")
    if not text:
        return
    lines = [line for line in text.split("\n") if "%" in line]
    assert max(map(width, text.split("\n"))) <= max(cells, 30)
    assert len(lines) <= 16
    assert sum(int(line.split("%")[0].split()[-1]) for line in lines) == pytest.approx(100, abs=len(lines))


def test_the_line_parts_losses_from_gains() -> None:
    """With values on both sides the line stands right above the bin that begins at 0."""
    lines = histogram([-3.0, -2.0, 1.0, 2.0, 3.0, 4.0], plain, 60, "break-even").split("\n")
    place = next(number for number, line in enumerate(lines) if "break-even" in line)
    assert lines[place + 1].split()[0] == "0"
    assert all("-" in line.split()[0] for line in lines[:place])


def test_no_line_without_losses() -> None:
    """Where every value is a gain there is nothing to part."""
    assert "break-even" not in histogram([1.0, 2.0, 3.0, 5.0], plain, 60, "break-even")
