"""Who takes over which customer and which group when a guide leaves or moves. Pure.

Every customer of the giver stands in the plan once, with a receiver or with the reason why there is none:
nobody is lost and nobody is in two hands (BD3). The customers of most value choose first. A receiver is
chosen by what the customer has of her: she serves her already, is her friend, works in the same store,
speaks the language; among equals whoever carries least.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from digitool.guides.handover.states import (
    DONE,
    EXPIRED,
    LIMIT_REACHED,
    PLANNED,
    RECEIVER_FULL,
    STAYS,
)
from digitool.model.ids import IdentifierId, PersonId

ON_JOB, RESIGNED = "on_job", "resigned"
"""Kinds of handover: the giver stays with the chain, or has left. Two interfaces with rules of their own."""

FRIEND, BINDING, GROUP = "friend", "binding", "group"
"""What is handed over: a friendship, the service of a customer who is no friend, a customer group."""

TOO_OFTEN, OUT_OF_TIME, NO_ROOM = "too_often", "left_too_long_ago", "no_room"
NOT_CONFIRMED, STAFF, IN_HANDOVER, NOBODY = "not_confirmed", "staff", "in_handover", "no_receiver"

PROBLEMS: dict[str, tuple[str, str]] = {
    TOO_OFTEN: (LIMIT_REACHED, "handover.on_job"),
    OUT_OF_TIME: (EXPIRED, "handover.resigned"),
    NO_ROOM: (RECEIVER_FULL, "handover.capacity"),
    NOT_CONFIRMED: (STAYS, ""),
    STAFF: (STAYS, ""),
    IN_HANDOVER: (STAYS, ""),
    NOBODY: (STAYS, ""),
}
"""Why somebody is not handed over: the state of the entry, and the rule behind it."""

GROUP_RULE = "handover.groups"


class Side(NamedTuple):
    """A guide as giver or receiver: her store and the language that she speaks besides the chain's."""

    guide: str
    store: str = ""
    language: str = ""


class Receiver(NamedTuple):
    """A guide who can take customers: ``load`` she holds or is promised, ``room`` for more."""

    side: Side
    load: int
    room: int


class Friendship(NamedTuple):
    """One identifier of a customer that the giver holds, and why it cannot be handed over, if so."""

    identifier: IdentifierId
    problem: str = ""


class Customer(NamedTuple):
    """A person of the giver: her friendships, who else knows her, and what she is worth (fen of a year).

    ``owner`` serves her by the chain's policy, ``bound`` says that it is (or was, until she left) the giver.
    """

    person: PersonId
    friends: tuple[Friendship, ...] = ()
    known_by: Collection[str] = ()
    owner: str = ""
    bound: bool = False
    value_fen: int = 0


class Group(NamedTuple):
    """A customer group that the giver owns, and why it cannot be handed over, if so."""

    chat: int
    problem: str = ""


class HandoverItem(NamedTuple):
    """One line of a plan. ``person`` is 0 for a group; ``to`` is empty where nobody takes over."""

    person: PersonId
    what: str
    subject: int
    to: str
    state: str
    reason: str
    rule: str = ""


class _Hands:
    """A receiver while customers are given to her, one by one."""

    def __init__(self, one: Receiver, giver: Side, unit: int) -> None:
        self.guide, self._room = one.side.guide, max(one.room, 0)
        self._carried, self._most = one.load * unit, max(one.load + one.room, 1)
        self._same_store = bool(giver.store) and one.side.store == giver.store
        self._same_language = bool(giver.language) and one.side.language == giver.language
        self._groups = 0

    def has_room(self, customer: Customer) -> bool:
        """Whether she can be friends with her, too; who is her friend already takes no room."""
        return self.guide in customer.known_by or _wanted(customer) <= self._room

    def fit(self, customer: Customer) -> tuple[bool, bool, bool, bool, int, str]:
        """How well she suits, smallest best; `_WHY` names the places."""
        return (
            customer.owner != self.guide,
            self.guide not in customer.known_by,
            not self._same_store,
            not self._same_language,
            self._carried * 1_000_000 // self._most,
            self.guide,
        )

    def fit_group(self) -> tuple[bool, int, str]:
        """How well she suits a group: by store, then by how few she got."""
        return not self._same_store, self._groups, self.guide

    def take(self, customer: Customer, unit: int) -> None:
        """Give her a customer."""
        if self.guide not in customer.known_by:
            self._room -= _wanted(customer)
        self._carried += unit + customer.value_fen

    def take_group(self) -> None:
        """Give her a group."""
        self._groups += 1


_WHY = ("serves_her", "already_friend", "same_store", "same_language")


def plan_handover(
    customers: Iterable[Customer], receivers: Sequence[Receiver], giver: Side
) -> list[HandoverItem]:
    """One line for each friendship of each customer (one for a customer without), persons in order.

    All friendships of a person go to one receiver. ``unit`` below is the load of an average customer, so
    that value and number are shared out alike.
    """
    chosen = sorted(customers, key=lambda one: (-one.value_fen, one.person))
    unit = max(sum(one.value_fen for one in chosen) // max(len(chosen), 1), 1)
    hands = [_Hands(one, giver, unit) for one in receivers]
    items = [item for one in chosen for item in _placed(one, hands, unit)]
    return sorted(items, key=lambda item: (item.person, item.what, item.subject))


def plan_groups(groups: Iterable[Group], receivers: Sequence[Receiver], giver: Side) -> list[HandoverItem]:
    """One line for each group: shared out evenly, first within the store."""
    hands = [_Hands(one, giver, 1) for one in receivers]
    items = []
    for group in groups:
        if group.problem or not hands:
            problem = group.problem or NOBODY
            state, rule = PROBLEMS[problem]
            rule = GROUP_RULE if problem == TOO_OFTEN else rule
            items.append(HandoverItem(PersonId(0), GROUP, group.chat, "", state, problem, rule))
            continue
        best = min(hands, key=_Hands.fit_group)
        best.take_group()
        items.append(HandoverItem(PersonId(0), GROUP, group.chat, best.guide, PLANNED, "owner_changes"))
    return items


def _placed(customer: Customer, hands: Sequence[_Hands], unit: int) -> list[HandoverItem]:
    stuck = [_stuck(customer, FRIEND, one.identifier, one.problem) for one in customer.friends if one.problem]
    free = [one for one in customer.friends if not one.problem]
    served_only = customer.bound and all(one.problem == NOT_CONFIRMED for one in customer.friends)
    if not free and not served_only:
        return stuck
    what, subjects = (FRIEND, [one.identifier for one in free]) if free else (BINDING, [customer.person])
    fitting = [one for one in hands if one.has_room(customer)]
    if not fitting:
        problem = NO_ROOM if hands else NOBODY
        return stuck + [_stuck(customer, what, one, problem) for one in subjects]
    best = min(fitting, key=lambda one: one.fit(customer))
    misses = best.fit(customer)[: len(_WHY)]
    best.take(customer, unit)
    reason = next((why for why, missed in zip(_WHY, misses) if not missed), "most_room")
    state = PLANNED if free else DONE
    return stuck + [HandoverItem(customer.person, what, one, best.guide, state, reason) for one in subjects]


def _stuck(customer: Customer, what: str, subject: int, problem: str) -> HandoverItem:
    state, rule = PROBLEMS[problem]
    return HandoverItem(customer.person, what, subject, "", state, problem, rule)


def _wanted(customer: Customer) -> int:
    """How much room a customer takes: a customer who is no friend takes none."""
    return sum(not one.problem for one in customer.friends)
