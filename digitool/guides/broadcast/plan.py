"""A broadcast as planned: each customer sent to or skipped, who sends, and why in words (pure)."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple, overload

from digitool.guides.contact.policy import (
    BY_GUIDE,
    CHANNELS,
    FLAGS,
    GUIDE_FULL,
    SEND,
    Check,
    checks,
    choose_guide,
    pair_limits_on,
    verdict,
)
from digitool.guides.contact.reach import UNREACHABLE, Question, Reach
from digitool.model.id_set import IdSet
from digitool.model.ids import PersonId, person_text

Row = dict[str, Any]


_NOT_ASKED = 255


class Sending(NamedTuple):
    """One message that goes out: the person, her address (an identifier id), and who sends it."""

    person: PersonId
    address: int
    guide: str


@dataclass(frozen=True)
class Decisions:
    """Who is sent to. ``code`` by person id is `SEND`, the number (from 1) of a check in ``reasons``, or
    `_NOT_ASKED`.
    """

    question: Question
    reach: Reach
    asked: IdSet
    reasons: tuple[Check, ...]
    code: bytearray
    sender: array[int]
    address: array[int]

    def skipped(self) -> dict[str, int]:
        """Customers who are skipped, by reason, most first."""
        by_reason: Counter[str] = Counter()
        for check, n in self.by_reason():
            by_reason[check.reason] += n
        return dict(by_reason.most_common())

    def sends(self) -> int:
        """How many messages go out."""
        return self._counted().get(SEND, 0)

    def by_guide(self) -> Counter[str]:
        """Messages of each guide."""
        codes = Counter(self.sender[one] for one in self.asked if self.code[one] == SEND)
        return Counter({self.reach.guides[code]: n for code, n in codes.items()})

    def by_reason(self) -> list[tuple[Check, int]]:
        """Skipped customers of each reason and rule, most first."""
        found = Counter(self._counted())
        return [(self.reasons[code - 1], n) for code, n in found.most_common() if code != SEND]

    def sendings(self) -> Iterator[Sending]:
        """The messages, by person."""
        guides = self.reach.guides
        for one in self.asked:
            if self.code[one] == SEND:
                yield Sending(PersonId(one), self.address[one], guides[self.sender[one]])

    def _counted(self) -> dict[int, int]:
        counted = {code: self.code.count(code) for code in range(len(self.reasons) + 1)}
        return {code: n for code, n in counted.items() if n}


def decide_sends(asked: IdSet, reach: Reach, question: Question, *, quiet: bool = False) -> Decisions:
    """Decide for each person; ``quiet`` says that the moment lies in the quiet hours."""
    limits = question.limits
    reasons = (*checks(question.channel, limits, question.holdout.campaign), *_sender_checks(question))
    size = len(reach.flags)
    code, sender, address = bytearray([_NOT_ASKED]) * size, array("i", [0]) * size, array("i", reach.address)
    verdicts: dict[tuple[int, ...], int] = {}
    senders = _Senders(reach, question)
    extra = 1 << FLAGS.index("quiet_hours") if quiet else 0
    flags, counts, by_guide = reach.flags, reach.counts, question.channel in BY_GUIDE
    for one in asked:
        flag = flags[one] | extra | (0 if reach.address[one] else UNREACHABLE)
        key = (flag, *[column[one] for column in counts])
        found = verdicts.get(key)
        if found is None:
            bits = [flag >> n & 1 for n in range(len(FLAGS))]
            found = verdicts[key] = int(verdict(bits, key[1:], limits))
        if found == SEND and by_guide:
            found, sender[one], address[one] = senders.take(one)
            if found:
                found += len(reasons) - 2
        code[one] = found
    return Decisions(question, reach, asked, reasons, code, sender, address)


def _sender_checks(question: Question) -> tuple[Check, Check]:
    """The two reasons for which nobody can send although the customer may be written to."""
    full = question.guide_limits[0].rule if question.guide_limits else "contact.guide_per_day"
    return Check(GUIDE_FULL, full), Check("platform_cap", CHANNELS[question.channel])


class _Senders:
    """Gives each customer her guide, and counts what the guides have to send."""

    def __init__(self, reach: Reach, question: Question) -> None:
        self.reach = reach
        self.pairs = pair_limits_on(question.channel, question.day, question.policy)
        self.room = [one.most for one in question.guide_limits]
        self.load: Counter[int] = Counter()
        self.unlimited = not self.pairs and not self.room

    def take(self, person: int) -> tuple[int, int, int]:
        """(0, guide, address), or (1, 0, 0) when guides are full and (2, 0, 0) when the platform's cap is."""
        reach = self.reach
        if self.unlimited and person not in reach.others:
            self.load[reach.guide[person]] += 1
            return 0, reach.guide[person], reach.address[person]
        held = reach.others.get(person) or [(reach.guide[person], reach.address[person])]
        open_ = [one for one in held if not self._told(person, one[0])]
        free = [guide for guide, _address in open_ if not self._full(guide)]
        owner, last = reach.owner[person], reach.last.get(person, 0)
        guide = choose_guide([guide for guide, _address in held], free, owner, last, self.load)
        if not guide:
            return (1 if open_ else 2), 0, 0
        self.load[guide] += 1
        return 0, guide, next(address for one, address in held if one == guide)

    def _told(self, person: int, guide: int) -> bool:
        return any(self.reach.pairs[person, guide] >= one.most for one in self.pairs)

    def _full(self, guide: int) -> bool:
        return any(sent[guide] + self.load[guide] >= most for sent, most in zip(self.reach.sent, self.room))


class DecisionRows(Sequence[Row]):
    """The decisions as rows, each made when it is looked at: a million of them take no memory."""

    def __init__(self, decisions: Decisions, era: str) -> None:
        self._of = decisions
        self._era = era

    def __len__(self) -> int:
        return len(self._of.asked)

    def __iter__(self) -> Iterator[Row]:
        return map(self._row, self._of.asked)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...

    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        start, stop, step = (place if isinstance(place, slice) else slice(place, place + 1)).indices(
            len(self)
        )
        rows = list(islice(iter(self), start, stop, step))
        return rows if isinstance(place, slice) else rows[0]

    def _row(self, person: int) -> Row:
        code = self._of.code[person]
        if code == SEND:
            guide, reason = self._why(person)
            return _shown(person, guide, "send", reason, self._era)
        check = self._of.reasons[code - 1]
        return _shown(person, None, "skip", check.reason, check.rule)

    def _why(self, person: int) -> tuple[str | None, str]:
        """Who writes, and why she."""
        reach, code = self._of.reach, self._of.sender[person]
        if not code:
            return None, "company"
        if code == reach.owner[person]:
            reason = "owner"
        elif person not in reach.others:
            reason = "only_guide"
        else:
            reason = "last_contact" if code == reach.last.get(person) else "least_to_send"
        return reach.guides[code], reason


def _shown(person: int, guide: str | None, decision: str, reason: str, rule: str) -> Row:
    return {
        "customer": person_text(person),
        "guide": guide,
        "decision": decision,
        "reason": reason,
        "rule": rule,
    }


ROWS = (
    ("", "may be written to now"),
    ("staff", "works here, and is no customer"),
    ("opted_out", "does not want messages"),
    ("no_consent", "has not agreed to such messages, or every consent is used"),
    ("complaint", "complained not long ago"),
    ("quiet_hours", "customers are left in peace at this hour"),
    ("unreachable", "no guide holds her, or no address is known"),
    ("held_out", "is held out of the campaign, whose result is measured against such customers"),
    ("platform_cap", "has received as many as the platform allows"),
    ("week_budget", "has received as many in 7 days as the chain allows"),
    ("month_budget", "has received as many in 30 days as the chain allows"),
    ("guide_full", "her guides have as many to send as the chain allows"),
)
"""By reason of `contact.policy`; empty for a customer who is sent to."""


def meaning(reason: str) -> str:
    """The meaning of a reason of `contact.policy`, an English template; the reason itself if unknown."""
    return dict(ROWS).get(reason, reason)
