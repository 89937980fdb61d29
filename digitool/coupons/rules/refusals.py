"""Why a coupon does not work, as a value: code, rule, what was observed, what the limit is, and words.

The words are English templates with their Chinese in ``words/zh/coupons.py``; they name the next thing
that a clerk can do. ``conflict`` marks what another command did first (exit 5); all else is a rule (exit 6).
"""

from __future__ import annotations

from typing import NamedTuple

from digitool.coupons.codes import masked
from digitool.errors import ConflictError, DigitoolError, RefusedError, Shown
from digitool.model.money import format_yuan

CONFLICTS = frozenset(
    {"already_redeemed", "locked", "in_an_order", "void", "sold_out", "few_left", "repeated", "order_changed"}
)

WORDS: dict[str, str] = {
    "other_person": "this coupon belongs to somebody else; ask the customer for a coupon of their own",
    "needs_person": "this coupon has a limit for each customer; ask for the member code or phone first",
    "pending": "this coupon starts on {limit}; it cannot be used yet",
    "expired": "this coupon ended on {limit}; offer the customer a current one",
    "already_redeemed": "this coupon was already used; one coupon pays once",
    "locked": "another order holds this coupon until {limit}; finish or cancel that order first",
    "in_an_order": "an order holds this coupon; finish or cancel that order first",
    "ended": "this coupon has ended; offer the customer a current one",
    "void": "this coupon was withdrawn; it cannot be used any more",
    "sold_out": "all {limit} coupons of this stock are taken",
    "few_left": "{observed} coupons are asked for, {limit} of this stock are left",
    "stock_stopped": "this coupon stock was stopped; no more coupons are given out",
    "held_out": (
        "this customer is held out of campaign {limit}, whose result is measured against such customers"
    ),
    "not_public": "customers cannot take this coupon themselves; it is given out by the chain",
    "repeated": "the same coupon was presented twice; one coupon pays once",
    "order_changed": "this order was {limit} yuan when its first coupon was used; now it is {observed} yuan",
    "store_needed": "this coupon is for certain stores only ({limit}); name the store with --store",
    "wrong_store": "this coupon is not valid in store {observed}; it is valid in: {limit}",
    "wrong_channel": "this coupon is not valid on channel {observed}; it is valid on: {limit}",
    "cart_needed": "this coupon is for certain goods only; send the cart, not only the amount",
    "nothing_eligible": "nothing in the cart belongs to this coupon; it is for: {limit}",
    "below_minimum_initial": (
        "goods for this coupon must come to {limit} yuan at tag prices; the cart has {observed} yuan"
    ),
    "below_minimum_before": (
        "goods for this coupon must come to {limit} yuan before it is taken off; the cart has {observed} yuan"
    ),
    "below_minimum_after": (
        "at least {limit} yuan must be left to pay after this coupon; {observed} yuan would be left"
    ),
    "person_limit": "this customer already has {observed} of {limit} such coupons",
    "identifier_limit": "this account already has {observed} of {limit} such coupons",
    "household_limit": "this household already has {observed} of {limit} such coupons",
    "budget_count": "the limit of {limit} uses in this period is reached ({observed} used)",
    "budget_money": "the budget of {limit} yuan for this period is used up ({observed} yuan used)",
    "exclusive": "this coupon cannot be used together with {observed}",
    "class_full": "only {limit} coupon(s) of this sort per order; {observed} is already applied",
    "stack_limit": "only {limit} coupon(s) of this stock per order",
    "floor": "the order may not fall below {limit} yuan; it is at {observed} yuan",
    "no_effect": "this coupon would take nothing off this cart",
    "better_without": "other coupons give this customer more; this one is better kept for later",
    "unused": "this coupon is not in use, so there is nothing to give back",
}
"""Every refusal code with its words."""

_HINTS = {
    "held_out": (
        "nothing was changed; coupon issue --despite-holdout gives it all the same, and the campaign's result"
        " shows it"
    ),
}
"""What to do where there is more to say than that nothing was changed."""


class CouponRefusal(NamedTuple):
    """One coupon refused by one rule. ``observed`` and ``limit`` are numbers (fen, counts) or names."""

    coupon: str
    code: str
    rule: str
    observed: int | str = ""
    limit: int | str = ""
    shown_observed: str = ""
    shown_limit: str = ""
    stock: str = ""

    @property
    def conflict(self) -> bool:
        """Whether another command was first, as opposed to a rule that forbids."""
        return self.code in CONFLICTS

    @property
    def words(self) -> str:
        """The English template for people."""
        return WORDS[self.code]

    @property
    def values(self) -> dict[str, object]:
        """What fills the template, and what an error tells a program."""
        return {
            "observed": Shown(self.observed, self.shown_observed) if self.shown_observed else self.observed,
            "limit": Shown(self.limit, self.shown_limit) if self.shown_limit else self.limit,
        }

    def error(self) -> DigitoolError:
        """The refusal as the error that ends a command; a code is masked in it."""
        kind = ConflictError if self.conflict else RefusedError
        error = kind(self.code, self.words, hint=_HINTS.get(self.code, "nothing was changed"))
        whom = {"coupon": masked(self.coupon), "stock": self.stock}
        error.values = {"rule": self.rule, **self.values, **{k: v for k, v in whom.items() if v}}
        return error


def money_refusal(coupon: str, code: str, rule: str, observed_fen: int, limit_fen: int) -> CouponRefusal:
    """A refusal over amounts: numbers in fen, words in yuan."""
    return CouponRefusal(
        coupon, code, rule, observed_fen, limit_fen, format_yuan(observed_fen), format_yuan(limit_fen)
    )
