"""A ledger for tests: each posting is one recorded write."""

from __future__ import annotations

from pathlib import Path

from digitool.db.checks import run_checks
from digitool.db.connection import connect
from digitool.db.schema.making import create_database
from digitool.db.writing import WriteRequest, transaction
from digitool.ledger import journals
from digitool.ledger.chart import Account
from digitool.ledger.checks import CHECKS
from digitool.ledger.journals import Transfer
from digitool.workspace.desk import Stamp

SPENT, OWED = Account("commission_expense", "G1"), Account("commission_payable", "G1")
PAID = Account("paid_out")
DAY = 20_000


class Books:
    """A database and short names for what the ledger does."""

    def __init__(self, path: Path) -> None:
        create_database(path)
        self.connection = connect(path)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def post(self, *transfers: Transfer, day: int = DAY) -> int:
        """Book one journal; its id."""
        with transaction(self.connection, WriteRequest("test", at=1, actor="me")) as work:
            journal = journals.post(work.connection, _stamp(work.seq, work.operation, day), transfers)
            work.finish({})
        return journal or 0

    def reverse(self, journal: int, day: int = DAY) -> int:
        """Reverse a journal; the reversal's id."""
        with transaction(self.connection, WriteRequest("test", at=1, actor="me")) as work:
            found = journals.reverse(work.connection, journal, _stamp(work.seq, work.operation, day))
            work.finish({})
        return found

    def balance(self, account: Account) -> int:
        """A balance in fen."""
        return journals.balance(self.connection, account)

    def differences(self) -> list[str]:
        """What the ledger's checks find."""
        return [f"{o.check}: {o.detail}" for o in run_checks(self.connection, list(CHECKS)) if not o.passed]


def earn(fen: int) -> Transfer:
    """A commission is earned."""
    return Transfer(SPENT, OWED, fen)


def settle(fen: int) -> Transfer:
    """A commission is paid."""
    return Transfer(OWED, PAID, fen)


def _stamp(seq: int, operation: str, day: int) -> Stamp:
    return Stamp(seq, "test", day, 1, "me", operation, "test:1")
