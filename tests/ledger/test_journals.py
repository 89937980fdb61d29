"""Double entry: what is booked balances, stays, and can be taken back once."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitool.errors import ConflictError, NotFoundError, RefusedError
from digitool.ledger.chart import CHART, Account
from digitool.ledger.journals import Transfer
from digitool.ledger.portions import portion
from digitool.model.money import MAX_FEN
from tests.ledger.books import OWED, PAID, SPENT, Books, earn, settle


def test_journal_moves_both_balances(books: Books) -> None:
    """What is debited here is credited there; all balances together are zero (LG1)."""
    books.post(earn(700), earn(300))
    books.post(settle(400))
    assert (books.balance(SPENT), books.balance(OWED), books.balance(PAID)) == (1000, -600, -400)
    assert books.connection.execute("SELECT sum(balance_fen) FROM ledger_account").fetchone()[0] == 0


@pytest.mark.parametrize("table", ["ledger_journal", "ledger_transfer"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET rowid = rowid", "DELETE FROM {}"])
def test_nothing_booked_is_ever_changed(books: Books, table: str, verb: str) -> None:
    """UPDATE and DELETE abort on every ledger table (LG2)."""
    books.post(earn(1))
    if verb.startswith("UPDATE"):
        column = {"ledger_journal": "actor", "ledger_transfer": "amount_fen"}[table]
        statement = f"UPDATE {table} SET {column} = {column}"
    else:
        statement = verb.format(table)
    with pytest.raises(sqlite3.IntegrityError, match="stays"):
        books.connection.execute(statement)


def test_accounts_are_not_deleted(books: Books) -> None:
    """An account with a history cannot be removed."""
    books.post(earn(1))
    with pytest.raises(sqlite3.IntegrityError, match="stays"):
        books.connection.execute("DELETE FROM ledger_account")


def test_no_transfer_joins_an_old_journal(books: Books) -> None:
    """A journal is complete when the next one begins."""
    first = books.post(earn(1))
    books.post(earn(2))
    with pytest.raises(sqlite3.IntegrityError, match="complete"):
        books.connection.execute("INSERT INTO ledger_transfer VALUES (?, 9, 1, 2, 5)", (first,))


@given(st.lists(st.integers(1, MAX_FEN), min_size=1, max_size=5))
@settings(max_examples=20, deadline=None)
def test_reversal_is_the_exact_negation(amounts: list[int]) -> None:
    """After a reversal every balance is as before, and the pair stays visible (LG4)."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as directory:
        books = Books(Path(directory) / "digitool.db")
        journal = books.post(*map(earn, amounts))
        books.reverse(journal)
        assert (books.balance(SPENT), books.balance(OWED)) == (0, 0)
        assert books.differences() == []
        books.close()


def test_journal_is_reversed_once(books: Books) -> None:
    """The second reversal is a conflict and changes nothing (LG4)."""
    journal = books.post(earn(5))
    books.reverse(journal)
    with pytest.raises(ConflictError) as caught:
        books.reverse(journal)
    assert caught.value.code == "already_reversed"
    assert books.balance(SPENT) == 0


def test_reversal_of_nothing_is_not_found(books: Books) -> None:
    """There is no journal to reverse."""
    with pytest.raises(NotFoundError):
        books.reverse(99)


def test_liability_never_becomes_a_claim(books: Books) -> None:
    """More cannot be paid out than is owed, by a constraint of the database (LG3)."""
    books.post(earn(100))
    with pytest.raises(RefusedError) as caught:
        books.post(settle(101))
    assert caught.value.code == "balance_side"
    assert books.balance(OWED) == -100


def test_amounts_are_whole_fen_up_to_the_limit(books: Books) -> None:
    """Zero books nothing, negative is a mistake, a larger amount is booked in lines of 10^12 fen (LG5)."""
    assert books.post(earn(0)) == 0
    with pytest.raises(ValueError, match="negative"):
        books.post(earn(-1))
    journal = books.post(earn(2 * MAX_FEN + 5))
    lines = books.connection.execute(
        "SELECT amount_fen FROM ledger_transfer WHERE journal = ? ORDER BY line", (journal,)
    )
    assert [row[0] for row in lines] == [MAX_FEN, MAX_FEN, 5]
    for amount in (0, -1, MAX_FEN + 1):
        with pytest.raises(sqlite3.IntegrityError):
            books.connection.execute("INSERT INTO ledger_transfer VALUES (?, 9, 1, 2, ?)", (journal, amount))


@pytest.mark.parametrize("column", ["kind", "key", "source"])
def test_every_journal_names_its_cause(books: Books, column: str) -> None:
    """Kind, key and source may not be empty (LG6)."""
    values = {"kind": "k", "key": "y", "source": "s"} | {column: ""}
    with pytest.raises(sqlite3.IntegrityError):
        books.connection.execute(
            "INSERT INTO ledger_journal (operation, kind, day, at, actor, key, source)"
            " VALUES (1, :kind, 1, 1, '', :key, :source)",
            values,
        )


def test_unknown_account_is_a_mistake(books: Books) -> None:
    """Only accounts of the chart can be posted to."""
    with pytest.raises(KeyError):
        books.post(Transfer(Account("petty_cash"), OWED, 1))
    assert all(side.lowest_fen <= 0 <= side.highest_fen for side in CHART.values())


@given(st.lists(st.integers(1, 999), min_size=1, max_size=6), st.integers(1, 5))
@settings(max_examples=15, deadline=None)
def test_settling_in_parts_is_settling_at_once(amounts: list[int], cut: int) -> None:
    """Settle A then B leaves what settling A and B together leaves (LG10)."""
    import tempfile
    from pathlib import Path

    results = set()
    for groups in ([amounts], [amounts[:cut], amounts[cut:]]):
        with tempfile.TemporaryDirectory() as directory:
            books = Books(Path(directory) / "digitool.db")
            books.post(*map(earn, amounts))
            for group in groups:
                books.post(*map(settle, group))
            results.add((books.balance(SPENT), books.balance(OWED), books.balance(PAID)))
            books.close()
    assert len(results) == 1


@given(st.integers(0, MAX_FEN), st.lists(st.integers(0, 50), min_size=1, max_size=8))
def test_portions_add_up_and_stay_within_a_fen(total: int, steps: list[int]) -> None:
    """Each cumulative share is within 1 fen of exact, and all steps make the total (LG7)."""
    whole = sum(steps) or 1
    done = taken = 0
    for step in steps if sum(steps) else [1]:
        part = portion(total, done, step, whole)
        assert part >= 0
        done, taken = done + step, taken + part
        assert 0 <= total * done - taken * whole < whole
    assert taken == total


@given(st.integers(1, 10**9), st.integers(0, 10_000), st.lists(st.integers(0, 10**9), max_size=6))
def test_what_refunds_take_never_exceeds_and_a_full_one_leaves_nothing(
    paid: int, rate_bp: int, refunds: list[int]
) -> None:
    """Refunds in any steps claw back proportionally; after a full refund nothing is left (LG8)."""
    earned = paid * rate_bp // 10_000
    refunded = back = 0
    for refund in [*refunds, paid]:
        refund = min(refund, paid - refunded)
        back += portion(earned, refunded, refund, paid)
        refunded += refund
        assert 0 <= back <= earned
    assert back == earned


@pytest.mark.parametrize("args", [(-1, 0, 1, 1), (1, -1, 1, 1), (1, 0, 2, 1), (1, 1, 1, 1), (1, 0, 0, 0)])
def test_portion_outside_the_whole_is_a_mistake(args: tuple[int, int, int, int]) -> None:
    """Pieces outside the whole raise."""
    with pytest.raises(ValueError, match="whole"):
        portion(*args)


def test_checks_find_what_a_hand_changed(books: Books) -> None:
    """A balance edited behind the program's back is reported by name (LG3)."""
    books.post(earn(100))
    books.connection.execute("UPDATE ledger_account SET balance_fen = 99 WHERE name = 'commission_expense'")
    found = " ".join(books.differences())
    assert "commission_expense/G1 shows 99 fen, its transfers sum to 100" in found
    assert "all balances together are -1 fen" in found
    books.connection.execute("UPDATE ledger_account SET balance_fen = 100 WHERE name = 'commission_expense'")
