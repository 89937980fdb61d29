"""What the ledger books for each happening in a coupon's life.

An amount coupon that a customer holds is a promise of its face: ``coupon_liability`` against
``coupons_outstanding``. Its use takes the promise away and books the discount. A stock with a money
budget for its whole life also moves that budget: granted = available + reserved + spent.
"""

from __future__ import annotations

from digitool.coupons.terms import Terms
from digitool.ledger.chart import Account
from digitool.ledger.journals import Transfer


def budget_fen(terms: Terms) -> int:
    """The money budget for the stock's whole life, 0 when it has none."""
    for budget in terms.budgets:
        if budget.measure == "money" and budget.window == "total":
            return budget.cap
    return 0


def granted(stock: str, terms: Terms) -> list[Transfer]:
    """A stock is created."""
    return [Transfer(Account("budget_available", stock), Account("budget_granted", stock), budget_fen(terms))]


def promised(stock: str, terms: Terms, pieces: int = 1) -> list[Transfer]:
    """Coupons are given out, or come back to their owner."""
    outstanding, liability = Account("coupons_outstanding", stock), Account("coupon_liability", stock)
    return [Transfer(outstanding, liability, terms.liability_fen * pieces)]


def ended(stock: str, terms: Terms, pieces: int = 1) -> list[Transfer]:
    """Coupons will not be used any more: used, expired or void."""
    return [Transfer(old.credit, old.debit, old.amount_fen) for old in promised(stock, terms, pieces)]


def reserved(stock: str, terms: Terms, fen: int) -> list[Transfer]:
    """A lock keeps a part of the budget."""
    if not budget_fen(terms):
        return []
    return [Transfer(Account("budget_reserved", stock), Account("budget_available", stock), fen)]


def redeemed(stock: str, terms: Terms, fen: int) -> list[Transfer]:
    """A coupon is used: the promise ends, the discount is given, the budget is spent."""
    return [*ended(stock, terms), *_discount(stock, terms, fen)]


def given_back(stock: str, terms: Terms, fen: int) -> list[Transfer]:
    """Goods come back and their part of the discount with them."""
    return [Transfer(old.credit, old.debit, old.amount_fen) for old in _discount(stock, terms, fen)]


def _discount(stock: str, terms: Terms, fen: int) -> list[Transfer]:
    moves = [Transfer(Account("discounts_given", stock), Account("gross_sales"), fen)]
    if budget_fen(terms):
        moves.append(Transfer(Account("budget_spent", stock), Account("budget_available", stock), fen))
    return moves
