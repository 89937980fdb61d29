"""The commented campaign file that `campaign new` writes: made from the schema, so it cannot drift."""

from __future__ import annotations

import json
from collections.abc import Sequence

from digitool.campaign.file.schema import ALWAYS, MECHANICS, PLAYED, TABLES
from digitool.model.cells import pad
from digitool.model.days import iso_day
from digitool.model.money import format_yuan
from digitool.words import say
from digitool.workspace.kinds import per_cent, yuan
from digitool.workspace.setting import Key

_COLUMN = 40

_IN_FORCE: dict[str, tuple[str, ...]] = {
    "campaign": ("name", "start", "days", "surface", "holdout"),
    "costs": ("margin", "message"),
    "guide_message": ("text", "capacity"),
    "broadcast": ("text", "channel"),
    "coupon": ("value", "min_spend", "valid_days"),
    "referral": ("reward", "gift", "trigger"),
    "red_packet": ("total", "people", "trigger"),
    "bargain": ("list_price", "floor", "helpers", "path"),
    "group_buy": ("size", "list_price", "price", "window_hours"),
    "community": ("leaders", "min_orders", "list_price", "price", "commission"),
    "prize_draw": ("top_prize", "odds", "odds_published"),
}
"""Keys that a new file sets; all others stand in it as comments."""


def template(mechanics: Sequence[str], language: str, name: str, start: int) -> str:
    """The text of a new campaign file with these mechanics, from day number ``start`` on.

    Every other key is in it as a comment with its meaning; the text passes the parser as it is.
    """
    lines = [
        "# " + say("A campaign. Ask for any key with: digitool campaign explain coupon.value", language),
        "# " + say("Take the # away where a line is to count.", language),
    ]
    wanted = [
        *(table for table in ALWAYS if table != "assume"),
        *(m for m in MECHANICS if m in mechanics),
        "assume",
    ]
    own = {"name": "name = " + json.dumps(name, ensure_ascii=False), "start": f"start = {iso_day(start)}"}
    for table in wanted:
        lines += ["", "# " + say(TABLES[table].meaning, language) + "."]
        lines.append(f"[{table}]" if table in _IN_FORCE else f"# [{table}]")
        active = _IN_FORCE.get(table, ())
        if table == "campaign" and set(PLAYED) & set(mechanics):
            active += ("rules",)
        for key in TABLES[table].keys:
            text = own.get(key.name, key.example) if table == "campaign" else key.example
            lines.append(_line(key, text if key.name in active else "# " + text, language))
    return "\n".join(lines) + "\n"


def _line(key: Key, text: str, language: str) -> str:
    return f"{pad(text, _COLUMN)}  # {say(key.meaning, language)}"


def written_default(key: Key) -> str:
    """The default of a key as a file would write it; empty where it has none."""
    value = key.default
    if key.required or value in (None, "", ()):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ""
    if "%" in key.example:
        return f'"{per_cent(value)}"'
    if key.read is yuan:
        return f'"{format_yuan(value)}"'
    return str(value) if isinstance(value, int) else f'"{value}"'
