"""Which paid basket the guard looks into: a rate that risk raises, and a draw that nobody can foresee. Pure.

The draw is an HMAC of the basket's number under the workspace key: the same basket always gets the
same answer, a replay included, and a customer who knows the numbers of old baskets learns nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import NamedTuple

from digitool.workspace.policies.official_store import OfficialStorePolicy

WHOLE = 10_000
"""All baskets, in basis points."""


class Risk(NamedTuple):
    """What raises the rate: a high amount, a first basket (or nobody known), an earlier mismatch."""

    high_value: bool
    first: bool
    mismatch: bool


class Decision(NamedTuple):
    """The rate that held, in basis points, and why the guard looks into it; empty: not at all."""

    rate: int
    reason: str


def audit_rate(policy: OfficialStorePolicy, risk: Risk) -> int:
    """The share of such baskets that is looked into, in basis points; all of them after a mismatch."""
    if risk.mismatch:
        return WHOLE
    return min(policy.audit_rate + policy.audit_more * (risk.high_value + risk.first), WHOLE)


def decide_audit(policy: OfficialStorePolicy, risk: Risk, secret: bytes, basket: str) -> Decision:
    """Whether this basket is looked into, and the strongest reason."""
    rate = audit_rate(policy, risk)
    if draw_lot(secret, basket) >= rate:
        return Decision(rate, "")
    reasons = (("mismatch", risk.mismatch), ("high_value", risk.high_value), ("first", risk.first))
    return Decision(rate, next((name for name, holds in reasons if holds), "random"))


def draw_lot(secret: bytes, basket: str) -> int:
    """A number from 0 to 9999, evenly, that belongs to this basket."""
    digest = hmac.new(secret, f"scan-and-go audit\x1f{basket}".encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") % WHOLE
