"""Stable 64-bit keys of natural keys: the same text gives the same key on every machine."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

ORDER = "order:"
"""What the number of a purchase starts with that a table tells by an order's number only."""


def key64(*parts: str) -> int:
    """A signed 64-bit digest of the parts, fit for an integer primary key.

    Parts are joined by a unit separator, so ``("a", "bc")`` and ``("ab", "c")`` differ. With 10^8
    keys the chance of any collision is about 3 in 10,000 (birthday bound).
    """
    digest = blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def keys64(parts: tuple[str, ...], values: Iterable[str]) -> list[int]:
    """`key64` of the same parts before each of many values, in half the time."""
    start = blake2b("".join(f"{part}\x1f" for part in parts).encode(), digest_size=8)
    copy, number, found = start.copy, int.from_bytes, []
    for value in values:
        digest = copy()
        digest.update(value.encode())
        found.append(number(digest.digest(), "big", signed=True))
    return found
