"""Chance that anybody can recompute: whole numbers from a seed and a place, by SHA-256."""

from __future__ import annotations

import hashlib
import hmac


def drawn_below(seed: str, place: int, below: int) -> int:
    """A number in ``0 .. below - 1``, the same for the same seed and place on every machine.

    256 bits modulo ``below``: the bias stays under 2**-190 for amounts of money.
    """
    digest = hashlib.sha256(f"{seed}\x1f{place}".encode()).digest()
    return int.from_bytes(digest, "big") % below


def secret_seed(key: bytes, name: str) -> str:
    """The seed of a name under the workspace key: nobody outside can guess it, the house finds it again."""
    return hmac.new(key, f"chance\x1f{name}".encode(), "sha256").hexdigest()[:24]
