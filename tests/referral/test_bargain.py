"""Bargains: a declared path, exact at the floor."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.referral.mechanics import bargain
from digitool.referral.mechanics.bargain import EQUAL, GEOMETRIC, Terms, cuts, helpers_to
from digitool.referral.mechanics.shape import Event, replay

HOUR = 3_600_000


@st.composite
def terms_of(draw: st.DrawFn) -> Terms:
    """Any bargain that can be."""
    helpers = draw(st.integers(1, 60))
    floor = draw(st.integers(0, 10_000))
    start = floor + helpers + draw(st.integers(0, 10**6))
    path = draw(st.sampled_from([EQUAL, GEOMETRIC]))
    return Terms(start, floor, helpers, HOUR, path, draw(st.integers(1, 9_999)) if path == GEOMETRIC else 0)


@given(terms_of())
def test_the_path_is_finite_monotone_and_ends_exactly_at_the_floor(terms: Terms) -> None:
    """L4: every cut is at least 1 fen, there are as many as helpers, and their sum is the gap."""
    assert len(cuts(terms)) == terms.helpers
    assert min(cuts(terms)) >= 1
    assert terms.start_fen - sum(cuts(terms)) == terms.floor_fen


def test_published_gap_of_100_floor_5_cut_12_percent_takes_24_helpers() -> None:
    """Simulation 1.6: ceil(log(.05) / log(.88)) = 24; a declared path of that many cuts agrees."""
    assert helpers_to(10_000, 500, 1_200) == 24
    path = list(accumulate(cuts(Terms(10_000, 0, 40, HOUR, GEOMETRIC, 1_200))))
    assert next(n for n, cut in enumerate(path, 1) if 10_000 - cut <= 505) == 24


def test_the_price_path_is_geometric() -> None:
    """After k cuts of share m the gap left is about (1 - m)^k (private-domain 2.9)."""
    path = list(accumulate(cuts(Terms(100_000, 0, 30, HOUR, GEOMETRIC, 1_000))))
    for k in (5, 10, 20):
        assert 100_000 - path[k - 1] == pytest.approx(100_000 * 0.9**k, rel=0.001)


def test_a_bargain_ends_in_one_purchase_at_the_floor() -> None:
    """Helpers bring the price down to the floor, then the owner buys at exactly that price."""
    terms = Terms(9_900, 5_000, 3, HOUR)
    events = [
        Event(0, "start", 1),
        *(Event(n, "help", 10 + n) for n in (1, 2, 3)),
        Event(9, "buy", 1, "O1", 5_000),
    ]
    done = replay(bargain, terms, events)
    assert done.state.ended == "bought"
    assert done.effects[-1] == ("fulfil", 1, 5_000, "O1", 1)
    back = replay(bargain, terms, [*events, Event(20, "return", 1), Event(21, "return", 1)])
    assert back.effects[len(done.effects) :] == (("refund", 1, 5_000, "O1", 0), ("restock", 1, 0, "O1", 1))
    assert (back.state.ended, back.refusal.code if back.refusal else "") == ("bought", "refunded_before")


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (Event(5, "help", 1), "own_bargain"),
        (Event(5, "help", 11), "helped_before"),
        (Event(5, "buy", 1, "O1", 9_900), "floor_not_reached"),
        (Event(5, "buy", 2, "O1", 9_900), "not_owner"),
        (Event(5, "return", 1), "not_bought"),
        (Event(HOUR, "help", 12), "bargain_failed"),
        (Event(5, "invent", 12), "unknown_event"),
    ],
)
def test_each_refusal_has_its_code_and_changes_nothing(event: Event, code: str) -> None:
    """Own help, a second help, buying too early or by another, too late: refused, price unchanged."""
    start = [Event(0, "start", 1), Event(1, "help", 11)]
    terms = Terms(9_900, 5_000, 3, HOUR)
    before, after = replay(bargain, terms, start), replay(bargain, terms, [*start, event])
    assert after.refusal is not None
    assert after.refusal.code == code
    assert after.state.price_fen == before.state.price_fen


def test_peer_defect_6_a_help_without_its_cut_cannot_be_stored() -> None:
    """CRMEB saved the help of a lost race but not its cut: here helps and price are one fold."""
    terms = Terms(9_900, 5_000, 3, HOUR)
    events = [Event(0, "start", 1), *(Event(n, "help", 10 + n % 4) for n in range(1, 12))]
    state = replay(bargain, terms, events).state
    assert state.price_fen == terms.start_fen - sum(cuts(terms)[: len(state.helped)])
    assert len(set(state.helped)) == len(state.helped) <= terms.helpers


@pytest.mark.parametrize(
    "values",
    [
        {"floor_fen": 9_900},
        {"helpers": 0},
        {"helpers": 5_000},
        {"path": "random"},
        {"path": GEOMETRIC},
        {"window_ms": 0},
    ],
)
def test_a_bargain_that_cannot_reach_its_floor_is_refused(values: dict[str, object]) -> None:
    """No gap, no helpers, cuts of nothing, a random path or one without its share: no bargain."""
    with pytest.raises(ValueError, match=r"floor|bargain|helpers|path"):
        Terms(**{"start_fen": 9_900, "floor_fen": 5_000, "helpers": 3, "window_ms": HOUR, **values})  # type: ignore[arg-type]
