"""Who is held out: decided by a keyed hash, so that it is random, repeatable, and nobody's choice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

_SPACE = 1 << 64


def is_held_out(key: bytes, campaign: str, household: int, holdout_bp: int) -> bool:
    """Whether a household is in the holdout of a campaign.

    BLAKE2b of campaign and household under the workspace's key (32 bytes), as a number in [0, 2^64), is below
    ``holdout_bp`` of it. Another campaign draws anew, and a larger share keeps everybody whom a smaller one
    held out.
    """
    text = f"{campaign}\x00{household}".encode()
    digest = hashlib.blake2b(text, digest_size=8, key=key, person=b"digitool-holdout").digest()
    return int.from_bytes(digest, "big") * 10_000 < holdout_bp * _SPACE


def assign(key: bytes, campaign: str, households: Iterable[int], holdout_bp: int) -> dict[int, str]:
    """The arm of each household; all of its members are in it, because they talk and share a coupon."""
    from digitool.coupons.holdouts import HOLDOUT, TREATED

    return {
        one: HOLDOUT if is_held_out(key, campaign, one, holdout_bp) else TREATED for one in set(households)
    }
