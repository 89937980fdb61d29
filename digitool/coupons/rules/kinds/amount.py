"""An amount off the eligible goods: the value is fen."""

from __future__ import annotations

from digitool.coupons.rules.kinds.shape import ByAmount, Goods, Kind, Worth
from digitool.model.ids import Fen
from digitool.model.money import share_out


class Amount(Kind):
    """Fen off, shared out over the lines by what they cost; it is promised as soon as it is given."""

    least = 1

    def liability_fen(self, value: int) -> int:
        """The face of the coupon."""
        return value

    def off_goods(self, worth: Worth, goods: Goods) -> list[int]:
        """The amount, or all that the goods cost."""
        return share_out(min(worth.value, sum(goods.left)), goods.left)

    def by_amount(self, worth: Worth) -> ByAmount:
        """The face."""
        return ByAmount(Fen(worth.value))


KIND = Amount()
