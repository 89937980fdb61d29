"""The terms of the demo's groups, bargain, packets, links and round: times in local seconds, money in fen."""

from __future__ import annotations

from typing import NamedTuple

from digitool.demo.deeds.plan import moment_after
from digitool.demo.world.clock import DAY, HOUR, MINUTE
from digitool.demo.world.deeds import Deeds
from digitool.demo.world.size import DemoSize

GROUP_SIZE, GROUP_PRICE, GROUP_ITEM = 3, 6_900, "M007"
BARGAIN_START, BARGAIN_FLOOR, HELPERS, BARGAIN_ITEM = 12_900, 8_900, 4, "M008"
PACKET_FEN, PACKET_PEOPLE, PACKET_BUDGET = 2_000, 10, 10_000
REWARD_FEN, GIFT_FEN, REWARDS_BUDGET = 1_000, 500, 50_000
ROUND_PRICE, ROUND_RATE, ROUND_ITEM, ROUND_BUDGET = 2_990, 1_000, "M004", 20_000
RETURN_DAYS = 1


class SoldInCircle(NamedTuple):
    """One sale that a group, a bargain or a round ends with; ``back_at`` is 0 where it stays sold."""

    at: int
    person: int
    amount: int
    back_at: int = 0


class Times(NamedTuple):
    """When things begin."""

    group: int
    bargain: int
    packet: int
    round: int


def times(size: DemoSize) -> Times:
    """The beginnings in a period."""
    return Times(
        moment_after(size, 0.35, 20),
        moment_after(size, 0.45, 20),
        moment_after(size, 0.6, 19),
        moment_after(size, 0.5, 9),
    )


def group_done(size: DemoSize) -> int:
    """When the last member of the group that succeeds pays."""
    return times(size).group + GROUP_SIZE * MINUTE * 2


def bargain_done(size: DemoSize) -> int:
    """When the bargain's owner buys at the floor."""
    return times(size).bargain + 2 * HOUR


def cut_off(size: DemoSize) -> int:
    """When the round takes no more orders."""
    return times(size).round + DAY


def pieces(place: int) -> int:
    """What the neighbour at a place (from 1) orders."""
    return 1 + place % 3


def returned_at(size: DemoSize) -> int:
    """When one neighbour gives her order back."""
    return cut_off(size) + 20 * HOUR


def crowd_sales(size: DemoSize, deeds: Deeds) -> list[SoldInCircle]:
    """What the group and the bargain sold."""
    if not deeds.crowd:
        return []
    members = deeds.crowd[:GROUP_SIZE]
    group = [SoldInCircle(group_done(size), person, GROUP_PRICE) for person in members]
    return [*group, SoldInCircle(bargain_done(size), deeds.crowd[5], BARGAIN_FLOOR)]


def round_sales(size: DemoSize, deeds: Deeds) -> list[SoldInCircle]:
    """What the round sold; the last neighbour's order went back."""
    people = deeds.neighbours[1:]
    last = len(people)
    return [
        SoldInCircle(
            cut_off(size),
            person,
            ROUND_PRICE * pieces(place),
            returned_at(size) if place == last else 0,
        )
        for place, person in enumerate(people, 1)
    ]
