"""How large a demo chain is, and what sizes make sense."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from digitool.errors import UsageError
from digitool.model.days import day_number

FIRST_DAY = day_number(date(2026, 3, 1))
"""The demo's first business date. It is fixed, so that equal seeds give equal bytes on any day."""

LIMITS = {"stores": (1, 20), "customers": (1, 200_000), "days": (1, 366)}
"""Smallest and largest value of each size."""


@dataclass(frozen=True)
class DemoSize:
    """The seed and the size of a demo chain. Raises UsageError (``demo_size``) outside `LIMITS`."""

    seed: int = 7
    stores: int = 3
    customers: int = 5_000
    days: int = 60

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise UsageError(
                    "demo_size",
                    "--{name} must lie between {low} and {high}, not {value}",
                    hint="the default demo has 3 stores, 5000 customers and 60 days",
                    try_next="digitool demo --stores 3 --customers 5000 --days 60",
                    name=name,
                    low=low,
                    high=high,
                    value=value,
                )

    @property
    def first_day(self) -> int:
        """The first business date, as a day number."""
        return FIRST_DAY

    @property
    def end_day(self) -> int:
        """The day number after the last business date."""
        return FIRST_DAY + self.days
