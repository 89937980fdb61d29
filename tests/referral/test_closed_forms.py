"""Closed forms of the simulation research, 2.4, met by the live mechanics: replays by exact chances."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest

from digitool.referral.mechanics import bargain, group_buy
from digitool.referral.mechanics.shape import Event, replay

HOUR = 3_600_000
Wins = Callable[[list[int], int], bool]


def group_completes(times: list[int], friends: int) -> bool:
    """Whether a live group that lacks ``friends`` succeeds when friends join and pay at these times."""
    terms = group_buy.Terms(friends + 1, 100, 24 * HOUR)
    events = [Event(0, "open", 1, "O1"), Event(0, "pay", 1, "O1", 100)]
    for who, at in enumerate(times, 2):
        events += [Event(at, "join", who, f"O{who}"), Event(at, "pay", who, f"O{who}", 100)]
    done = replay(group_buy, terms, [*events, Event(24 * HOUR, "tick")])
    money = sum((e.kind == "charge") - (e.kind in ("refund", "fulfil")) for e in done.effects)
    assert money == 0
    return bool(done.state.ended == "succeeded")


def bargain_reaches_floor(times: list[int], friends: int) -> bool:
    """Whether a live bargain that needs ``friends`` helpers is bought at its floor, just before its end."""
    terms = bargain.Terms(10_000, 5_000, friends, 24 * HOUR)
    events = [Event(0, "open", 1), *(Event(at, "help", who) for who, at in enumerate(times, 2))]
    events.append(Event(24 * HOUR - 1, "buy", 1, "B", 5_000))
    done = replay(bargain, terms, sorted(events, key=lambda event: event.at))
    return bool(done.state.ended == "bought")


def binomial(n: int, q: float) -> list[float]:
    """Chances of 0 .. n friends of ``n`` who each come with chance ``q``."""
    return [math.comb(n, k) * q**k * (1 - q) ** (n - k) for k in range(n + 1)]


def poisson(mean: float) -> list[float]:
    """Chances of 0 .. 79 arrivals."""
    return [math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(80)]


def gamma_poisson(mean: float, k: float) -> list[float]:
    """Chances of 0 .. 399 arrivals whose rate is gamma with shape ``k``."""
    return [
        math.exp(
            math.lgamma(k + n) - math.lgamma(k) - math.lgamma(n + 1)
            + k * math.log(k / (k + mean)) + n * math.log(mean / (k + mean))
        )
        for n in range(400)
    ]  # fmt: skip


def completion(chances: list[float], friends: int, wins: Wins) -> float:
    """The chance that a live run completes; more than 40 friends complete like 40."""
    won = [wins([HOUR] * count, friends) for count in range(41)]
    return sum(chance * won[min(count, 40)] for count, chance in enumerate(chances))


FORMS = [
    (binomial(5, 0.3), 1, 0.83193),
    (binomial(10, 0.15), 2, 0.45570),
    (binomial(20, 0.1), 4, 0.13295),
    (poisson(0.05 * 24), 1, 0.69881),
    (poisson(0.1 * 24), 2, 0.69156),
    (poisson(0.2 * 24), 4, 0.70577),
    (gamma_poisson(1.5, 0.5), 1, 0.5),
    (gamma_poisson(2, 1), 2, 0.44444),
]


@pytest.mark.parametrize("wins", [group_completes, bargain_reaches_floor])
@pytest.mark.parametrize(("chances", "friends", "expected"), FORMS)
def test_completion_is_the_closed_form(
    wins: Wins, chances: list[float], friends: int, expected: float
) -> None:
    """Binomial, Poisson and gamma-mixed friends: groups and bargains complete as often as the form says."""
    assert completion(chances, friends, wins) == pytest.approx(expected, abs=6e-6)


@pytest.mark.parametrize("wins", [group_completes, bargain_reaches_floor])
def test_erlang_times_complete_within_the_window_as_often_as_the_closed_form(wins: Wins) -> None:
    """Friends at random times, .1 an hour, two needed in 24 hours: .69156 within four standard errors."""
    draw, runs, won = random.Random(24), 4_000, 0
    for _ in range(runs):
        at, times = 0.0, []
        while (at := at + draw.expovariate(0.1)) < 48:
            times.append(int(at * HOUR))
        won += wins(times, 2)
    assert abs(won / runs - 0.69156) < 4 * math.sqrt(0.69156 * 0.30844 / runs)


def test_geometric_bargain_needs_24_helpers_as_the_closed_form() -> None:
    """Gap 100, floor 5, cut .12: the 24th cut of the live path passes 5, the 23rd does not."""
    helpers = bargain.helpers_to(10_000, 500, 1_200)
    terms = bargain.Terms(10_000, 0, 60, HOUR, bargain.GEOMETRIC, 1_200)
    left = [10_000 - sum(bargain.cuts(terms)[:n]) for n in range(31)]
    assert helpers == 24
    assert left[24] <= 500 < left[23]
