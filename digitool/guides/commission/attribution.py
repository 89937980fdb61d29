"""Which guides an order is to be credited to, and why. Pure.

The answer depends on the order, on the roster and the binding as they were when it was paid, and on the
policy; on nothing that came later, and not on what was imported first (BD5). The buyer comes first (self),
then whoever is named: on an order of a store she rang it up (on_behalf), elsewhere she shared it (share),
as a guide did who is the order's referrer; then whoever serves the customer (service); else nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from digitool.guides.binding.ownership import ALWAYS
from digitool.model.ids import Day, Ms, PersonId
from digitool.model.money import share_out
from digitool.workspace.policies.commission import ON_BEHALF, SELF, SERVICE, SHARE, CommissionPolicy

WHOLE = 10_000
"""All of an order, in basis points."""

STORE = "store"
"""The channel of tills."""


class AttributedOrder(NamedTuple):
    """A paid order as attribution sees it.

    ``at`` is when it was paid (UTC ms), ``day`` its business day. ``store`` is the code of the store that
    sold or serves it, empty for none. ``refunded_fen`` is what was given back so far, at most the amount;
    ``open_refund`` says that a refund is under way. ``guide`` and ``referrer`` are as the order names them,
    ``bound`` is the guide who served the buyer (``person``) at that time.
    """

    purchase: int
    order: str
    at: Ms
    day: Day
    store: str
    channel: str
    amount_fen: int
    refunded_fen: int
    open_refund: bool
    guide: str
    referrer: str
    person: PersonId | None
    bound: str


class Credit(NamedTuple):
    """A guide's part of an order, in basis points of it; ``paid`` says that the policy pays for it.

    ``why`` is buyer, named, referrer, bound, or own_guide: her customer, whom another guide sold to.
    """

    guide: str
    relation: str
    part_bp: int
    paid: bool
    why: str


@dataclass(frozen=True)
class Team:
    """The guides: when each works (from, until: UTC ms), names that orders use, persons who are guides."""

    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    persons: Mapping[int, str] = field(default_factory=dict)

    def named(self, text: str, at: Ms) -> str:
        """The guide whom an order names, where she worked at that time; else nobody."""
        guide = text if text in self.spans else self.names.get(text, "")
        return guide if self.works(guide, at) else ""

    def works(self, guide: str, at: Ms) -> bool:
        """Whether she is employed at an instant."""
        since, until = self.spans.get(guide, _NEVER)
        return since <= at < until

    def buyer(self, person: PersonId | None, at: Ms) -> str:
        """The guide who is this person, where she worked at that time; else nobody."""
        guide = "" if person is None else self.persons.get(person, "")
        return guide if self.works(guide, at) else ""


_NEVER = (ALWAYS, ALWAYS)


def attribute(sale: AttributedOrder, team: Team, policy: CommissionPolicy) -> tuple[Credit, ...]:
    """Who is credited with an order, its seller first; parts sum to the whole, none where nobody is."""
    guide, relation, why = _seller(sale, team)
    if not guide:
        return ()
    paid = relation in policy.pays
    own = sale.bound if relation in (SHARE, ON_BEHALF) and sale.bound != guide else ""
    part = policy.own_guide_part if own else 0
    found = (
        Credit(guide, relation, WHOLE - part, paid, why),
        Credit(own, SERVICE, part, paid, "own_guide"),
    )
    return tuple(one for one in found if one.part_bp)


def shares(amount: int, credited: tuple[Credit, ...]) -> list[int]:
    """An amount of an order by its credits, to the unit (largest remainder)."""
    return share_out(amount, [one.part_bp for one in credited])


def _seller(sale: AttributedOrder, team: Team) -> tuple[str, str, str]:
    """Guide, relation, and why she is the seller; empty texts for nobody."""
    buyer = team.buyer(sale.person, sale.at)
    if buyer:
        return buyer, SELF, "buyer"
    guide = team.named(sale.guide, sale.at) if sale.guide else ""
    if guide and sale.channel != STORE:
        return guide, SHARE, "named"
    referrer = team.named(sale.referrer, sale.at) if sale.referrer else ""
    if referrer:
        return referrer, SHARE, "referrer"
    if guide:
        return guide, ON_BEHALF, "named"
    return (sale.bound, SERVICE, "bound") if sale.bound else ("", "", "")
