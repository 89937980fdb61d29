"""Which store-days a write changes the sums of."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from digitool.flow.contributions import Contributions, Sums
from digitool.flow.moved import MovedDays

CUTOFFS = {1: 0, 2: 4}

visits = st.dictionaries(st.tuples(st.sampled_from([1, 2]), st.integers(480_000, 480_060)), st.integers(1, 9))
sales = st.dictionaries(st.tuples(st.sampled_from([1, 2]), st.integers(20_000, 20_003)), st.integers(1, 9))
given_by_some = st.tuples(visits, sales)


def sums(visits: dict[tuple[int, int], int], known: dict[tuple[int, int], int]) -> Contributions:
    """Contributions with these counts by key, and nothing of staff."""
    counted = {"hour_visits": visits, "sales_known": known, "sales_staff": {}}
    return {
        name: Sums(
            np.array(list(rows) or np.empty((0, 2)), dtype=np.int64).reshape(-1, 2).T,
            np.array(list(rows.values()), dtype=np.int64),
        )
        for name, rows in counted.items()
    }


@given(st.lists(given_by_some, max_size=4), st.lists(given_by_some, max_size=4))
def test_exactly_the_days_whose_sums_differ_have_moved(
    before: list[tuple[dict[tuple[int, int], int], ...]], after: list[tuple[dict[tuple[int, int], int], ...]]
) -> None:
    """Whatever persons gave in whatever parts: a day has moved when an hour's visits or its sales did."""
    moved, hours, days = MovedDays(), Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for sign, parts in ((-1, before), (1, after)):
        for of_hours, of_days in parts:
            moved.add(sums(of_hours, of_days), CUTOFFS, sign)
            hours.update({key: sign * count for key, count in of_hours.items()})
            days.update({key: sign * count for key, count in of_days.items()})
    of_visits = {(store, (hour - CUTOFFS[store]) // 24) for (store, hour), count in hours.items() if count}
    assert moved.days() == of_visits | {key for key, count in days.items() if count}


def test_days_of_staff_have_always_moved() -> None:
    """What staff paid is no sum that is kept, so two of them who trade places are not overlooked."""
    staff = {**sums({}, {}), "sales_staff": Sums(np.array([[1], [20_000]]), np.array([1]))}
    moved = MovedDays()
    moved.add(staff, CUTOFFS, -1)
    moved.add(staff, CUTOFFS, 1)
    assert moved.days() == {(1, 20_000)}
