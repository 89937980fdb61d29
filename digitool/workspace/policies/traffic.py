"""The ``[traffic]`` table."""

from __future__ import annotations

from dataclasses import dataclass

from digitool.forms import kinds
from digitool.forms.form import setting


@dataclass(frozen=True)
class TrafficRules:
    """When an hour of people counts is trusted.

    The limits of `digitool.flow.validity`.
    """

    invalid_percent: int = setting(
        25, kinds.whole(0, 100), "Missing share of an hour that makes it invalid, per cent", "25"
    )
    zero_hours: int = setting(
        2, kinds.whole(1, 24), "Open hours of zeros that are believed while the till sells", "2"
    )
