"""The delivery fee, or a part of it: the value is the most that is taken over in fen, 0 for all of it."""

from __future__ import annotations

from digitool.coupons.rules.kinds.shape import Kind, Worth


class FreeShipping(Kind):
    """The delivery fee is taken over; goods cost what they cost."""

    delivery = True

    def off_delivery(self, worth: Worth, fee_fen: int) -> int:
        """The fee, up to the value where there is one."""
        return min(fee_fen, worth.value or fee_fen)


KIND = FreeShipping()
