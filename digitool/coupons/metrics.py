"""What is asked of coupons: how many were issued, received and used, and the two redemption rates.

A redemption rate always names its denominator: of those issued, or of those received.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.model.ids import Ms


class StockReport(NamedTuple):
    """One stock at one moment: counts of coupons, discount in fen (what is still given, net of returns).

    issued >= received >= redeemed; issued = received or not = open + locked + redeemed + expired + void.
    """

    stock: str
    state: str
    total: int
    issued: int
    received: int
    redeemed: int
    locked: int
    expired: int
    void: int
    discount_fen: int

    @property
    def outstanding(self) -> int:
        """Coupons that can still be used, now or later, and are in no order."""
        return self.issued - self.redeemed - self.locked - self.expired - self.void

    def row(self) -> dict[str, Any]:
        """The report's row: counts, and rates as value, numerator and denominator."""
        return {
            **self._asdict(),
            "outstanding": self.outstanding,
            "rate_of_issued": ratio(self.redeemed, self.issued),
            "rate_of_received": ratio(self.redeemed, self.received),
        }


def ratio(num: int, den: int) -> dict[str, float | int | None]:
    """A rate with its two numbers; None when there is nothing to divide by."""
    return {"value": num / den if den else None, "num": num, "den": den}


def stock_report(connection: Connection, at: Ms, stock: str = "") -> list[StockReport]:
    """Each stock (or one, by code) at an instant (UTC ms), by stock code."""
    rows = run(connection, "coupons", "report", {"at": at, "stock": stock})
    return [StockReport(*row) for row in rows]
