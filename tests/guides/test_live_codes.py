"""Live codes: who answers a scan at any moment, within shifts and limits, and what a code brought."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.guides.answering import (
    AT_CAPACITY,
    CHOSEN,
    FREE,
    FULL_TODAY,
    OFF_SHIFT,
    UNKNOWN,
    LiveCode,
    Turn,
    who,
)
from digitool.guides.roster import LEFT, NOT_STARTED, Post
from digitool.guides.workload import Workload
from digitool.model.days import day_number, parse_instant
from digitool.workspace.hours import parse_week
from digitool.workspace.settings import Guide
from tests.guides.people import T0, added, founded, take_events

from ..conftest import Cli

MONDAY_10 = parse_instant("2026-03-02 10:00:00")
WEEK = "mon-fri 09:00-17:00"


def turn(userid: str, *, backup: bool = False, shift: str = "", **more: Any) -> Turn:
    """A guide behind a code."""
    hours = parse_week(shift) if shift else None
    return Turn(userid, backup, Post(Guide(userid, shift=hours, **more)))


def code(*turns: Turn) -> LiveCode:
    """A code on the shelf of a store."""
    return LiveCode("S001-shelf", "S001", "shelf", turns)


def decisions(found: LiveCode, at: int = MONDAY_10, **loads: Workload) -> dict[str, str]:
    """What was decided about each guide."""
    return {one.guide: one.decision for one in who(found, at, loads).verdicts}


@pytest.mark.parametrize(
    ("moment", "shift", "works"),
    [
        ("2026-03-02 09:00:00", WEEK, True),
        ("2026-03-02 17:00:00", WEEK, False),
        ("2026-03-01 10:00:00", WEEK, False),
        ("2026-03-03 01:30:00", "mon 18:00-02:00", True),
        ("2026-03-04 01:30:00", "mon 18:00-02:00", False),
        ("2026-03-02 03:00:00", "sat-mon 22:00-06:00", True),
        ("2026-03-03 12:00:00", "fri-mon 09:00-17:00, tue 11:00-13:00", True),
        ("2026-03-03 12:00:00", "", True),
    ],
)
def test_shifts(moment: str, shift: str, works: bool) -> None:
    """Closing time is off duty, a night shift belongs to the day it began on, no shift is always."""
    one = turn("a", shift=shift)
    assert one.post is not None and one.post.on_duty(parse_instant(moment)) is works


@pytest.mark.parametrize(
    "text", ["", "funday 09:00-17:00", "mon", "mon 9-17", "mon-fri 09:00-17:00, tue 10:00-12:00"]
)
def test_a_shift_that_cannot_be_read_is_refused(text: str) -> None:
    """A weekday that is none, no hours, and a day named twice."""
    with pytest.raises(ValueError, match=r"."):
        parse_week(text)


def test_fewest_additions_today_then_the_order_of_the_code() -> None:
    """Turns are fair: the one who had least today is next."""
    found = code(turn("a"), turn("b"), turn("c"))
    assert who(found, MONDAY_10, {}).guide == "a"
    assert who(found, MONDAY_10, {"a": Workload(2), "b": Workload(1), "c": Workload(1)}).guide == "b"


def test_every_reason_to_pass_a_guide_over() -> None:
    """Off shift, at her daily limit, at capacity, gone, not there yet, unknown; the backup answers."""
    march = day_number(date(2026, 3, 2))
    found = code(
        turn("off", shift="tue 09:00-17:00"),
        turn("full", daily_adds=3),
        turn("held", capacity=10),
        turn("gone", left=march),
        turn("soon", joined=march + 1),
        Turn("who", False, None),
        turn("spare", backup=True, shift="tue 09:00-17:00"),
    )
    assert decisions(found, full=Workload(3), held=Workload(0, 10)) == {
        "off": OFF_SHIFT,
        "full": FULL_TODAY,
        "held": AT_CAPACITY,
        "gone": LEFT,
        "soon": NOT_STARTED,
        "who": UNKNOWN,
        "spare": CHOSEN,
    }


def test_a_backup_waits_while_anybody_can() -> None:
    """However few additions she had."""
    assert decisions(code(turn("a"), turn("b", backup=True)), a=Workload(500)) == {"a": CHOSEN, "b": FREE}


def test_nobody_answers_a_retired_code_or_one_whose_guides_are_all_full() -> None:
    """It is said, not guessed."""
    full = code(turn("a", daily_adds=1))
    assert who(full, MONDAY_10, {"a": Workload(1)}).guide is None
    assert who(full._replace(retired_at=MONDAY_10), MONDAY_10, {}).guide is None
    assert who(full._replace(retired_at=MONDAY_10 + 1), MONDAY_10, {}).guide == "a"


def test_the_platforms_capacity_holds_where_she_has_none_of_her_own() -> None:
    """20,000 customers, a dated rule."""
    assert decisions(code(turn("a")), a=Workload(0, 19_999)) == {"a": CHOSEN}
    assert decisions(code(turn("a")), a=Workload(0, 20_000)) == {"a": AT_CAPACITY}


@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(0, 4), st.sampled_from(["", WEEK, "tue 09:00-17:00"])),
        min_size=1,
        max_size=6,
    ),
    st.integers(0, 7 * 24).map(lambda hour: MONDAY_10 + hour * 3_600_000),
    st.integers(1, 40),
)
def test_a_day_of_scans_keeps_every_limit_and_is_fair(
    guides: list[tuple[bool, int, str]], at: int, scans: int
) -> None:
    """Scan after scan: nobody passes her limit, only those on duty answer, turns differ by one at most."""
    found = code(
        *(
            turn(f"g{n}", backup=backup, shift=shift, daily_adds=limit)
            for n, (backup, limit, shift) in enumerate(guides)
        )
    )
    loads: dict[str, Workload] = {}
    for _scan in range(scans):
        chosen = who(found, at, loads).guide
        if chosen is None:
            break
        loads[chosen] = Workload(loads.get(chosen, Workload()).today + 1)
    for one in found.turns:
        assert one.post is not None
        today = loads.get(one.guide, Workload()).today
        limit = one.post.guide.daily_adds
        assert not limit or today <= limit
        assert one.backup or not today or one.post.on_duty(at)
    free = [
        loads.get(one.guide, Workload()).today
        for one in found.turns
        if not one.backup and one.post and one.post.on_duty(at) and not one.post.guide.daily_adds
    ]
    assert not free or max(free) - min(free) <= 1


def code_rows(cli: Cli, root: Path, *words: str) -> list[dict[str, Any]]:
    """Rows of ``digitool guide code ...``."""
    done = cli("guide", "code", *words, "--json", cwd=root)
    assert done.exit == 0, done.err
    return done.rows


def test_the_life_of_a_code(workspace: Path, cli: Cli) -> None:
    """Put up, asked, changed, taken down; every write has a dry run and a key."""
    founded(workspace)
    put = ("add", "S001-till", "--guides", "zhangsan,lisi", "--backup", "wangwu", "--store", "S001")
    assert code_rows(cli, workspace, *put, "--location", "till", "--dry-run")[0]["state"] == "up"
    assert code_rows(cli, workspace, "list") == []
    first = cli("guide", "code", *put, "--location", "till", "--key", "k", "--json", cwd=workspace)
    again = cli("guide", "code", *put, "--location", "till", "--key", "k", "--json", cwd=workspace)
    assert (first.exit, first.json["rows"]) == (0, again.json["rows"])
    assert code_rows(cli, workspace, "show", "S001-till")[0]["backups"] == ["wangwu"]
    take_events(workspace, [added("zhangsan", "wm1", T0, State="S001-till")])
    morning = ("resolve", "S001-till", "--as-of", "2026-03-01T12:00:00+08:00")
    assert [(row["guide"], row["decision"]) for row in code_rows(cli, workspace, *morning)] == [
        ("zhangsan", FREE),
        ("lisi", CHOSEN),
        ("wangwu", FREE),
    ]
    assert code_rows(cli, workspace, "change", "S001-till", "--guides", "wangwu")[0]["guides"] == ["wangwu"]
    assert code_rows(cli, workspace, "retire", "S001-till")[0]["state"] == "retired"
    report = code_rows(cli, workspace, "report", "--from", "2026-03-01", "--to", "2026-03-02")
    assert [(row["code"], row["location"], row["net"]) for row in report] == [("S001-till", "till", 1)]


@pytest.mark.parametrize(
    ("words", "exit_code", "error"),
    [
        (("add", "S001-shelf", "--guides", "zhangsam"), 4, "no_guide"),
        (("add", "S001-shelf", "--guides", "zhangsan,zhangsan"), 2, "bad_guides"),
        (("add", "x" * 31, "--guides", "zhangsan"), 6, "code_limit"),
        (("add", " ", "--guides", "zhangsan"), 2, "bad_code"),
        (("add", "up", "--guides", "zhangsan"), 5, "code_exists"),
        (("resolve", "upp"), 4, "no_code"),
        (("add", "S1", "--guides", "zhangsan", "--store", "S009"), 4, "no_such_store"),
    ],
)
def test_what_cannot_be_put_up_is_refused(
    workspace: Path, cli: Cli, words: tuple[str, ...], exit_code: int, error: str
) -> None:
    """Unknown guides, codes and stores, a state above WeCom's 30 characters, the same code twice."""
    founded(workspace)
    code_rows(cli, workspace, "add", "up", "--guides", "zhangsan")
    done = cli("guide", "code", *words, "--json", cwd=workspace)
    assert (done.exit, done.error["code"]) == (exit_code, error)


def test_a_guide_who_has_left_is_put_behind_no_code(workspace: Path, cli: Cli) -> None:
    """Nobody would answer: neither a new code nor a changed one takes her, before she leaves both do."""
    founded(workspace, '\n[guides.gone]\nname = "Gone"\nleft = "2026-03-02"\n')
    code_rows(cli, workspace, "add", "up", "--guides", "zhangsan")
    for words in (
        ("add", "S1", "--guides", "gone"),
        ("change", "up", "--guides", "lisi", "--backup", "gone"),
    ):
        late = ("--as-of", "2026-03-02T12:00:00+08:00", "--json")
        done = cli("guide", "code", *words, *late, cwd=workspace)
        assert (done.exit, done.error["code"]) == (6, "guide_left")
        early = ("--as-of", "2026-03-01T12:00:00+08:00", "--json")
        assert cli("guide", "code", *words, *early, cwd=workspace).exit == 0
