"""Namespaces: which kinds of identifier exist, and how far each can be trusted to mean one person.

Limits and classes follow what WeChat, WeCom and carriers promise about each id: a unionid is one per
open-platform account, an openid one per appid, a phone is shared by families and re-issued after 90
days. ``code`` is what the database stores and never changes.
"""

from __future__ import annotations

from typing import NamedTuple

STRONG = "strong"
MEDIUM = "medium"
PAID = "paid"
NEVER = "never"
EXCLUSION = "exclusion"


class Namespace(NamedTuple):
    """One kind of identifier.

    ``unique`` says that one person holds at most one value per scope; ``per_person`` limits all
    values of one person, 0 for no limit. ``owners`` is how many persons may share a value before it
    stops meaning anybody (0 where a value cannot be shared). ``alone`` says that an edge of this
    class may merge with no further evidence.
    """

    code: int
    name: str
    trust: str
    unique: bool
    per_person: int
    owners: int
    alone: bool


_ROWS = (
    Namespace(1, "wx_openid", STRONG, True, 0, 0, True),
    Namespace(2, "wx_unionid", STRONG, True, 3, 0, True),
    Namespace(3, "wecom_external_userid", STRONG, False, 3, 0, True),
    Namespace(4, "wecom_pending_id", STRONG, False, 0, 0, True),
    Namespace(5, "member_no", STRONG, False, 2, 0, True),
    Namespace(6, "phone", MEDIUM, False, 3, 4, False),
    Namespace(7, "email", MEDIUM, False, 5, 5, False),
    Namespace(8, "alipay_open_id", PAID, False, 0, 6, False),
    Namespace(9, "alipay_user_id", PAID, False, 0, 6, False),
    Namespace(10, "bank_card_token", PAID, False, 0, 6, False),
    Namespace(11, "device", NEVER, False, 0, 0, False),
    Namespace(12, "ip", NEVER, False, 0, 0, False),
    Namespace(13, "wifi_mac", NEVER, False, 0, 0, False),
    Namespace(14, "item_code", NEVER, False, 0, 0, False),
    Namespace(15, "staff_id", EXCLUSION, True, 1, 0, False),
    Namespace(16, "name_birthday_city", MEDIUM, False, 0, 4, False),
    Namespace(17, "yz_open_id", STRONG, False, 3, 0, True),
    Namespace(18, "customer_no", STRONG, False, 3, 0, True),
)

BY_NAME = {row.name: row for row in _ROWS}
"""Every namespace by name."""

BY_CODE = {row.code: row for row in _ROWS}
"""Every namespace by stored code."""

ALIASES = {"payer_openid": "wx_openid", "phone_via_wechat": "phone", "youzan_user": "yz_open_id"}
"""Other names for the same values: the string is the same identifier, only the edge differs."""

PHONE = BY_NAME["phone"].code
UNIONID = BY_NAME["wx_unionid"].code
PROFILE = BY_NAME["name_birthday_city"].code
MEDIUM_CODES = frozenset(row.code for row in _ROWS if row.trust == MEDIUM)
SILENT_CODES = frozenset(row.code for row in _ROWS if row.trust in {PAID, NEVER, EXCLUSION})
"""Namespaces that no edge of theirs may merge."""


FIRST_OTHER = 100
"""Codes from here on are given out in the database to namespaces that a mapping file invents."""


def namespace(name: str) -> Namespace:
    """The namespace of a name or alias; a name that only a mapping knows is taken as a strong id."""
    name = ALIASES.get(name, name)
    return BY_NAME.get(name) or Namespace(FIRST_OTHER, name, STRONG, False, 3, 0, True)


def by_code(code: int) -> Namespace:
    """The namespace of a stored code."""
    return BY_CODE.get(code) or Namespace(code, f"other_{code}", STRONG, False, 3, 0, True)
