"""Rows for spreadsheets: flat columns, and no cell that a spreadsheet would run."""

from __future__ import annotations

import json
import re
from typing import Any

from digitool.model.text import clean
from digitool.render.cells import plain
from digitool.render.result import Column
from digitool.render.view import View

_TRIGGERS = "=+-@\t\r\n\0＝＋－＠"
"""First characters that make a spreadsheet take a text for a formula (OWASP, ASVS 1.2.10)."""


def header(view: View) -> list[str]:
    """Column keys; a rate takes three columns."""
    return [name for column in view.columns for name in _names(column)]


def cells(view: View, row: dict[str, Any]) -> list[str]:
    """One row as texts; numbers stay numbers, texts are guarded, unknown is empty."""
    texts: list[str] = []
    for column in view.columns:
        value = plain(column, row.get(column.key), view.result.zone)
        if column.kind in ("rate", "share"):
            parts = value or {"value": None, "num": None, "den": None}
            texts += [_number(parts["value"]), _number(parts["num"]), _number(parts["den"])]
        elif isinstance(value, bool):
            texts.append("true" if value else "false")
        elif isinstance(value, (int, float)) or value is None:
            texts.append(_number(value))
        else:
            texts.append(guard(_text(value)))
    return texts


def guard(text: str) -> str:
    """A text that no spreadsheet runs: a quote before a trigger; controls and bidi marks removed."""
    quoted = "'" + text if text and (text[0] in _TRIGGERS or text.lstrip()[:1] in _FORMULA) else text
    return _CONTROLS.sub(lambda found: clean(found.group()), quoted.replace("\r\n", "\n").replace("\r", "\n"))


_CONTROLS = re.compile(r"[^\t\n]+")
"""Everything but the two controls that may stand inside a quoted cell."""

_FORMULA = frozenset("=+-@＝＋－＠")


def _names(column: Column) -> list[str]:
    if column.kind in ("rate", "share"):
        return [column.key, f"{column.key}_num", f"{column.key}_den"]
    return [column.key]


def _number(value: float | None) -> str:
    return "" if value is None else str(value)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return "; ".join(value)
    return json.dumps(value, ensure_ascii=False)
