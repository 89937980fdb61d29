"""Red packets: the split is exact, fair, bounded and replayable."""

from __future__ import annotations

import math
from statistics import fmean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.referral.mechanics import red_packet
from digitool.referral.mechanics.red_packet import Terms, all_shares
from digitool.referral.mechanics.shape import Event, replay

DAY = 86_400_000


@given(st.integers(1, 60), st.integers(0, 10**6), st.integers(1, 50), st.text(max_size=5))
def test_a_split_sums_to_the_total_and_gives_everybody_something(
    people: int, spare: int, least: int, seed: str
) -> None:
    """INV-23: shares sum to the pool, each is at least the smallest share."""
    shares = all_shares(Terms(people * least + spare, people, DAY, seed, least_fen=least))
    assert sum(shares) == people * least + spare
    assert min(shares) >= least


@given(st.integers(1, 40), st.integers(1, 500), st.data(), st.text(max_size=5))
def test_no_share_is_above_the_platform_limit(people: int, most: int, data: st.DataObject, seed: str) -> None:
    """A largest share narrows the draw and never breaks the sum."""
    total = data.draw(st.integers(people, people * most))
    shares = all_shares(Terms(total, people, DAY, seed, most_fen=most))
    assert sum(shares) == total
    assert 1 <= min(shares) <= max(shares) <= most


def test_published_means_are_10_and_deviations_rise_from_5_77_to_7_7_for_100_over_10() -> None:
    """Simulation 2.4: 100 over 10 people has means 10 and deviations from 10/sqrt 3 up to 7.7."""
    splits = [all_shares(Terms(10_000, 10, DAY, f"s{n}")) for n in range(6_000)]
    for place in range(10):
        share = [one[place] / 100 for one in splits]
        assert fmean(share) == pytest.approx(10, abs=4 * 7.7 / math.sqrt(6_000))
    assert pstdev([one[0] / 100 for one in splits]) == pytest.approx(10 / math.sqrt(3), rel=0.03)
    assert pstdev([one[9] / 100 for one in splits]) == pytest.approx(7.7, rel=0.05)


def test_a_mean_that_is_no_whole_fen_is_still_exact() -> None:
    """7 fen for 3 people: every place has mean 7/3 although shares are whole."""
    splits = [all_shares(Terms(7, 3, DAY, f"s{n}")) for n in range(20_000)]
    for place in range(3):
        assert fmean(one[place] for one in splits) == pytest.approx(7 / 3, abs=0.04)


def test_the_same_seed_opens_the_same_shares() -> None:
    """A run replays byte for byte, and its events open exactly the split."""
    terms = Terms(888, 4, DAY, "2026")
    events = [Event(0, "send", 1), *(Event(n, "open", 10 + n) for n in range(1, 5))]
    done = replay(red_packet, terms, events)
    assert [fen for _, fen in done.state.shares] == list(all_shares(terms))
    assert done.state.ended == "empty"
    assert replay(red_packet, terms, events) == done


def test_what_nobody_opened_goes_back_once() -> None:
    """After the window the rest returns to the sender, and late openers get a reason."""
    terms = Terms(888, 4, DAY, "2026")
    events = [Event(0, "send", 1), Event(5, "open", 2), Event(DAY, "open", 3), Event(DAY + 1, "tick")]
    done = replay(red_packet, terms, events)
    back = [effect.amount_fen for effect in done.effects if effect.kind == "release"]
    assert back == [888 - all_shares(terms)[0]]
    assert done.state.ended == "returned"


def test_one_person_opens_once() -> None:
    """A second try is refused with the rule's name."""
    terms = Terms(888, 4, DAY, "x")
    done = replay(red_packet, terms, [Event(0, "send", 1), Event(5, "open", 2), Event(6, "open", 2)])
    assert done.refusal is not None
    assert done.refusal.code == "opened_before"
    assert len(done.state.shares) == 1


@pytest.mark.parametrize(
    "values", [{"total_fen": 2}, {"people": 0}, {"window_ms": 0}, {"least_fen": 0}, {"most_fen": 100}]
)
def test_impossible_packets_are_refused(values: dict[str, int]) -> None:
    """Less than a fen each, nobody, no time, or more than all largest shares is no packet."""
    with pytest.raises(ValueError, match=r"packet|share"):
        Terms(**{"total_fen": 888, "people": 4, "window_ms": DAY, "seed": "x", **values})  # type: ignore[arg-type]
