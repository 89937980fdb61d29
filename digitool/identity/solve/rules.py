"""Rule 6: when a shared phone, e-mail or profile makes two records one person.

Every rule is a sentence that a store manager can read aloud. They were chosen on synthetic records
where 8% of persons share a phone (see tests/identity/test_accuracy.py for the figures).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from digitool.identity.solve.attributes import DIFFERS, EQUAL, SIMILAR, Verdict
from digitool.identity.solve.namespaces import PROFILE
from digitool.model.days import DAY_MS, HOUR_MS


@dataclass(frozen=True)
class ClusterRules:
    """Limits of identity resolution; the defaults are those of the design's research page.

    ``max_size`` identifiers in one person, ``warn_size`` worth a look, ``max_degree`` neighbours of
    one value before it is quarantined, ``verified_days`` between two proofs of a medium value,
    ``recycled_days`` of silence before a phone is taken as re-issued, ``burst_owners`` new owners in
    ``burst_ms`` before a value is quarantined, ``owners_so_far`` persons on a value that may still merge.
    """

    max_size: int = 50
    warn_size: int = 12
    max_degree: int = 50
    verified_days: int = 90
    recycled_days: int = 180
    burst_owners: int = 3
    burst_ms: int = HOUR_MS
    owners_so_far: int = 2


DEFAULT = ClusterRules()


class Proof(NamedTuple):
    """What is known of two records that share the value of one hub.

    ``hub_ns`` is the hub's namespace code; ``verified`` that both edges were proven within the limit,
    ``own`` that one side is the value's own record (a list that knows the customer by phone only)
    and the other side's edge was proven; ``phones_differ`` that both have phones and none in common.
    """

    hub_ns: int
    verdict: Verdict
    verified: bool
    own: bool
    phones_differ: bool


def join_rule(proof: Proof) -> str:
    """The rule that makes two records one person, or an empty string.

    >>> join_rule(Proof(6, Verdict(name=2, birthday=0, city=-1), False, False, False))
    'phone_and_name'
    """
    name, birthday, city = proof.verdict
    if proof.hub_ns == PROFILE:
        return "" if proof.phones_differ else "name_birthday_city"
    if DIFFERS in (name, birthday):
        return ""
    if birthday == EQUAL:
        return "phone_and_birthday"
    if name == EQUAL:
        return "phone_and_name"
    if name == SIMILAR and (city == EQUAL or birthday == SIMILAR):
        return "phone_and_similar_name"
    if proof.verified and max(name, birthday) >= SIMILAR:
        return "verified_phone"
    return "own_record" if proof.own else ""


RANK = (
    "phone_and_birthday",
    "phone_and_name",
    "own_record",
    "verified_phone",
    "phone_and_similar_name",
    "name_birthday_city",
)
"""Join rules, best evidence first: the order among joins of the same moment."""

RULE_WORDS = {
    "phone_and_birthday": "the same phone and the same birthday",
    "phone_and_name": "the same phone and the same name",
    "verified_phone": "the same phone, proven on both sides, and a similar name or birthday",
    "phone_and_similar_name": "the same phone, a name with one slip, and the same city or birthday",
    "own_record": "the record of this phone alone, and its proven owner",
    "name_birthday_city": "the same name, birthday and city, and no other phone",
    "only_owner": "the only owner of this value",
    "direct": "stated directly",
    "not_same": "somebody decided that these are two persons",
    "staff": "one side is staff, and staff are never customers",
    "unique": "each side has its own {observed}, and one person has only one",
    "cardinality": "one person would have {observed}, more than {limit}",
    "size": "one person would have {observed} identifiers, more than {limit}",
    "shared": "{observed} owners share this value, more than {limit}",
    "burst": "{observed} new owners within an hour, more than {limit}",
    "recycled": "the number was silent for {observed} days, more than {limit}: a new owner",
    "owners": "{observed} persons already share this value, more than {limit}",
    "differs": "the same value, but {observed}",
    "candidate": "the same value, and not enough else: {observed}",
    "blocked": "this value means nobody",
    "bridge": "only this statement holds {left} identifiers and {right} others together",
    "quarantined": "more than {limit} identifiers hang on this value",
}
"""Every rule in words: joins, refusals and flags."""

MERGE_REFUSED = {
    "not_same": "{first} and {second} stay two persons: somebody decided so",
    "staff": "{first} and {second} stay two persons: one is staff, and staff are never customers",
    "unique": "{first} and {second} stay two persons: each has an own {observed}, and a person has only one",
    "cardinality": "{first} and {second} stay two persons: together {observed}, and {limit} is the most",
    "size": "{first} and {second} stay two persons: together {observed} identifiers, and {limit} is the most",
    "blocked": "{first} and {second} stay two persons: one is a value that means nobody",
}
"""Why a merge by hand was refused, a sentence per rule."""


def verified_together(left: int | None, right: int | None, rules: ClusterRules) -> bool:
    """Whether both proofs exist and lie within ``verified_days`` of each other (UTC ms)."""
    if left is None or right is None:
        return False
    return abs(left - right) <= rules.verified_days * DAY_MS


def worth_a_look(verdict: Verdict) -> bool:
    """Whether a pair that did not join belongs into the candidate queue."""
    return verdict.score >= 0 and DIFFERS not in (verdict.name, verdict.birthday)
