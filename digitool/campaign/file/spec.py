"""A campaign as its file says it; every complaint has file, line and a corrected example.

    [campaign]                    [costs]              [coupon]
    name = "spring-coupon"        margin = "35%"       value = "20.00"
    start = 2026-03-06                                 min_spend = "100.00"
    days = 14

Tables and keys are in `campaign.file.schema`; `digitool campaign new` writes a commented file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digitool.campaign.file.schema import (
    FORM,
    MECHANICS,
    Assume,
    Audience,
    Bargain,
    Broadcast,
    Community,
    Contact,
    Costs,
    CouponOffer,
    Frame,
    GroupBuy,
    GuideMessage,
    PrizeDraw,
    RedPacket,
    ReferralTask,
)
from digitool.errors import UsageError
from digitool.forms.form import Filled
from digitool.forms.kinds import Problem
from digitool.forms.toml_file import line_of


@dataclass(frozen=True)
class CampaignFile:
    """A campaign as its file says; a mechanic that is not in the file is None.

    ``file`` and ``text`` are where it came from; ``tables`` are the raw TOML tables.
    """

    file: Path
    text: str
    tables: Mapping[str, Any]
    campaign: Frame
    audience: Audience
    contact: Contact
    costs: Costs
    assume: Assume
    guide_message: GuideMessage | None = None
    broadcast: Broadcast | None = None
    coupon: CouponOffer | None = None
    referral: ReferralTask | None = None
    red_packet: RedPacket | None = None
    bargain: Bargain | None = None
    group_buy: GroupBuy | None = None
    community: Community | None = None
    prize_draw: PrizeDraw | None = None

    @property
    def mechanics(self) -> dict[str, Any]:
        """The mechanics that the file has, by table name, in the order of the schema."""
        return {name: getattr(self, name) for name in MECHANICS if getattr(self, name) is not None}

    def line(self, *path: str) -> int:
        """The line (from 1) of a key such as ``("coupon", "value")``, of its table where it is not
        written, 1 where neither is.
        """
        return line_of(self.text, path) or 1

    def error_at(self, path: tuple[str, ...], problem: Problem, example: str = "") -> UsageError:
        """The error for a problem at a key."""
        return Filled(FORM, self.tables, self.text, self.file).error_at(path, problem, example)
