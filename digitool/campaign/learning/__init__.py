"""What is learned of a chain's customers, stored, and put to the test."""

from __future__ import annotations

__all__ = ["backtest", "calibrations", "evidence", "model", "operations", "priors", "scores"]
