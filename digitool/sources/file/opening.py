"""A file as the readers see it: text in chunks, whole lines in blocks, or all of it, within limits."""

from __future__ import annotations

import io
from collections.abc import Generator
from contextlib import closing
from functools import cached_property
from pathlib import Path

from digitool.errors import DataError
from digitool.sources.file.containers import Opener, Stream, empty_file, locate
from digitool.sources.file.encodings import MAX_LINE, chunks

MAX_TEXT = 64 * 1024 * 1024
"""Largest JSON or XML document, in characters; they are parsed whole."""

PEEK = 64 * 1024
"""Characters at the start that recognition may look at."""


class Document:
    """One file, opened anew for every pass; nothing of it is held but its first `PEEK` characters.

    ``name`` is safe to show. ``size`` is the number of bytes, 0 when unknown, and ``bytes_read``
    counts the pass that is under way, for a progress bar. A table reader leaves the header row in
    ``header`` and says in ``corrected`` whether the file is a rejects file that came back. ``memo``
    keeps what recognition has already worked out.
    """

    def __init__(self, name: str, opener: Opener, size: int = 0, encoding: str = "") -> None:
        self.name = name
        self.size = size
        self.bytes_read = 0
        self.encoding = encoding
        self.header: tuple[str, ...] = ()
        self.corrected = False
        self.memo: dict[str, object] = {}
        self._opener = opener

    def chunks(self) -> Generator[str, None, None]:
        """The text in bounded pieces; raises DataError for NUL, bad bytes and damaged archives."""
        self.bytes_read = 0
        with closing(self._opener()) as stream:
            yield from chunks(_Counting(stream, self), self.name, self.encoding)

    def lines(self) -> Generator[list[str], None, None]:
        """Blocks of whole lines, each with its own end (LF, CR or CRLF); a last one may lack it.

        Raises DataError ``long_line`` when a line passes `MAX_LINE` characters.
        """
        carry: list[str] = []
        held, ended = 0, 0
        for text in self.chunks():
            cut = _last_end(text)
            if cut == 0 and not (carry and carry[-1].endswith("\r")):
                held += len(text)
                self._limit(held, ended)
                carry.append(text)
                continue
            block = "".join((*carry, text[:cut]))
            lines = io.StringIO(block, newline="").readlines()
            self._limit(len(lines[0]) if lines else 0, ended)
            ended += len(lines)
            yield lines
            carry, held = [text[cut:]], len(text) - cut
            self._limit(held, ended)
        rest = io.StringIO("".join(carry), newline="").readlines()
        if rest:
            yield rest

    def text(self) -> str:
        """All of the text; raises DataError ``too_large`` above `MAX_TEXT` characters."""
        parts: list[str] = []
        total = 0
        for part in self.chunks():
            total += len(part)
            if total > MAX_TEXT:
                raise DataError(
                    "too_large",
                    "{file} is larger than {limit} MiB",
                    hint="Split it: one page of the answer a line, in several files.",
                    file=self.name,
                    limit=MAX_TEXT // 1024**2,
                )
            parts.append(part)
        return "".join(parts)

    @cached_property
    def peek(self) -> str:
        """The first `PEEK` characters, without leading blank; raises DataError when there are none."""
        parts: list[str] = []
        total = 0
        with closing(self.chunks()) as pieces:
            for part in pieces:
                parts.append(part)
                total += len(part.strip())
                if total >= PEEK:
                    break
        text = "".join(parts).lstrip("\ufeff \t\r\n")
        if not text:
            raise empty_file(self.name)
        return text[:PEEK]

    @cached_property
    def shape(self) -> str:
        """What the first character promises: ``json``, ``xml`` or ``table``."""
        first = self.peek[0]
        if first in "{[":
            return "json"
        return "xml" if first == "<" else "table"

    def _limit(self, length: int, ended: int) -> None:
        if length > MAX_LINE:
            raise DataError(
                "long_line",
                "{file}, line {line} is longer than {limit} characters",
                hint="This is not a table of rows. Export the file again.",
                file=self.name,
                line=ended + 1,
                limit=MAX_LINE,
            )


class _Counting:
    """A byte stream that tells its document how far it has been read."""

    def __init__(self, stream: Stream, document: Document) -> None:
        self._stream, self._document = stream, document

    def read(self, size: int, /) -> bytes:
        data = self._stream.read(size)
        self._document.bytes_read += len(data)
        return data

    def close(self) -> None:
        self._stream.close()


def _last_end(text: str) -> int:
    """Where the last whole line of a chunk ends; a CR at the very end may be half of a CRLF."""
    newline = text.rfind("\n") + 1
    carriage = text.rfind("\r", newline, len(text) - 1) + 1 if text else 0
    return max(newline, carriage)


def open_document(path: Path, encoding: str = "") -> Document:
    """Open a plain file, a ``.gz`` or a ``.zip``; raises DataError for what must not be read."""
    name, opener, size = locate(path)
    return Document(name, opener, size, encoding)
