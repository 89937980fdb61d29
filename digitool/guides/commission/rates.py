"""What guides earn on one order, and what a refund takes back: exact to the fen. Pure.

The rate of a line is that of the first rule that fits it; the commission of the order is rounded once,
capped, and shared among its guides by largest remainder. A refund takes back in proportion, whatever came
before it, so that the order of refunds does not matter and a full one leaves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from digitool.guides.commission.attribution import WHOLE, AttributedOrder
from digitool.ledger.portions import portion
from digitool.model.money import share_out
from digitool.workspace.policies.commission import CommissionPolicy, CommissionRule
from digitool.workspace.settings import Settings

BASE = "base"
"""How the chain's own rate is called where a rule's name would stand."""


class CommissionLine(NamedTuple):
    """A line of an order: its item, the item's category (empty: unknown), and what it cost (fen)."""

    item: str
    category: str
    amount_fen: int


class RatedPart(NamedTuple):
    """What of an order falls under one rule (empty: the chain's own rate): basis points, and fen of base."""

    rule: str
    rate_bp: int
    base_fen: int


WHOLE_ORDER = CommissionLine("", "", 1)
"""Stands for an order whose lines nobody knows: rules about goods do not fit it."""


@dataclass(frozen=True)
class Rates:
    """The chain's own rate and cap, and its rules, the one that counts first."""

    policy: CommissionPolicy
    rules: tuple[CommissionRule, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> Rates:
        """Those of a workspace's settings."""
        return cls.ordered(settings.commission, settings.commission_rules.values())

    @classmethod
    def ordered(cls, policy: CommissionPolicy, rules: Iterable[CommissionRule]) -> Rates:
        """Rules by priority, then the most exact one, then by name."""
        return cls(policy, tuple(sorted(rules, key=_rank)))

    @property
    def by_goods(self) -> bool:
        """Whether any rule asks what was bought."""
        return any(rule.products or rule.categories for rule in self.rules)

    def parts(self, sale: AttributedOrder, lines: Sequence[CommissionLine] = ()) -> tuple[RatedPart, ...]:
        """An order by the rules that its lines fall under, by rule name; bases sum to its amount.

        What the lines cost is scaled to what was paid: a discount on the order lies on all of them.
        """
        told = lines or (WHOLE_ORDER,)
        fitting = [rule for rule in self.rules if _fits_sale(rule, sale)]
        found: dict[tuple[str, int], int] = {}
        for line, fen in zip(told, share_out(sale.amount_fen, [max(0, one.amount_fen) for one in told])):
            rule = next((one for one in fitting if _fits_line(one, line)), None)
            under = ("", self.policy.rate) if rule is None else (rule.name, rule.rate)
            found[under] = found.get(under, 0) + fen
        return tuple(RatedPart(*under, fen) for under, fen in sorted(found.items()))


def _rank(rule: CommissionRule) -> tuple[object, ...]:
    exact = tuple(not asked for asked in (rule.products, rule.categories, rule.stores, rule.channels))
    return -rule.priority, exact, rule.name


def _fits_sale(rule: CommissionRule, sale: AttributedOrder) -> bool:
    return (
        (rule.start is None or rule.start <= sale.day)
        and (rule.end is None or sale.day < rule.end)
        and (not rule.stores or sale.store in rule.stores)
        and (not rule.channels or sale.channel in rule.channels)
    )


def _fits_line(rule: CommissionRule, line: CommissionLine) -> bool:
    return (not rule.products or line.item in rule.products) and (
        not rule.categories or line.category in rule.categories
    )


def uncapped(parts: Sequence[RatedPart]) -> int:
    """The commission of an order before the cap, rounded once, half a fen up."""
    scaled = sum(one.base_fen * one.rate_bp for one in parts)
    return (2 * scaled + WHOLE) // (2 * WHOLE)


def total(parts: Sequence[RatedPart], amount_fen: int, cap_bp: int) -> int:
    """The commission of an order: never more than the cap's share of what was paid."""
    return min(uncapped(parts), amount_fen * cap_bp // WHOLE)


def taken_back(earned_fen: int, order_fen: int, refunded_fen: int) -> int:
    """What all refunds so far take back of a commission; all of it when the whole order was given back."""
    return portion(earned_fen, 0, refunded_fen, order_fen) if order_fen else 0
