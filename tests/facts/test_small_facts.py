"""Touches, refunds, counts, memberships, groups and settings: what is new, what is known, what wins."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Optional

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitool.evidence.keeping import tell
from digitool.facts.relations import MEMBERSHIP, TAG, GroupRow, store_group, tag_rows
from digitool.facts.source import Source
from digitool.facts.sync import sync_settings
from digitool.facts.touches import TouchRow, insert_touch, insert_touches, ref_digest
from digitool.facts.touchpoints import Located, Touchpoints, Unplaced
from digitool.facts.traffic import TRAFFIC
from digitool.workspace.build import load_settings

from ..ingest.chain import SETTINGS

HOUR = 3_600_000


def nowhere_else(_touchpoint: int) -> tuple[int, ...]:
    """Touchpoints that never moved."""
    return ()


def test_a_touch_is_not_told_again_after_its_touchpoint_moved(db: sqlite3.Connection) -> None:
    """The same contact of a code that now stands elsewhere is the one that is known."""
    assert insert_touch(db, TouchRow(7, 10, 1, 0, 1, 2), nowhere_else) is True
    assert insert_touch(db, TouchRow(7, 10, 2, 0, 2, 2), {2: (1,)}.__getitem__) is False
    assert insert_touches(db, [(7, 10, 2, 0, 3, 2), (7, 11, 2, 0, 3, 3)], {2: (1,)}.__getitem__) == 1


def test_touches_are_kept_once_and_all_rows_are_counted_right(db: sqlite3.Connection) -> None:
    """A repeat in the same list and in a later one is not new; another event id of that moment is."""
    first = [(1, 10, 1, 0, 1, 2), (1, 10, 1, 0, 1, 3), (1, 10, 1, ref_digest("e2"), 1, 4)]
    assert insert_touches(db, first, nowhere_else) == 2
    assert insert_touches(db, [(1, 10, 1, 0, 2, 2), (2, 10, 1, 0, 2, 3)], nowhere_else) == 1
    assert insert_touch(db, TouchRow(2, 10, 1, 0, 3, 9), nowhere_else) is False
    assert insert_touch(db, TouchRow(2, 11, 1, 0, 3, 9), nowhere_else) is True
    assert db.execute("SELECT batch, line FROM touch WHERE identifier = 2 AND at = 10").fetchone()[:] == (
        2,
        3,
    )


def test_the_larger_count_of_one_time_counts(db: sqlite3.Connection) -> None:
    """The same count again is known; another one is news, and counts where it is larger, in any order."""

    def count(entered: int | None, batch: int) -> bool:
        key = (1, 2 * HOUR, "period", "1", HOUR)
        (heard,) = tell(db, TRAFFIC, [(*key, entered, 3, 0, False, batch, 2)])
        return heard.new

    assert [count(5, 1), count(5, 2), count(6, 3), count(None, 4), count(4, 5)] == [True, False, *[True] * 3]
    assert db.execute("SELECT entered, exited, batch FROM traffic").fetchone()[:] == (6, 3, 3)


Answer = tuple[bool, Optional[bool], int]
ANSWERS = st.tuples(st.booleans(), st.sampled_from([None, True, False]), st.integers(0, 2))


def _twice(rows: list[Answer]) -> st.SearchStrategy[tuple[list[Answer], list[Answer]]]:
    """Rows as they are, and in another order."""
    return st.tuples(st.just(rows), st.permutations(rows))


@settings(max_examples=60, deadline=None)
@given(orders=st.lists(ANSWERS, min_size=1, max_size=5).flatmap(_twice))
def test_memberships_of_one_moment_add_up_in_any_order(
    pristine: Path, orders: tuple[list[Answer], list[Answer]]
) -> None:
    """Joined in one list is joined, a refusal outweighs a consent, the smallest store id stands."""
    rows, shuffled = orders
    memory = sqlite3.connect(":memory:")
    with sqlite3.connect(pristine / "digitool.db") as source:
        source.backup(memory)
    source.close()
    for batch, said in enumerate(shuffled, 1):
        tell(memory, MEMBERSHIP, [(1, 0, *said, batch, 2)])
    member, consent, store = zip(*rows)
    said = [answer for answer in consent if answer is not None]
    stores = [one for one in store if one]
    expected = (max(member), min(said) if said else None, min(stores) if stores else 0)
    assert memory.execute("SELECT member, consent, store FROM membership").fetchone() == expected
    assert not any(one.new for one in tell(memory, MEMBERSHIP, [(1, 0, *row, 9, 9) for row in rows]))
    memory.close()


def test_tags_and_groups_say_whether_anything_was_new(db: sqlite3.Connection) -> None:
    """The second time is known; a group's empty fields never blank out what was told."""
    news = [
        [one.new for one in tell(db, TAG, tag_rows(1, "zhangsan", tags, (), Source(batch, 2)))]
        for batch, tags in enumerate((("a", "b"), ("b",), ("b", "c")), 1)
    ]
    assert news == [[True, True], [False], [False, True]]
    told = [
        store_group(db, GroupRow("wr1", *rest), Source(1, 2))
        for rest in (("", "", "", 0), ("名", "lisi", "0", 5), ("", "", "", 0))
    ]
    assert [one.new for one in told] == [True, True, False]
    assert db.execute("SELECT name, owner, status, created_at FROM group_chat").fetchone()[:] == (
        "名",
        "lisi",
        "0",
        5,
    )


@pytest.fixture
def configured(db: sqlite3.Connection, tmp_path: Path) -> Callable[[str], bool]:
    """Writes settings into the database; says whether what was counted must be counted again."""

    def sync(text: str) -> bool:
        (tmp_path / "digitool.toml").write_text(text, "utf-8")
        return any(sync_settings(db, load_settings(tmp_path / "digitool.toml")))

    return sync


def test_only_settings_that_move_counted_figures_ask_for_a_recount(
    db: sqlite3.Connection, configured: Callable[[str], bool]
) -> None:
    """Names never do; a cut-off, a gap, hours of a counted store and a touchpoint's kind do."""
    assert configured(SETTINGS) is False
    assert configured(SETTINGS) is False
    db.execute("INSERT INTO store_day VALUES (1, 20000, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 20000, 20001)")
    db.execute("INSERT INTO scene_day VALUES (1, 3, 20000, 1, 1)")
    assert configured(SETTINGS.replace("一店", "首店")) is False
    for old, new in (
        ("cutoff_hour = 3", "cutoff_hour = 4"),
        ("cutoff_hour = 3", "cutoff_hour = 3\nvisit_gap_hours = 2"),
        ("09:00-22:00", "09:00-23:00"),
        ('scene = "shelf"', 'scene = "shelf"\nphysical = false'),
    ):
        assert configured(SETTINGS.replace(old, new)) is True, new
        assert configured(SETTINGS) is True
    assert configured(SETTINGS.replace("10:00-21:00", "10:00-20:00")) is False


def test_touchpoints_are_placed_by_file_or_settings_or_not_at_all(
    db: sqlite3.Connection, configured: Callable[[str], bool], tmp_path: Path
) -> None:
    """A known code needs no more; an unknown one needs a scene; stores go by code or name."""
    configured(SETTINGS)
    places = Touchpoints(db, load_settings(tmp_path / "digitool.toml"))
    shelf = places.id(Located("S001-shelf", "", ""))
    assert (
        places.id(Located("S001-shelf", "shelf", "S001"))
        == shelf
        == places.id(Located("S001-shelf", "", "一店"))
    )
    assert places.id(Located("S001-shelf", "", "S002")) != shelf
    made = places.id(Located("new", "item_code", ""))
    assert db.execute("SELECT physical, store FROM touchpoint WHERE id = ?", (made,)).fetchone()[:] == (0, 0)
    for located, what, value in (
        (Located("new2", "", ""), "touchpoint", "new2"),
        (Located("S001-shelf", "roof", ""), "scene", "roof"),
        (Located("S001-shelf", "", "S9"), "store", "S9"),
    ):
        with pytest.raises(Unplaced) as caught:
            places.id(located)
        assert (caught.value.what, caught.value.value) == (what, value)
