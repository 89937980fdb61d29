"""What the ledger stores. Every row of `Transfer` has a debit and a credit: it balances by its shape."""

from __future__ import annotations

from typing import Optional

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from digitool.db.schema.declaring import CLUSTERED, partial_index
from digitool.db.schema.triggers import Fold, Refusal, Trigger
from digitool.db.schema.walls import Changing, walls


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
        partial_index("ledger_journal_reverses", "reverses", where="reverses IS NOT NULL", unique=True),
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
        CLUSTERED,
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

TRIGGERS: tuple[Trigger, ...] = (
    *walls(CHANGING),
    Fold(
        "ledger_transfer_fold",
        "ledger_transfer",
        (
            "UPDATE ledger_account SET balance_fen = balance_fen + NEW.amount_fen WHERE id = NEW.debit",
            "UPDATE ledger_account SET balance_fen = balance_fen - NEW.amount_fen WHERE id = NEW.credit",
        ),
    ),
    # A transfer may only join the newest journal: nothing is slipped into an old one.
    Refusal(
        "ledger_transfer_newest",
        "INSERT",
        "ledger_transfer",
        "journal is complete",
        when="NEW.journal <> (SELECT max(id) FROM ledger_journal)",
    ),
)
