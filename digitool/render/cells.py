"""One cell as JSON takes it, and as a person reads it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

from digitool.model.days import format_instant, iso_day
from digitool.model.money import format_yuan
from digitool.model.text import clean
from digitool.render.result import Column
from digitool.words import say


def plain(column: Column, value: Any, zone: str) -> Any:  # noqa: ANN401 - JSON values
    """The cell as JSON: rates with their evidence, RFC 3339 times, never NaN."""
    if value is None:
        return None
    if column.kind in ("rate", "share"):
        num, den = value
        return {"value": round(num / den, 6) if den else None, "num": num, "den": den}
    if column.kind == "day":
        return iso_day(value)
    if column.kind == "instant":
        return format_instant(value, zone)
    if column.kind == "figure":
        return _figure_number(*value)
    if column.kind == "number":
        return value if math.isfinite(value) else None
    return value


def human(column: Column, value: Any, zone: str, language: str) -> str:  # noqa: ANN401 - any cell
    """The cell for people: yuan, per cent with evidence, local times; unknown is n/a."""
    if value is None:
        return say("n/a", language) if column.kind != "text" else ""
    if column.kind == "flag":
        return say("yes" if value else "no", language)
    if column.kind == "instant":
        return format_instant(value, zone)[:16].replace("T", " ")
    write = _HUMAN.get(column.kind)
    if write is not None:
        text = write(value)
        return text or say("n/a", language)
    return safe_line(str(value))


def safe_line(text: str) -> str:
    """Text from outside on one line, unable to move the cursor or to reverse what follows."""
    return clean(" ".join(text.split()) if any(c in text for c in "\n\r\t") else text)


def _percent(num: int, den: int) -> str:
    """Per cent to one place; two for small shares, so that a little is not shown as nothing."""
    value = 100 * num / den
    return f"{value:.1f}%" if abs(value) >= 1 or num == 0 else f"{value:.2f}%"


def _rate(num: int, den: int) -> str:
    return f"{_percent(num, den)} ({num:,}/{den:,})" if den else ""


def _share(num: int, den: int) -> str:
    return _percent(num, den) if den else ""


def _number(value: float) -> str:
    if not math.isfinite(value):
        return ""
    if 1e-4 <= abs(value) < 0.1:
        return f"{value:.2g}"  # a rate of 0.0025 is not 0.00
    return f"{value:,.2f}" if abs(value) < 1000 else f"{value:,.0f}"


def _figure_number(value: float | None, unit: str) -> float | int | None:
    """The number of a figure; whole where its unit is fen."""
    if value is None or not math.isfinite(value):
        return None
    return round(value) if unit == "fen" else value


def figure_text(value: float | None, unit: str) -> str:
    """A figure for people: fen as yuan, a ratio as per cent, all else as a count; empty where unknown.

    Whole yuan from 100 on, since a forecast carries no fen.
    """
    if value is None or not math.isfinite(value):
        return ""
    if unit == "fen":
        return f"{value / 100:,.0f}" if abs(value) >= 10_000 else f"{value / 100:,.2f}"
    if unit == "ratio":
        return f"{100 * value:,.1f}%"
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 100 else f"{value:,.2f}"


def _list(value: list[Any]) -> str:
    return safe_line(", ".join(map(str, value))) or "-"


def _object(value: object) -> str:
    return safe_line(json.dumps(value, ensure_ascii=False))


_HUMAN: dict[str, Callable[[Any], str]] = {
    "int": lambda value: f"{value:,}",
    "number": _number,
    "money": format_yuan,
    "rate": lambda value: _rate(*value),
    "share": lambda value: _share(*value),
    "figure": lambda value: figure_text(*value),
    "bp": lambda value: f"{value / 100:.2f}%",
    "day": iso_day,
    "list": _list,
    "object": _object,
}
