"""Values that mean nobody: placeholders and test numbers.

Such an identifier is kept, because facts point at it, but no edge of it merges anybody. The words are
those that PostHog, Segment and Adobe refuse, and their Chinese counterparts seen at tills.
"""

from __future__ import annotations

WORDS = frozenset(
    {
        "", "0", "-", "--", "/", ".", "null", "none", "nil", "nan", "n/a", "na", "undefined", "unknown",
        "guest", "anonymous", "anon", "test", "tester", "demo", "default", "invalid", "empty", "false",
        "true", "user", "admin", "[object object]", "无", "没有", "未知", "匿名", "游客", "散客", "测试",
    }
)  # fmt: skip
"""Placeholder words, compared without case and surrounding blanks."""

TEST_PHONES = frozenset(
    {
        "+8613800138000", "+8613800000000", "+8613000000000", "+8613900000000", "+8618000000000",
        "+8618888888888", "+8613888888888", "+8613912345678", "+8613812345678", "+8613712345678",
        "+8615012345678", "+8618812345678", "+8613123456789", "+8615123456789", "+8618123456789",
    }
)  # fmt: skip
"""Mobile numbers typed when a form insists on one."""

LONGEST = 1024
"""Characters; a longer value is a mistake of an export (Adobe blocks at the same length)."""


def is_blocked(ns: str, value: str) -> bool:
    """Whether a normalised value means nobody anywhere; a chain's own values are `staff.blocked_values`."""
    text = value.strip().casefold()
    if text in WORDS or len(text) > LONGEST or _one_repeated(text):
        return True
    return ns == "phone" and (value in TEST_PHONES or _phone_repeats(value))


def _one_repeated(text: str) -> bool:
    """``0000``, ``******``: one character over and over; shorter ones may be real numbers."""
    return len(text) > 3 and len(set(text)) == 1


def _phone_repeats(value: str) -> bool:
    """``+8613111111111``: the nine digits after the prefix are one digit."""
    return len(value) == 14 and len(set(value[5:])) == 1
