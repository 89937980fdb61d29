"""Episodes: the same marks give the same episodes, however they arrive."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from digitool.facts.episodes import (
    ADDED,
    BY_CUSTOMER,
    BY_GUIDE,
    BY_TRANSFER,
    EDITED,
    HALF,
    HELD,
    LISTED,
    REFUSED,
    SAME_MS,
    Episode,
    Mark,
    fold,
    status_of,
)

HOUR = 3_600_000
KINDS = (ADDED, LISTED, HALF, HELD, EDITED, BY_CUSTOMER, BY_GUIDE, BY_TRANSFER, REFUSED)
STATUSES = {
    *("half", "active", "orphaned", "lost_by_customer", "lost_by_guide"),
    *("mutual_lost", "transferred_out", "lost"),
}
"""Every status of a relation."""

INSTANTS = st.integers(1, 8).map(lambda hour: hour * HOUR) | st.integers(1, 5_000)
MARKS = st.lists(st.builds(Mark, INSTANTS, st.sampled_from(KINDS)), max_size=12)
ABSENT = st.lists(INSTANTS, max_size=3)


def spans(*marks: Mark, absent: tuple[int, ...] = ()) -> list[tuple[int, int | None, str]]:
    """From, to and who ended it, of every episode."""
    return [(one.added_at, one.lost_at, one.lost_by) for one in fold(marks, absent)]


def statuses(*marks: Mark) -> list[str]:
    """The status of every episode."""
    return [status_of(one) for one in fold(marks)]


@given(MARKS, ABSENT, st.randoms())
def test_order_and_repeats_change_nothing(marks: list[Mark], absent: list[int], random: object) -> None:
    """Shuffled and delivered twice, the marks of a pair fold to the same episodes."""
    told = [*marks, *marks]
    random.shuffle(told)  # type: ignore[attr-defined]
    assert fold(told, absent) == fold(marks, absent)


@given(MARKS, ABSENT)
def test_episodes_follow_each_other(marks: list[Mark], absent: list[int]) -> None:
    """Spans are in order, never overlap, have distinct beginnings, and only the last may run."""
    found = fold(marks, absent)
    assert len({one.added_at for one in found}) == len(found)
    for one, after in pairwise(found):
        assert one.lost_at is not None and one.added_at <= one.lost_at <= after.added_at
    assert all(one.lost_at is None or one.lost_at >= one.added_at for one in found)
    assert {status_of(one) for one in found} <= STATUSES


@given(MARKS, INSTANTS)
def test_a_later_deletion_always_ends_it(marks: list[Mark], gap: int) -> None:
    """After everything else, a deletion by the customer leaves nobody active."""
    last = max((mark.at for mark in marks), default=0)
    found = fold([*marks, Mark(last + gap, BY_CUSTOMER)])
    assert found and all(one.lost_at is not None for one in found)


def test_every_status_of_the_state_machine() -> None:
    """none, half, active, each way of being lost, and lost by both (private-domain.md 2.2)."""
    add, half = Mark(HOUR, ADDED), Mark(HOUR, HALF)
    customer, guide = Mark(2 * HOUR, BY_CUSTOMER), Mark(3 * HOUR, BY_GUIDE)
    assert statuses() == []
    assert statuses(half) == ["half"]
    assert statuses(half, Mark(2 * HOUR, ADDED)) == ["active"]
    assert statuses(add, customer) == ["lost_by_customer"]
    assert statuses(add, guide) == ["lost_by_guide"]
    assert statuses(add, customer, guide) == ["mutual_lost"]
    assert statuses(add, Mark(2 * HOUR, BY_TRANSFER)) == ["transferred_out"]
    assert statuses(add, customer, Mark(4 * HOUR, ADDED)) == ["lost_by_customer", "active"]
    assert status_of(fold([add])[0], guide_gone=True) == "orphaned"
    assert [status_of(one) for one in fold([add], [5 * HOUR])] == ["lost"]


def test_confirmed_a_day_later_is_one_episode() -> None:
    """A customer who waits a day for her guide to confirm began when she added the guide."""
    assert spans(Mark(HOUR, HALF), Mark(25 * HOUR, ADDED)) == [(HOUR, None, "")]


def test_an_event_and_an_export_of_one_adding_are_one_episode() -> None:
    """They differ by a second; the code of one and the way of the other both stay."""
    found = fold([Mark(HOUR + 1_000, ADDED, 0, "S001-shelf"), Mark(HOUR, LISTED, 1)])
    assert found == [Episode(HOUR, 1, "S001-shelf")]


def test_deleted_and_added_again_in_one_second() -> None:
    """Whoever was a friend was lost first; whoever was not was added first."""
    both = (Mark(2 * HOUR, BY_CUSTOMER), Mark(2 * HOUR, ADDED))
    assert spans(Mark(HOUR, ADDED), *both) == [(HOUR, 2 * HOUR, "customer"), (2 * HOUR, None, "")]
    assert spans(*both) == [(2 * HOUR, 2 * HOUR, "customer")]


def test_met_again_without_an_end_had_ended() -> None:
    """A second beginning much later proves an end that nobody saw."""
    assert spans(Mark(HOUR, LISTED), Mark(HOUR + SAME_MS + 1, LISTED)) == [
        (HOUR, HOUR + SAME_MS + 1, ""),
        (HOUR + SAME_MS + 1, None, ""),
    ]


def test_an_end_alone_is_an_episode_of_unknown_beginning() -> None:
    """A deletion whose addition nobody saw is counted as lost, not ignored."""
    assert spans(Mark(HOUR, BY_GUIDE)) == [(0, HOUR, "guide")]


def test_missing_in_a_full_list_is_lost_by_then() -> None:
    """An exact end that is known tells when and by whom; else only that it had ended."""
    add = Mark(HOUR, ADDED)
    assert spans(add, absent=(3 * HOUR,)) == [(HOUR, 3 * HOUR, "")]
    assert spans(add, Mark(2 * HOUR, BY_CUSTOMER), absent=(3 * HOUR,)) == [(HOUR, 2 * HOUR, "customer")]
    assert spans(add, absent=(HOUR // 2,)) == [(HOUR, None, "")]
    assert spans(Mark(HOUR, HALF), absent=(3 * HOUR,)) == [(HOUR, None, "")]


def test_a_lost_customer_who_stays_in_the_guides_list_is_lost() -> None:
    """Being listed, or a changed remark, does not undo a deletion by the customer."""
    end = Mark(2 * HOUR, BY_CUSTOMER)
    assert spans(Mark(HOUR, ADDED), end, Mark(3 * HOUR, HELD), Mark(4 * HOUR, EDITED)) == [
        (HOUR, 2 * HOUR, "customer")
    ]


def test_a_list_without_dates_begins_nowhere_and_takes_a_later_date() -> None:
    """A bare id list makes a relation of unknown beginning; the export fills it in."""
    assert spans(Mark(0, HELD)) == [(0, None, "")]
    assert spans(Mark(0, HELD), Mark(HOUR, LISTED)) == [(HOUR, None, "")]


def test_a_failed_handover_says_nothing_of_the_receivers_own_relation() -> None:
    """transfer_fail names the receiver: her relation neither begins nor ends by it."""
    assert spans(Mark(HOUR, REFUSED)) == []
    assert spans(Mark(HOUR, ADDED), Mark(2 * HOUR, REFUSED)) == [(HOUR, None, "")]
