"""What the ledger books for each happening in a coupon's life.

An amount coupon that a customer holds is a promise of its face: ``coupon_liability`` against
``coupons_outstanding``. Its use takes the promise away and books the discount. A stock with a money
budget for its whole life also moves that budget: granted = available + reserved + spent.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from digitool.coupons.rules.terms import Terms
from digitool.ledger.chart import Account
from digitool.ledger.journals import Transfer


class Books(NamedTuple):
    """The accounts of one stock."""

    outstanding: Account
    liability: Account
    given: Account
    sales: Account
    granted: Account
    available: Account
    reserved: Account
    spent: Account


@lru_cache(maxsize=4096)
def books(stock: str) -> Books:
    """The accounts of a stock; made once, because a till books the same stock all day."""
    return Books(
        Account("coupons_outstanding", stock),
        Account("coupon_liability", stock),
        Account("discounts_given", stock),
        Account("gross_sales"),
        Account("budget_granted", stock),
        Account("budget_available", stock),
        Account("budget_reserved", stock),
        Account("budget_spent", stock),
    )


def budget_fen(terms: Terms) -> int:
    """The money budget for the stock's whole life, 0 when it has none."""
    for budget in terms.budgets:
        if budget.measure == "money" and budget.window == "total":
            return budget.cap
    return 0


def granted(stock: str, terms: Terms) -> list[Transfer]:
    """A stock is created."""
    return [Transfer(books(stock).available, books(stock).granted, budget_fen(terms))]


def recapped(stock: str, before: Terms, after: Terms) -> list[Transfer]:
    """The money budget for the whole life becomes another one."""
    more = budget_fen(after) - budget_fen(before)
    granted, available = books(stock).granted, books(stock).available
    return [Transfer(available, granted, more) if more > 0 else Transfer(granted, available, -more)]


def promised(stock: str, terms: Terms, pieces: int = 1) -> list[Transfer]:
    """Coupons are given out, or come back to their owner."""
    return [Transfer(books(stock).outstanding, books(stock).liability, terms.liability_fen * pieces)]


def ended(stock: str, terms: Terms, pieces: int = 1) -> list[Transfer]:
    """Coupons will not be used any more: used, expired or void."""
    return [Transfer(books(stock).liability, books(stock).outstanding, terms.liability_fen * pieces)]


def reserved(stock: str, terms: Terms, fen: int) -> list[Transfer]:
    """A lock keeps a part of the budget."""
    if not budget_fen(terms):
        return []
    return [Transfer(books(stock).reserved, books(stock).available, fen)]


def redeemed(stock: str, terms: Terms, fen: int) -> list[Transfer]:
    """A coupon is used: the promise ends, the discount is given, the budget is spent."""
    return [*ended(stock, terms), *_discount(stock, terms, fen)]


def given_back(stock: str, terms: Terms, fen: int) -> list[Transfer]:
    """Goods come back and their part of the discount with them."""
    return [Transfer(old.credit, old.debit, old.amount_fen) for old in _discount(stock, terms, fen)]


def _discount(stock: str, terms: Terms, fen: int) -> list[Transfer]:
    own = books(stock)
    moves = [Transfer(own.given, own.sales, fen)]
    if budget_fen(terms):
        moves.append(Transfer(own.spent, own.available, fen))
    return moves
