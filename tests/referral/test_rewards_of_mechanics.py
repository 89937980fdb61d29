"""Referral tasks, refer-a-friend, share links and group referral: deep actions only, exact on refunds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.referral.mechanics import group_referral, refer_friend, referral_task, share_link
from digitool.referral.mechanics.referral_task import Tier
from digitool.referral.mechanics.shape import LINKS, Declined, Effect, Event, mechanics, replay

DAY = 86_400_000
TASK = referral_task.Terms((Tier(2, 500), Tier(4, 1_500)), 7 * DAY, return_ms=0)


def code(refusal: Declined | None) -> str:
    """The code of a refusal, empty when there is none."""
    return refusal.code if refusal else ""


def money(effects: tuple[Effect, ...], *kinds: str) -> int:
    """The sum of the effects of some kinds."""
    return sum(effect.amount_fen for effect in effects if effect.kind in kinds)


def friends(numbers: range, *kinds: str) -> list[Event]:
    """What some friends do, one after another."""
    return [Event(who, kind, who) for who in numbers for kind in kinds]


def test_every_mechanic_has_the_same_shape() -> None:
    """A mechanic is a module found by its name; one that goes by links also says what it promises."""
    found = mechanics()
    assert set(found) >= {"red_packet", "bargain", "group_buy", "referral_task", "refer_friend", "share_link"}
    for name, module in found.items():
        assert module.__name__.endswith(name)
        assert all(
            hasattr(module, part) for part in ("Terms", "State", "opening", "step", "glance", "least_budget")
        )
        assert hasattr(module, "promises") == (module.GOES_BY == LINKS)


def test_peer_defect_1_new_friends_count_and_known_ones_do_not() -> None:
    """MoChat counted only old friends, and compared the sum of all tiers with ===."""
    events = [
        Event(0, "take", 1),
        *friends(range(10, 12), "arrive_new", "paid"),
        *friends(range(20, 22), "arrive_known", "paid"),
    ]
    done = replay(referral_task, TASK, events)
    assert done.state.counted == (10, 11)
    assert [effect.amount_fen for effect in done.effects] == [500]
    more = replay(referral_task, TASK, [*events, *friends(range(30, 35), "arrive_new", "paid")])
    assert [effect.amount_fen for effect in more.effects] == [500, 1_500]


def test_peer_defect_2_window_and_deletion_are_checked() -> None:
    """LinkWeChat counted every contact: no window, no revoke on deletion."""
    late = [Event(0, "take", 1), Event(7 * DAY, "arrive_new", 10)]
    assert code(replay(referral_task, TASK, late).refusal) == "out_of_window"
    events = [Event(0, "take", 1), *friends(range(10, 12), "arrive_new", "paid"), Event(50, "deleted", 10)]
    done = replay(referral_task, TASK, events)
    assert [effect.kind for effect in done.effects] == ["reward", "void"]
    assert done.state.counted == (11,)


def test_a_visit_or_a_share_is_no_deep_action() -> None:
    """Friends who only arrive, or register where a purchase counts, bring nothing."""
    events = [Event(0, "take", 1), *friends(range(10, 20), "arrive_new", "registered")]
    assert replay(referral_task, TASK, events).effects == ()
    assert code(replay(referral_task, TASK, [*events, Event(60, "shared", 10)]).refusal) == "unknown_event"
    with pytest.raises(ValueError, match="registration or purchase"):
        referral_task.Terms((Tier(1, 1),), DAY, trigger="shared")


def test_a_paid_prize_is_not_void_when_a_friend_leaves_later() -> None:
    """Settling pays what is won once; later losses touch only promises."""
    events = [
        Event(0, "take", 1), *friends(range(10, 12), "arrive_new", "paid"),
        Event(30, "settle"), Event(31, "settle"), Event(40, "deleted", 10),
    ]  # fmt: skip
    done = replay(referral_task, TASK, events)
    assert [effect.kind for effect in done.effects] == ["reward", "pay"]


actions = st.lists(
    st.tuples(
        st.sampled_from(["arrive_new", "registered", "paid", "deleted", "refunded", "settle"]),
        st.integers(1, 8),
    ),
    max_size=40,
)


@given(actions)
def test_prizes_always_follow_the_count(steps: list[tuple[str, int]]) -> None:
    """Promised minus void equals the tiers reached or already paid, whatever happens in whatever order."""
    events = [Event(0, "take", 1), *(Event(n, kind, who) for n, (kind, who) in enumerate(steps, 1))]
    done = replay(referral_task, TASK, events)
    state = done.state
    won = money(done.effects, "reward") - money(done.effects, "void")
    assert won == sum(TASK.tiers[place].reward_fen for place in state.won)
    for place, tier in enumerate(TASK.tiers):
        assert (place in state.won) == (len(state.counted) >= tier.friends or place in state.paid)
    assert 1 not in state.counted


@given(
    st.integers(0, 3_000),
    st.integers(0, 3_000),
    st.lists(st.integers(1, 4_000), max_size=6),
    st.integers(0, 6),
)
def test_a_full_refund_leaves_nothing_in_any_steps(
    bp: int, friend: int, parts: list[int], settle: int
) -> None:
    """LG8: refunds take rewards back in proportion; a full one leaves 0, before or after paying."""
    if not bp and not friend:
        bp = 1
    terms = refer_friend.Terms(reward_bp=bp, friend_fen=friend, return_ms=0)
    whole = sum(parts) + 77
    events = [Event(0, "share", 1), Event(1, "arrive", 2), Event(2, "paid", 2, "O1", whole)]
    refunds = [*parts, 77]
    for place, part in enumerate(refunds):
        events += [Event(5, "settle")] * (place == settle)
        events.append(Event(6, "refunded", 2, "O1", part))
    done = replay(refer_friend, terms, events)
    assert money(done.effects, "reward") == money(done.effects, "void", "owe")
    over = replay(refer_friend, terms, [*events, Event(9, "refunded", 2, "O1", 1)])
    assert code(over.refusal) == "refund_too_large"


def test_a_reward_waits_for_the_return_window() -> None:
    """INV-21: nothing is paid before the order cannot come back any more."""
    terms = refer_friend.Terms(reward_fen=2_000, return_ms=7 * DAY)
    events = [Event(0, "share", 1), Event(1, "arrive", 2), Event(2, "paid", 2, "O1", 9_900)]
    early = replay(refer_friend, terms, [*events, Event(DAY, "settle")])
    assert (code(early.refusal), money(early.effects, "pay")) == ("return_window", 0)
    done = replay(refer_friend, terms, [*events, Event(8 * DAY, "settle"), Event(9 * DAY, "settle")])
    assert money(done.effects, "pay") == 2_000


def test_nobody_refers_oneself_and_a_link_brings_one_friend() -> None:
    """Self-referral and a second friend on one referral are refused."""
    terms = refer_friend.Terms(reward_fen=2_000)
    assert (
        code(replay(refer_friend, terms, [Event(0, "share", 1), Event(1, "arrive", 1)]).refusal)
        == "self_referral"
    )
    twice = [Event(0, "share", 1), Event(1, "arrive", 2), Event(2, "arrive", 3)]
    assert code(replay(refer_friend, terms, twice).refusal) == "link_used"


@given(
    st.integers(1, 10_000),
    st.integers(0, 500),
    st.lists(st.tuples(st.integers(1, 100_000), st.integers(1, 100_000)), min_size=1, max_size=8),
)
def test_a_link_earns_on_paid_and_unreturned_orders_only(
    bp: int, most: int, orders: list[tuple[int, int]]
) -> None:
    """Commission = rate x order under its limit; refunds take back in proportion; nobody is paid twice."""
    terms = share_link.Terms(bp, 30 * DAY, most, return_ms=0)
    events = [Event(0, "link", 1), Event(1, "arrive", 2)]
    for place, (paid, back) in enumerate(orders):
        events.append(Event(2, "paid", 2, f"O{place}", paid))
        events.append(Event(3, "refunded", 2, f"O{place}", min(paid, back)))
    done = replay(share_link, terms, [*events, Event(4, "settle"), Event(5, "settle")])
    earned = [min(paid * bp // 10_000, most or paid) for paid, _ in orders]
    kept = [fen - fen * min(paid, back) // paid for fen, (paid, back) in zip(earned, orders)]
    assert money(done.effects, "reward") == sum(earned)
    assert money(done.effects, "pay") == sum(kept)


def test_a_group_referral_counts_who_joined_registered_and_stayed() -> None:
    """A friend who leaves before the day is over brings nothing; the prize comes once."""
    terms = group_referral.Terms(2, "GIFT", 7 * DAY)
    base = [Event(0, "take", 1), *friends(range(10, 12), "join_new", "registered")]
    left = replay(group_referral, terms, [*base, Event(50, "leave", 10), Event(2 * DAY, "tick")])
    assert left.effects == ()
    stayed = replay(group_referral, terms, [*base, Event(2 * DAY, "tick"), Event(3 * DAY, "tick")])
    assert stayed.effects == (Effect("reward", 1, 0, "GIFT"),)
