"""The commented campaign file that `campaign new` writes: made from the form, so it cannot drift."""

from __future__ import annotations

from collections.abc import Sequence

from digitool.campaign.file.schema import ALWAYS, MECHANICS, PLAYED, TABLES
from digitool.forms.form import Key
from digitool.forms.kinds import per_cent, yuan
from digitool.forms.template import Commented
from digitool.forms.writing import toml_value
from digitool.model.days import iso_day
from digitool.model.ids import Day
from digitool.model.money import format_yuan

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


def template(mechanics: Sequence[str], language: str, name: str, start: Day) -> str:
    """The text of a new campaign file with these mechanics, from day number ``start`` on.

    Every other key is in it as a comment with its meaning; the text passes the parser as it is.
    """
    text = Commented(language, column=40)
    lines = [
        text.comment("A campaign. Ask for any key with: digitool campaign explain coupon.value"),
        text.comment("Take the # away where a line is to count."),
    ]
    wanted = [
        *(table for table in ALWAYS if table != "assume"),
        *(m for m in MECHANICS if m in mechanics),
        "assume",
    ]
    for table in wanted:
        names = _IN_FORCE.get(table, ())
        if table == "campaign" and set(PLAYED) & set(mechanics):
            names += ("rules",)
        in_force = {key.name: key.example for key in TABLES[table].keys if key.name in names}
        if table == "campaign":
            in_force |= {"name": f"name = {toml_value(name)}", "start": f"start = {iso_day(start)}"}
        lines += text.section(f"[{table}]", TABLES[table], in_force)
    return "\n".join(lines) + "\n"


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
