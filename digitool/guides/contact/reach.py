"""What a plan must know of every customer, as columns by person id: a million fit in some 30 MB.

Everything is read in a few streams over the tables, never a question per customer.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from digitool.coupons.holdouts import NOBODY, Holdout
from digitool.db.port import Connection
from digitool.db.statements import bare
from digitool.db.tally import sql
from digitool.guides.contact.policy import FLAGS, NAMES, Limit, pair_limits_on
from digitool.model.id_set import IdSet
from digitool.model.ids import Day, Ms
from digitool.workspace.policies.contact import ContactPolicy

STAFF, OPTED_OUT, NO_CONSENT, COMPLAINT, QUIET, UNREACHABLE, HELD_OUT = (1 << n for n in range(len(FLAGS)))
"""Bits of a customer's flags, in the order of `FLAGS`."""

_FULL = 255


@dataclass(frozen=True)
class Question:
    """What is planned: the channel, its moment (UTC ms), business day and limits, who cannot send.

    ``absent`` are guides who have left; ``senders`` the only ones who may send, empty for all; ``appid``
    narrows the address on WeChat's own channels. ``holdout`` is of the campaign that the message belongs
    to.
    """

    channel: str
    at: Ms
    day: Day
    policy: ContactPolicy
    limits: tuple[Limit, ...]
    guide_limits: tuple[Limit, ...] = ()
    absent: frozenset[str] = frozenset()
    appid: str = ""
    senders: frozenset[str] = frozenset()
    holdout: Holdout = NOBODY


@dataclass
class Reach:
    """Columns by person id (0 is nobody). ``guide`` and ``address`` hold the first relation of each.

    ``guide`` is a place in ``guides`` (0: none), ``owner`` whose customer she is; ``others`` lists (guide,
    address) of persons whom several guides hold, and ``last`` which of these wrote last. ``counts`` has
    a column per limit, cut off at 255; ``sent`` the messages of each guide by guide limit, ``pairs`` of
    each (person, guide).
    """

    person: array[int]
    flags: bytearray
    address: array[int]
    guide: array[int]
    owner: array[int]
    guides: list[str] = field(default_factory=lambda: [""])
    others: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    counts: list[bytearray] = field(default_factory=list)
    last: dict[int, int] = field(default_factory=dict)
    pairs: Counter[tuple[int, int]] = field(default_factory=Counter)
    sent: list[Counter[int]] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=lambda: {"": 0})

    def code(self, guide: str) -> int:
        """The small number of a guide, given out on first sight."""
        found = self.codes.get(guide)
        if found is None:
            found = self.codes[guide] = len(self.guides)
            self.guides.append(guide)
        return found


def read_reach(connection: Connection, asked: Question) -> Reach:
    """Everything that decides whom ``asked`` may go to, as it was known at its moment."""
    reach = _empty(connection)
    _staff(connection, reach)
    _words(connection, reach, asked)
    for one in asked.holdout.customers:
        reach.flags[one] |= HELD_OUT
    if asked.channel == "subscribe":
        _subscriptions(connection, reach, asked)
    elif asked.channel in ("wecom", "moments"):
        _relations(connection, reach, asked)
        _owners(connection, reach, asked)
    else:
        _addresses(connection, reach, asked)
    _contacts(connection, reach, asked)
    return reach


def refusers(connection: Connection, channel: str, at: Ms) -> frozenset[int]:
    """Persons whose last word on a channel by ``at`` (UTC ms) is no."""
    said = _said(connection, _empty(connection).person, channel, at)
    return frozenset(person for person, word in enumerate(said) if word == 2)


def everybody(connection: Connection) -> IdSet:
    """Every person of the database."""
    found = IdSet()
    for block in _blocks(connection, "SELECT id FROM identifier WHERE person = id"):
        found.add_new(row[0] for row in block)
    return found


def persons_of(connection: Connection, identifiers: Iterable[int]) -> IdSet:
    """The persons of identifiers, each once."""
    moved = dict(connection.execute("SELECT id, person FROM identifier WHERE person <> id").fetchall())
    found = IdSet()
    found.add_new(moved.get(one, one) for one in identifiers)
    return found


def _empty(connection: Connection) -> Reach:
    size = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM identifier").fetchone()[0]
    person = array("i", range(size))
    for block in _blocks(connection, "SELECT id, person FROM identifier WHERE person <> id"):
        for one, other in block:
            person[one] = other
    empty = array("i", [0]) * size
    return Reach(person, bytearray(size), empty, array("i", empty), array("i", empty))


def _staff(connection: Connection, reach: Reach) -> None:
    for block in _blocks(connection, sql("guides", "staff")):
        for (one,) in block:
            if one < len(reach.person):
                reach.flags[reach.person[one]] |= STAFF


def _words(connection: Connection, reach: Reach, asked: Question) -> None:
    """Who said yes or no, and who complained; the latest word stands, of two at once the no."""
    person, flags = reach.person, reach.flags
    said = _said(connection, person, asked.channel, asked.at)
    for who, word in enumerate(said):
        if word == 2:
            flags[who] |= OPTED_OUT
    if asked.channel == "sms":
        for who, word in enumerate(said):
            if word != 1:
                flags[who] |= NO_CONSENT
    since: dict[str, object] = {"since": asked.day - asked.policy.complaint_days + 1, "at": asked.at}
    for block in _blocks(connection, sql("guides", "complaints"), since):
        for (one,) in block:
            flags[person[one]] |= COMPLAINT


def _said(connection: Connection, person: array[int], channel: str, at: Ms) -> bytearray:
    """By person: 0 nothing was said by ``at`` (UTC ms), 1 yes, 2 no."""
    when, said = array("q", bytes(8 * len(person))), bytearray(len(person))
    for block in _blocks(connection, sql("guides", "consent_words"), {"channel": channel, "at": at}):
        for one, told_at, no in block:
            who = person[one]
            if told_at > when[who] or (told_at == when[who] and no):
                when[who], said[who] = told_at, 2 if no else 1
    return said


def _subscriptions(connection: Connection, reach: Reach, asked: Question) -> None:
    """The openid whose consents are left: one consent, one message."""
    params = {"channel": asked.channel, "at": asked.at, "appid": asked.appid}
    for block in _blocks(connection, sql("guides", "consents_left"), params):
        for (one,) in block:
            who = reach.person[one]
            reach.address[who] = reach.address[who] or one
    _addresses(connection, reach, asked, NO_CONSENT)


def _addresses(connection: Connection, reach: Reach, asked: Question, lacking: int = 0) -> None:
    """Openids or phones; with ``lacking`` whoever has no address yet is marked with that flag too."""
    ns = "phone" if asked.channel == "sms" else "wx_openid"
    person, address = reach.person, reach.address
    for block in _blocks(connection, sql("guides", "addresses"), {"ns": ns, "appid": asked.appid}):
        for (one,) in block:
            who = person[one]
            if not address[who]:
                address[who] = one
                reach.flags[who] |= lacking


def _relations(connection: Connection, reach: Reach, asked: Question) -> None:
    """Who holds whom at the moment, but for guides who have left or are not to send."""
    person, address, guide, others = reach.person, reach.address, reach.guide, reach.others
    for block in _blocks(connection, sql("guides", "holders"), {"at": asked.at}):
        for name, one in block:
            if name in asked.absent or (asked.senders and name not in asked.senders):
                continue
            code, who = reach.codes.get(name) or reach.code(name), person[one]
            held = guide[who]
            if not held:
                guide[who], address[who] = code, one
            elif held != code:
                more = others.setdefault(who, [(held, address[who])])
                if all(code != known for known, _address in more):
                    more.append((code, one))


def _owners(connection: Connection, reach: Reach, asked: Question) -> None:
    """Whose customer everybody is; nobody else writes to the customer of a guide who is not to send."""
    for block in _blocks(connection, sql("guides", "owners"), {"at": asked.at}):
        for who, name in block:
            reach.owner[who] = reach.codes.get(name) or reach.code(name)
            if asked.senders and name not in asked.senders and name not in asked.absent:
                reach.guide[who] = reach.address[who] = 0
                reach.others.pop(who, None)


def _contacts(connection: Connection, reach: Reach, asked: Question) -> None:
    """What was sent or is planned in the windows of the limits."""
    pairs = pair_limits_on(asked.channel, asked.day, asked.policy)
    reach.counts = [bytearray(len(reach.flags)) for _ in asked.limits]
    reach.sent = [Counter() for _ in asked.guide_limits]
    every: Sequence[Limit] = (*asked.limits, *asked.guide_limits, *pairs)
    params = {"since": min(one.since for one in every), "until": max(one.until for one in every)}
    person, last, others, counting = reach.person, reach.last, reach.others, bool(reach.sent or pairs)
    counted: dict[tuple[int, int], list[bytearray]] = {}
    for block in _blocks(connection, sql("guides", "contacts"), params):
        for day, one, channel, name in block:
            who = person[one]
            columns = counted.get((day, channel))
            if columns is None:
                columns = counted[day, channel] = _within(asked.limits, reach.counts, day, channel)
            for column in columns:
                if column[who] < _FULL:
                    column[who] += 1
            if name and (counting or who in others):
                code = last[who] = reach.codes.get(name) or reach.code(name)
                if counting:
                    for sent in _within(asked.guide_limits, reach.sent, day, channel):
                        sent[code] += 1
                    if _within(pairs, pairs, day, channel):
                        reach.pairs[who, code] += 1


Counts = TypeVar("Counts")


def _within(limits: Sequence[Limit], counts: Sequence[Counts], day: Day, channel: int) -> list[Counts]:
    """What is counted for the limits that a message on a day and channel falls under."""
    return [
        count
        for one, count in zip(limits, counts)
        if one.since <= day <= one.until and (not one.channels or NAMES[channel] in one.channels)
    ]


def _blocks(
    connection: Connection, text: str, params: Mapping[str, object] | None = None
) -> Iterator[list[tuple[Any, ...]]]:
    """Rows as plain tuples, some thousands at a time."""
    rows = bare(connection, text, params or {})
    while block := rows.fetchmany(8192):
        yield block
