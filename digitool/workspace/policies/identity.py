"""The ``[identity]`` table."""

from __future__ import annotations

from dataclasses import dataclass

from digitool.forms import kinds
from digitool.forms.form import setting


@dataclass(frozen=True)
class IdentityRules:
    """When identifiers are one person.

    Limits of identity resolution (`digitool.identity.solve.rules`); ``blocked`` values mean nobody.
    """

    max_size: int = setting(50, kinds.whole(2, 1000), "Most identifiers of one person", "50")
    warn_size: int = setting(
        12, kinds.whole(2, 1000), "Identifiers of one person that are worth a look", "12"
    )
    max_degree: int = setting(
        50, kinds.whole(2, 10_000), "Neighbours of one value before it is quarantined", "50"
    )
    verified_days: int = setting(90, kinds.whole(1, 3650), "Days between two proofs of one phone", "90")
    recycled_days: int = setting(
        180, kinds.whole(1, 3650), "Silent days after which a phone has a new owner", "180"
    )
    burst_owners: int = setting(
        3, kinds.whole(1, 1000), "New owners of a value within an hour before it is quarantined", "3"
    )
    owners_so_far: int = setting(2, kinds.whole(1, 100), "Persons on a phone that may still merge", "2")
    blocked: tuple[str, ...] = setting(
        (), kinds.texts, "Values that mean nobody, such as a store's own phone", '["13800138000"]'
    )
