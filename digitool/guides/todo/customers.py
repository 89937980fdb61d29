"""What is known today of some customers, gathered by person: contacts, words, purchases, coupons, names."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from digitool.coupons.holdouts import held_out
from digitool.db.port import Connection, StoredRow
from digitool.db.tally import run
from digitool.guides.contact.policy import NAMES, SEND, Limit, limits_on, verdict
from digitool.guides.roster import ACTIVE, posts
from digitool.guides.todo.reasons import Held, Known
from digitool.model.birthdays import plain_birthday
from digitool.model.days import local_day
from digitool.model.ids import NO_MOMENT, Day, IdentifierId, Ms, PersonId
from digitool.workspace.settings import Settings


@dataclass
class _Person:
    """One customer while the rows about her are read."""

    holders: dict[str, Ms] = field(default_factory=dict)
    owner: str = ""
    last_guide: str = ""
    last_contact: int | None = None
    counted: list[tuple[int, int]] = field(default_factory=list)
    reply: Ms = NO_MOMENT
    answered: int = 0
    bought: set[Day] = field(default_factory=set)
    spent_fen: int = 0
    coupons: list[Held] = field(default_factory=list)
    birthday: str = ""
    name: str = ""
    nickname: str = ""
    words: tuple[int, bool] = (0, False)
    complained: int | None = None
    staff: bool = False
    until: int = 0
    snoozed: int = 0


class Customers:
    """Some persons at a moment (UTC ms). Each kind of fact is one question for all of them."""

    def __init__(self, connection: Connection, persons: Collection[int], settings: Settings, at: Ms) -> None:
        self.connection, self.settings, self.at = connection, settings, at
        self._calendar = settings.chain.calendar
        self.today = self.day(at)
        asked = {"persons": json.dumps(sorted(persons))}
        rows = run(connection, "guides", "todo_identifiers", dict(asked))
        self.person_of: dict[int, int] = {row[0]: row[1] for row in rows}
        self.ids = json.dumps(list(self.person_of))
        self.known: dict[int, _Person] = {one: _Person() for one in persons}
        self.done_today: defaultdict[str, int] = defaultdict(int)
        gone = {userid for userid, post in posts(settings).items() if post.state(at) != ACTIVE}
        for row in self._ask("todo_holders", at=at):
            held = self._of(row[0]).holders
            if row["guide"] not in gone:
                held[row["guide"]] = max(held.get(row["guide"], 0), row["added_at"])
        for row in run(connection, "guides", "todo_owners", {**asked, "at": at}):
            self.known[row["person"]].owner = row["guide"]
        self._contacts()

    def day(self, at: Ms) -> Day:
        """The chain's business day of an instant."""
        return self._calendar.day(at)

    def may_write(self, person: PersonId) -> bool:
        """Whether the contact policy lets a guide write to a customer today."""
        one = self.known[person]
        calm = self.settings.contact.complaint_days
        complained = one.complained is not None and self.today - one.complained < calm
        flags = (one.staff, one.words[1], False, complained, False, not one.holders, False)
        counts = [
            sum(
                limit.since <= day <= limit.until and (not limit.channels or NAMES[channel] in limit.channels)
                for day, channel in one.counted
            )
            for limit in self._limits
        ]
        return bool(verdict([int(flag) for flag in flags], counts, self._limits) == SEND)

    def may_answer(self, person: PersonId) -> bool:
        """Whether a guide may answer a customer who wrote: caps do not count, a refusal does."""
        one = self.known[person]
        return not one.staff and not one.words[1]

    def facts(self, person: PersonId) -> Known:
        """What the reasons of a day are read from."""
        one = self.known[person]
        added = max(one.holders.values(), default=NO_MOMENT)
        greeted = one.answered >= added or any(day >= self.day(added) for day, _channel in one.counted)
        return Known(
            bought=tuple(sorted(one.bought)),
            spent_fen=one.spent_fen,
            coupons=tuple(one.coupons),
            birthday=one.birthday,
            added=self.day(added) if added else None,
            greeted=greeted,
            replied=self.day(one.reply) if one.reply > one.answered else None,
        )

    def read_details(self) -> None:
        """Read the facts that reasons need: purchases, coupons, birthdays, words, earlier entries."""
        for row in self._ask("todo_purchases", today=self.today):
            one = self._of(row[0])
            one.bought.add(row["day"])
            one.spent_fen += row["amount_fen"]
        self._coupons()
        for row in self._ask("todo_names"):
            one, value = self._of(row[0]), row["value"]
            if row["name"] == "birthday":
                one.birthday = plain_birthday(value) or one.birthday
            else:
                setattr(one, row["name"], value)
        self._words()
        for row in self._ask("todo_handled", at=self.at):
            one = self._of(row[0])
            one.until = max(one.until, row["until"])
            if row["state"] == "snoozed":
                one.snoozed = max(one.snoozed, row["until"])
            else:
                one.answered = max(one.answered, row["at"])
                self.done_today[row["guide"]] += row["day"] == self.today

    def _coupons(self) -> None:
        """Coupons that may be spoken of: not those of a campaign that holds the customer out."""
        kept_from: dict[int | None, frozenset[int]] = {}
        for row in self._ask("todo_coupons", at=self.at):
            campaign, owner = row["campaign"], row["owner"]
            if campaign not in kept_from:
                kept_from[campaign] = held_out(self.connection, campaign, self.person_of, self.at).customers
            if owner not in kept_from[campaign]:
                self._of(owner).coupons.append(Held(row["stock"], self.day(row["valid_to"] - 1)))

    def _contacts(self) -> None:
        for row in self._ask("todo_contacts"):
            one = self._of(row[0])
            one.counted.append((row["day"], row["channel"]))
            one.reply = max(one.reply, row["reply_at"] or NO_MOMENT)
            if row["at"] <= self.at:
                one.last_contact = row["at"]
                one.last_guide = row["guide"] or one.last_guide
                if row["state"] == "sent":
                    one.answered = max(one.answered, row["at"])

    def _words(self) -> None:
        for row in self._ask("todo_words", at=self.at):
            one = self._of(row[0])
            if row["kind"] == "complaint":
                one.complained = max(one.complained or 0, row["day"])
            else:
                one.words = max(one.words, (row["at"], row["kind"] == "withdraw"))
        for row in self._ask("todo_staff"):
            self._of(row[0]).staff = True

    @cached_property
    def _limits(self) -> tuple[Limit, ...]:
        """The limits of a guide's own message today; the log counts calendar days, as platforms do."""
        return limits_on("wecom", local_day(self.at, self._calendar.zone), self.settings.contact)

    def _of(self, identifier: IdentifierId) -> _Person:
        return self.known[self.person_of[identifier]]

    def _ask(self, tally: str, **params: object) -> list[StoredRow]:
        return run(self.connection, "guides", tally, {"ids": self.ids, **params})
