"""The ``[commission]`` table, and one rule of ``[commission_rules]``."""

from __future__ import annotations

from dataclasses import dataclass

from digitool.forms import kinds
from digitool.forms.form import setting

SHARE, SERVICE, SELF, ON_BEHALF = "share", "service", "self", "on_behalf"
"""What a guide is to an order: she shared or sold it, serves the buyer, is the buyer, or rang it up."""

RELATIONS = (SHARE, SERVICE, SELF, ON_BEHALF)

CHANNELS = ("store", "official_store", "guide", "community", "other")
"""Where orders are sold."""


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
    rate: int = setting(0, kinds.percent(), "Share that its guide earns", '"5%"', unset=None, required=True)
    priority: int = setting(0, kinds.whole(0, 1000), "The higher one counts", "10")
    start: int | None = setting(None, kinds.day, "First day of orders", "2026-03-01", key="from")
    end: int | None = setting(None, kinds.day, "First day on which it is over", "2026-04-01", key="to")
    stores: tuple[str, ...] = setting((), kinds.texts, "Only these stores", '["S001"]')
    products: tuple[str, ...] = setting((), kinds.texts, "Only these items", '["SKU-1"]')
    categories: tuple[str, ...] = setting(
        (), kinds.texts, "Only these categories of the catalogue", '["skincare"]'
    )
    channels: tuple[str, ...] = setting((), kinds.choices(*CHANNELS), "Only these channels", '["store"]')
