"""JSON in the database that a hand, a crash or another release left unreadable is told as damage."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from digitool.coupons.rules.returns import sold_lines
from digitool.coupons.rules.terms import Terms, from_json, to_json
from digitool.errors import DamageError, Exit
from digitool.guides.commission.earnings import read_parts
from digitool.referral.limits import Limits, limits_text, stored_limits
from digitool.referral.terms import make_terms, stored_terms, terms_text
from digitool.workspace.hours import Hours

READERS: dict[str, tuple[Callable[[str], object], str]] = {
    "coupon terms": (from_json, to_json(Terms("amount", 100, 5, valid_days=3))),
    "coupon use": (sold_lines, '[["1",100,1,100,10,0,0]]'),
    "referral caps": (stored_limits, limits_text(Limits())),
    "referral terms": (
        lambda text: stored_terms("bargain", text),
        terms_text(make_terms("bargain", {"start_fen": 9, "floor_fen": 3, "helpers": 3, "window_ms": 9})),
    ),
    "commission parts": (read_parts, "[]"),
    "opening hours": (Hours.from_json, Hours().to_json()),
}
"""What reads stored JSON back, and a text that it reads."""


@pytest.mark.parametrize("name", READERS)
def test_what_is_stored_and_cannot_be_read_is_damage(name: str) -> None:
    """No JSON, no object, a key too many, keys too few: exit 8 with what to do, never a fault."""
    read, right = READERS[name]
    read(right)
    found = json.loads(right)
    more = {**found, "future": 1, "week": 5} if isinstance(found, dict) else [[*range(99)]]
    for wrong in ("", "{", "7", "null", "[1]", json.dumps(more)):
        with pytest.raises(DamageError) as caught:
            read(wrong)
        assert (caught.value.code, caught.value.exit) == ("stored_unreadable", Exit.INTEGRITY)
        assert caught.value.hint and caught.value.try_next
