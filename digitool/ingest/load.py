"""Feed one document's items to the loaders, in blocks, and count what became of every line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib import import_module
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any

from digitool.ingest.batch import Batch, NotTaken
from digitool.ingest.outcome import FileOutcome
from digitool.ingest.privacy import without_numbers
from digitool.model.records import (
    GroupChat,
    GroupEvent,
    GroupList,
    GroupMember,
    GroupTransferError,
    GuideList,
    HeldContact,
    MiniProgramFigure,
    Profile,
    Purchase,
    Refund,
    Reject,
    RelationEvent,
    Skip,
    TagMeaning,
    Touch,
    Traffic,
    TransferReport,
    Warn,
)
from digitool.model.text import mask_value

if TYPE_CHECKING:
    from digitool.sources.formats.tables.mapped_touches import TouchChunk

Loader = Callable[[Batch, Sequence[Any]], list["bool | NotTaken"]]

MODULES: dict[type, str] = {
    Touch: "touches",
    Purchase: "sales",
    Refund: "sales",
    HeldContact: "contacts",
    GroupChat: "contacts",
    RelationEvent: "contacts",
    GuideList: "listing",
    GroupMember: "contacts",
    GroupEvent: "contacts",
    GroupList: "listing",
    TagMeaning: "contacts",
    Profile: "profiles",
    Traffic: "traffic",
    MiniProgramFigure: "mini_programs",
    TransferReport: "handovers",
    GroupTransferError: "handovers",
}
"""Which module of this room keeps which record, by its ``LOADERS``; imported when the first one comes."""

BLOCK = 5_000
"""Items looked at together."""


@cache
def _loader(kind: type) -> Loader:
    loader: Loader = import_module(f"digitool.ingest.{MODULES[kind]}").LOADERS[kind]
    return loader


def load_items(batch: Batch, items: Iterable[Any], outcome: FileOutcome, tick: Callable[[], None]) -> None:
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
    batch: Batch, chunks: Iterable[TouchChunk], outcome: FileOutcome, tick: Callable[[], None]
) -> None:
    """Load a mapped table of touches, chunk by chunk."""
    from digitool.ingest import touches

    for chunk in chunks:
        new, problems = touches.take_chunk(batch, chunk.columns)
        outcome.rejects.add(chunk.rejects)
        outcome.rejects.add(_reject(line, problem) for line, problem in problems.items())
        outcome.accepted += new
        outcome.known += len(chunk.columns[0]) - len(problems) - new
        tick()
    outcome.rows_in = outcome.accepted + outcome.known + outcome.rejected


def _load_block(batch: Batch, block: list[Any], outcome: FileOutcome) -> dict[int, bool | None]:
    """What became of each line: True new, False known, None rejected."""
    fates: dict[int, bool | None] = {}
    for kind, group in groupby(sorted(block, key=_order), key=type):
        records = [without_numbers(record, batch.registry.key) for record in group]
        if kind is Reject:
            outcome.rejects.add(records)
            _merge(fates, {record.line: None for record in records})
        elif kind is Warn:
            outcome.warnings += records
        elif kind is Skip:
            _merge(fates, {record.line: False for record in records})
        else:
            if kind is Profile:  # a row that is refused says nothing of who is who
                records = [record for record in records if fates.get(record.line, False) is not None]
            _merge(fates, _keep(batch, records, _loader(kind), outcome))
    return fates


def _keep(batch: Batch, records: list[Any], loader: Loader, outcome: FileOutcome) -> dict[int, bool | None]:
    """Keep records of one kind, and what they say of who is who."""
    fates: dict[int, bool | None] = {}
    taken = list(zip(records, loader(batch, records)))
    good = [(record, new) for record, new in taken if not isinstance(new, NotTaken)]
    told = batch.identify([record for record, _new in good])
    for (record, new), more in zip(good, told):
        _merge(fates, dict.fromkeys(_lines(record), new or more))
    for record, problem in taken:
        if isinstance(problem, NotTaken):
            outcome.rejects.add(_reject(line, problem) for line in _lines(record))
            _merge(fates, dict.fromkeys(_lines(record)))
    return fates


def _lines(record: Any) -> tuple[int, ...]:  # noqa: ANN401 - any kind of record
    """The lines of the file that a record was read from."""
    return (record.line, *record.also) if isinstance(record, Purchase) else (record.line,)


_KINDS = (*MODULES, Reject, Skip, Warn)


def _order(item: object) -> int:
    return _KINDS.index(type(item))


def _merge(into: dict[Any, Any], fates: dict[int, bool | None]) -> None:
    """One bad part rejects a line; else one new part makes it new."""
    for line, fate in fates.items():
        old = into.get(line, False)
        into[line] = None if fate is None or old is None else bool(fate or old)


def _settle(outcome: FileOutcome, fates: dict[int, Any]) -> None:
    outcome.accepted += sum(fate is True for fate in fates.values())
    outcome.known += sum(fate is False for fate in fates.values())


def _reject(line: int, problem: NotTaken) -> Reject:
    value = mask_value(problem.value)
    return Reject(line, problem.column, problem.code, problem.message, problem.hint, value, ())
