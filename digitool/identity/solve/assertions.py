"""Assertions: what a source, a rule or a person says about two identifiers.

An assertion is never changed. The same statement seen again only widens its time span, which is the
same whatever order files arrive in; an undo marks it revoked.
"""

from __future__ import annotations

from typing import NamedTuple

SAME_PERSON = 1
NOT_SAME = 2
PAID_FOR = 3
MEMBER_OF_HOUSEHOLD = 4
CONTACT_OF_GUIDE = 5

KIND_NAMES = {
    SAME_PERSON: "same_person",
    NOT_SAME: "not_same",
    PAID_FOR: "paid_for",
    MEMBER_OF_HOUSEHOLD: "member_of_household",
    CONTACT_OF_GUIDE: "contact_of_guide",
}

PLATFORM_EDGE, HUMAN, ROW_EDGE, MEDIUM_EDGE = 0, 1, 2, 3
"""Strengths, strongest first: a platform's own pairing, a person's decision, one row, a typed value.

A platform comes before the person because its pairing is one account: no decision can tear a unionid
from its openid, only be refused over it.
"""


class Statement(NamedTuple):
    """How two identifiers came to be asserted: stored by ``code``, explained by ``words``.

    ``verified`` says that the source proved the medium value (a code was answered, or WeChat handed it
    over); ``happened`` that it was an event of its moment (an order), not a list's standing claim.
    """

    code: int
    name: str
    strength: int
    verified: bool
    words: str
    happened: bool = False


STATEMENTS = (
    Statement(1, "human", HUMAN, True, "decided by hand"),
    Statement(2, "wecom_unionid", PLATFORM_EDGE, True, "WeCom gives this unionid for this contact"),
    Statement(3, "wechat_unionid", PLATFORM_EDGE, True, "WeChat gives this unionid for this openid"),
    Statement(4, "list_row", ROW_EDGE, False, "one row of a customer list names both"),
    Statement(5, "guide_phone", MEDIUM_EDGE, False, "a guide typed this phone for this contact"),
    Statement(6, "list_phone", MEDIUM_EDGE, False, "one row of a customer list names both"),
    Statement(7, "list_phone_verified", MEDIUM_EDGE, True, "one row of a customer list with a proven phone"),
    Statement(8, "order_phone", MEDIUM_EDGE, False, "one order names both", happened=True),
    Statement(9, "order_ids", ROW_EDGE, False, "one order names both", happened=True),
    Statement(10, "profile", MEDIUM_EDGE, False, "name, birthday and city of a customer list"),
    Statement(11, "paid", MEDIUM_EDGE, False, "paid for this buyer's order"),
)

BY_NAME = {row.name: row for row in STATEMENTS}
BY_CODE = {row.code: row for row in STATEMENTS}


class Assertion(NamedTuple):
    """One statement about identifiers ``a`` < ``b`` (ids).

    ``rule`` is a code of `STATEMENTS`; ``observed_at`` and ``seen_at`` are the first and last time it
    was observed (UTC ms); ``operation`` is 0 for imports, else the operation of the person who made it.
    ``batch`` and ``line`` say where it was first seen.
    """

    a: int
    b: int
    kind: int
    rule: int
    observed_at: int
    seen_at: int
    operation: int = 0
    batch: int = 0
    line: int = 0

    @property
    def strength(self) -> int:
        """HUMAN, PLATFORM_EDGE, ROW_EDGE or MEDIUM_EDGE."""
        return BY_CODE[self.rule].strength

    @property
    def verified_at(self) -> int | None:
        """When the medium value was last proven (UTC ms), None when it never was."""
        return self.seen_at if BY_CODE[self.rule].verified else None


def pair(x: int, y: int) -> tuple[int, int]:
    """Two ids in stored order."""
    return (x, y) if x < y else (y, x)
