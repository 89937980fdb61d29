"""What stands on stdin of a command that runs in this process."""

from __future__ import annotations

import io


def stdin_with(text: str) -> io.TextIOWrapper:
    """A stdin that holds a text, with the bytes that commands read beneath it."""
    return io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8")
