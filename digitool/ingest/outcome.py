"""What an import did, file by file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from digitool.model.records import Reject, Warn

if TYPE_CHECKING:
    from digitool.ingest.spool import RejectSpool

HELD = 2_000
"""Most rejects of one import that are kept in memory."""

HOLDS = {
    "orders": ("Purchase",),
    "purchases": ("Purchase",),
    "customers": ("Profile", "Contact", "RelationEvent"),
    "handovers": ("TransferReport", "RelationEvent"),
    "touches": ("Touch",),
    "flow": ("Touch", "Traffic"),
    "traffic": ("Traffic",),
}
"""Words that say what a file holds, and the records that fit."""

CONTRADICTION = "contradiction"
"""The code of a row that says otherwise than another row of its file."""


@dataclass(frozen=True)
class ImportOptions:
    """How to import; ``read`` goes to the source, the rest decides what is kept.

    ``expected`` is a word of `HOLDS`: a file that holds something else is refused.

    ``rejects`` is where rejected rows go (default: the workspace's rejects folder), with ``force`` also over
    a file that is there; ``strict`` takes a file wholly or not at all; ``language`` is
    that of the rejects file; ``agreed`` says yes to a list that ends many at once; ``replaces`` is an import
    (its batch) that this one stands in for: that one is taken back in the same write.
    """

    format: str = ""
    expected: str = ""
    encoding: str = ""
    mapping: Path | None = None
    rejects: Path | None = None
    force: bool = False
    strict: bool = False
    language: str = ""
    agreed: bool = False
    replaces: int | None = None
    read: dict[str, Any] = field(default_factory=dict)


class RejectKind(NamedTuple):
    """Rejects with one reason: how many rows, and the first of them with its code."""

    code: str
    message: str
    hint: str
    rows: int
    first: Reject


class Rejects:
    """The rows of one import that were not taken: the first reject of each line, by line.

    At most `HELD` are kept in memory; from then on they go to a file in ``directory`` until `close`, after
    which only their number and kinds are known.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._held: dict[int, Reject] = {}
        self._spool: RejectSpool | None = None
        self._spooled = 0
        self._kinds: dict[tuple[str, str, str], tuple[int, tuple[int, int]]] = {}
        self._came = 0
        self._first: dict[str, Reject] = {}

    def add(self, rejects: Iterable[Reject]) -> None:
        """Take more; of two that reject one line, the earlier one stays."""
        for one in rejects:
            why = one.code, one.message, one.hint
            place = one.line, self._came
            count, earliest = self._kinds.get(why, (0, place))
            self._kinds[why] = count + 1, min(earliest, place)
            self._came += 1
            if one.code not in self._first or one.line < self._first[one.code].line:
                self._first[one.code] = one
            self._held.setdefault(one.line, one)
            if len(self._held) > HELD:
                self._put_away()

    def __len__(self) -> int:
        """How many lines were rejected."""
        if self._spooled and self._held:
            self._put_away()
        return self._spooled + len(self._held)

    def __iter__(self) -> Iterator[Reject]:
        if self._spooled and self._held:
            self._put_away()
        if self._spool is None:
            return iter([self._held[line] for line in sorted(self._held)])
        return iter(self._spool)

    def kinds(self) -> list[RejectKind]:
        """Their reasons, the most frequent first; a line with two of them counts in both."""
        ordered = sorted(self._kinds.items(), key=lambda kind: (-kind[1][0], kind[1][1]))
        return [RejectKind(*why, count, self._first[why[0]]) for why, (count, _place) in ordered]

    def close(self) -> None:
        """Have no file any more."""
        _ = len(self)
        if self._spool is not None:
            self._spool.close()

    def _put_away(self) -> None:
        if self._spool is None:
            from digitool.ingest.spool import RejectSpool

            self._spool = RejectSpool(self._directory)
        self._spooled += self._spool.add(self._held.values())
        self._held.clear()


@dataclass
class FileOutcome:
    """One file: ``rows_in = accepted + rejected + known``; instants are UTC ms.

    ``unread`` are the columns of a table that its mapping, or its own names, left unread. ``rejects_gone`` is
    where the rows were that an earlier import with the same key rejected, when they are no longer there.
    """

    file: str
    format: str
    rejects: Rejects
    rows_in: int = 0
    accepted: int = 0
    known: int = 0
    batch: int = 0
    operation: str = ""
    first_at: int | None = None
    last_at: int | None = None
    rejects_file: Path | None = None
    rejects_gone: Path | None = None
    warnings: list[Warn] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    rejected_before: int = 0
    unread: list[str] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        """Rows that were not taken; on a replay, those of the first time."""
        return len(self.rejects) or self.rejected_before

    def replay(self, row: dict[str, Any]) -> None:
        """Become the outcome that this key had the first time."""
        self.rows_in, self.accepted, self.known = row["rows_in"], row["accepted"], row["known"]
        self.batch, self.operation, self.rejected_before = row["batch"], row["operation"], row["rejected"]
        self.first_at, self.last_at = row["period_from"], row["period_to"]

    def row(self) -> dict[str, Any]:
        """The row that scripts rely on."""
        return {
            "file": self.file,
            "format": self.format,
            "rows_in": self.rows_in,
            "accepted": self.accepted,
            "rejected": self.rejected,
            "known": self.known,
            "batch": self.batch,
            "period_from": self.first_at,
            "period_to": self.last_at,
            "operation": self.operation,
        }
