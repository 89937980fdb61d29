"""What an import did, file by file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from digitool.model.records import Reject, Warn

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


@dataclass
class FileOutcome:
    """One file: ``rows_in = accepted + rejected + known``; instants are UTC ms.

    ``unread`` are the columns of a table that its mapping, or its own names, left unread. ``rejects_gone`` is
    where the rows were that an earlier import with the same key rejected, when they are no longer there.
    """

    file: str
    format: str
    rows_in: int = 0
    accepted: int = 0
    known: int = 0
    batch: int = 0
    operation: str = ""
    first_at: int | None = None
    last_at: int | None = None
    rejects_file: Path | None = None
    rejects_gone: Path | None = None
    rejects: list[Reject] = field(default_factory=list)
    warnings: list[Warn] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    rejected_before: int = 0
    unread: list[str] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        """Rows that were not taken; on a replay, those of the first time."""
        return len({reject.line for reject in self.rejects}) or self.rejected_before

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
