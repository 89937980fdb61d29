"""What guides, stores and the chain have done: counts in, scorecards and ranks out. Pure.

Sales, additions and losses add up: all guides and nobody make the chain. People do not: whom five guides
hold, or whom two of them wrote to, is one person of the store and of the chain. Unknown is None, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from digitool.model.ids import Day, PersonId
from digitool.model.results import Rate

Row = dict[str, Any]
"""One row of an answer."""

NOBODY = ""
"""The guide of what no guide is credited with."""

NO_RELATIONS, NO_TAGS = "no_relations", "no_tags"
LOSSES_UNSEEN, LOSSES_PARTLY = "losses_unseen", "losses_partly"
NO_MESSAGES, NO_RESULTS, NO_REPLIES, NO_COMMISSION = (
    "no_messages",
    "no_results",
    "no_replies",
    "no_commission",
)

MEASURES = (
    "customers",
    "added",
    "new_customers",
    "lost",
    "net_added",
    "tagged",
    "contacted",
    "replied",
    "redeemed",
    "orders",
    "gmv_fen",
    "net_fen",
    "off_hours_share",
    "repeat_rate",
    "commission_fen",
    "buyers",
    "taken_over",
    "handed_over",
)
"""The figures of a scorecard, in order.

Which of them `guide report` and `guide rank` show, and their headings, stands in
``cli/commands/guide/performance.py``.
"""


MESSAGED = frozenset({"contacted", "replied", "redeemed"})
"""The figures that messages tell."""

_CAME_AND_WENT = frozenset({"lost", "handed_over", "net_added"})
_HELD = frozenset({"customers", "added", "new_customers", "taken_over", "tagged"}) | _CAME_AND_WENT
CONCERNS: dict[str, frozenset[str]] = {
    NO_RELATIONS: _HELD,
    NO_TAGS: frozenset({"tagged"}),
    LOSSES_UNSEEN: _CAME_AND_WENT,
    LOSSES_PARTLY: _CAME_AND_WENT,
    NO_MESSAGES: MESSAGED,
    NO_RESULTS: MESSAGED,
    NO_REPLIES: frozenset({"replied"}),
    NO_COMMISSION: frozenset({"commission_fen"}),
}
"""The figures that are unknown, or known in part, for each code of ``missing``."""


class CreditedOrder(NamedTuple):
    """One paid order, and the guide who is credited with it (`NOBODY` for none).

    ``net_fen`` is less what was given back; ``off_hours`` is None where no store's hours apply, ``person``
    where the buyer is unknown. ``order`` is False for a further guide's part of an order: money only.
    """

    guide: str
    day: Day
    person: PersonId | None
    gmv_fen: int
    net_fen: int
    off_hours: bool | None = None
    order: bool = True


@dataclass
class Sales:
    """Sales of one guide, store or chain, while they are added up. ``timed`` orders have known hours."""

    orders: int = 0
    gmv_fen: int = 0
    net_fen: int = 0
    timed: int = 0
    off_hours: int = 0
    persons: set[int] = field(default_factory=set)

    def add(self, sale: CreditedOrder) -> None:
        """Count one more order, or another guide's part of one."""
        self.gmv_fen += sale.gmv_fen
        self.net_fen += sale.net_fen
        if not sale.order:
            return
        self.orders += 1
        if sale.off_hours is not None:
            self.timed += 1
            self.off_hours += sale.off_hours
        if sale.person is not None:
            self.persons.add(sale.person)

    def take(self, other: Sales) -> None:
        """Count what another one has; a person of both stays one."""
        self.orders += other.orders
        self.gmv_fen += other.gmv_fen
        self.net_fen += other.net_fen
        self.timed += other.timed
        self.off_hours += other.off_hours
        self.persons |= other.persons


class Relations(NamedTuple):
    """Friendships that began and ended in a period, by handover apart; ``new`` were unknown to the chain."""

    added: int = 0
    new: int = 0
    taken_over: int = 0
    lost: int = 0
    handed_over: int = 0

    def plus(self, other: Relations) -> Relations:
        """Both together."""
        return Relations(*map(sum, zip(self, other)))


class Contacts(NamedTuple):
    """Messages of a period. ``told`` have a result and ``planned`` none yet; the rest counts persons.

    ``heard`` were sent one whose plan has replies on file, ``replied`` answered; ``given`` counts coupons
    sent to a person, ``redeemed`` those of them used.
    """

    told: int = 0
    planned: int = 0
    contacted: int = 0
    heard: int = 0
    replied: int = 0
    given: int = 0
    redeemed: int = 0


@dataclass(frozen=True)
class Evidence:
    """What was ever imported or recorded, so that nothing unknown is called zero.

    ``known`` are guides with any relation or full list, ``watched`` those whose losses would have been
    seen, ``partly`` only in a part of the period. ``tags``, ``messages``, ``commissions``: there are any.
    """

    known: frozenset[str] = frozenset()
    watched: frozenset[str] = frozenset()
    partly: bool = False
    tags: bool = False
    messages: bool = False
    commissions: bool = False


@dataclass
class Figures:
    """All that is counted of one row: its guides, customers held and tagged, and the parts above."""

    guides: tuple[str, ...] = ()
    customers: int = 0
    tagged: int = 0
    relations: Relations = field(default_factory=Relations)
    contacts: Contacts = field(default_factory=Contacts)
    sales: Sales = field(default_factory=Sales)
    returning: int = 0
    commission_fen: int = 0

    @property
    def idle(self) -> bool:
        """Whether there is nothing at all to say."""
        return self == Figures(self.guides)


def scorecard(figures: Figures, evidence: Evidence) -> Row:
    """The measures of a row, and under ``missing`` why some of them are None.

    A row of several guides is known when one of them is: the others have brought no evidence yet.
    """
    missing: list[str] = []
    row = {
        **_people(figures, evidence, missing),
        **_messages(figures.contacts, evidence, missing),
        **_sales(figures),
        "commission_fen": figures.commission_fen,
    }
    if not evidence.commissions:
        row["commission_fen"] = None
        missing.append(NO_COMMISSION)
    nobody = figures.guides == (NOBODY,)
    return {**{name: row[name] for name in MEASURES}, "missing": [] if nobody else missing}


def _people(figures: Figures, evidence: Evidence, missing: list[str]) -> Row:
    """Customers and how they came and went; None where no relation of these guides was ever imported."""
    flow = figures.relations
    names = (
        "customers",
        "added",
        "new_customers",
        "taken_over",
        "tagged",
        "lost",
        "handed_over",
        "net_added",
    )
    row: Row = dict.fromkeys(names)
    if not evidence.known.intersection(figures.guides):
        missing.append(NO_RELATIONS)
        return row
    row |= {
        "customers": figures.customers,
        "added": flow.added,
        "new_customers": flow.new,
        "taken_over": flow.taken_over,
    }
    if evidence.tags:
        row["tagged"] = Rate(figures.tagged, figures.customers)
    else:
        missing.append(NO_TAGS)
    if not evidence.watched.intersection(figures.guides):
        missing.append(LOSSES_UNSEEN)
        return row
    if evidence.partly:
        missing.append(LOSSES_PARTLY)
    came, went = flow.added + flow.taken_over, flow.lost + flow.handed_over
    return row | {"lost": flow.lost, "handed_over": flow.handed_over, "net_added": came - went}


def _messages(contacts: Contacts, evidence: Evidence, missing: list[str]) -> Row:
    """Whom messages reached, who answered, and what became of the coupons in them."""
    if not evidence.messages or (contacts.planned and not contacts.told):
        missing.append(NO_RESULTS if evidence.messages else NO_MESSAGES)
        return dict.fromkeys(MESSAGED)
    if contacts.contacted and not contacts.heard:
        missing.append(NO_REPLIES)
    return {
        "contacted": contacts.contacted,
        "replied": Rate(contacts.replied, contacts.heard) if contacts.heard else None,
        "redeemed": Rate(contacts.redeemed, contacts.given),
    }


def _sales(figures: Figures) -> Row:
    sales = figures.sales
    return {
        "orders": sales.orders,
        "gmv_fen": sales.gmv_fen,
        "net_fen": sales.net_fen,
        "off_hours_share": Rate(sales.off_hours, sales.timed),
        "buyers": len(sales.persons),
        "repeat_rate": Rate(figures.returning, len(sales.persons)),
    }


def sum_sales(sales: Iterable[CreditedOrder]) -> dict[str, Sales]:
    """Sales by guide, those of `NOBODY` among them."""
    found: dict[str, Sales] = {}
    for sale in sales:
        one = found.get(sale.guide)
        if one is None:
            one = found[sale.guide] = Sales()
        one.add(sale)
    return found


def grouped(sales: Mapping[str, Sales], groups: Mapping[str, str]) -> dict[str, Sales]:
    """Sales by group, from those by guide; ``groups`` names each guide's, and others are left out."""
    found: dict[str, Sales] = {}
    for guide, one in sales.items():
        if guide in groups:
            found.setdefault(groups[guide], Sales()).take(one)
    return found


def compared(
    now: Mapping[str, Figures], before: Mapping[str, Figures], known: Evidence, known_before: Evidence
) -> dict[str, Row]:
    """Each group's scorecard with that of the period before as ``prev_...``, by group."""
    rows = {}
    for group in sorted({*now, *before}):
        one, old = now.get(group), before.get(group)
        guides = (one or old or Figures()).guides
        row = scorecard(one or Figures(guides), known)
        was = scorecard(old or Figures(guides), known_before)
        change = Rate(row["net_fen"] - was["net_fen"], max(0, was["net_fen"]))
        rows[group] = {**row, "net_change": change, **{f"prev_{name}": was[name] for name in MEASURES}}
    return rows


def places(values: Sequence[Any]) -> list[int | None]:
    """The place of each value, the largest first; equals share a place and the next ones are left out.

    None has no place. The order of equals does not matter: 9, 7, 7, 5 are 1, 2, 2, 4.
    """
    ordered = sorted((value for value in values if value is not None), reverse=True)
    first: dict[Any, int] = {}
    for place, value in enumerate(ordered, 1):
        first.setdefault(value, place)
    return [None if value is None else first[value] for value in values]


def ranked(rows: Iterable[Row], measure: str) -> list[Row]:
    """Rows with their ``rank`` by a measure (a rate by its value), best first; unknown ones come last."""
    known = list(rows)
    places_of = places([_size(row[measure]) for row in known])
    found = [{"rank": place, **row} for place, row in zip(places_of, known)]
    return sorted(found, key=lambda row: (row["rank"] is None, row["rank"] or 0, str(row.get("guide") or "")))


def _size(value: Any) -> Any:  # noqa: ANN401 - a count, a sum or a rate
    return value.value if isinstance(value, Rate) else value
