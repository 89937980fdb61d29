"""How far a person has come: the steps of the funnel, each including the ones before."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STAGES = ("touched", "identified", "reachable", "purchased", "repurchased")
"""touched: seen and known; identified: has an identifier that outlives one app (unionid, WeCom id,
member number, phone); reachable: a guide, a group or a consent lets us write; purchased: paid once;
repurchased: paid on two business days."""


def stages_of(
    identified: NDArray[np.bool_], reachable: NDArray[np.bool_], purchase_days: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The position in `STAGES` of the last step that each person has reached without a gap."""
    stage: NDArray[np.int64] = identified.astype("int64")
    reached = identified
    for step in (reachable, purchase_days >= 1, purchase_days >= 2):
        reached = reached & step
        stage += reached
    return stage
