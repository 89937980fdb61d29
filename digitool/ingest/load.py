"""Feed one document's items to the loaders, in blocks, and count what became of every line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby, islice
from typing import Any

from digitool.ingest import contacts, profiles, purchases, touches, traffic
from digitool.ingest.batch import Batch, Problem
from digitool.ingest.outcome import Outcome
from digitool.model.records import (
    Contact,
    GroupChat,
    GroupMember,
    Profile,
    Purchase,
    Refund,
    Reject,
    Skip,
    Touch,
    Traffic,
    Warn,
)
from digitool.model.text import mask_value
from digitool.sources.mapped_touches import TouchChunk

Loader = Callable[[Batch, Sequence[Any]], list["bool | Problem"]]

LOADERS: dict[type, Loader] = {
    Touch: touches.take,
    Purchase: purchases.take,
    Refund: purchases.take_refunds,
    Contact: contacts.take,
    GroupChat: contacts.take_groups,
    GroupMember: contacts.take_members,
    Profile: profiles.take,
    Traffic: traffic.take,
}
"""Which loader keeps which record."""

BLOCK = 5_000
"""Items looked at together."""


def load_items(batch: Batch, items: Iterable[Any], outcome: Outcome, tick: Callable[[], None]) -> None:
    """Load records of any kind. A line is accepted when anything of it was new, else known."""
    items = iter(items)
    carried: dict[int, bool] = {}
    while block := list(islice(items, BLOCK)):
        fates = _load_block(batch, block, outcome)
        _merge(carried, fates)
        last = max(carried, default=0)
        _settle(outcome, {line: new for line, new in carried.items() if line != last})
        carried = {last: carried[last]} if last in carried else {}
        tick()
    _settle(outcome, carried)
    outcome.rows_in = outcome.accepted + outcome.known + outcome.rejected


def load_touch_chunks(
    batch: Batch, chunks: Iterable[TouchChunk], outcome: Outcome, tick: Callable[[], None]
) -> None:
    """Load a mapped table of touches, chunk by chunk."""
    for chunk in chunks:
        new, problems = touches.take_chunk(batch, chunk.rows)
        outcome.rejects += chunk.rejects
        outcome.rejects += [_reject(line, problem) for line, problem in problems.items()]
        outcome.accepted += new
        outcome.known += len(chunk.rows) - len(problems) - new
        tick()
    outcome.rows_in = outcome.accepted + outcome.known + outcome.rejected


def _load_block(batch: Batch, block: list[Any], outcome: Outcome) -> dict[int, bool | None]:
    """What became of each line: True new, False known, None rejected."""
    fates: dict[int, bool | None] = {}
    for kind, group in groupby(sorted(block, key=_order), key=type):
        records = list(group)
        if kind is Reject:
            outcome.rejects += records
            _merge(fates, {record.line: None for record in records})
        elif kind is Warn:
            outcome.warnings += records
        elif kind is Skip:
            _merge(fates, {record.line: False for record in records})
        else:
            fate = LOADERS[kind](batch, records)
            batch.identify(record for record, taken in zip(records, fate) if not isinstance(taken, Problem))
            for record, taken in zip(records, fate):
                if isinstance(taken, Problem):
                    outcome.rejects.append(_reject(record.line, taken))
                _merge(fates, {record.line: None if isinstance(taken, Problem) else taken})
    return fates


_KINDS = (*LOADERS, Reject, Skip, Warn)


def _order(item: object) -> int:
    return _KINDS.index(type(item))


def _merge(into: dict[Any, Any], fates: dict[int, bool | None]) -> None:
    """One bad part rejects a line; else one new part makes it new."""
    for line, fate in fates.items():
        old = into.get(line, False)
        into[line] = None if fate is None or old is None else bool(fate or old)


def _settle(outcome: Outcome, fates: dict[int, Any]) -> None:
    outcome.accepted += sum(fate is True for fate in fates.values())
    outcome.known += sum(fate is False for fate in fates.values())


def _reject(line: int, problem: Problem) -> Reject:
    hint = problem.hint.replace("{value}", problem.value)
    return Reject(line, problem.column, problem.code, problem.message, hint, mask_value(problem.value), ())
