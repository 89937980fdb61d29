"""Post and reverse journals, read balances; every function works inside the caller's write.

A transfer names a debit and a credit account, so no journal can fail to balance. What was posted is
never changed: a mistake is taken back by a reversal, once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from digitool.db.constraints import REFUSALS, Constraint, broken
from digitool.db.port import Connection
from digitool.db.statements import insert
from digitool.errors import ConflictError, DigitoolError, NotFoundError, RefusedError
from digitool.ledger.chart import CHART, Account
from digitool.model.money import MAX_FEN
from digitool.workspace.desk import Stamp


class Transfer(NamedTuple):
    """An amount of fen, from the credited account to the debited one; zero is left out."""

    debit: Account
    credit: Account
    amount_fen: int


_AT_ONCE = 100
_INSERT_LEGS = "INSERT INTO ledger_transfer (journal, line, debit, credit, amount_fen) VALUES {}"

Leg = tuple[int, int, int]
"""Debit account id, credit account id, fen."""


def post(connection: Connection, stamp: Stamp, transfers: Sequence[Transfer]) -> int | None:
    """Book transfers as one journal and return its id; None when all amounts are zero.

    An amount above 10^12 fen is booked in several lines. Raises RefusedError ``balance_side`` (an account
    would cross to its forbidden side), KeyError for a name outside the chart, ValueError for a negative
    amount.
    """
    legs: list[Leg] = []
    for debit, credit, amount_fen in transfers:
        if amount_fen < 0:
            raise ValueError("an amount must not be negative; exchange debit and credit instead")
        while amount_fen > MAX_FEN:
            legs.append((debit.id, credit.id, MAX_FEN))
            amount_fen -= MAX_FEN
        if amount_fen:
            legs.append((debit.id, credit.id, amount_fen))
    return _insert(connection, stamp, legs, transfers) if legs else None


def reverse(connection: Connection, journal: int, stamp: Stamp) -> int:
    """Book the exact negation of a journal, linked to it.

    Raises NotFoundError ``no_journal``, ConflictError ``already_reversed``, RefusedError as `post`.
    """
    rows = connection.execute(
        "SELECT credit, debit, amount_fen FROM ledger_transfer WHERE journal = ? ORDER BY line", (journal,)
    ).fetchall()
    if not rows:
        raise NotFoundError(
            "no_journal", "there is no journal {journal}", hint="look it up in the log", journal=journal
        )
    return _insert(connection, stamp, [tuple(row) for row in rows], (), journal)


def balance(connection: Connection, account: Account) -> int:
    """The balance in fen, debits positive; 0 for an account that was never used."""
    row = connection.execute(
        "SELECT balance_fen FROM ledger_account WHERE name = ? AND unit = ?", account
    ).fetchone()
    return int(row[0]) if row else 0


def _insert(
    connection: Connection,
    stamp: Stamp,
    legs: Sequence[Leg],
    transfers: Sequence[Transfer],
    reverses: int | None = None,
) -> int:
    try:
        journal = insert(
            connection,
            "INSERT INTO ledger_journal (operation, kind, day, at, actor, key, source, reverses)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*stamp, reverses),
        )
        for first in range(0, len(legs), _AT_ONCE):
            _insert_legs(connection, journal, first, legs[first : first + _AT_ONCE], transfers)
    except REFUSALS as error:
        refusal = _refusal(error, stamp, reverses)
        if refusal is None:
            raise
        raise refusal from error
    return journal


def _insert_legs(
    connection: Connection,
    journal: int,
    first: int,
    legs: Sequence[Leg],
    transfers: Sequence[Transfer],
) -> None:
    """One statement for all legs, so that it fails or works as a whole; opens new accounts when it fails."""
    statement = _insert_of(len(legs))
    values: list[int] = []
    for line, leg in enumerate(legs, first + 1):
        values += (journal, line, *leg)
    try:
        connection.execute(statement, values)
    except REFUSALS as error:
        if broken(error) != (Constraint.FOREIGN_KEY, ""):
            raise
        for account in dict.fromkeys(account for one in transfers for account in one[:2]):
            _open(connection, account)
        connection.execute(statement, values)


@lru_cache(maxsize=_AT_ONCE)
def _insert_of(legs: int) -> str:
    return _INSERT_LEGS.format(", ".join(["(?, ?, ?, ?, ?)"] * legs))


def _open(connection: Connection, account: Account) -> None:
    connection.execute(
        "INSERT INTO ledger_account (id, name, unit, lowest_fen, highest_fen, balance_fen)"
        " VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT (name, unit) DO NOTHING",
        (account.id, *account, *CHART[account.name]),
    )


def _refusal(error: Exception, stamp: Stamp, reverses: int | None) -> DigitoolError | None:
    """The refusal that a constraint of the ledger's tables means; None for any other."""
    found = broken(error)
    if found == (Constraint.UNIQUE, "ledger_journal.reverses"):
        return ConflictError(
            "already_reversed",
            "journal {journal} was already reversed",
            hint="a journal is taken back once; nothing was changed",
            journal=reverses,
        )
    if found == (Constraint.CHECK, "ledger_account_side"):
        return RefusedError(
            "balance_side",
            "this booking would overdraw an account ({kind})",
            hint="nothing was changed; look at the balance first",
            kind=stamp.kind,
        )
    return None
