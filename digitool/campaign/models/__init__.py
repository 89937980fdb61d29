"""Models of customers from the literature, on arrays. Pure."""

from __future__ import annotations

__all__ = [
    "beta_binomial",
    "bg_nbd",
    "branching",
    "calendar_shock",
    "delays",
    "gamma_gamma",
    "nelder_mead",
    "quantile_draws",
    "rhythm",
    "shrinkage",
    "uplift",
]
