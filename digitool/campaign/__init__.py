"""Campaign room: what a campaign would do, with intervals that keep their promise.

``from digitool.campaign import simulate`` works on plain arrays, without a workspace; numpy loads
with that import and not before (PEP 562), so a command that never simulates never pays for it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digitool.campaign.inputs import Calibration, Campaign, Customers, Effort
    from digitool.campaign.outcome import Outcome
    from digitool.campaign.simulation import simulate

__all__ = ["Calibration", "Campaign", "Customers", "Effort", "Outcome", "simulate"]

_HOMES = {
    "Calibration": "inputs",
    "Campaign": "inputs",
    "Customers": "inputs",
    "Effort": "inputs",
    "Outcome": "outcome",
    "simulate": "simulation",
}


def __getattr__(name: str) -> object:
    """Load a public name from its module on first use; AttributeError for any other name."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
