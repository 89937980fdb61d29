"""The ledger: double entry in fen, append only; what coupons, rewards, commissions and budgets owe."""

from __future__ import annotations

__all__ = ["chart", "journals", "payouts", "portions"]
