"""Find stocks, coupons and customers inside a write, and let the clock take back what ran out."""

from __future__ import annotations

import sqlite3
from typing import Any

from digitool.coupons.calls import Call
from digitool.coupons.codes import mask_code, parse_code
from digitool.coupons.counters import Persons, give_back
from digitool.coupons.limits import redeem_moves
from digitool.coupons.states import ISSUED, RECEIVED, Life
from digitool.coupons.terms import Terms, from_json
from digitool.db.tally import sql
from digitool.db.writing import Work
from digitool.errors import NotFoundError, RefusedError
from digitool.ledger.journals import reverse_open
from digitool.model.text import mask_value

GUESS_WINDOW_MS = 10 * 60 * 1000
MOST_GUESSES = 20
"""Failed guesses of one actor in ten minutes; 60 secret bits do the rest."""

_COUPON = (
    "SELECT c.*, s.code AS stock_code, s.terms, s.state AS stock_state, i.person,"
    " EXISTS (SELECT 1 FROM coupon AS l WHERE l.stock = c.stock AND l.state = 'locked'"
    " AND l.locked_until <= ?) AS stale FROM coupon AS c JOIN coupon_stock AS s ON s.id = c.stock"
    " LEFT JOIN identifier AS i ON i.id = c.owner WHERE c.code = ?"
)


class Found:
    """A stored coupon with its stock's rules."""

    __slots__ = ("life", "row", "terms")

    def __init__(self, row: sqlite3.Row) -> None:
        self.row = row
        self.terms: Terms = from_json(row["terms"])
        self.life = Life(
            row["state"], row["valid_from"], row["valid_to"], row["locked_until"], row["owner"] is not None
        )

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - a column of any type
        return self.row[name]

    @property
    def masked(self) -> str:
        """The coupon's code as a log may show it."""
        return mask_code(self.row["code"])

    @property
    def source(self) -> str:
        """The coupon as the ledger names it."""
        return f"coupon:{self.row['id']}"


def find_stock(connection: sqlite3.Connection, code: str) -> sqlite3.Row:
    """A stock by its code. Raises NotFoundError ``no_stock``."""
    row = connection.execute("SELECT * FROM coupon_stock WHERE code = ?", (code,)).fetchone()
    if row is None:
        raise NotFoundError(
            "no_stock",
            "there is no coupon stock {stock}",
            hint="list the stocks and check the spelling",
            try_next="digitool coupon report",
            stock=mask_value(code),
        )
    found: sqlite3.Row = row
    return found


def find_coupon(connection: sqlite3.Connection, code: str, at: int = 0) -> Found:
    """A coupon by its code; ``stale`` says that its stock has locks which ended by ``at``.

    Raises NotFoundError ``unknown_code``, the same for every kind of wrong code.
    """
    try:
        row = connection.execute(_COUPON, (at, parse_code(code))).fetchone()
    except ValueError:
        row = None
    if row is None:
        raise NotFoundError(
            "unknown_code", "this code is not valid", hint="type it again, or scan it; nothing was changed"
        )
    return Found(row)


def require_patience(connection: sqlite3.Connection, call: Call) -> None:
    """Refuse somebody who tried too many codes that do not exist. Raises ``too_many_guesses``.

    It comes before the code is looked up: a right guess must not look different from a wrong one.
    """
    row = connection.execute(
        "SELECT failed FROM coupon_guess WHERE actor = ? AND window = ?", (call.actor, _window(call))
    ).fetchone()
    if row and row[0] >= MOST_GUESSES:
        raise RefusedError(
            "too_many_guesses",
            "too many codes that do not exist were tried ({observed} of {limit})",
            hint="wait ten minutes, then scan the code instead of typing it",
            observed=row[0],
            limit=MOST_GUESSES,
        )


def note_guess(call: Call, code: str) -> None:
    """Remember a failed guess, in a write of its own; a plain typing error (wrong check) does not count."""
    try:
        parse_code(code)
    except ValueError:
        return
    if call.dry_run:
        return
    plain = Call(call.database, call.at, call.actor)
    with plain.write("coupon.guess", {}) as work:
        work.connection.execute(
            "INSERT INTO coupon_guess (actor, window, failed) VALUES (?, ?, 1)"
            " ON CONFLICT (actor, window) DO UPDATE SET failed = failed + 1",
            (call.actor, _window(call)),
        )
        work.finish({})


def _window(call: Call) -> int:
    return call.at // GUESS_WINDOW_MS


def persons_of(connection: sqlite3.Connection, identifier: int | None, terms: Terms) -> Persons:
    """The identifier's person and, where the stock limits households, everybody who lives with them.

    Raises NotFoundError ``no_customer``.
    """
    if identifier is None:
        return Persons(None, None, ())
    row = connection.execute("SELECT person FROM identifier WHERE id = ?", (identifier,)).fetchone()
    if row is None:
        raise NotFoundError(
            "no_customer",
            "there is no customer P{customer}",
            hint="look the customer up first",
            try_next="digitool customer show --help",
            customer=identifier,
        )
    household: list[int] = []
    if terms.per_household:
        found = connection.execute(sql("coupons", "household"), {"person": row[0]})
        household = [member[0] for member in found]
    return Persons(identifier, row[0], household)


def return_expired_locks(work: Work, call: Call, stock: int) -> int:
    """Locks of a stock whose time is over give back what they reserved; how many there were."""
    rows = work.connection.execute(
        "SELECT c.*, s.code AS stock_code, s.terms, s.state AS stock_state, NULL AS person"
        " FROM coupon AS c JOIN coupon_stock AS s ON s.id = c.stock"
        " WHERE c.stock = ? AND c.state = 'locked' AND c.locked_until <= ?",
        (stock, call.at),
    ).fetchall()
    for row in rows:
        release_lock(work, call, Found(row))
    return len(rows)


def release_lock(work: Work, call: Call, found: Found) -> None:
    """Take one coupon out of its lock: counters, budget and state as before it."""
    connection = work.connection
    moves = redeem_moves(found.terms, found["held_day"], found["held_by"], found["held_fen"])
    give_back(connection, found["stock"], moves, held=True)
    if found["held_journal"] is not None:
        reverse_open(connection, found["held_journal"], call.stamp(work, "coupon.release", found.source))
    connection.execute(
        "UPDATE coupon SET state = ?, locked_until = 0, locked_order = '', held_day = NULL,"
        " held_fen = NULL, held_by = NULL, held_journal = NULL WHERE id = ? AND state = 'locked'",
        (RECEIVED if found["received_at"] is not None else ISSUED, found["id"]),
    )
