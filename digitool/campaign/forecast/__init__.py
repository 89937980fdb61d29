"""From a workspace and a campaign file to forecasts, compared and explained."""

from __future__ import annotations

__all__ = [
    "assembly",
    "belief",
    "comparing",
    "forecasting",
    "optimising",
    "permission",
    "reporting",
    "requirements",
]
