"""What to write for characters that the output's encoding does not have."""

from __future__ import annotations


def json_escapes(error: UnicodeError) -> tuple[str, int]:
    r"""Encoding error handler: ``\uXXXX`` escapes, as JSON writes them, so JSON stays JSON."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    wrong = error.object[error.start : error.end]
    units = wrong.encode("utf-16-be", "surrogatepass")
    pairs = (units[i : i + 2].hex() for i in range(0, len(units), 2))
    return "".join(f"\\u{pair}" for pair in pairs), error.end
