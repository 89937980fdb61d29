"""Why a coupon does not work, as a value: code, rule, what was observed, what the limit is, and words.

The words are English templates with their Chinese in ``words/zh/coupons.py``; they name the next thing
that a clerk can do. ``conflict`` marks what another command did first (exit 5); all else is a rule (exit 6).
"""

from __future__ import annotations

from typing import NamedTuple

from digitool.errors import ConflictError, DigitoolError, RefusedError
from digitool.model.money import format_yuan

CONFLICTS = frozenset(
    {"already_redeemed", "locked", "in_an_order", "void", "sold_out", "repeated", "order_changed"}
)

WORDS: dict[str, str] = {
    "other_person": "This coupon belongs to somebody else. Ask the customer for a coupon of their own.",
    "needs_person": "This coupon has a limit for each customer. Ask for the member code or phone first.",
    "pending": "This coupon starts on {limit}. It cannot be used yet.",
    "expired": "This coupon ended on {limit}. Offer the customer a current one.",
    "already_redeemed": "This coupon was already used. One coupon pays once.",
    "locked": "Another order holds this coupon until {limit}. Finish or cancel that order first.",
    "in_an_order": "An order holds this coupon. Finish or cancel that order first.",
    "ended": "This coupon has ended. Offer the customer a current one.",
    "void": "This coupon was withdrawn. It cannot be used any more.",
    "sold_out": "All {limit} coupons of this stock are taken.",
    "stock_stopped": "This coupon stock was stopped. No more coupons are given out.",
    "not_public": "Customers cannot take this coupon themselves. It is given out by the chain.",
    "repeated": "The same coupon was presented twice. One coupon pays once.",
    "order_changed": "This order was {limit} yuan when its first coupon was used; now it is {observed} yuan.",
    "wrong_store": "This coupon is not valid in store {observed}. It is valid in: {limit}.",
    "wrong_channel": "This coupon is not valid on channel {observed}. It is valid on: {limit}.",
    "cart_needed": "This coupon is for certain goods only. Send the cart, not only the amount.",
    "nothing_eligible": "Nothing in the cart belongs to this coupon. It is for: {limit}.",
    "below_minimum_initial": (
        "Goods for this coupon must come to {limit} yuan at tag prices; the cart has {observed} yuan."
    ),
    "below_minimum_before": (
        "Goods for this coupon must come to {limit} yuan before it is taken off;"
        " the cart has {observed} yuan."
    ),
    "below_minimum_after": (
        "At least {limit} yuan must be left to pay after this coupon; {observed} yuan would be left."
    ),
    "person_limit": "This customer already has {observed} of {limit} such coupons.",
    "identifier_limit": "This account already has {observed} of {limit} such coupons.",
    "household_limit": "This household already has {observed} of {limit} such coupons.",
    "budget_count": "The limit of {limit} uses in this period is reached ({observed} used).",
    "budget_money": "The budget of {limit} yuan for this period is used up ({observed} yuan used).",
    "exclusive": "This coupon cannot be used together with {observed}.",
    "class_full": "Only {limit} coupon(s) of this sort per order; {observed} is already applied.",
    "stack_limit": "Only {limit} coupon(s) of this stock per order.",
    "floor": "The order may not fall below {limit} yuan; it is at {observed} yuan.",
    "no_effect": "This coupon would take nothing off this cart.",
    "better_without": "Other coupons give this customer more; this one is better kept for later.",
    "unused": "This coupon is not in use, so there is nothing to give back.",
}
"""Every refusal code with its words."""


class Refusal(NamedTuple):
    """One coupon refused by one rule. ``observed`` and ``limit`` are numbers (fen, counts) or names."""

    coupon: str
    code: str
    rule: str
    observed: int | str = ""
    limit: int | str = ""
    shown_observed: str = ""
    shown_limit: str = ""

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
        """What fills the template."""
        return {
            "observed": self.shown_observed or self.observed,
            "limit": self.shown_limit or self.limit,
        }

    def error(self) -> DigitoolError:
        """The refusal as the error that ends a command."""
        kind = ConflictError if self.conflict else RefusedError
        return kind(
            self.code,
            self.words,
            hint="Nothing was changed.",
            rule=self.rule,
            observed=self.shown_observed or self.observed,
            limit=self.shown_limit or self.limit,
        )


def money_refusal(coupon: str, code: str, rule: str, observed_fen: int, limit_fen: int) -> Refusal:
    """A refusal over amounts: numbers in fen, words in yuan."""
    return Refusal(
        coupon, code, rule, observed_fen, limit_fen, format_yuan(observed_fen), format_yuan(limit_fen)
    )
