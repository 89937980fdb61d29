"""Signals of referral fraud on the graph of who brought whom; each is three facts and a weight.

Practice of referral products (promotion research 4.4): hold first, score, let low risk pass by itself,
queue the rest. A signal accuses nobody: it says what was seen, what is usual, and what to look at.
Every pattern is found in time linear in the edges.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from digitool.model.ids import Ms, PersonId

MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000

STAR_FRIENDS, STAR_SILENT_PERCENT = 8, 80
BURST_FRIENDS, BURST_MS = 10, HOUR_MS
TOO_FAST_MS = 20_000
DELETED_MS = 3 * DAY_MS
SILENT_MS = 7 * DAY_MS
BULK_PIECES = 20
"""More than a household eats of one article: who buys so many in a round buys for others, or for show."""


class Edge(NamedTuple):
    """One referral: who brought whom and when, and what the friend did since (0: nothing, not yet).

    ``known_at`` is when the chain first saw the friend, ``ordered_at`` her first order, ``seen_at`` her
    last touch or order after that, ``payer`` who paid it, ``deleted_at`` when she deleted the guide,
    ``guide`` that her referrer is a guide, ``store`` whether she ever stood in one.
    """

    referrer: PersonId
    friend: PersonId
    came_at: int
    known_at: int = 0
    ordered_at: int = 0
    seen_at: int = 0
    payer: int = 0
    deleted_at: int = 0
    guide: bool = False
    store: bool = True


class Signal(NamedTuple):
    """A reason to look: its name, what was seen, what is usual, and its weight of 100."""

    name: str
    observed: str
    usual: str
    weight: int


class KeptGoods(NamedTuple):
    """What one person bought in a leader's round and kept: pieces, fen, and how she stands to the leader.

    The leader's own purchases, on which she earns nothing, are not among them; those that turn out to be
    hers by another identifier are.
    """

    person: PersonId
    pieces: int
    amount_fen: int
    leader: bool = False
    home: bool = False


WEIGHTS = {
    "ring": 60,
    "same_payer": 50,
    "star": 40,
    "burst": 30,
    "deleted_after": 40,
    "fresh_account": 15,
    "too_fast": 15,
    "guide_self_dealing": 50,
    "own_orders": 60,
    "leader_household": 30,
    "bulk_buyer": 30,
}
"""What each signal weighs; a reward waits for a person from the campaign's ``hold_score`` on."""


def find_signals(edges: Sequence[Edge], at: Ms) -> dict[int, list[Signal]]:
    """Signals by the place of an edge, as of a moment (UTC ms)."""
    found: dict[int, list[Signal]] = defaultdict(list)
    for place in rings(edges):
        found[place].append(
            _signal("ring", "a short circle of referrals", "nobody is brought by own friends")
        )
    for owner, places, silent in stars(edges, at):
        del owner
        text = f"{silent} of {len(places)} friends never came again"
        for place in places:
            found[place].append(_signal("star", text, f"under {STAR_SILENT_PERCENT}%"))
    for places, most in bursts(edges):
        for place in places:
            found[place].append(_signal("burst", f"{most} friends within an hour", f"under {BURST_FRIENDS}"))
    for place, edge in enumerate(edges):
        found[place] += _own_signals(edge)
    return {place: signals for place, signals in found.items() if signals}


def round_signals(kept: Iterable[KeptGoods]) -> list[Signal]:
    """What is doubtful in a leader's round, before she is paid for it."""
    orders = list(kept)
    total = sum(one.amount_fen for one in orders)
    found = []
    for name, theirs, who in (
        ("own_orders", [one for one in orders if one.leader], "the leader herself, as another customer,"),
        (
            "leader_household",
            [one for one in orders if one.home and not one.leader],
            "the leader's household",
        ),
    ):
        if theirs:
            share = 100 * sum(one.amount_fen for one in theirs) // total
            found.append(_signal(name, f"{who} bought {share}% of the round", "neighbours buy"))
    most = max((one.pieces for one in orders), default=0)
    if most >= BULK_PIECES:
        found.append(_signal("bulk_buyer", f"one person bought {most} pieces", f"under {BULK_PIECES}"))
    return found


def score(signals: Iterable[Signal]) -> int:
    """The weight of all signals together, at most 100."""
    return min(100, sum(one.weight for one in signals))


def _own_signals(edge: Edge) -> list[Signal]:
    """What one referral shows by itself."""
    signals = []
    if edge.payer and edge.payer == edge.referrer:
        name = "guide_self_dealing" if edge.guide else "same_payer"
        signals.append(_signal(name, "the referrer paid the friend's order", "friends pay for themselves"))
    if edge.deleted_at and 0 <= edge.deleted_at - (edge.ordered_at or edge.came_at) <= DELETED_MS:
        signals.append(_signal("deleted_after", "deleted the guide within three days", "friends stay"))
    if edge.ordered_at and edge.ordered_at - edge.came_at <= TOO_FAST_MS and not edge.store:
        seconds = (edge.ordered_at - edge.came_at) // 1000
        signals.append(_signal("too_fast", f"ordered after {seconds} s", "over 20 s away from a till"))
    if edge.ordered_at and edge.known_at and edge.ordered_at - edge.known_at <= MINUTE_MS and not edge.store:
        signals.append(_signal("fresh_account", "first seen within a minute of the order", "seen before"))
    return signals


def stars(edges: Sequence[Edge], at: Ms) -> list[tuple[int, list[int], int]]:
    """Referrers with many friends of whom hardly any came again: (referrer, places, silent friends)."""
    places: dict[int, list[int]] = defaultdict(list)
    silent: dict[int, int] = defaultdict(int)
    for place, edge in enumerate(edges):
        since = edge.ordered_at or edge.came_at
        if since + SILENT_MS <= at:
            places[edge.referrer].append(place)
            silent[edge.referrer] += edge.seen_at <= since
    return [
        (owner, found, silent[owner])
        for owner, found in places.items()
        if len(found) >= STAR_FRIENDS and silent[owner] * 100 >= STAR_SILENT_PERCENT * len(found)
    ]


def bursts(edges: Sequence[Edge]) -> list[tuple[list[int], int]]:
    """Referrers whose friends came by tens within an hour: (places in the burst, most within an hour)."""
    order = sorted(range(len(edges)), key=lambda n: (edges[n].referrer, edges[n].came_at))
    found = []
    first, inside, most = 0, set[int](), 0
    for place, number in enumerate(order):
        edge = edges[number]
        if edges[order[first]].referrer != edge.referrer:
            if inside:
                found.append((sorted(inside), most))
            first, inside, most = place, set(), 0
        while edge.came_at - edges[order[first]].came_at > BURST_MS:
            first += 1
        if place - first + 1 >= BURST_FRIENDS:
            inside.update(order[first : place + 1] if not inside else (number,))
            most = max(most, place - first + 1)
    if inside:
        found.append((sorted(inside), most))
    return found


def rings(edges: Sequence[Edge]) -> list[int]:
    """Places of the edges that lie on a circle of referrals (in whatever campaigns), ascending.

    Strongly connected components by Tarjan's algorithm (1972), without recursion.
    """
    after: dict[int, list[int]] = defaultdict(list)
    for edge in edges:
        after[edge.referrer].append(edge.friend)
    component = _components(after)
    return [
        place
        for place, edge in enumerate(edges)
        if component.get(edge.referrer, edge.referrer) == component.get(edge.friend, -edge.friend)
    ]


def _components(after: dict[int, list[int]]) -> dict[int, int]:
    """The component of every node that has successors."""
    number: dict[int, int] = {}
    low: dict[int, int] = {}
    component: dict[int, int] = {}
    stack: list[int] = []
    for root in after:
        if root in number:
            continue
        path = [(root, iter(after[root]))]
        number[root] = low[root] = len(number)
        stack.append(root)
        while path:
            node, friends = path[-1]
            step = next((one for one in friends if one in after and one not in component), None)
            if step is None:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == number[node]:
                    while (member := stack.pop()) != node:
                        component[member] = node
                    component[node] = node
            elif step in number:
                low[node] = min(low[node], number[step])
            else:
                number[step] = low[step] = len(number)
                stack.append(step)
                path.append((step, iter(after[step])))
    return component


def _signal(name: str, observed: str, usual: str) -> Signal:
    return Signal(name, observed, usual, WEIGHTS[name])
