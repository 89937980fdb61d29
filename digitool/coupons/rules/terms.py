"""The rules of a coupon stock, as one frozen value.

Money is fen, rates are basis points, times are UTC ms, and every span is half open: a coupon is valid
from ``valid_from`` up to, not including, ``valid_to``. Zero means "no limit" for caps and counts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any, NamedTuple

from digitool.coupons.rules.kinds.shape import Kind, kind_names, kind_of
from digitool.errors import Phrase, UsageError
from digitool.model.money import MAX_FEN
from digitool.model.references import require_nobodys
from digitool.model.stored_json import stored_as

CLASSES = ("price", "member", "coupon", "referral", "payment")
"""Stacking classes in the fixed order in which they work on a cart."""
SPEND_BASES = ("initial", "before", "after")
PERCENT_BASES = ("current", "initial")
MEASURES = ("count", "money")
WINDOWS = ("total", "day", "week", "month")
MAX_TOTAL = 10**9
MAX_STOCK_FEN = 10**18
"""The face of all coupons of a stock together: what a balance of 63 bits can hold."""

_SETS = ("products", "categories", "excluded", "stores", "channels", "exclusive_with")
_CHOICES = {
    "stack_class": CLASSES,
    "min_spend_base": SPEND_BASES,
    "percent_base": PERCENT_BASES,
}
_CAPS = {
    "min_spend_fen": MAX_FEN,
    "most_fen": MAX_FEN,
    "valid_days": 3660,
    "priority": 10_000,
    "per_person": MAX_TOTAL,
    "per_household": MAX_TOTAL,
}


class Budget(NamedTuple):
    """A cap on what a stock may cost: redemptions (count) or discount in fen (money) per window."""

    measure: str
    window: str
    cap: int

    @property
    def name(self) -> str:
        """What tells it from the stock's other budgets, and its counters: ``money/day``."""
        return f"{self.measure}/{self.window}"


@dataclass(frozen=True)
class Terms:
    """What a coupon of a stock is worth, to whom, where and when.

    ``value`` is fen or basis points, as the kind has it (`kinds`). ``min_spend_fen`` is counted over
    eligible lines at their first price (initial), just before this coupon (before) or as what is left to
    pay after it (after). ``valid_days`` counts business days from receipt, the first included.
    """

    kind: str
    value: int
    total: int
    most_fen: int = 0
    min_spend_fen: int = 0
    min_spend_base: str = "before"
    products: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()
    stores: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    valid_from: int = 0
    valid_to: int = 0
    valid_days: int = 0
    starts_next_day: bool = False
    per_person: int = 0
    per_household: int = 0
    budgets: tuple[Budget, ...] = ()
    stack_class: str = "coupon"
    priority: int = 100
    exclusive_with: frozenset[str] = frozenset()
    max_stack: int = 1
    percent_base: str = "current"
    public: bool = False
    name: str = field(default="", compare=False)

    @property
    def whole_cart(self) -> bool:
        """Whether every line is eligible, so that an amount without a cart is enough to decide."""
        return not (self.products or self.categories or self.excluded or self.gives.chosen)

    @property
    def limited(self) -> bool:
        """Whether a use counts against anything: a person, a household or a budget."""
        return bool(self.per_person or self.per_household or self.budgets)

    @property
    def liability_fen(self) -> int:
        """What one outstanding coupon is booked at; 0 where the cart decides what it gives."""
        return self.gives.liability_fen(self.value)

    @property
    def gives(self) -> Kind:
        """What a coupon of this kind does."""
        return kind_of(self.kind)


def require_valid(terms: Terms) -> Terms:
    """The same terms, or UsageError naming the first rule that is out of range."""
    for name, choices in {"kind": kind_names(), **_CHOICES}.items():
        if getattr(terms, name) not in choices:
            raise _bad(name, str(getattr(terms, name)), ", ".join(choices))
    _within("value", terms.value, terms.gives.least, terms.gives.most)
    _within("total", terms.total, 1, MAX_TOTAL)
    _within("max_stack", terms.max_stack, 1, 100)
    for name, cap in _CAPS.items():
        _within(name, getattr(terms, name), 0, cap)
    if terms.liability_fen * terms.total > MAX_STOCK_FEN:
        raise _bad("value", str(terms.value), Phrase("at most 10^18 fen over all coupons of the stock", {}))
    if terms.gives.chosen and not (terms.products or terms.categories):
        raise _bad(
            "scope",
            "all",
            Phrase("products or categories, for a coupon of kind {kind}", {"kind": terms.kind}),
        )
    if unknown := terms.exclusive_with - set(CLASSES):
        raise _bad("exclusive_with", min(unknown), ", ".join(CLASSES))
    for name in _SETS:
        for text in getattr(terms, name):
            require_nobodys(text, name)
    if not terms.valid_days and not terms.valid_to:
        raise _bad("validity", "none", Phrase("valid_days, or valid_from and valid_to", {}))
    if terms.valid_to and terms.valid_to <= terms.valid_from:
        raise _bad("valid_to", str(terms.valid_to), Phrase("an instant after valid_from", {}))
    for budget in terms.budgets:
        _check_budget(budget, terms.budgets)
    return terms


def to_json(terms: Terms) -> str:
    """Terms as one line of JSON: keys sorted, defaults left out, so that equal terms are equal text."""
    out: dict[str, Any] = {}
    for item in fields(terms):
        value = getattr(terms, item.name)
        if item.name in ("kind", "value", "total") or value != item.default:
            out[item.name] = sorted(value) if isinstance(value, frozenset) else value
    return json.dumps(out, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@lru_cache(maxsize=1024)
@stored_as("the rules of a coupon stock")
def from_json(text: str) -> Terms:
    """Terms from `to_json`; cached, because a till asks for the same stock all day. Raises DamageError."""
    raw = json.loads(text)
    for name in _SETS:
        if name in raw:
            raw[name] = frozenset(raw[name])
    raw["budgets"] = tuple(Budget(*item) for item in raw.get("budgets", ()))
    return Terms(**raw)


def _check_budget(budget: Budget, budgets: tuple[Budget, ...]) -> None:
    if budget.measure not in MEASURES:
        raise _bad("budget", budget.measure, ", ".join(MEASURES))
    if budget.window not in WINDOWS:
        raise _bad("budget", budget.window, ", ".join(WINDOWS))
    _within("budget", budget.cap, 1, MAX_FEN)
    if sum(other[:2] == budget[:2] for other in budgets) > 1:
        raise _bad("budget", budget.name, Phrase("one cap for each measure and window", {}))


def _within(name: str, value: object, low: int, high: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise _bad(name, str(value), f"{low}..{high}")


def _bad(name: str, value: str, expected: str | Phrase) -> UsageError:
    return UsageError(
        "bad_terms",
        "the stock's {name} is {value}; it must be {expected}",
        hint="nothing was created; correct the option and run the command again",
        name=name,
        value=value[:60],
        expected=expected,
    )
