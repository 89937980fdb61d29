"""One eligible piece for a fixed price: the value is what is still paid for it, in fen."""

from __future__ import annotations

from digitool.coupons.rules.kinds.shape import Goods, Kind, Worth


class Exchange(Kind):
    """One piece of the dearest eligible line for the exchange price; the stock names the goods."""

    chosen = True

    def off_goods(self, worth: Worth, goods: Goods) -> list[int]:
        """What one piece of the dearest line costs above the price; the earlier line of equal ones."""
        prices = [left // pieces for left, pieces in zip(goods.left, goods.pieces)]
        dearest = max(range(len(prices)), key=lambda n: (prices[n], -n))
        off = max(prices[dearest] - worth.value, 0)
        return [off if n == dearest else 0 for n in range(len(prices))]


KIND = Exchange()
