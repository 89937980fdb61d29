"""Values that results are made of besides text and whole numbers."""

from __future__ import annotations

from typing import NamedTuple


class Rate(NamedTuple):
    """A share with its evidence: counted over possible. ``den`` 0 means that there is no rate."""

    num: int
    den: int

    @property
    def value(self) -> float | None:
        """The rate, num / den, to six places; None when den is 0."""
        return round(self.num / self.den, 6) if self.den else None
