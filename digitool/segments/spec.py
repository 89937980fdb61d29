"""From the TOML of a segment file to a `Segment`, checking every key on the way (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digitool.forms.form import Filled
from digitool.forms.kinds import Problem
from digitool.model.personal import mask_personal
from digitool.segments.keys import ASKS, BLOCK, FILE, FORM, GROUPS, LIMITS, BlockLimits


@dataclass(frozen=True)
class Condition:
    """One key of a block: its checked value, the text that people read, and its line in the file."""

    key: str
    value: Any
    text: str
    line: int


@dataclass(frozen=True)
class Block:
    """Conditions that hold together, under the same limits; ``group`` is all, any or not."""

    group: str
    conditions: tuple[Condition, ...]
    limits: BlockLimits
    line: int


@dataclass(frozen=True)
class Segment:
    """A group of customers: every ``all`` block holds, one ``any`` block if there are any, no ``not``.

    ``code`` is the name of the file without its ending.
    """

    code: str
    name: str
    blocks: tuple[Block, ...]
    description: str = ""
    tag: str = ""
    file: str = ""

    def of(self, group: str) -> list[Block]:
        """The blocks of a group, in the file's order."""
        return [block for block in self.blocks if block.group == group]


def read_segment(tables: dict[str, Any], text: str, file: Path) -> Segment:
    """The segment of a file's tables; ``text`` is the file, for the lines in messages. Raises UsageError."""
    filled = Filled(FORM, tables, text, file)
    told = filled.values((), FILE, tables)
    blocks = tuple(block for group in GROUPS for block in _blocks(filled, group, told[group]))
    if not blocks:
        raise filled.error_at((), Problem("names no condition; everybody is no segment"), "[[all]]")
    if told["tag"]:
        _check_tag(filled, blocks)
    return Segment(
        code=mask_personal(file.stem),
        name=mask_personal(told["name"] or file.stem),
        blocks=blocks,
        description=told["description"],
        tag=mask_personal(told["tag"]),
        file=str(file),
    )


def _check_tag(filled: Filled, blocks: tuple[Block, ...]) -> None:
    """A rule may not rest on tags of rules, its own among them: it would never come to rest."""
    for group in GROUPS:
        for place, block in enumerate(one for one in blocks if one.group == group):
            if block.limits.tag_kind == "rule":
                problem = Problem("must not be rule: a tag by rule cannot rest on tags by rule")
                raise filled.error_at((group, str(place), "tag_kind"), problem, 'tag_kind = "people"')


def _blocks(filled: Filled, group: str, given: list[dict[str, Any]]) -> Iterator[Block]:
    for place, table in enumerate(given):
        yield _block(filled, (group, str(place)), table)


def _block(filled: Filled, path: tuple[str, ...], table: dict[str, Any]) -> Block:
    """One block: at least one condition, and only limits that narrow one of them."""
    values = filled.values(path, BLOCK, table)
    asked = [name for name in table if name in ASKS]
    if not asked:
        raise filled.error_at(path, Problem("holds no condition"), 'orders = ">=3"')
    limits = [name for name in table if name in LIMITS]
    for name in limits:
        takers = [one.key for one in ASKS.values() if name in one.limits]
        if not {key.name for key in takers} & set(asked):
            known = ", ".join(key.name for key in takers)
            problem = Problem("narrows nothing here; it goes with {known}", known=known)
            raise filled.error_at((*path, name), problem, takers[0].example)
    return Block(
        path[0],
        tuple(
            Condition(name, values[name], _told(name, table, limits), filled.line((*path, name)))
            for name in asked
        ),
        BlockLimits(**{name: values[name] for name in LIMITS}),
        filled.line(path),
    )


def _told(name: str, table: dict[str, Any], limits: list[str]) -> str:
    """A condition with the limits that narrow it, as people read it."""
    words = [_written(one, table[one]) for one in limits if one in ASKS[name].limits]
    return _written(name, table[name]) + (f" ({', '.join(words)})" if words else "")


def _written(name: str, value: Any) -> str:  # noqa: ANN401 - a checked TOML value
    """A key and its value without quotes: ``orders >=3``, ``member = true``, ``store = S001, S002``."""
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"{name} {text}" if text[:1] in "<>=≥≤" else f"{name} = {text}"
