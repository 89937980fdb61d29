"""Group-buys, bargains, red packets and leaders' rounds: one person opens, friends complete.

An opener's friends come as negative-binomial counts at uniform times of the window; enough of them inside
it complete what was opened. Who joins may be a customer already; what a customer buys this way may replace
a purchase that would have come anyway, which gives its discount away. Completion data alone do not say how
openers differ (BeiBei: 22.6% without a joiner is 1.49 joiners if Poisson, 9.2 at k = 0.5), so k comes from
joiners per opener.

`settle_gathering` is the one place that says what a completed one sells and pays out, by the terms that
`forecast.live_mechanics` takes from the mechanics themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from digitool.campaign.arrays import Bools, Floats, Ints, floats, ints
from digitool.campaign.models.branching import Offspring, draw_children
from digitool.campaign.models.delays import Delay
from digitool.campaign.simulation import caps
from digitool.campaign.simulation.account import rate_of


@dataclass(frozen=True)
class GroupDraw:
    """Groups (openers,): whether each completed, when (same unit as the window; inf = never), and how
    many joined, those who came after the last seat included.
    """

    completed: Bools
    at: Floats
    joined: Ints


def draw_groups(
    openers: int, joiners: Offspring, needed: int, window: float, rng: np.random.Generator
) -> GroupDraw:
    """Open ``openers`` groups: NB joiners each, at uniform times of the window, needed-th decides.

    Given its joiners, a group's arrival times are the order statistics of uniforms, so the needed-th
    of J is window * Beta(needed, J - needed + 1).
    """
    joined = draw_children(np.ones(openers), joiners, rng)
    completed = joined >= needed
    at = np.full(openers, np.inf)
    spare = joined[completed] - needed + 1
    at[completed] = window * rng.beta(needed, spare) if needed > 0 else 0.0
    return GroupDraw(completed, at, joined)


def draw_red_packets(total_fen: int, people: int, packets: int, rng: np.random.Generator) -> Floats:
    """Shares (packets, people) in fen, not rounded, by the double-mean rule; rows sum to the total."""
    left = np.full(packets, float(total_fen))
    shares = np.empty((packets, people))
    for place in range(people - 1):
        shares[:, place] = rng.random(packets) * 2 * left / (people - place)
        left = left - shares[:, place]
    shares[:, -1] = left
    return floats(shares)


GROUP_BUY, BARGAIN, RED_PACKET, COMMUNITY = "group_buy", "bargain", "red_packet", "community"


@dataclass(frozen=True)
class Gathering:
    """One mechanic that needs friends; money in fen, time in days.

    ``needed``: friends who complete it (group size less one, helpers, orders of a round; 0 for packets).
    ``seats``: friends who can take part, None for no limit. ``list_fen``, ``price_fen``: price alone and
    together, of one order. ``packet_fen``: what a red packet holds. ``leaders``: openers where they are
    not viewers. ``commission_bp``: a leader's, of paid orders. ``most``: completed ones at most;
    ``budget_fen``: discounts and packets at most. ``pool`` (packets, people): fen taken
    by the first 1, 2, ... people of packets that the live rule has split; None splits by the same law here.
    """

    kind: str
    needed: int
    seats: int | None
    window_days: float
    list_fen: int = 0
    price_fen: int = 0
    packet_fen: int = 0
    leaders: int | None = None
    commission_bp: int = 0
    most: int | None = None
    budget_fen: int | None = None
    pool: Ints | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Habits:
    """One replication's truth: P(a viewer opens one), friends of an opener, P(known to us), P(an order of
    a known customer replaces one that would have come anyway).
    """

    opens: float
    joiners: Offspring
    known: float
    replaced: float


@dataclass(frozen=True)
class Settled:
    """What gatherings (openers,) sell and pay out if they complete: orders, fen, friends who took part."""

    orders: Ints
    cost_fen: Ints
    took_part: Ints


@dataclass(frozen=True)
class Played:
    """Openers' gatherings of one replication, arrays (openers,): when opened and completed, in days (inf =
    never), and what they sell.

    ``served``: completed inside the window and within the mechanic's own caps; ``closed_at``: day on which
    these closed (inf = never).
    """

    gathering: Gathering
    opened: Floats
    served: Bools
    at: Floats
    settled: Settled
    closed_at: float

    @property
    def spending(self) -> tuple[Floats, Ints]:
        """Days and fen of what the mechanic's own caps let through."""
        return self.at[self.served], self.settled.cost_fen[self.served]


@dataclass(frozen=True)
class GatheringResult:
    """What a mechanic did once every cap had its say; sales at list prices, in fen.

    ``by_day`` (3, D): sales of known customers, discounts, new people. ``new_buyers`` have bought in the
    gathering itself; ``leads`` are new people who only helped.
    """

    openers: int
    completed: int
    orders: int
    sales: int
    newcomer_sales: int
    discounts: int
    given_away: int
    packets: int
    commissions: int
    new_buyers: int
    leads: int
    by_day: Floats


def play(
    gathering: Gathering, viewers_by_day: Ints, delay: Delay, habits: Habits, rng: np.random.Generator
) -> Played:
    """Open, gather and complete; ``viewers_by_day`` (D,) by the day of their message, ``delay`` from it to
    the view, on which they may open one.
    """
    days = viewers_by_day.size
    opened: Floats = np.zeros(gathering.leaders or 0)
    if gathering.leaders is None:
        written = np.repeat(np.arange(days), rng.binomial(viewers_by_day, habits.opens))
        opened = floats(written) + np.exp(delay.mu + delay.sigma * rng.standard_normal(written.size))
        opened = opened[opened < days]
    drawn = draw_groups(opened.size, habits.joiners, gathering.needed, gathering.window_days, rng)
    at = opened + drawn.at
    settled = settle_gathering(gathering, drawn, rng)
    rows = np.flatnonzero(at < days)
    capped = caps.apply(at[rows], settled.cost_fen[rows], gathering.budget_fen, gathering.most)
    served = np.zeros(opened.size, dtype=np.bool_)
    served[rows] = capped.served
    return Played(gathering, opened, served, at, settled, capped.closed_at)


def settle_gathering(gathering: Gathering, drawn: GroupDraw, rng: np.random.Generator) -> Settled:
    """What each opened one sells and pays out if it completes.

    A group-buy sells to opener and friends, a bargain to its opener, a round to every neighbour who
    ordered; a red packet pays the shares that were opened, by the double-mean rule.
    """
    joined = drawn.joined if gathering.seats is None else np.minimum(drawn.joined, gathering.seats)
    discount = gathering.list_fen - gathering.price_fen
    if gathering.kind == RED_PACKET:
        return Settled(np.zeros_like(joined), _opened_shares(gathering, joined, rng), joined)
    if gathering.kind == BARGAIN:
        orders = np.ones_like(joined)
    else:
        orders = joined + (1 if gathering.kind == GROUP_BUY else 0)
    return Settled(orders, orders * discount, joined)


def _opened_shares(gathering: Gathering, joined: Ints, rng: np.random.Generator) -> Ints:
    """Fen that opener and ``joined`` friends take out of each packet; all of it where all have come."""
    if gathering.pool is not None:
        which = rng.integers(0, gathering.pool.shape[0], joined.size)
        return ints(gathering.pool[which, joined])
    people = (gathering.seats or 0) + 1
    shares = draw_red_packets(gathering.packet_fen, people, joined.size, rng)
    taken = np.cumsum(shares, axis=1)[np.arange(joined.size), joined]
    return ints(np.rint(taken))


def finish(
    played: Played, habits: Habits, closing: float, days: int, rng: np.random.Generator
) -> GatheringResult:
    """Book what was let through before the shared budget closed on day ``closing`` (inf = never)."""
    gathering, settled = played.gathering, played.settled
    done = played.served & (played.at < closing)
    orders = np.where(done, settled.orders, 0)
    own = 1 if gathering.kind in (GROUP_BUY, BARGAIN) else 0
    friends = np.where(done, settled.orders - own, 0)
    new_buyers = rng.binomial(friends, 1.0 - habits.known)
    replaced = rng.binomial(orders - new_buyers, habits.replaced)
    takes_part = done if gathering.kind == RED_PACKET else np.ones(done.size, dtype=np.bool_)
    helpers = settled.took_part if gathering.kind in (BARGAIN, RED_PACKET) else np.zeros_like(orders)
    leads = rng.binomial(np.where(takes_part, helpers, 0), 1.0 - habits.known)
    discount = gathering.list_fen - gathering.price_fen
    known_sales = (orders - new_buyers - replaced) * gathering.list_fen
    day = np.where(played.at < days, played.at, played.opened).astype(np.int64)
    columns = (known_sales, orders * discount, new_buyers + leads)
    by_day = floats(np.vstack([np.bincount(day, column, days) for column in columns]))
    paid_fen = int(orders.sum()) * gathering.price_fen
    return GatheringResult(
        openers=done.size, completed=int(done.sum()), orders=int(orders.sum()),
        sales=int(known_sales.sum()), newcomer_sales=int(new_buyers.sum()) * gathering.list_fen,
        discounts=int(orders.sum()) * discount, given_away=int(replaced.sum()) * discount,
        packets=int(settled.cost_fen[done].sum()) if gathering.kind == RED_PACKET else 0,
        commissions=int(rate_of(ints(paid_fen), gathering.commission_bp)),
        new_buyers=int(new_buyers.sum()), leads=int(leads.sum()), by_day=by_day,
    )  # fmt: skip
