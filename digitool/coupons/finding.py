"""Find stocks, coupons and customers inside a write, and let the clock take back what ran out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NamedTuple

from digitool.coupons import problems
from digitool.coupons.codes import mask_code, parse_code
from digitool.coupons.counters import NOBODY, Persons, count_down
from digitool.coupons.rules.limits import redeem_moves
from digitool.coupons.rules.states import Life, state_after_lock
from digitool.coupons.rules.terms import Terms, from_json
from digitool.db.port import Connection, StoredRow
from digitool.db.writing import Work
from digitool.errors import NotFoundError, RefusedError
from digitool.identity.households import household_of
from digitool.ledger.journals import reverse
from digitool.model.ids import Day, IdentifierId, Ms, PersonId
from digitool.model.text import mask_value
from digitool.workspace.desk import Desk

GUESS_WINDOW_MS = 10 * 60 * 1000
MOST_GUESSES = 20
"""Failed guesses of one actor in ten minutes; 60 secret bits do the rest."""

_COLUMNS = (
    "SELECT c.id, c.code, c.stock, s.code, s.terms, s.state, c.state, c.owner, i.person, c.received_at,"
    " c.valid_from, c.valid_to, c.locked_until, c.locked_order, c.held_day, c.held_fen, c.held_by,"
    " c.held_journal, c.issued_at, s.of_campaign"
)
_OBSTACLES = (
    ", EXISTS (SELECT 1 FROM coupon AS l WHERE l.stock = c.stock AND l.state = 'locked'"
    " AND l.locked_until <= ?),"
    " EXISTS (SELECT 1 FROM coupon_redemption WHERE order_ref = ? AND ended_at IS NULL),"
    ' (SELECT failed FROM coupon_guess WHERE actor = ? AND "window" = ?)'
)
_JOINED = (
    " FROM coupon AS c JOIN coupon_stock AS s ON s.id = c.stock LEFT JOIN identifier AS i ON i.id = c.owner"
)
_BY_CODE = _COLUMNS + _JOINED + " WHERE c.code = ?"
_PRESENTED = _COLUMNS + _OBSTACLES + _JOINED + " WHERE c.code = ?"
_LOCKED = _COLUMNS + _JOINED + " WHERE c.stock = ? AND c.state = 'locked' AND c.locked_until <= ?"


class FoundCoupon(NamedTuple):
    """A stored coupon with its stock's rules; ``code`` is its payload, ``person`` its owner's, ``campaign``
    (an id) that of its stock.

    The last three are known of a coupon that is presented: its stock has locks that the clock has
    ended, its order has coupons already, and how often its actor guessed wrong.
    """

    id: int
    code: int
    stock: int
    stock_code: str
    rules: str
    stock_state: str
    state: str
    owner: IdentifierId | None
    person: PersonId | None
    received_at: Ms | None
    valid_from: Ms
    valid_to: Ms
    locked_until: Ms
    locked_order: str
    held_day: Day | None
    held_fen: int | None
    held_by: IdentifierId | None
    held_journal: int | None
    issued_at: Ms
    campaign: int | None
    stale: int = 0
    order_used: int = 0
    failed: int | None = None

    @property
    def terms(self) -> Terms:
        """The rules of its stock."""
        return from_json(self.rules)

    @property
    def life(self) -> Life:
        """What the clock needs of it."""
        received = self.received_at is not None
        return Life(self.state, self.valid_from, self.valid_to, self.locked_until, received)

    @property
    def masked(self) -> str:
        """The coupon's code as a log may show it."""
        return mask_code(self.code)

    @property
    def source(self) -> str:
        """The coupon as the ledger names it."""
        return f"coupon:{self.id}"


def find_stock(connection: Connection, code: str) -> StoredRow:
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
    found: StoredRow = row
    return found


def find_coupon(connection: Connection, code: str) -> FoundCoupon:
    """A coupon by its code. Raises NotFoundError ``unknown_code``, the same for every kind of wrong code."""
    found = _find(connection, _BY_CODE, code)
    if found is None:
        raise unknown(code)
    return found


def find_presented(connection: Connection, desk: Desk, code: str, order: str) -> FoundCoupon:
    """A coupon that is shown for an order, and in the same look whatever else could stand in its way.

    Raises NotFoundError ``unknown_code``, RefusedError ``too_many_guesses``.
    """
    found = _find(connection, _PRESENTED, code, desk.at, order, desk.actor, _window(desk))
    if found is None:
        require_patience(connection, desk)
        raise unknown(code)
    _count_guesses(found.failed)
    return found


def _find(connection: Connection, statement: str, code: str, *look: object) -> FoundCoupon | None:
    try:
        row = connection.execute(statement, (*look, parse_code(code))).fetchone()
    except ValueError:
        return None
    return None if row is None else FoundCoupon(*row)


class UnknownCodeError(NotFoundError):
    """A code that does not exist; ``guess`` is what was typed, and shown to nobody."""

    guess = ""


def unknown(code: str) -> UnknownCodeError:
    """The answer to every kind of wrong code: ``unknown_code``."""
    error = UnknownCodeError(
        "unknown_code", "this code is not valid", hint="type it again, or scan it; nothing was changed"
    )
    error.guess = code
    return error


def require_patience(connection: Connection, desk: Desk) -> None:
    """Refuse somebody who tried too many codes that do not exist. Raises ``too_many_guesses``.

    A right guess is refused like a wrong one: the answer must not tell them apart.
    """
    row = connection.execute(
        'SELECT failed FROM coupon_guess WHERE actor = ? AND "window" = ?', (desk.actor, _window(desk))
    ).fetchone()
    _count_guesses(row[0] if row else None)


def _count_guesses(failed: int | None) -> None:
    if failed is not None and failed >= MOST_GUESSES:
        raise RefusedError(
            "too_many_guesses",
            "too many codes that do not exist were tried ({observed} of {limit})",
            hint="wait ten minutes, then scan the code instead of typing it",
            rule="guesses",
            observed=failed,
            limit=MOST_GUESSES,
        )


@contextmanager
def guesses_counted(desk: Desk) -> Iterator[None]:
    """Count a wrong code for the brake on trying codes out, when what it was tried for is rolled back."""
    try:
        yield
    except UnknownCodeError as error:
        _note_guess(desk, error.guess)
        raise


def _note_guess(desk: Desk, code: str) -> None:
    """Remember a failed guess, in a write of its own; a plain typing error (wrong check) does not count."""
    try:
        parse_code(code)
    except ValueError:
        return
    if desk.dry_run:
        return

    def act(work: Work) -> dict[str, Any]:
        work.connection.execute(
            'INSERT INTO coupon_guess (actor, "window", failed) VALUES (?, ?, 1)'
            ' ON CONFLICT (actor, "window") DO UPDATE SET failed = coupon_guess.failed + 1',
            (desk.actor, _window(desk)),
        )
        return {}

    replace(desk, key=None).write("coupon.guess", {}, act)


def _window(desk: Desk) -> int:
    return desk.at // GUESS_WINDOW_MS


def counted_persons(connection: Connection, identifier: IdentifierId | None, terms: Terms) -> Persons:
    """The identifier's person and, where the stock limits households, everybody who lives with them.

    Raises NotFoundError ``no_customer``.
    """
    if identifier is None:
        return NOBODY
    row = connection.execute("SELECT person FROM identifier WHERE id = ?", (identifier,)).fetchone()
    if row is None:
        raise problems.no_customer(identifier)
    household = household_of(connection, row[0]) if terms.per_household else []
    return Persons(identifier, row[0], household)


def return_expired_locks_in(work: Work, desk: Desk, stock: int) -> int:
    """Locks of a stock whose time is over give back what they reserved; how many there were."""
    return release_locks_in(work, desk, stock, desk.at)


def release_locks_in(work: Work, desk: Desk, stock: int, until: int) -> int:
    """Take every coupon of a stock out of a lock that ends at an instant or before; how many there were."""
    rows = work.connection.execute(_LOCKED, (stock, until)).fetchall()
    for row in rows:
        release_lock_in(work, desk, FoundCoupon(*row))
    return len(rows)


def release_lock_in(work: Work, desk: Desk, found: FoundCoupon) -> None:
    """Take one coupon out of its lock: counters, budget and state as before it."""
    connection = work.connection
    moves = redeem_moves(found.terms, Day(found.held_day or 0), found.held_by, found.held_fen or 0)
    count_down(connection, found.stock, moves, held=True)
    if found.held_journal is not None:
        reverse(connection, found.held_journal, desk.stamp(work, "coupon.release", found.source))
    connection.execute(
        "UPDATE coupon SET state = ?, locked_until = 0, locked_order = '', held_day = NULL,"
        " held_fen = NULL, held_by = NULL, held_journal = NULL WHERE id = ? AND state = 'locked'",
        (state_after_lock(received=found.received_at is not None), found.id),
    )
