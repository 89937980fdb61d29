"""Who sees what guides post to their Moments: all their customers, whoever was decided on.

A Moments task names its senders; customers cannot be named one by one. So a decision to leave somebody out is
only carried where no sender has her as a friend.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from typing import NamedTuple

from digitool.db.port import Connection, StoredRow
from digitool.db.tally import run
from digitool.errors import RefusedError
from digitool.guides.broadcast.plan import Decisions
from digitool.guides.contact.policy import FLAGS, SEND, verdict
from digitool.model.ids import Ms

NOT_ASKED = "not_asked"
"""The reason of a friend of a sender who is in no list of the message."""

_STAFF = "staff"
_SHOWN = 5


class Onlookers(NamedTuple):
    """People who would see a post and must not: how many by reason, and by which guide.

    ``clear`` are the guides all of whose friends were decided on.
    """

    reasons: tuple[tuple[str, int], ...] = ()
    guides: tuple[tuple[str, int], ...] = ()
    clear: tuple[str, ...] = ()

    @property
    def people(self) -> int:
        """How many they are."""
        return sum(n for _, n in self.reasons)


def onlookers(connection: Connection, decisions: Decisions) -> Onlookers:
    """Friends of the senders to whom the message was not to go, staff left out: they are no customers."""
    senders, person_of = set(decisions.by_guide()), decisions.reach.person
    friends: defaultdict[int, set[str]] = defaultdict(set)
    for row in run(connection, "guides", "holders", {"at": decisions.question.at}):
        if row["guide"] in senders:
            friends[person_of[row["identifier"]]].add(row["guide"])
    reasons: Counter[str] = Counter()
    by_guide: Counter[str] = Counter()
    for person, seen_by in friends.items():
        reason = _why_not(decisions, person)
        if reason not in ("", _STAFF):
            reasons[reason] += 1
            by_guide.update(seen_by)
    return Onlookers(
        tuple(reasons.most_common()),
        tuple(sorted(by_guide.items(), key=lambda one: (-one[1], one[0]))),
        tuple(sorted(senders - by_guide.keys())),
    )


def require_unseen(found: Onlookers) -> None:
    """Raise RefusedError ``moments_seen_by_others`` where somebody would see the post who must not."""
    if not found.people:
        return
    hint = "a post is seen by all customers of who posts it, and each guide has some; take channel = wecom"
    if found.clear:
        hint = (
            "a post is seen by all customers of who posts it; let only guides post who have none of these"
            " (guides = [...] in the file; now: {clear}), or take channel = wecom"
        )
    raise RefusedError(
        "moments_seen_by_others",
        "{count} customers of these guides were not decided on and would see it: {reasons}",
        hint=hint,
        try_next="digitool guide broadcast --help",
        rule="moments.visible_range",
        count=found.people,
        reasons=", ".join(f"{reason} {n}" for reason, n in found.reasons),
        clear=", ".join(found.clear[:_SHOWN]),
        guides=", ".join(f"{guide} {n}" for guide, n in found.guides),
    )


def require_still_unseen(connection: Connection, plan: StoredRow, at: Ms, going: Collection[int]) -> None:
    """Raise RefusedError ``moments_seen_since`` where the senders' friends now (UTC ms) are others than the
    persons to whom a recorded plan is still ``going``.
    """
    asked = {"plan": plan["id"], "day": plan["day"], "at": at}
    others = [row for row in run(connection, "guides", "moments_seen", asked) if row["person"] not in going]
    if others:
        raise RefusedError(
            "moments_seen_since",
            "{count} customers of the guides of {plan} came or refused since it was recorded, and would see"
            " it",
            hint="close it, and plan the message anew",
            try_next="digitool guide results {plan} --close",
            rule="moments.visible_range",
            count=len(others),
            plan=f"B{plan['id']}",
        )


def _why_not(decisions: Decisions, person: int) -> str:
    """Why a person was not to get it, empty where she was; the policy speaks of who was not asked about."""
    code, reasons = decisions.code[person], decisions.reasons
    if code == SEND:
        return ""
    if person not in decisions.asked:
        reach, limits = decisions.reach, decisions.question.limits
        flags = [reach.flags[person] >> place & 1 for place in range(len(FLAGS))]
        code = int(verdict(flags, [column[person] for column in reach.counts], limits))
    return NOT_ASKED if code == SEND else reasons[code - 1].reason
