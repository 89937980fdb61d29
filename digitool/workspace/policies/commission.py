"""The ``[commission]`` table, and one rule of ``[commission_rules]``."""

from __future__ import annotations

from dataclasses import dataclass

from digitool.workspace import kinds
from digitool.workspace.setting import setting

SHARE, SERVICE, SELF, ON_BEHALF = "share", "service", "self", "on_behalf"
"""What a guide is to an order: she shared or sold it, serves the buyer, is the buyer, or rang it up."""

RELATIONS = (SHARE, SERVICE, SELF, ON_BEHALF)


@dataclass(frozen=True)
class CommissionPolicy:
    """What guides earn on the orders of customers.

    Rates are basis points of what the customer paid. ``pays`` names the relations that earn; an order of
    another relation counts for its guide and earns nothing.
    """

    rate: int = setting(
        0, kinds.percent(), "Share of an order that its guide earns where no rule says otherwise", '"2%"'
    )
    cap: int = setting(
        3_000, kinds.percent(), "Most that all guides of one order earn together, as a share of it", '"30%"'
    )
    freeze_days: int = setting(
        15, kinds.whole(0, 365), "Days after an order before its commission is settled", "15"
    )
    pays: tuple[str, ...] = setting(
        (SHARE, SERVICE, ON_BEHALF),
        kinds.choices(*RELATIONS),
        "What earns: share (she shared it), service (she serves the customer), on_behalf (she rang it up),"
        " self (she bought it)",
        '["share", "service", "on_behalf"]',
    )
    own_guide_part: int = setting(
        0,
        kinds.percent(),
        "Part of the commission for the customer's own guide where another one shared the order or rang"
        " it up",
        '"30%"',
    )


@dataclass(frozen=True)
class CommissionRule:
    """A rate for some orders or goods: what is left empty fits all.

    ``rate`` is in basis points; ``start`` and ``end`` are day numbers, half open, None where open.
    """

    name: str
    rate: int
    priority: int = 0
    start: int | None = None
    end: int | None = None
    stores: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
