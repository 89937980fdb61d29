"""A slow, obvious model of coupons: dicts and lists, no database, no counters.

Written from the rules, not from the code: it looks at every coupon and every use again for each
question. The state machine compares the shop with it after every step.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from digitool.coupons.rules.terms import CLASSES, Budget, Terms
from digitool.coupons.rules.windows import bucket, validity
from digitool.model.calendar import Calendar
from digitool.model.money import apply_rate

CALENDAR = Calendar()
LOCK_MS = 15 * 60_000


@dataclass
class Use:
    """A use of a coupon, or a lock that waits to become one; returned pieces took ``back`` with them."""

    order: str
    amount: int
    discount: int
    at: int
    who: int | None
    pieces: int = 1
    returned: int = 0
    back: int = 0


@dataclass
class Piece:
    """One coupon; ``fate`` is what was done to it, the clock is asked each time."""

    stock: str
    owner: int | None
    start: int
    end: int
    received: bool
    fate: str = ""
    lock: Use | None = None
    use: Use | None = None


@dataclass
class Model:
    """Everything that is known, and nothing computed before it is asked."""

    stocks: dict[str, Terms]
    person: dict[int, int]
    household: set[int]
    now: int
    pieces: dict[str, Piece] = field(default_factory=dict)
    given: list[tuple[str, int]] = field(default_factory=list)
    stopped: set[str] = field(default_factory=set)

    def state(self, code: str) -> str:
        """What a clerk sees."""
        piece = self.pieces[code]
        if piece.use:
            return "redeemed"
        if piece.fate:
            return piece.fate
        if self.locked(piece):
            return "locked"
        if self.now >= piece.end:
            return "expired"
        if self.now < piece.start:
            return "pending"
        return "received" if piece.received else "issued"

    def locked(self, piece: Piece) -> Use | None:
        """The lock, while it lasts."""
        return piece.lock if piece.lock and self.now < piece.lock.at + LOCK_MS else None

    def give(self, stock: str, owner: int | None, code: str) -> None:
        """A coupon is made."""
        start, end = validity(self.stocks[stock], self.now, CALENDAR)
        self.pieces[code] = Piece(stock, owner, start, end, received=owner is not None)
        if owner is not None:
            self.given.append((stock, owner))

    def receive(self, code: str, who: int) -> None:
        """A printed code has an owner now; its days begin, unless it was in somebody's hands before."""
        old = self.pieces[code]
        self.give(old.stock, who, code)
        if old.received:
            self.pieces[code].start, self.pieces[code].end = old.start, old.end

    def why_not_give(self, stock: str, owner: int | None, *, claim: bool = False) -> str:
        """Why a coupon cannot be given, empty when it can."""
        terms = self.stocks[stock]
        if claim and not terms.public:
            return "not_public"
        if owner is not None:
            full = self._people_limit(stock, owner, [who for s, who in self.given if s == stock])
            if full:
                return full
        if stock in self.stopped:
            return "stock_stopped"
        issued = sum(piece.stock == stock for piece in self.pieces.values())
        return "sold_out" if issued >= terms.total else ""

    def why_not_resize(self, stock: str, total: int, expected: int) -> str:
        """Why the total of a stock cannot change, empty when it can."""
        if self.stocks[stock].total != expected:
            return "total_changed"
        return "below_issued" if total < sum(p.stock == stock for p in self.pieces.values()) else ""

    def why_not_recap(self, stock: str, budget: Budget, expected: int) -> str:
        """Why a budget of a stock cannot have another cap, empty when it can."""
        now = {one[:2]: one.cap for one in self.stocks[stock].budgets}.get(budget[:2])
        if now is None:
            return "no_budget"
        if now != expected:
            return "budget_changed"
        return "below_used" if self._spent(stock, budget, "") > budget.cap else ""

    def recap(self, stock: str, budget: Budget) -> None:
        """A budget has another cap."""
        terms = self.stocks[stock]
        changed = tuple(budget if one[:2] == budget[:2] else one for one in terms.budgets)
        self.stocks[stock] = replace(terms, budgets=changed)

    def why_not_use(self, code: str, order: str, amount: int, customer: int | None) -> str:
        """Why a coupon cannot be used or locked for an order, empty when it can."""
        piece = self.pieces[code]
        terms = self.stocks[piece.stock]
        if any(use.order == order and use.amount != amount for _, use in self._uses()):
            return "order_changed"
        if piece.owner and customer and self.person[piece.owner] != self.person[customer]:
            return "other_person"
        if not piece.owner and not customer and (terms.per_person or terms.per_household):
            return "needs_person"
        state = self.state(code)
        if state in ("redeemed", "void", "expired", "pending"):
            return {"redeemed": "already_redeemed"}.get(state, state)
        if state == "locked" and self.locked(piece).order != order:  # type: ignore[union-attr]
            return "locked"
        return (
            self._stacking(piece.stock, order)
            or self._people_use(code, piece.owner or customer)
            or self._budgets(code, order, amount, "count")
            or self._minimum(piece.stock, order, amount)
            or self._budgets(code, order, amount, "money")
            or ("" if self.discount(piece.stock, order, amount) else "no_effect")
        )

    def discount(self, stock: str, order: str, amount: int) -> int:
        """What one coupon takes off what is left of an order."""
        terms = self.stocks[stock]
        left = self.left(order, amount)
        if terms.kind == "percent":
            return min(apply_rate(left, terms.value), terms.most_fen or left, left)
        return min(terms.value, left)

    def left(self, order: str, amount: int) -> int:
        """What an order comes to after the coupons that it has."""
        return amount - sum(use.discount for _, use in self._uses() if use.order == order)

    def _uses(self) -> Iterator[tuple[Piece, Use]]:
        return ((piece, piece.use) for piece in self.pieces.values() if piece.use)

    def _taken(self, stock: str, but: str) -> list[Use]:
        """Uses and running locks of a stock, without one coupon's own lock."""
        found = []
        for code, piece in self.pieces.items():
            if piece.stock == stock:
                lock = self.locked(piece) if code != but else None
                found += [use for use in (piece.use, lock) if use]
        return found

    def _stacking(self, stock: str, order: str) -> str:
        terms = self.stocks[stock]
        others = [piece.stock for piece, use in self._uses() if use.order == order]
        for other in others:
            theirs = self.stocks[other]
            if theirs.stack_class in terms.exclusive_with or terms.stack_class in theirs.exclusive_with:
                return "exclusive"
        if others.count(stock) >= terms.max_stack:
            return "stack_limit"
        same = {other for other in others if self.stocks[other].stack_class == terms.stack_class}
        assert terms.stack_class in CLASSES
        return "class_full" if same - {stock} and stock not in same else ""

    def _people_use(self, code: str, who: int | None) -> str:
        stock = self.pieces[code].stock
        if who is None:
            return ""
        return self._people_limit(stock, who, [use.who for use in self._taken(stock, code) if use.who])

    def _people_limit(self, stock: str, who: int, holders: list[int]) -> str:
        terms = self.stocks[stock]
        persons = [self.person[holder] for holder in holders]
        me = self.person[who]
        home = self.household if me in self.household else {me}
        if terms.per_person and persons.count(me) >= terms.per_person:
            return "person_limit"
        if terms.per_person and holders.count(who) >= terms.per_person:
            return "identifier_limit"
        if terms.per_household and sum(one in home for one in persons) >= terms.per_household:
            return "household_limit"
        return ""

    def _budgets(self, code: str, order: str, amount: int, measure: str) -> str:
        stock = self.pieces[code].stock
        terms = self.stocks[stock]
        for budget in terms.budgets:
            if budget.measure == measure:
                more = 1 if measure == "count" else self.discount(stock, order, amount)
                if self._spent(stock, budget, code) + more > budget.cap:
                    return f"budget_{measure}"
        return ""

    def _spent(self, stock: str, budget: Budget, but: str) -> int:
        """What a budget's running window has used and keeps, without one coupon's own lock."""
        window = bucket(budget.window, CALENDAR.day(self.now))
        taken = self._taken(stock, but)
        here = [use for use in taken if bucket(budget.window, CALENDAR.day(use.at)) == window]
        return len(here) if budget.measure == "count" else sum(use.discount - use.back for use in here)

    def _minimum(self, stock: str, order: str, amount: int) -> str:
        terms = self.stocks[stock]
        spend = amount if terms.min_spend_base == "initial" else self.left(order, amount)
        return f"below_minimum_{terms.min_spend_base}" if spend < terms.min_spend_fen else ""
