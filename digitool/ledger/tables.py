"""What the ledger stores. Every row of `Transfer` has a debit and a credit: it balances by its shape."""

from __future__ import annotations

from typing import Optional

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from digitool.db.walls import Changing, walls

_CLUSTERED = {"sqlite_with_rowid": False}


class LedgerAccount(SQLModel, table=True):
    """An account in use: a name of the chart and a unit, with its balance (the fold of transfers).

    ``id`` digests name and unit (`chart.Account.id`).
    """

    __tablename__ = "ledger_account"
    __table_args__ = (
        UniqueConstraint("name", "unit"),
        CheckConstraint("balance_fen BETWEEN lowest_fen AND highest_fen", name="ledger_account_side"),
    )

    id: int = Field(primary_key=True)
    name: str
    unit: str
    lowest_fen: int
    highest_fen: int
    balance_fen: int = 0


class LedgerJournal(SQLModel, table=True):
    """One booked happening and who caused it; ``reverses`` links a reversal to what it takes back."""

    __tablename__ = "ledger_journal"
    __table_args__ = (
        CheckConstraint(
            "kind <> '' AND key <> '' AND source <> '' AND actor <> ''", name="ledger_journal_named"
        ),
        Index("ledger_journal_reverses", "reverses", unique=True, sqlite_where=text("reverses IS NOT NULL")),
    )

    id: Optional[int] = Field(default=None, primary_key=True)
    operation: int
    kind: str
    day: int
    at: int
    actor: str
    key: str
    source: str
    reverses: Optional[int] = Field(default=None, foreign_key="ledger_journal.id")


class LedgerTransfer(SQLModel, table=True):
    """One amount from the credited to the debited account, 1 fen to 10^12 fen."""

    __tablename__ = "ledger_transfer"
    __table_args__ = (
        CheckConstraint("amount_fen BETWEEN 1 AND 1000000000000", name="ledger_transfer_amount"),
        CheckConstraint("debit <> credit", name="ledger_transfer_sides"),
        _CLUSTERED,
    )

    journal: int = Field(primary_key=True, foreign_key="ledger_journal.id")
    line: int = Field(primary_key=True)
    debit: int = Field(foreign_key="ledger_account.id")
    credit: int = Field(foreign_key="ledger_account.id")
    amount_fen: int


CHANGING: Changing = {
    LedgerAccount: ("balance_fen",),
    LedgerJournal: (),
    LedgerTransfer: (),
}

TRIGGERS: tuple[str, ...] = (
    *walls(CHANGING),
    "CREATE TRIGGER ledger_transfer_fold AFTER INSERT ON ledger_transfer BEGIN"
    " UPDATE ledger_account SET balance_fen = balance_fen + NEW.amount_fen WHERE id = NEW.debit;"
    " UPDATE ledger_account SET balance_fen = balance_fen - NEW.amount_fen WHERE id = NEW.credit;"
    " END",
    # A transfer may only join the newest journal: nothing is slipped into an old one.
    "CREATE TRIGGER ledger_transfer_newest BEFORE INSERT ON ledger_transfer"
    " WHEN NEW.journal <> (SELECT max(id) FROM ledger_journal)"
    " BEGIN SELECT RAISE(ABORT, 'journal is complete'); END",
)
