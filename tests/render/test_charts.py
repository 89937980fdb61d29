"""Charts of text: proportions right, unknown never drawn as zero, widths in cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digitool.model.cells import width
from digitool.render.charts import bar, bars, funnel


def test_bars_are_proportional() -> None:
    """Half the value is half the bar."""
    lines = bars([("a", 100, "100"), ("b", 50, "50"), ("c", 0, "0"), ("d", None, "n/a")], 60).splitlines()
    lengths = [line.count("█") for line in lines]
    assert lengths[0] == 2 * lengths[1] > 0
    assert lengths[2:] == [0, 0]
    assert lines[3].endswith("n/a")


def test_bars_align_under_chinese_labels() -> None:
    """Bars begin in the same cell under labels of different scripts."""
    lines = bars([("入口", 3, "3"), ("shelf", 3, "3")]).splitlines()
    assert len({width(line[: line.index("█")]) for line in lines}) == 1


def test_a_little_is_not_nothing() -> None:
    """A positive value always draws something."""
    assert bar(1, 1_000_000, 40) != ""
    assert bar(1, 1_000_000, 40, ascii_only=True) == "#"


def test_a_funnel_shows_the_share_of_the_stage_before() -> None:
    """Each stage has its count and its rate; an unknown stage has a question mark and is passed over."""
    lines = funnel([("traffic", 404), ("touched", None), ("identified", 126)]).splitlines()
    assert lines[0].endswith("404") or "404" in lines[0]
    assert lines[1].endswith("?")
    assert lines[2].endswith("126  31.2%")


def test_ascii_charts_are_ascii() -> None:
    """With --ascii no drawing character is used."""
    assert bars([("a", 3, "3"), ("b" * 40, 1, "1")], ascii_only=True).isascii()


@given(st.floats(-10, 1e9), st.floats(-10, 1e9), st.integers(1, 80))
def test_bars_never_overflow(value: float, largest: float, cells: int) -> None:
    """A bar never takes more cells than it was given."""
    assert width(bar(value, largest, cells)) <= cells
