"""What the house may know of a database: these shapes, and no driver's own names.

SQLite's connection fits them as it is; another database's needs a thin adapter. Only `digitool.db` imports
a driver (a test holds every other room to it).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

Params = Sequence[Any] | Mapping[str, Any]
"""Parameters of a statement: by place (``?``) or by name (``:name``)."""


class StoredRow(Protocol):
    """One row of an answer: its values by place and by name."""

    def __getitem__(self, key: Any, /) -> Any: ...  # noqa: ANN401 - a place, a name or a slice
    def __iter__(self) -> Iterator[Any]: ...
    def __len__(self) -> int: ...
    def keys(self) -> list[str]:
        """The columns' names."""


class Cursor(Protocol):
    """The answer to one statement."""

    @property
    def description(self) -> Any:  # noqa: ANN401 - a tuple for each column, its name first
        """The columns of the answer."""

    def fetchone(self) -> Any:  # noqa: ANN401 - a row or None, and rows unpack
        """The next row, None after the last."""

    def fetchall(self) -> list[Any]:
        """All rows that are left."""

    def fetchmany(self, size: int = ..., /) -> list[Any]:
        """At most so many rows."""

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """An open database, in whose transaction the caller works."""

    def execute(self, sql: str, parameters: Params = ..., /) -> Cursor:
        """Carry out one statement."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""

    def close(self) -> None:
        """Let go of the database; an open transaction is rolled back."""

    def cursor(self) -> Any:  # noqa: ANN401 - the driver's own; only `statements` may want it
        """A place for one answer."""

    def executemany(self, sql: str, parameters: Iterable[Params], /) -> Cursor:
        """Carry out one statement for each set of parameters."""
