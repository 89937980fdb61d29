"""What a campaign earns, in whole fen.

contribution = margin on incremental sales (after what is pulled forward) and on newcomers' first
sales - discounts on all redemptions, incremental or not - rewards - messages - commissions on
attributed sales - fixed cost. Sales are before discounts. Rates in basis points; half a fen is rounded
away from zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digitool.campaign.arrays import Ints, ints


@dataclass(frozen=True)
class AccountTerms:
    """Prices of a campaign: margin and commission in basis points, the rest in fen.

    Typical margin 1,500-6,000 bp, message 0-5 fen, commission 100-1,000 bp.
    """

    margin_bp: int
    message_fen: int = 0
    commission_bp: int = 0
    fixed_fen: int = 0


@dataclass(frozen=True)
class Flows:
    """What happened, each (runs,) in fen except ``messages``, a count."""

    incremental: Ints
    pulled_forward: Ints
    newcomer_sales: Ints
    attributed_sales: Ints
    discounts: Ints
    rewards: Ints
    messages: Ints


def rate_of(fen: Ints, basis_points: int) -> Ints:
    """``basis_points`` of amounts (n,), half a fen away from zero, as `model.money.apply_rate`."""
    scaled = np.abs(fen) * basis_points
    return ints(np.sign(fen) * ((2 * scaled + 10_000) // 20_000))


def cost(flows: Flows, terms: AccountTerms) -> Ints:
    """All that is paid (runs,): discounts, rewards, messages, commissions, fixed cost."""
    paid = flows.discounts + flows.rewards + flows.messages * terms.message_fen
    return ints(paid + rate_of(flows.attributed_sales, terms.commission_bp) + terms.fixed_fen)


def margin(flows: Flows, terms: AccountTerms) -> Ints:
    """Margin (runs,) on sales that would not have been made, newcomers' included."""
    sales = flows.incremental - flows.pulled_forward + flows.newcomer_sales
    return rate_of(sales, terms.margin_bp)
