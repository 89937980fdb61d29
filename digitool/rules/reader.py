"""Read the dated rules: one TOML file per family, one ``[[rule]]`` per era of a rule.

    [[rule]]
    id = "wecom_broadcast"            # the file's name, or the file's name, a dot and a part
    name = "WeCom broadcasts to one customer: 1 a day"
    name_zh = "企业微信群发：每位客户每天 1 条"
    valid_from = 2022-05-01           # the first day in force
    valid_to = 2025-11-17             # the first day no longer in force; left out while it holds
    source = "developer.work.weixin.qq.com path/92135 [official]"
    [rule.limits]
    per_customer_day = 1

Platforms change their limits, so a plan made for a day is judged by what held on that day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Union

from digitool.model.days import day_number
from digitool.model.ids import Day

Limit = Union[int, str, bool]

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Rule:
    """One era of one rule: days from ``valid_from`` until before ``valid_to`` (None: still in force).

    ``name`` and ``name_zh`` say what it means, ``source`` where it was read, ``limits`` holds the numbers,
    texts and switches that the code asks for by name.
    """

    id: str
    name: str
    name_zh: str
    source: str
    valid_from: int
    valid_to: int | None
    limits: Mapping[str, Limit] = field(default_factory=dict)

    def said(self, language: str) -> str:
        """What the rule means, in a language (``zh`` or ``en``)."""
        return self.name_zh if language == "zh" else self.name

    def number(self, name: str) -> int:
        """A limit that is a whole number. Raises KeyError where this era has none."""
        return int(self.limits[name])

    def holds(self, day: Day) -> bool:
        """Whether the rule is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def at(rule_id: str, day: Day) -> Rule:
    """The era of a rule that holds on a day number, else the nearest one.

    Raises KeyError when there is no such rule.
    """
    return min(eras(rule_id), key=lambda rule: (_distance(rule, day), -rule.valid_from))


@lru_cache(maxsize=256)
def eras(rule_id: str) -> tuple[Rule, ...]:
    """All eras of a rule, oldest first. Raises KeyError when there is no such rule."""
    found = tuple(rule for rule in family(rule_id.partition(".")[0]) if rule.id == rule_id)
    if not found:
        raise KeyError(rule_id)
    return found


@lru_cache(maxsize=64)
def family(name: str) -> tuple[Rule, ...]:
    """All rules of one file, by id and then oldest first. Raises KeyError when there is no such file."""
    if name not in families():
        raise KeyError(name)
    import tomli

    tables = tomli.loads((_HERE / f"{name}.toml").read_text("utf-8"))
    return tuple(sorted(map(_rule, tables["rule"]), key=lambda rule: (rule.id, rule.valid_from)))


@lru_cache(maxsize=1)
def families() -> tuple[str, ...]:
    """Names of the rule files, sorted."""
    return tuple(sorted(path.stem for path in _HERE.glob("*.toml")))


def _rule(table: dict[str, Any]) -> Rule:
    ends = table.get("valid_to")
    return Rule(
        table["id"],
        table["name"],
        table["name_zh"],
        table["source"],
        day_number(table["valid_from"]),
        None if ends is None else day_number(ends),
        MappingProxyType(dict(table.get("limits", {}))),
    )


def _distance(rule: Rule, day: Day) -> int:
    if rule.holds(day):
        return 0
    if day < rule.valid_from:
        return rule.valid_from - day
    return day - (rule.valid_to or day) + 1
