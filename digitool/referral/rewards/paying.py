"""Pay one debt: first what the payee's person owes back, by whatever identifier, then money.

Accounts belong to identifiers, and what a person owes is the sum over hers: a merge sheds no debt, and
taking it back moves none.
"""

from __future__ import annotations

from typing import NamedTuple

from digitool.db.port import Connection
from digitool.db.writing import Work
from digitool.identity.stored.finding import members_of
from digitool.ledger.chart import Account
from digitool.ledger.journals import Transfer, balance, post
from digitool.model.ids import IdentifierId, identifier_text
from digitool.workspace.desk import Stamp

CASH = 0
"""Stands where a payout names no debtor: this part left the house."""

_INSERT = (
    "INSERT INTO referral_payout (operation, line, debtor, payee, source, amount_fen)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)


class Debt(NamedTuple):
    """What is to be paid: the account on which it is owed, to which identifier, and fen."""

    account: Account
    payee: IdentifierId
    amount_fen: int


class Paid(NamedTuple):
    """What became of it: money that leaves the house, and what went to debts of the payee's person (fen)."""

    cash_fen: int
    taken_off_fen: int


def receivable(identifier: IdentifierId) -> Account:
    """What an identifier owes back: rewards that were paid and taken back later."""
    return Account("receivable", identifier_text(identifier))


def pay_in(work: Work, stamp: Stamp, line: int, debt: Debt) -> Paid:
    """Book and keep the payment of a debt as one line of the payout of this write."""
    connection = work.connection
    parts: list[tuple[IdentifierId, int]] = []
    left = debt.amount_fen
    for debtor in owing(connection, debt.payee):
        part = min(left, balance(connection, receivable(debtor)))
        if part:
            parts.append((debtor, part))
            left -= part
    legs = [Transfer(debt.account, receivable(debtor), part) for debtor, part in parts]
    legs.append(Transfer(debt.account, Account("paid_out", identifier_text(debt.payee)), left))
    post(connection, stamp, legs)
    connection.executemany(
        _INSERT,
        [(work.seq, line, debtor, debt.payee, stamp.source, part) for debtor, part in [(CASH, left), *parts]],
    )
    return Paid(left, debt.amount_fen - left)


def owing(connection: Connection, payee: IdentifierId) -> list[IdentifierId]:
    """The identifiers of the payee's person of today, her own first: whose debts her earnings settle."""
    row = connection.execute("SELECT person FROM identifier WHERE id = ?", (payee,)).fetchone()
    members = members_of(connection, row[0]) if row else []
    return [payee, *(one for one in members if one != payee)]
