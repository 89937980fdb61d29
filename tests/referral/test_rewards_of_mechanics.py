"""Referral tasks, refer-a-friend, share links and group referral: deep actions only, exact on refunds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.model.ids import IdentifierId, Ms
from digitool.referral.mechanics import group_referral, refer_friend, referral_task, share_link
from digitool.referral.mechanics.promise import FRIEND, REFERRER, Deeds, FriendOrder, Promise
from digitool.referral.mechanics.referral_task import REGISTERED, Tier
from digitool.referral.mechanics.shape import LINKS, mechanics

DAY = 86_400_000
OWNER = IdentifierId(1)
TASK = referral_task.Terms((Tier(2, 500), Tier(4, 1_500)), 7 * DAY, return_ms=0)


def order(number: int, at: int, paid: int = 100, *refunds: int) -> FriendOrder:
    """An order of a friend's, each refund an hour after the one before."""
    back = tuple((Ms(at + 3_600_000 * place), fen) for place, fen in enumerate(refunds, 1))
    return FriendOrder(f"O{number}", Ms(at), paid, back)


def friend(number: int, *orders: FriendOrder, fresh: bool = True, **more: Any) -> Deeds:
    """A friend of the owner's who came as many milliseconds after the link as her number says."""
    told = {"opened_at": Ms(0), "until": 90 * DAY, **more}
    return Deeds(IdentifierId(number), OWNER, Ms(number), fresh, orders, **told)


def buyers(numbers: range, *, fresh: bool = True, **more: Any) -> list[Deeds]:
    """Friends who each buy once."""
    return [friend(number, order(number, number), fresh=fresh, **more) for number in numbers]


def prizes(deeds: list[Deeds], terms: referral_task.Terms = TASK, *, revoke: bool = True) -> list[int]:
    """The prizes of a task that stand, in fen."""
    return [one.amount_fen for one in referral_task.promises(terms, deeds, revoke)]


def left(promises: list[Promise]) -> int:
    """What stands of promises after refunds, in fen."""
    return sum(one.amount_fen - one.back_fen for one in promises)


def test_every_mechanic_has_the_same_shape() -> None:
    """A mechanic is a module found by its name; it promises what links bring, or takes the steps of runs."""
    found = mechanics()
    assert set(found) >= {"red_packet", "bargain", "group_buy", "referral_task", "refer_friend", "share_link"}
    for name, module in found.items():
        assert module.__name__.endswith(name)
        steps = [hasattr(module, part) for part in ("State", "opening", "step", "glance")]
        assert (hasattr(module, "promises"), *steps) == (
            (True, False, False, False, False) if module.GOES_BY == LINKS else (False, True, True, True, True)
        )


def test_peer_defect_1_new_friends_count_and_known_ones_do_not() -> None:
    """MoChat counted only old friends, and compared the sum of all tiers with ===."""
    some = [*buyers(range(10, 12)), *buyers(range(20, 22), fresh=False)]
    assert prizes(some) == [500]
    assert prizes([*some, *buyers(range(30, 35))]) == [500, 1_500]


def test_peer_defect_2_window_and_deletion_are_checked() -> None:
    """LinkWeChat counted every contact: no window, no revoke on deletion."""
    assert prizes([friend(10, order(10, 10)), friend(11, order(11, 7 * DAY))]) == []
    gone = [*buyers(range(10, 11)), *buyers(range(11, 12), deleted_at=Ms(50))]
    assert (prizes(gone), prizes(gone, revoke=False)) == ([], [500])


def test_a_visit_or_a_share_is_no_deep_action() -> None:
    """Friends who only arrive, or register where a purchase counts, bring nothing."""
    assert prizes([friend(number, registered_at=Ms(number)) for number in range(10, 20)]) == []
    with pytest.raises(ValueError, match="registration or purchase"):
        referral_task.Terms((Tier(1, 1),), DAY, trigger="shared")


def test_a_registration_counts_where_the_task_says_so() -> None:
    """The prize of a registration is due at once, and stands for the friend who was the last one needed."""
    terms = referral_task.Terms((Tier(2, 0, "GIFT"),), DAY, trigger=REGISTERED)
    found = referral_task.promises(terms, [friend(n, registered_at=Ms(n + 5)) for n in (10, 11, 12)], True)
    assert [(one.friend, one.payee, one.stock, one.made_at, one.due_at) for one in found] == [
        (11, OWNER, "GIFT", 16, 16)
    ]
    assert referral_task.stocks(terms) == ["GIFT"]


@given(
    st.lists(
        st.tuples(st.booleans(), st.booleans(), st.integers(0, 9 * DAY), st.sampled_from([0, 99, 100])),
        max_size=9,
    )
)
def test_prizes_always_follow_the_count(told: list[tuple[bool, bool, int, int]]) -> None:
    """The tiers that stand are those that new friends with a kept purchase in time, still there, reach."""
    deeds = [
        friend(place, order(place, at, 100, back), fresh=fresh, deleted_at=Ms(1) if gone else None)
        for place, (fresh, gone, at, back) in enumerate(told, 2)
    ]
    counted = sum(fresh and not gone and at < 7 * DAY and back < 100 for fresh, gone, at, back in told)
    assert prizes(deeds) == [tier.reward_fen for tier in TASK.tiers if counted >= tier.friends]


@given(st.integers(0, 3_000), st.integers(0, 3_000), st.lists(st.integers(1, 4_000), max_size=6))
def test_a_full_refund_leaves_nothing_in_any_steps(bp: int, friends_fen: int, parts: list[int]) -> None:
    """LG8: refunds take rewards back in proportion, a fen rounded for the house; a full one leaves 0."""
    terms = refer_friend.Terms(reward_bp=bp or 1, friend_fen=friends_fen, return_ms=0)
    whole = sum(parts) + 77
    full = refer_friend.promises(terms, [friend(2, order(1, 5, whole, *parts, 77))], True)
    assert left(full) == 0
    almost = refer_friend.promises(terms, [friend(2, order(1, 5, whole, *parts, 76))], True)
    assert left(almost) == sum(one.amount_fen - one.amount_fen * (whole - 1) // whole for one in almost)


def test_a_reward_waits_for_the_return_window() -> None:
    """INV-21: nothing is due before the order cannot come back any more, and each side has its own."""
    terms = refer_friend.Terms(reward_fen=2_000, friend_fen=500, return_ms=7 * DAY)
    found = refer_friend.promises(terms, [friend(2, order(1, 5, 9_900), order(2, 9, 9_900))], True)
    assert [(one.side, one.payee, one.amount_fen, one.ref, one.due_at) for one in found] == [
        (REFERRER, OWNER, 2_000, "O1", 5 + 7 * DAY),
        (FRIEND, 2, 500, "O1", 5 + 7 * DAY),
    ]


def test_a_guide_deleted_in_time_takes_the_reward_back() -> None:
    """INV-21: before it is due a deleted guide leaves nothing, later she leaves it as it is."""
    reward = refer_friend.Terms(reward_fen=2_000, return_ms=7 * DAY)
    commission = share_link.Terms(2_000, 30 * DAY, return_ms=7 * DAY)
    for deleted, stands in ((6, 0), (5 + 7 * DAY, 2_000)):
        deeds = [friend(2, order(1, 5, 10_000), deleted_at=Ms(deleted))]
        for promised in (
            lambda revoke: refer_friend.promises(reward, deeds, revoke),  # noqa: B023 - called at once
            lambda revoke: share_link.promises(commission, deeds, revoke),  # noqa: B023
        ):
            assert (left(promised(True)), left(promised(False))) == (stands, 2_000)


def test_the_first_order_that_is_large_enough_counts() -> None:
    """A smaller one before it neither counts nor stands in the way."""
    terms = refer_friend.Terms(reward_fen=2_000, min_order_fen=500)
    found = refer_friend.promises(terms, [friend(2, order(1, 5, 499), order(2, 9, 500))], True)
    assert [one.ref for one in found] == ["O2"]


@given(
    st.integers(1, 10_000),
    st.integers(0, 500),
    st.lists(st.tuples(st.integers(1, 100_000), st.integers(1, 100_000)), min_size=1, max_size=8),
)
def test_a_link_earns_on_paid_and_unreturned_orders_only(
    bp: int, most: int, orders: list[tuple[int, int]]
) -> None:
    """Commission = rate x order under its limit; refunds take back in proportion; one for each order."""
    terms = share_link.Terms(bp, 30 * DAY, most, return_ms=0)
    bought = [order(place, 9, paid, min(paid, back)) for place, (paid, back) in enumerate(orders)]
    found = share_link.promises(terms, [friend(2, *bought)], True)
    earned = [min(paid * bp // 10_000, most or paid) for paid, _ in orders]
    kept = [fen - fen * min(paid, back) // paid for fen, (paid, back) in zip(earned, orders)]
    assert sum(one.amount_fen for one in found) == sum(earned)
    assert left(found) == sum(kept)


def test_a_link_earns_within_its_window_only() -> None:
    """Who comes too late brings nothing, nor does an order after the window of who came in time."""
    terms = share_link.Terms(1_000, DAY)
    assert share_link.promises(terms, [friend(DAY, order(1, DAY + 5, 100))], True) == []
    found = share_link.promises(terms, [friend(2, order(1, 5), order(2, DAY - 1), order(3, DAY))], True)
    assert [one.ref for one in found] == ["O1", "O2"]


def stays(
    number: int, *times: tuple[int, int | None], registered: int | None = 0, fresh: bool = True
) -> Deeds:
    """A friend in a customer group: when she joined and left."""
    seen = None if registered is None else Ms(registered)
    told = tuple((Ms(joined), None if gone is None else Ms(gone)) for joined, gone in times)
    return friend(number, fresh=fresh, registered_at=seen, stays=told)


@pytest.mark.parametrize(
    ("second", "made"),
    [
        (stays(11, (20, None)), DAY + 20),
        (stays(11, (20, DAY + 20)), None),
        (stays(11, (20, DAY + 21)), DAY + 20),
        (stays(11, (20, 50), (60, None)), DAY + 60),
        (stays(11, (20, None), (30, None)), DAY + 20),
        (stays(11, (20, None), registered=3 * DAY), 3 * DAY),
        (stays(11, (20, None), registered=None), None),
        (stays(11, (20, None), fresh=False), None),
        (stays(11, (7 * DAY, None)), None),
        (stays(11, (90 * DAY - 5, None)), None),
    ],
)
def test_a_group_referral_counts_who_joined_registered_and_stayed(second: Deeds, made: int | None) -> None:
    """A friend counts from when she stayed a day and is registered until she leaves; the prize comes once."""
    terms = group_referral.Terms(2, "GIFT", 7 * DAY)
    found = group_referral.promises(terms, [stays(10, (10, None)), second], True)
    assert [(one.made_at, one.stock, one.amount_fen) for one in found] == (
        [] if made is None else [(made, "GIFT", 0)]
    )


def test_two_stays_of_one_friend_are_one_friend() -> None:
    """Who is in two groups at once is one of two friends, not both."""
    terms = group_referral.Terms(2, "GIFT", 7 * DAY)
    assert group_referral.promises(terms, [stays(10, (10, None), (20, None))], True) == []


def test_a_window_begins_with_the_first_of_a_persons_links() -> None:
    """Friends by a link that was made later have the rest of it, in tasks and in groups."""
    late = {"opened_at": Ms(5 * DAY)}
    friends = [friend(10, order(1, 10)), friend(11, order(2, 7 * DAY), **late)]
    assert prizes(friends) == []
    terms = group_referral.Terms(2, "GIFT", 7 * DAY)
    found = [stays(10, (10, None)), stays(11, (7 * DAY, None))._replace(**late)]
    assert group_referral.promises(terms, found, True) == []
