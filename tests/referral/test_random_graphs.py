"""L1: ten thousand random referral graphs stay lawful, by the pure rules that the live room uses."""

from __future__ import annotations

import random
from collections import Counter

from digitool.referral.attribution import Arrival, why_not
from digitool.referral.mechanics import refer_friend
from digitool.referral.mechanics.promise import Deeds, FriendOrder, promises_of
from digitool.referral.rewards.signals import Edge, rings

GRAPHS, PEOPLE, STEPS, DAY = 10_000, 12, 40, 86_400_000
TERMS = refer_friend.Terms(reward_bp=1_000, friend_fen=50)


class Graph:
    """People who come by links of each other, share phones, and buy; in a random order."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.phone = {who: draw.randrange(8) for who in range(1, PEOPLE + 1)}
        self.referrer: dict[int, int] = {}
        self.came: dict[int, int] = {}
        self.orders: dict[int, list[FriendOrder]] = {}
        chain = range(1, 11 if draw.random() < 0.3 else 1)
        for owner in chain:
            self.come(owner, owner, owner + 1)
        for at in range(20, 20 + STEPS):
            owner, friend = draw.randrange(1, PEOPLE + 1), draw.randrange(1, PEOPLE + 1)
            if draw.random() < 0.6:
                self.come(at, owner, friend)
            else:
                self.buy(at, friend)

    def come(self, at: int, owner: int, friend: int) -> None:
        """Somebody comes by a link; the live rules decide."""
        shared = "phone" if self.phone[owner] == self.phone[friend] and owner != friend else ""
        brought = sum(one == friend for one in self.referrer.values())
        known = (self.referrer.get(friend, 0), brought, len(self.orders.get(friend, ())))
        if why_not(Arrival(owner, friend, shared, *known)) is None:
            assert friend not in self.referrer
            self.referrer[friend], self.came[friend] = owner, at

    def buy(self, at: int, who: int) -> None:
        """An order, given back in part or whole now and then."""
        paid = self.draw.randrange(1, 20_000)
        back = ((at + 1, self.draw.randrange(1, paid + 1)),) if self.draw.random() < 0.3 else ()
        self.orders.setdefault(who, []).append(FriendOrder(f"O{at}", at, paid, back))

    def deeds(self) -> list[Deeds]:
        """What the attributed friends did after they came."""
        return [
            Deeds(who, owner, self.came[who], True, tuple(o for o in self.orders.get(who, ())))
            for who, owner in self.referrer.items()
        ]


def test_l1_ten_thousand_random_graphs_stay_lawful() -> None:
    """One referrer, no cycle, no self, no shared phone; one payee an order, paid one level, on net money."""
    deepest = 0
    for seed in range(GRAPHS):
        graph = Graph(random.Random(seed))
        assert rings([Edge(owner, friend, 0) for friend, owner in graph.referrer.items()]) == []
        assert all(graph.phone[friend] != graph.phone[owner] for friend, owner in graph.referrer.items())
        orders = {one.number: (who, one) for who, found in graph.orders.items() for one in found}
        found = promises_of("refer_friend", TERMS, graph.deeds(), revoke=True)
        payees = Counter(one.ref for one in found if one.side == "referrer")
        assert max(payees.values(), default=1) == 1
        for one in found:
            buyer, order = orders[one.ref]
            assert one.friend == buyer
            assert one.payee == (graph.referrer[buyer] if one.side == "referrer" else buyer)
            whole = order.paid_fen * 1_000 // 10_000 if one.side == "referrer" else 50
            kept = order.paid_fen - sum(fen for _, fen in order.refunds)
            assert one.amount_fen == whole
            assert one.amount_fen - one.back_fen == whole - whole * (order.paid_fen - kept) // order.paid_fen
        deepest = max(deepest, max((depth(graph, who) for who in graph.referrer), default=0))
    assert deepest >= 10


def depth(graph: Graph, who: int) -> int:
    """Generations between a person and the seed above her."""
    steps = 0
    while who in graph.referrer:
        who, steps = graph.referrer[who], steps + 1
    return steps
