"""The ``[lists]`` table."""

from __future__ import annotations

from dataclasses import dataclass

from digitool.forms import kinds
from digitool.forms.form import setting


@dataclass(frozen=True)
class ListPolicy:
    """How much one full list may end before somebody must say yes.

    A page that is missing looks like customers who are gone.
    """

    most_lost_percent: int = setting(
        20,
        kinds.whole(0, 100),
        "Largest share of a guide's customers, or a group's members, that one list ends unasked, per cent",
        "20",
    )
    few: int = setting(4, kinds.whole(0, 1_000_000), "So many it may always end, whatever their share", "4")

    def too_many(self, ended: int, held: int) -> bool:
        """Whether a list that ends so many of those who were held needs a yes."""
        return ended > self.few and ended * 100 > self.most_lost_percent * held
