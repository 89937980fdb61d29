"""What a reader yields of a file, line after line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Union

from digitool.model.records import Record, Reject, Skip, Warn

Item = Union[Record, Reject, Skip, Warn]
"""One thing that a reader yields; items of one row carry the same line."""

Items = Iterator[Item]
