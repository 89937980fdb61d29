"""What happens in the demo world, one small tuple per kind. Times are local seconds (`demo.world.clock`)."""

from __future__ import annotations

from typing import NamedTuple

OFFICIAL_STORE = -1
"""The place of a payment or touch that happens in no store."""

WALK_IN = -1
"""A payer whom nobody knows: no `Person` stands behind the openid."""


class Scan(NamedTuple):
    """A person scans or opens a touchpoint; ``app`` is the appid that sees it."""

    at: int
    person: int
    scene: str
    store: int
    app: str


class Crossing(NamedTuple):
    """Somebody walks in at ``at`` and out at ``left``."""

    store: int
    at: int
    left: int


class Added(NamedTuple):
    """A guide (place in the chain) adds a customer in WeCom; ``way`` is WeCom's add_way."""

    at: int
    person: int
    guide: int
    way: int


class Lost(NamedTuple):
    """A relation ends in WeCom; ``by`` is customer or guide. Both may end it, one after the other."""

    at: int
    person: int
    guide: int
    by: str


class BroughtBack(NamedTuple):
    """A refund on a payment, in fen."""

    at: int
    amount: int
    number: str


class Payment(NamedTuple):
    """One payment in a store or in the official store, in fen.

    ``provider`` is wechat or alipay; ``app`` and ``openid`` name the payer in WeChat's words and are
    empty for Alipay. ``revoked`` payments were taken back at the till.
    """

    at: int
    store: int
    person: int
    provider: str
    app: str
    openid: str
    amount: int
    coupon: int = 0
    number: str = ""
    order_no: str = ""
    revoked: bool = False
    refunds: tuple[BroughtBack, ...] = ()


class OnlineOrder(NamedTuple):
    """An order of the official store; ``payment`` is the number of its WeChat payment or empty."""

    at: int
    paid: int
    number: str
    person: int
    amount: int
    items: str
    payment: str
    guide: int


class ItemScan(NamedTuple):
    """A bottle code is scanned; ``first`` is False for a repeat."""

    at: int
    person: int
    code: str
    product: str
    first: bool


class Joined(NamedTuple):
    """A member of a customer group: a person, or a stranger with an external id only (person -1)."""

    at: int
    person: int
    external: str
    scene: int
