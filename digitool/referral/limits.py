"""Caps of a referral campaign, and which action of the friend's counts."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from digitool.model.stored_json import stored_as


@dataclass(frozen=True)
class Limits:
    """At most so much for a person, a household, a day; 0 is no cap. The campaign's own cap is its budget.

    ``person_count`` counts rewards, the others are fen. ``household`` also refuses friends of the same
    household. ``revoke_on_delete``: a friend who deletes the guide before the reward is due brings
    nothing. ``hold_score`` is the fraud score from which a reward waits for a person's decision.
    """

    person_fen: int = 0
    person_count: int = 0
    household_fen: int = 0
    day_fen: int = 0
    household: bool = True
    revoke_on_delete: bool = True
    hold_score: int = 30

    def __post_init__(self) -> None:
        if min(self.person_fen, self.person_count, self.household_fen, self.day_fen, self.hold_score) < 0:
            raise ValueError("caps must not be negative")


def limits_text(limits: Limits) -> str:
    """Limits as one line of JSON."""
    return json.dumps(asdict(limits), sort_keys=True)


@stored_as("the caps of a referral campaign")
def stored_limits(text: str) -> Limits:
    """Limits as they were stored. Raises DamageError."""
    return Limits(**json.loads(text))
