"""What a handover is planned from: the giver's customers and groups, and who could take them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from digitool import rules
from digitool.db.port import Connection, StoredRow
from digitool.db.schema.triggers import among
from digitool.db.statements import ask
from digitool.db.tally import run
from digitool.guides.binding.rules import left_at
from digitool.guides.handover.plan import (
    FRIEND,
    GROUP,
    IN_HANDOVER,
    NOT_CONFIRMED,
    ON_JOB,
    OUT_OF_TIME,
    STAFF,
    TOO_OFTEN,
    Customer,
    Friendship,
    Group,
    Receiver,
    Side,
)
from digitool.guides.handover.states import OPEN
from digitool.guides.roster import posts
from digitool.guides.workload import workloads
from digitool.model.days import instant, local_day
from digitool.model.ids import Day, Ms, PersonId
from digitool.workspace.settings import Settings

VALUE_DAYS = 365
"""Days of purchases by which a customer's value is judged."""


class Clientele:
    """The customers and groups of one guide at a moment (UTC ms), read at once."""

    def __init__(self, connection: Connection, settings: Settings, guide: str, at: Ms) -> None:
        self.connection, self.settings, self.guide, self.at = connection, settings, guide, at
        self.zone = settings.chain.zone
        self.day = local_day(at, self.zone)

    def customers(self, kind: str) -> list[Customer]:
        """Whoever she holds or serves, with what may keep each from being handed over."""
        held: defaultdict[int, list[Friendship]] = defaultdict(list)
        friends = self._run("handover_friends", guide=self.guide)
        problems = self._problems([row["identifier"] for row in friends], kind)
        for row in friends:
            problem = problems.get(row["identifier"], NOT_CONFIRMED if row["half"] else "")
            held[row["person"]].append(Friendship(row["identifier"], problem))
        bound = {row[0] for row in self._run("handover_bound", guide=self.guide)}
        persons = [PersonId(one) for one in sorted(held.keys() | bound)]
        person_of = self.identifiers(persons)
        known, owners, values = self._known(person_of), self._owners(persons), self._values(person_of)
        return [
            Customer(one, tuple(held[one]), known[one], owners.get(one, ""), one in bound, values[one])
            for one in persons
        ]

    def groups(self, kind: str) -> list[Group]:
        """The customer groups that she owns."""
        rows = self.connection.execute(
            "SELECT id FROM group_chat WHERE owner = ? ORDER BY id", (self.guide,)
        ).fetchall()
        chats = [row[0] for row in rows]
        busy, often = self._open(GROUP, chats), self._too_often(GROUP, chats, kind)
        found = {**dict.fromkeys(often, TOO_OFTEN), **dict.fromkeys(busy, IN_HANDOVER)}
        return [Group(one, found.get(one, "")) for one in chats]

    def receivers(self, guides: Iterable[str]) -> list[Receiver]:
        """Guides as receivers: what they hold, and what other handovers promise them, takes room."""
        known = posts(self.settings)
        chosen = [known[guide] for guide in guides]
        held = workloads(self.connection, chosen, self.at)
        promised = dict(
            self.connection.execute(
                "SELECT to_guide, count(*) FROM guide_handover_item"  # noqa: S608
                f" WHERE what = 'friend' AND state IN ({among(OPEN)}) GROUP BY to_guide"
            ).fetchall()
        )
        found = []
        for post in chosen:
            one = post.guide
            load = held[one.userid].held + promised.get(one.userid, 0)
            side = Side(one.userid, one.store, one.language)
            found.append(Receiver(side, load, post.capacity(self.at) - load))
        return found

    def _problems(self, identifiers: Collection[int], kind: str) -> dict[int, str]:
        """Identifier to why it cannot be handed over; the first that applies."""
        found = dict.fromkeys(self._too_often(FRIEND, identifiers, kind), TOO_OFTEN)
        if kind != ON_JOB and self._out_of_time():
            found = dict.fromkeys(identifiers, OUT_OF_TIME)
        found |= dict.fromkeys(self._open(FRIEND, identifiers), IN_HANDOVER)
        staff = self._run("todo_staff", with_at=False, ids=json.dumps(list(identifiers)))
        return found | dict.fromkeys((row[0] for row in staff), STAFF)

    def _out_of_time(self) -> bool:
        left = self.settings.guides[self.guide].left
        within = rules.at("handover.resigned", self.day).number("within_days")
        return left is not None and self.day - left > within

    def _too_often(self, what: str, subjects: Collection[int], kind: str) -> set[int]:
        """Subjects that the platform would not transfer once more; the limit is of on-job transfers only."""
        if kind != ON_JOB or not subjects:
            return set()
        rule = rules.at("handover.on_job" if what == FRIEND else "handover.groups", self.day)
        since = instant(Day(self.day - rule.number("within_days") + 1), 0, self.zone)
        gone = {guide: left_at(self.settings, one) for guide, one in self.settings.guides.items()}
        rows = self._run(
            "handover_earlier",
            with_at=False,
            what=what,
            since=since,
            ids=json.dumps(list(subjects)),
            gone=json.dumps({guide: at for guide, at in gone.items() if at is not None}),
        )
        return {row["subject"] for row in rows if row["times"] >= rule.number("times")}

    def _open(self, what: str, subjects: Collection[int]) -> list[int]:
        """Which of them are in a handover that has not ended."""
        rows = ask(
            self.connection,
            "SELECT t.subject FROM ints(?) j JOIN guide_handover_item t ON t.subject = j.value"  # noqa: S608
            f" WHERE t.what = ? AND t.state IN ({among(OPEN)})",
            (json.dumps(list(subjects)), what),
        )
        return [row[0] for row in rows]

    def identifiers(self, persons: Sequence[PersonId]) -> dict[int, int]:
        """Every identifier of the persons, to its person."""
        asked = json.dumps(persons)
        return {row[0]: row[1] for row in self._run("todo_identifiers", with_at=False, persons=asked)}

    def _known(self, person_of: dict[int, int]) -> defaultdict[int, set[str]]:
        """Who else is a friend of each person."""
        found: defaultdict[int, set[str]] = defaultdict(set)
        for row in self._run("todo_holders", ids=json.dumps(list(person_of))):
            if row["guide"] != self.guide:
                found[person_of[row["identifier"]]].add(row["guide"])
        return found

    def _owners(self, persons: Sequence[PersonId]) -> dict[int, str]:
        rows = self._run("todo_owners", persons=json.dumps(persons))
        return {row["person"]: row["guide"] for row in rows}

    def _values(self, person_of: dict[int, int]) -> defaultdict[int, int]:
        """What each person paid in a year, less refunds, in fen; never below 0."""
        found: defaultdict[int, int] = defaultdict(int)
        since = self.day - VALUE_DAYS
        for row in self._run("handover_value", ids=json.dumps(list(person_of)), since=since):
            found[person_of[row["identifier"]]] += max(row["value_fen"], 0)
        return found

    def _run(self, tally: str, *, with_at: bool = True, **params: object) -> list[StoredRow]:
        told = {"at": self.at, **params} if with_at else params
        return run(self.connection, "guides", tally, told)
