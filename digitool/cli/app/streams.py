"""The standard streams: what is read from stdin, and what is written for characters that stdout lacks."""

from __future__ import annotations

import sys
from collections.abc import Iterable


def stdin_bytes() -> Iterable[bytes]:
    """The lines of stdin as they come; none where it is closed."""
    return getattr(sys.stdin, "buffer", ())


def stdin_text(most: int = -1) -> str:
    """All of stdin as UTF-8, whatever the locale, up to ``most`` bytes.

    Other bytes stay as halves of characters, to be refused by who reads the text.
    """
    stream = getattr(sys.stdin, "buffer", None)
    return "" if stream is None else stream.read(most).decode("utf-8-sig", "surrogateescape")


def json_escapes(error: UnicodeError) -> tuple[str, int]:
    r"""Encoding error handler: ``\uXXXX`` escapes, as JSON writes them, so JSON stays JSON."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    wrong = error.object[error.start : error.end]
    units = wrong.encode("utf-16-be", "surrogatepass")
    pairs = (units[i : i + 2].hex() for i in range(0, len(units), 2))
    return "".join(f"\\u{pair}" for pair in pairs), error.end
