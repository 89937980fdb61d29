"""Move the counters of `CouponQuota`: one conditional statement each, the row count is the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from digitool.coupons.rules.evaluation import LimitUse
from digitool.coupons.rules.limits import RECEIVED, REDEEMED, Move
from digitool.coupons.rules.terms import Terms
from digitool.coupons.rules.windows import bucket
from digitool.db.port import Connection
from digitool.db.statements import changed, out_of_step
from digitool.errors import Phrase
from digitool.model.ids import Day, IdentifierId, PersonId

_TAKE = (
    "INSERT INTO coupon_quota AS q (stock, measure, bucket, used, held, cap)"
    " SELECT :stock, :measure, :bucket, :used, :held, :cap WHERE :used + :held <= :cap"
    " ON CONFLICT (stock, measure, bucket) DO UPDATE SET used = q.used + :used, held = q.held + :held"
    " WHERE q.used + q.held + :used + :held <= q.cap"
)
_GIVE = (
    "UPDATE coupon_quota SET used = used - :used, held = held - :held"
    " WHERE stock = :stock AND measure = :measure AND bucket = :bucket AND used >= :used AND held >= :held"
)
_OF_PERSONS = (
    "WITH own AS (SELECT id, person FROM identifier WHERE id IN ({places})"
    " UNION SELECT id, person FROM identifier WHERE person IN ({places}) AND person <> id)"
    " SELECT own.person, q.bucket, q.used + q.held FROM own"
    " JOIN coupon_quota AS q ON q.stock = ? AND q.measure = ? AND q.bucket = own.id"
)


def count_up(connection: Connection, stock: int, moves: Iterable[Move], *, held: bool = False) -> Move | None:
    """Count moves as used, or as held by a lock; gives back the first that is over its cap."""
    for move in moves:
        if changed(connection, _TAKE, _params(stock, move, held)) != 1:
            return move
    return None


def count_down(connection: Connection, stock: int, moves: Iterable[Move], *, held: bool = False) -> None:
    """Undo `count_up`. Raises DamageError ``out_of_step`` when a counter would fall below zero."""
    for move in moves:
        if changed(connection, _GIVE, _params(stock, move, held)) != 1:
            names: dict[str, object] = {"measure": move.measure, "stock": stock}
            raise out_of_step(Phrase("the count {measure} of coupon stock {stock}", names))


def uses_of(
    connection: Connection, stock: int, terms: Terms, day: Day, persons: Persons
) -> tuple[LimitUse, ...]:
    """How far the limits of a stock are used for one redemption, as the evaluator wants them."""
    uses = list(people_uses(connection, stock, REDEEMED, terms, persons))
    for budget in terms.budgets:
        name = budget.name
        row = connection.execute(
            "SELECT used + held, cap FROM coupon_quota WHERE stock = ? AND measure = ? AND bucket = ?",
            (stock, name, bucket(budget.window, day)),
        ).fetchone()
        uses.append(LimitUse(name, row[0], row[1]) if row else LimitUse(name, 0, budget.cap))
    return tuple(uses)


class Persons:
    """Who a limit looks at: the identifier, its person, and the persons of the same household."""

    __slots__ = ("household", "identifier", "person")

    def __init__(
        self, identifier: IdentifierId | None, person: PersonId | None, household: Sequence[int]
    ) -> None:
        self.identifier = identifier
        self.person = person
        self.household = tuple(household)


NOBODY = Persons(None, None, ())
"""Somebody who is not known."""


def people_uses(
    connection: Connection, stock: int, measure: str, terms: Terms, who: Persons
) -> list[LimitUse]:
    """Use per person, identifier and household; empty where the stock counts nobody or nobody is known.

    The person's use is the sum over all identifiers that are hers today, so a second account, or one
    merged later, does not start from zero; the identifier's own counter stays, whatever is merged.
    """
    if who.person is None or not (terms.per_person or terms.per_household):
        return []
    persons = sorted({who.person, *who.household})
    places = ", ".join("?" * len(persons))
    rows = connection.execute(
        _OF_PERSONS.format(places=places), (*persons, *persons, stock, measure)
    ).fetchall()
    uses = []
    if terms.per_person:
        uses.append(LimitUse("person", sum(r[2] for r in rows if r[0] == who.person), terms.per_person))
        own = sum(r[2] for r in rows if r[1] == who.identifier)
        uses.append(LimitUse("identifier", own, terms.per_person))
    if terms.per_household:
        uses.append(LimitUse("household", sum(r[2] for r in rows), terms.per_household))
    return uses


def receive_uses(connection: Connection, stock: int, terms: Terms, who: Persons) -> list[LimitUse]:
    """How many coupons of the stock the person, identifier and household already have."""
    return people_uses(connection, stock, RECEIVED, terms, who)


def _params(stock: int, move: Move, held: bool) -> dict[str, object]:
    return {
        "stock": stock,
        "measure": move.measure,
        "bucket": move.bucket,
        "used": 0 if held else move.n,
        "held": move.n if held else 0,
        "cap": move.cap,
    }
