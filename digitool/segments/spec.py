"""From the TOML of a segment file to a `Segment`, checking every key on the way (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digitool.errors import UsageError
from digitool.model.personal import mask_personal
from digitool.segments.keys import ASKS, GROUPS, LIMITS, TOP
from digitool.workspace.kinds import Problem, unknown_key
from digitool.workspace.toml_file import line_of

MOST_BLOCKS = 50
"""Blocks that one file may hold; each is a pass over the facts."""

LONGEST_TAG = 30
"""Characters of a tag's name in WeCom."""


@dataclass(frozen=True)
class BlockLimits:
    """What narrows the conditions of a block; empty values do not."""

    within_days: int = 0
    store: tuple[str, ...] = ()
    channel: str = ""
    stock: tuple[str, ...] = ()
    of_guide: tuple[str, ...] = ()
    tag_kind: str = ""


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
    reader = _Reader(text, file)
    for name in tables:
        if name not in TOP:
            raise reader.unknown((name,), name, list(TOP))
    told = {name: reader.value((name,), tables) for name in ("name", "description", "tag") if name in tables}
    blocks = tuple(block for group in GROUPS for block in reader.blocks(group, tables.get(group, [])))
    if not blocks:
        raise reader.fail((), Problem("names no condition; everybody is no segment"), "[[all]]")
    _check_tag(reader, tables, blocks)
    return Segment(
        code=mask_personal(file.stem),
        name=mask_personal(told.get("name", "") or file.stem),
        blocks=blocks,
        description=told.get("description", ""),
        tag=mask_personal(told.get("tag", "").strip()),
        file=str(file),
    )


def _check_tag(reader: _Reader, tables: dict[str, Any], blocks: tuple[Block, ...]) -> None:
    """A rule may not rest on tags of rules, its own among them: it would never come to rest."""
    if "tag" not in tables:
        return
    tag = tables["tag"].strip()
    if not tag:
        raise reader.fail(("tag",), Problem("is empty"), TOP["tag"].example)
    if len(tag) > LONGEST_TAG:
        raise reader.fail(("tag",), Problem("is longer than {limit} characters", limit=LONGEST_TAG))
    for group in GROUPS:
        for number, block in enumerate(one for one in blocks if one.group == group):
            if block.limits.tag_kind == "rule":
                problem = Problem("must not be rule: a tag by rule cannot rest on tags by rule")
                raise reader.fail((group, str(number), "tag_kind"), problem, 'tag_kind = "people"')


class _Reader:
    """Reads one file; every failure names file, line and key."""

    def __init__(self, text: str, file: Path) -> None:
        self.text, self.file = text, file

    def fail(self, path: tuple[str, ...], problem: Problem, example: str = "") -> UsageError:
        """The error for a problem at a key path such as ``("all", "0", "orders")``."""
        full = (*path, *problem.key)
        shown = ".".join(str(int(part) + 1) if part.isdecimal() else part for part in full)
        return UsageError(
            "segment",
            "{file}:{line}: {key} {problem}",
            hint="for example: {example}" if example else "",
            try_next="digitool customer segment keys",
            file=self.file,
            line=line_of(self.text, full) or 1,
            key=shown or self.file.stem,
            problem=problem.phrase,
            example=example,
        )

    def unknown(self, path: tuple[str, ...], name: str, known: list[str]) -> UsageError:
        """The error for a key that does not exist."""
        return self.fail(path, unknown_key(name, known), _example(unknown_key(name, known)))

    def value(self, path: tuple[str, ...], table: dict[str, Any]) -> Any:  # noqa: ANN401
        """One value of a table, as its key takes it."""
        name = path[-1]
        key = TOP[name] if len(path) == 1 else LIMITS[name] if name in LIMITS else ASKS[name].key
        try:
            return key.read(table[name])
        except Problem as problem:
            raise self.fail(path, problem, key.example) from None

    def blocks(self, group: str, given: Any) -> list[Block]:  # noqa: ANN401 - whatever TOML holds
        """The blocks of a group."""
        if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
            raise self.fail((group,), Problem("must be tables in double brackets"), f"[[{group}]]")
        if len(given) > MOST_BLOCKS:
            raise self.fail((group,), Problem("has more than {limit} entries", limit=MOST_BLOCKS))
        return [self.block(group, (group, str(number)), table) for number, table in enumerate(given)]

    def block(self, group: str, path: tuple[str, ...], table: dict[str, Any]) -> Block:
        """One block: at least one condition, and only limits that narrow one of them."""
        for name in table:
            if name not in ASKS and name not in LIMITS:
                raise self.unknown((*path, name), name, [*ASKS, *LIMITS])
        asked = [name for name in table if name in ASKS]
        if not asked:
            raise self.fail(path, Problem("holds no condition"), 'orders = ">=3"')
        limits = {name: self.value((*path, name), table) for name in table if name in LIMITS}
        for name in limits:
            takers = [one.key.name for one in ASKS.values() if name in one.limits]
            if not set(takers) & set(asked):
                raise self.fail(
                    (*path, name),
                    Problem("narrows nothing here; it goes with {known}", known=", ".join(takers)),
                )
        conditions = tuple(self.condition((*path, name), table, limits) for name in asked)
        return Block(group, conditions, BlockLimits(**limits), line_of(self.text, path) or 1)

    def condition(self, path: tuple[str, ...], table: dict[str, Any], limits: dict[str, Any]) -> Condition:
        """One condition with the limits that narrow it, as people read it."""
        name = path[-1]
        taken = [one for one in limits if one in ASKS[name].limits]
        words = [_written(one, table[one]) for one in (name, *taken)]
        text = words[0] + (f" ({', '.join(words[1:])})" if taken else "")
        return Condition(name, self.value(path, table), text, line_of(self.text, path) or 1)


def _written(name: str, value: Any) -> str:  # noqa: ANN401 - a checked TOML value
    """A key and its value without quotes: ``orders >=3``, ``member = true``, ``store = S001, S002``."""
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"{name} {text}" if text[:1] in "<>=≥≤" else f"{name} = {text}"


def _example(problem: Problem) -> str:
    near = str(problem.phrase.values.get("near", ""))
    key = TOP.get(near) or LIMITS.get(near) or (ASKS[near].key if near in ASKS else None)
    return key.example if key else ""
