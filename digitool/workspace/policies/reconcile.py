"""The ``[reconcile]`` table."""

from __future__ import annotations

from dataclasses import dataclass

from digitool.forms import kinds
from digitool.forms.form import setting


@dataclass(frozen=True)
class ReconcilePolicy:
    """How sales of tills and payments of bills that no number joins are put together.

    Both sides tell of the same money: it must count once.
    """

    minutes: int = setting(
        10,
        kinds.whole(0, 240),
        "So far apart a till's sale and its payment may be, minutes; 0: only numbers join them",
        "10",
    )
    counts: str = setting(
        "bill",
        kinds.choice("bill", "till", "both"),
        "Whose word counts of sales that both sides tell and that cannot be matched",
        '"bill"',
    )
