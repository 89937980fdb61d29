"""What is learned of a chain's customers, stored, and put to the test."""

from __future__ import annotations

__all__ = [
    "backtest",
    "backtest_coupons",
    "calibrate",
    "calibrations",
    "estimates",
    "evidence",
    "model",
    "priors",
    "scores",
]
