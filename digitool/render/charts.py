"""Small charts of text: bars and a funnel. Widths are terminal cells."""

from __future__ import annotations

from collections.abc import Sequence

from digitool.model.cells import cut, pad, width
from digitool.model.text import clean

_EIGHTHS = " ▏▎▍▌▋▊▉█"


def bar(value: float, largest: float, cells: int, *, ascii_only: bool = False) -> str:
    """A horizontal bar: ``value`` of ``largest`` over at most ``cells``. Nothing for zero or less."""
    if largest <= 0 or value <= 0:
        return ""
    eighths = max(1, round(min(value / largest, 1) * cells * 8))
    if ascii_only:
        return "#" * max(1, round(eighths / 8))
    full, rest = divmod(eighths, 8)
    return "█" * full + (_EIGHTHS[rest] if rest else "")


def bars(rows: Sequence[tuple[str, float | None, str]], cells: int = 80, *, ascii_only: bool = False) -> str:
    """Lines of label, bar and figure; None draws no bar, so that unknown never looks like zero.

    ``rows`` hold label (any text from outside), value, and the figure as it is to be read.
    """
    if not rows:
        return ""
    labels = [cut(clean(label), 24, "~" if ascii_only else "…") for label, _, _ in rows]
    left = max(map(width, labels))
    right = max(width(figure) for _, _, figure in rows)
    room = max(8, min(48, cells - left - right - 4))
    largest = max((value for _, value, _ in rows if value is not None), default=0)
    lines = []
    for label, (_, value, figure) in zip(labels, rows, strict=True):
        drawn = bar(value, largest, room, ascii_only=ascii_only) if value is not None else ""
        lines.append(f"{pad(label, left)}  {pad(drawn, room)}  {pad(figure, right, right=True)}".rstrip())
    return "\n".join(lines)


def funnel(stages: Sequence[tuple[str, int | None]], cells: int = 80, *, ascii_only: bool = False) -> str:
    """Stages from the widest to the narrowest, each with its count and its share of the one before."""
    rows: list[tuple[str, float | None, str]] = []
    before: int | None = None
    for label, count in stages:
        if count is None:
            rows.append((label, None, "?"))
        else:
            step = f" {100 * count / before:5.1f}%" if before else " " * 7
            rows.append((label, count, f"{count:,}{step}"))
            before = count
    return bars(rows, cells, ascii_only=ascii_only)
