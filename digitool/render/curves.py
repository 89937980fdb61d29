"""Charts of uncertain numbers as text: a fan by day, and a histogram with a line to be above."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from digitool.model.cells import pad, width
from digitool.render.charts import bar

Write = Callable[[float], str]
"""How a value of the axis is written."""

_MARKS = ("░", "▒", "█", "─")
_ASCII_MARKS = (".", ":", "#", "-")
"""Outer band, inner band, middle, the line at zero."""


_ROWS = 12
"""Height of a fan, in lines."""


def fan(
    bands: Sequence[Sequence[float]],
    write: Write,
    cells: int = 80,
    *,
    ascii_only: bool = False,
) -> str:
    """Five rising quantiles (5, 25, 50, 75, 95%) of D days as a fan; zero is drawn where it is inside.

    ``write`` makes the labels of the axis; ``cells`` is the width of a line. Days share a column where
    there are more than fit, and take several where there are few.
    """
    days = len(bands[0])
    low, high = min(0.0, *bands[0]), max(0.0, *bands[4])
    if days == 0 or high - low <= 0:
        return ""
    labels = [write(high), write((high + low) / 2), write(low)]
    left = max(map(width, labels))
    room = max(10, cells - left - 2)
    columns = (
        [min(days - 1, place * days // room) for place in range(room)]
        if days > room
        else [day for day in range(days) for _ in range(min(6, room // days))]
    )
    levels = [high - (high - low) * row / (_ROWS - 1) for row in range(_ROWS)]
    lines = []
    for row, level in enumerate(levels):
        label = {0: labels[0], _ROWS // 2: write(level), _ROWS - 1: labels[2]}.get(row, "")
        drawn = "".join(
            _cell(bands, day, level, (high - low) / (_ROWS - 1) / 2, ascii_only) for day in columns
        )
        lines.append(f"{pad(label, left, right=True)} {'|' if ascii_only else '│'}{drawn}".rstrip())
    last = f"{days}"
    axis = "1" + " " * max(0, len(columns) - 1 - len(last)) + last
    return "\n".join([*lines, f"{' ' * left}  {axis}"])


def _cell(bands: Sequence[Sequence[float]], day: int, level: float, half: float, ascii_only: bool) -> str:
    """What stands at a level (give or take ``half``) on a day."""
    outer, inner, middle, zero = _ASCII_MARKS if ascii_only else _MARKS
    p5, p25, p50, p75, p95 = (band[day] for band in bands)
    if abs(p50 - level) <= half:
        return middle
    if p25 - half <= level <= p75 + half:
        return inner
    if p5 - half <= level <= p95 + half:
        return outer
    return zero if abs(level) <= half else " "


def histogram(
    values: Sequence[float], write: Write, cells: int = 80, line: str = "", *, ascii_only: bool = False
) -> str:
    """Bars of how often values fall into about a dozen bins; ``line`` is written at zero, where it is inside.

    Zero is always a border of bins, so that what is below it never shares a bar with what is above. The
    outermost bins take in the last hundredth of the values on each side.
    """
    known = sorted(value for value in values if math.isfinite(value))
    tail = len(known) // 100
    if len(known) < 2 or _is_point(known[tail], known[-1 - tail]):
        return ""
    edges = _edges(known[tail], known[-1 - tail])
    counts = [0] * (len(edges) - 1)
    for value in known:
        place = math.floor((value - edges[0]) / (edges[1] - edges[0]))
        counts[min(max(place, 0), len(counts) - 1)] += 1
    labels = [write(edge) for edge in edges[:-1]]
    left = max(map(width, labels))
    room = max(8, cells - left - 9)
    lines = []
    for label, edge, count in zip(labels, edges, counts, strict=False):
        if edge == 0 and line and edges[0] < 0:
            dash = "-" if ascii_only else "─"
            lines.append(f"{dash * 2} {line} {dash * max(0, min(room, 30) - width(line))}")
        drawn = bar(count, max(counts), min(room, 48), ascii_only=ascii_only)
        share = f"{100 * count / len(known):4.0f}%"
        lines.append(f"{pad(label, left, right=True)}  {share} {drawn}".rstrip())
    return "\n".join(lines)


def _is_point(low: float, high: float) -> bool:
    """Whether two values are one as far as bins can tell: apart by less than a billionth, or by nothing."""
    return high - low <= max(abs(low), abs(high)) * 1e-9 or high - low < 1e-300


def _edges(low: float, high: float) -> list[float]:
    """About a dozen even borders of round width that hold both ends and zero, where it is inside."""
    rough = (high - low) / 12
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    first, last = math.floor(low / step), math.floor(high / step) + 1
    return [place * step for place in range(first, last + 1)]
