"""The ``[coupons]`` table."""

from __future__ import annotations

from dataclasses import dataclass

from digitool.workspace import kinds
from digitool.workspace.setting import setting


@dataclass(frozen=True)
class CouponPolicy:
    """How coupons stack in this chain."""

    stacking: str = setting(
        "best", kinds.choice("best", "priority"), "Which coupons of an order win where not all fit", '"best"'
    )
