"""From bytes to text in bounded chunks: byte order marks, UTF-8, GB18030; never a guess that loses bytes.

The encoding is decided at the first byte that is not ASCII, so one pass is enough for files of any
size: until then UTF-8 and GB18030 agree.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from digitool.errors import DataError, UsageError
from digitool.sources.file import problems
from digitool.sources.file.containers import Stream

CHUNK = 256 * 1024
MAX_LINE = 1024 * 1024
"""Longest line of a table, in characters."""

_CONVINCING = 9
"""This many bytes of valid UTF-8 outside ASCII (three characters) are no accident of GB18030."""

_ASCII = bytes(range(128))

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Decoder:
    """Bytes in, text out, across chunk borders; raises UnicodeDecodeError for bytes that fit nothing.

    ``encoding`` is empty until it is known; ASCII files end with it empty.
    """

    def __init__(self, forced: str = "") -> None:
        self.encoding = ""
        self._decoder: codecs.IncrementalDecoder | None = None
        self._started = False
        if forced:
            self._use(forced)

    def feed(self, data: bytes, final: bool = False) -> str:
        """Decode the next bytes; a character cut at their end is kept for the next call."""
        if not self._started:
            self._started = True
            data = self._strip_mark(data)
        if self._decoder is None:
            if data.isascii():
                return data.decode("ascii")
            self._decide(data, final)
        return self._decoder.decode(data, final) if self._decoder else data.decode("ascii")

    def _strip_mark(self, data: bytes) -> bytes:
        for mark, encoding in _MARKS:
            if data.startswith(mark):
                if not self.encoding:
                    self._use(encoding)
                return data[len(mark) :]
        return data

    def _decide(self, data: bytes, final: bool) -> None:
        """UTF-8 when it fits, or when it fits for long enough that this is damaged UTF-8."""
        wrong = _first_wrong(data, "utf-8", final)
        fits = wrong == len(data) or len(data[:wrong].translate(None, _ASCII)) >= _CONVINCING
        self._use("utf-8" if fits else "gb18030")

    def _use(self, encoding: str) -> None:
        try:
            decoder = codecs.getincrementaldecoder(encoding)("strict")
        except LookupError as error:
            raise UsageError(
                "bad_encoding",
                "unknown encoding {encoding}",
                hint="Try utf-8, gb18030 or utf-16.",
                encoding=encoding,
            ) from error
        self._decoder = decoder
        self.encoding = encoding


def _first_wrong(data: bytes, encoding: str, final: bool) -> int:
    """The place of the first byte that does not decode, the length when all do."""
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(data, final)
    except UnicodeDecodeError as error:
        return error.start
    return len(data)


def chunks(stream: Stream, name: str, forced: str = "") -> Iterator[str]:
    """Text of a byte stream in pieces of about `CHUNK` bytes; refuses NUL and undecodable bytes.

    Raises DataError ``nul_byte`` or ``bad_bytes`` with the line, InputOutputError when reading fails.
    """
    decoder = Decoder(forced)
    line = 1
    while True:
        data = _read(stream, name)
        try:
            text = decoder.feed(data, final=not data)
        except UnicodeDecodeError as error:
            raise _bad_bytes(error, data, line, name, decoder.encoding) from error
        if "\0" in text:
            line += _line_ends(text[: text.index("\0")])
            raise DataError(
                "nul_byte",
                "{file}, line {line}: a NUL byte, so this is not a text file",
                hint="The file is damaged or in another encoding. Export it again as CSV UTF-8.",
                file=name,
                line=line,
            )
        line += _line_ends(text)
        if text:
            yield text
        if not data:
            return


def _read(stream: Stream, name: str) -> bytes:
    try:
        return stream.read(CHUNK)
    except OSError as error:
        raise problems.unreadable(name) from error


def _line_ends(text: str) -> int:
    """How many lines end in a text; CRLF is one end (and one more when it is cut in two)."""
    if "\r" not in text:
        return text.count("\n")
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _bad_bytes(error: UnicodeDecodeError, data: bytes, line: int, name: str, encoding: str) -> DataError:
    before = error.object[: error.start] if isinstance(error.object, bytes) else b""
    ended = before.count(b"\n") or before.count(b"\r")
    if not data:
        return DataError(
            "truncated",
            "{file} ends in the middle of a character, line {line}",
            hint="The download is incomplete. Download it again.",
            file=name,
            line=line + ended,
        )
    other = "gb18030" if encoding == "utf-8" else "utf-8"
    return DataError(
        "bad_bytes",
        "{file}, line {line}: bytes that are not {encoding}",
        hint="Save it again as CSV UTF-8, or try --encoding {other}.",
        file=name,
        line=line + ended,
        encoding=encoding,
        other=other,
    )
