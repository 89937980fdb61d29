"""The chart of accounts: which accounts exist, and on which side of zero each may stand.

Debits are positive, credits negative. An account has a unit (a stock, a campaign, a guide): there is one
balance for each pair. Liabilities may never turn into claims, nor budgets be overspent: the balance
table enforces both sides.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from digitool.model.keys import key64

LIMIT = 2 * 10**18
"""A bound no honest balance reaches: "free on this side"."""


class Side(NamedTuple):
    """The lowest and highest balance that an account may have, in fen."""

    lowest_fen: int
    highest_fen: int


DEBIT = Side(0, LIMIT)
CREDIT = Side(-LIMIT, 0)

CHART: dict[str, Side] = {
    "coupon_liability": CREDIT,  # face of amount coupons that customers hold
    "coupons_outstanding": DEBIT,  # its counterpart: what was promised and is not used yet
    "discounts_given": DEBIT,  # by stock: what redeemed coupons took off
    "payments_received": DEBIT,  # by channel: what customers paid and did not get back
    "gross_sales": CREDIT,  # counterpart of both: sales before discounts
    "customer_deposits": CREDIT,  # by campaign: paid by members of groups that are not complete yet
    "deposits_held": DEBIT,  # its counterpart: the money itself
    "budget_granted": CREDIT,  # by stock or campaign: the cap; = available + reserved + spent
    "budget_available": DEBIT,
    "budget_reserved": DEBIT,
    "budget_spent": DEBIT,
    "commission_expense": DEBIT,
    "commission_payable": CREDIT,  # by guide, leader or referrer
    "reward_expense": DEBIT,
    "reward_payable": CREDIT,  # by person
    "receivable": DEBIT,  # paid out, then clawed back: owed to the chain
    "paid_out": CREDIT,  # money that left
}
"""Every account by name; a name that is not here cannot be posted to."""


class Account(NamedTuple):
    """One account: a name of the chart and whose it is."""

    name: str
    unit: str = ""

    @property
    def id(self) -> int:
        """The account's number: a digest of its name, so that booking needs no look-up."""
        return _number(self)

    def __str__(self) -> str:
        return f"{self.name}/{self.unit}" if self.unit else self.name


@lru_cache(maxsize=4096)
def _number(account: Account) -> int:
    return key64(*account)
