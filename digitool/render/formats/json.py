"""The JSON envelope that scripts rely on; changes are additive only."""

from __future__ import annotations

import json
import re
from typing import Any

from digitool.model.days import format_instant, iso_day
from digitool.render.cells import plain
from digitool.render.view import View

_RISKY = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that JSON allows raw and a terminal or reader may act on."""


def render(view: View) -> str:
    """The whole envelope, indented for people who look at it; programs read it alike."""
    return dump(envelope(view), indent=2) + "\n"


def envelope(view: View) -> dict[str, Any]:
    """Schema, moment, period, rows, what was left out, warnings."""
    result = view.result
    meta: dict[str, Any] = {
        "returned": len(view.rows),
        "total": view.total,
        "truncated": bool(view.next_command),
    }
    if view.next_command:
        meta["next"] = view.next_command
    return {
        "schema": result.schema,
        "as_of": format_instant(result.as_of, result.zone),
        "period": [iso_day(day) for day in result.period] if result.period else None,
        "rows": [chosen_columns(view, row) for row in view.rows],
        "meta": {**meta, **result.meta},
        "warnings": result.warnings,
    }


def chosen_columns(view: View, row: dict[str, Any]) -> dict[str, Any]:
    """One row with the chosen columns, in their order."""
    return {one.key: plain(one, row.get(one.key), view.result.zone) for one in view.columns}


def dump(value: object, indent: int | None = None) -> str:
    """JSON text in UTF-8, unescaped but for controls and characters that reorder text."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    return _RISKY.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
