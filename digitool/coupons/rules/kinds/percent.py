"""A share off the eligible goods: the value is basis points off, typed as ``15%`` or ``8.5折``."""

from __future__ import annotations

import re

from digitool.coupons.rules.kinds.shape import ByAmount, Goods, Kind, Worth
from digitool.errors import UsageError
from digitool.model.ids import BasisPoints, Fen
from digitool.model.money import apply_rate, share_out
from digitool.model.text import mask_value

_PERCENT = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))?%?", re.ASCII)
_TENTHS = re.compile(r"(\d)(?:\.(\d{1,2}))?折", re.ASCII)


class Percent(Kind):
    """A share of what the lines cost, now or at their first price, and at most so much."""

    least, most = 1, 10_000

    def read(self, typed: str) -> int:
        """``15%`` and ``15`` are 15 percent off; ``8.5折`` (pay 85%) is the same. Raises UsageError."""
        typed = typed.strip()
        tenths = _TENTHS.fullmatch(typed)
        if tenths:
            return 10_000 - int(tenths.group(1)) * 1000 - int((tenths.group(2) or "").ljust(2, "0")) * 10
        match = _PERCENT.fullmatch(typed)
        if match is None:
            raise UsageError(
                "bad_percent",
                "--value {typed} is not a percentage",
                hint="15% takes 15 percent off; 8.5折 is the same",
                typed=mask_value(typed),
            )
        points = int(match.group(1)) * 100 + int((match.group(2) or "").ljust(2, "0"))
        if points > self.most:
            raise UsageError(
                "bad_percent",
                "--value {typed} takes off more than everything",
                hint="15% takes 15 percent off; 8.5折 is the same",
                typed=mask_value(typed),
            )
        return points

    def off_goods(self, worth: Worth, goods: Goods) -> list[int]:
        """The share, rounded to a fen, shared out over the lines by what they have left."""
        left = sum(goods.left)
        off = apply_rate(
            Fen(sum(goods.first) if worth.percent_base == "initial" else left), BasisPoints(worth.value)
        )
        return share_out(min(off, worth.most_fen or off, left), goods.left)

    def by_amount(self, worth: Worth) -> ByAmount:
        """The share and its limit."""
        return ByAmount(share=BasisPoints(worth.value), most_fen=Fen(worth.most_fen) or None)


KIND = Percent()
