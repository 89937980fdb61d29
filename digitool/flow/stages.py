"""How far a person has come: the steps of the funnel, each including the ones before."""

from __future__ import annotations

STAGES = ("touched", "identified", "reachable", "purchased", "repurchased")
"""touched: seen and known; identified: has an identifier that outlives one app (unionid, WeCom id,
member number, phone); reachable: a guide, a group or a consent lets us write; purchased: paid once;
repurchased: paid on two business days."""


def stage_of(*, identified: bool, reachable: bool, purchase_days: int) -> int:
    """The position in `STAGES` of the last step that the person has reached without a gap."""
    steps = (identified, reachable, purchase_days >= 1, purchase_days >= 2)
    stage = 0
    for step in steps:
        if not step:
            break
        stage += 1
    return stage
