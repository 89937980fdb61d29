"""What a segment file would select, as rows: by condition, overlaps, ways to reach, total (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from digitool.model.results import Rate
from digitool.segments.members import ConditionStep, Members
from digitool.segments.people import PersonSet

Row = dict[str, Any]
"""``part``, ``conditions`` (numbers from 1), ``key``, ``what``, ``persons``, ``left``, ``share``."""

REACH_WORDS = {
    "wecom": "friend of a guide in WeCom",
    "group": "in a customer group",
    "openid": "own account or mini-program",
    "phone": "phone known",
}
"""Channels in words (templates)."""


def preview(members: Members, ways: Mapping[str, PersonSet]) -> list[Row]:
    """All customers, each condition, each pair of conditions, the ways to reach the segment, the segment.

    ``share`` is of all customers; in overlaps of those who satisfy the first condition; in ways of the
    segment.
    """
    everyone, found = len(members.everyone), len(members)
    rows = [_row("everyone", [], "", "all customers", everyone, everyone)]
    rows += [_condition(number, step, everyone) for number, step in enumerate(members.steps, 1)]
    rows += overlaps(members.steps)
    whole = _row("segment", [], members.segment.code, "in this segment", found, everyone)
    rows.append({**whole, "left": found})
    for channel, people in ways.items():
        row = _row("reach", [], channel, REACH_WORDS[channel], len(people & members.people), found)
        rows.append(row)
    return rows


def overlaps(steps: tuple[ConditionStep, ...]) -> list[Row]:
    """How many satisfy both conditions, for each pair."""
    return [
        _row(
            "overlap",
            [one, other],
            "",
            f"{a.condition.text} & {b.condition.text}",
            len(a.people & b.people),
            a.persons,
        )
        for (one, a), (other, b) in combinations(enumerate(steps, 1), 2)
    ]


def overlap_of(one: Members, other: Members) -> list[Row]:
    """Two segments: only in the first, in both, only in the second, in any; share of those in any.

    ``what`` is a template with the places {first} and {second}.
    """
    both = one.people & other.people
    union = one.people | other.people
    counted = (
        ("first", "only in {first}", one.people - both),
        ("both", "in both segments", both),
        ("second", "only in {second}", other.people - both),
        ("any", "in one of them or both", union),
    )
    return [
        {"part": part, "what": what, "persons": len(people), "share": Rate(len(people), len(union))}
        for part, what, people in counted
    ]


def _condition(number: int, step: ConditionStep, everyone: int) -> Row:
    condition = step.condition
    row = _row(step.group, [number], condition.key, condition.text, step.persons, everyone)
    return {**row, "block": step.block, "left": step.left}


def _row(part: str, conditions: list[int], key: str, what: str, persons: int, of: int) -> Row:
    return {
        "part": part,
        "conditions": [str(one) for one in conditions],
        "block": None,
        "key": key,
        "what": what,
        "persons": persons,
        "left": None,
        "share": Rate(persons, of),
    }
