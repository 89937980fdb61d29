"""Who holds whom: one person and five relations, full lists, who was lost, who is new, who is not tagged."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from digitool.errors import DataError
from tests.guides.people import (
    DAY,
    GUIDES,
    HOUR,
    T0,
    added,
    event,
    founded,
    left,
    relations,
    state_of,
    take_contacts,
    take_events,
)
from tests.ingest.chain import ask, failed_checks, load

from ..conftest import Cli

AT = (T0 + 3 * DAY) * 1000


def contact(who: str, guide: str = "zhangsan", at: int = T0, **more: Any) -> dict[str, Any]:
    """One customer of a page."""
    return {"id": who, "guide": guide, "at": at, **more}


def ask_guide(cli: Cli, root: Path, *words: str) -> list[dict[str, Any]]:
    """Rows of ``digitool guide ...``, as of 2026-03-10."""
    done = cli("guide", *words, "--json", cwd=root, env={"DIGITOOL_AS_OF": "2026-03-10T09:00:00+08:00"})
    assert done.exit == 0, done.err
    return done.rows


def test_the_same_customer_seen_by_five_guides_is_one_person_five_relations(
    workspace: Path, cli: Cli
) -> None:
    """Five relations, one person in every figure that counts people, one guide who serves her."""
    founded(workspace)
    take_contacts(workspace, [contact("wm1", guide, T0 + n) for n, guide in enumerate(GUIDES)])
    rows = ask_guide(cli, workspace, "relations")
    assert (len(rows), {row["customer"] for row in rows}) == (5, {"P1"})
    funnel = cli("flow", "funnel", "--from", "2026-03-01", "--to", "2026-03-02", "--json", cwd=workspace)
    assert {row["stage"]: row["persons"] for row in funnel.rows}["reachable"] == 1
    report = ask_guide(cli, workspace, "new", "--from", "2026-03-01", "--to", "2026-03-02")
    assert sorted(row["new"] for row in report) == [False] * 4 + [True]
    assert [row["guide"] for row in ask_guide(cli, workspace, "bind", "show", "P1")] == ["zhangsan"]


def test_a_lost_customer_is_no_longer_reachable(workspace: Path, cli: Cli) -> None:
    """Whoever deleted her only guide cannot be written to; the funnel says so."""
    founded(workspace)
    take_contacts(workspace, [contact("wm1"), contact("wm2")])
    take_events(workspace, [left("zhangsan", "wm1", T0 + DAY)])
    funnel = cli("flow", "funnel", "--from", "2026-03-01", "--to", "2026-03-02", "--json", cwd=workspace)
    found = {row["stage"]: row["persons"] for row in funnel.rows}
    assert (found["identified"], found["reachable"]) == (2, 1)
    assert failed_checks(cli("check", "--json", cwd=workspace).rows) == []


def test_missing_in_a_later_full_list_is_lost_by_then(workspace: Path, cli: Cli) -> None:
    """With --full --at it is known that she had gone, not when nor by whom; and the command says so."""
    founded(workspace)
    take_contacts(workspace, [contact("wm1"), contact("wm2"), contact("wm3", "lisi")])
    take_contacts(workspace, [contact("wm1")], full=True, at=AT)
    assert relations(workspace) == [
        ("lisi", "wm3", T0, None, ""),
        ("zhangsan", "wm1", T0, None, ""),
        ("zhangsan", "wm2", T0, AT // 1000, ""),
    ]
    done = cli("guide", "lost", "--from", "2026-03-01", "--to", "2026-03-10", cwd=workspace)
    assert "unknown" in done.out and "1 had been lost by then" in done.err


def test_missing_in_a_page_says_nothing(workspace: Path) -> None:
    """A page is part of a list unless somebody says that it is all."""
    founded(workspace)
    take_contacts(workspace, [contact("wm1"), contact("wm2")])
    take_contacts(workspace, [contact("wm1")])
    assert [row[3] for row in relations(workspace)] == [None, None]


def test_an_exact_end_that_arrives_later_replaces_the_guess(new_chain: Callable[[], Path]) -> None:
    """First list, full list and deletion give the same state in all six orders."""

    def first(root: Path) -> None:
        take_contacts(root, [contact("wm1"), contact("wm2")])

    def full(root: Path) -> None:
        take_contacts(root, [contact("wm1")], full=True, at=AT)

    def deleted(root: Path) -> None:
        take_events(root, [left("zhangsan", "wm2", T0 + DAY)])

    states = []
    for order in permutations([first, full, deleted]):
        root = founded(new_chain())
        for step in order:
            step(root)
        states.append(state_of(root))
    assert all(one == states[0] for one in states)
    assert states[0]["relations"][1] == ("zhangsan", "wm2", T0, T0 + DAY, "customer")


@pytest.mark.parametrize(
    ("text", "read", "code"),
    [
        ('{"errcode": 0, "external_userid": ["wm1"]}', {"full": True, "guide": "a"}, "needs_time"),
        (
            '{"errcode": 0, "external_contact_list": [], "next_cursor": "more"}',
            {"full": True, "at": AT},
            "not_full",
        ),
    ],
)
def test_half_a_list_is_not_taken_as_full(
    workspace: Path, text: str, read: dict[str, Any], code: str
) -> None:
    """Without its time, or with more pages to come, a list says nothing of who is missing."""
    founded(workspace)
    (workspace / "list.json").write_text(text, "utf-8")
    with pytest.raises(DataError) as caught:
        load(workspace, workspace / "list.json", read=read)
    assert caught.value.code == code


def test_a_full_list_with_a_bad_row_makes_nobody_lost(workspace: Path) -> None:
    """The customer whose row cannot be read would seem to be gone."""
    founded(workspace)
    take_contacts(workspace, [contact("wm1"), contact("wm2")])
    outcome = take_contacts(workspace, [contact("wm1"), contact("")], full=True, at=AT)
    assert [warning.code for warning in outcome.warnings] == ["not_full"]
    assert [row[3] for row in relations(workspace)] == [None, None]


def test_relations_show_every_status_and_episode(workspace: Path, cli: Cli) -> None:
    """Half, active, lost by either and both, transferred, and who came back; a guide who left orphans."""
    founded(workspace, '\n[guides.gone]\nstore = "S001"\nleft = 2026-03-05\n')
    log = [
        event("add_half_external_contact", "zhangsan", "wm1", T0),
        added("zhangsan", "wm2", T0),
        added("zhangsan", "wm3", T0),
        left("zhangsan", "wm3", T0 + HOUR),
        event("del_external_contact", "zhangsan", "wm3", T0 + 2 * HOUR),
        added("zhangsan", "wm4", T0),
        left("zhangsan", "wm4", T0 + HOUR),
        added("zhangsan", "wm4", T0 + DAY),
        added("zhangsan", "wm5", T0),
        event("del_external_contact", "zhangsan", "wm5", T0 + HOUR, Source="DELETE_BY_TRANSFER"),
        added("gone", "wm6", T0),
    ]
    take_events(workspace, log)
    rows = ask_guide(cli, workspace, "relations")
    assert sorted((row["status"], row["episodes"]) for row in rows) == [
        ("active", 1),
        ("active", 2),
        ("half", 1),
        ("mutual_lost", 1),
        ("orphaned", 1),
        ("transferred_out", 1),
    ]
    one = ask_guide(cli, workspace, "relations", "zhangsan", "--status", "half")
    assert [row["customer"] for row in one] == ["P1"]


def test_as_of_shows_the_relations_of_that_moment(workspace: Path, cli: Cli) -> None:
    """Before the deletion she was active, before the addition she was not there."""
    founded(workspace)
    take_events(workspace, [added("zhangsan", "wm1", T0), left("zhangsan", "wm1", T0 + 2 * DAY)])
    seen = {}
    for day in ("01", "02", "04"):
        at = f"2026-03-{day}T08:00:00+08:00"
        rows = cli("guide", "relations", "--as-of", at, "--json", cwd=workspace).rows
        seen[day] = [row["status"] for row in rows]
    assert seen == {"01": [], "02": ["active"], "04": ["lost_by_customer"]}


def test_who_was_lost_last_week_by_whom_and_after_which_touch(workspace: Path, cli: Cli) -> None:
    """Monday's question, with who still holds her."""
    founded(workspace)
    take_contacts(workspace, [contact("wm1"), contact("wm1", "lisi", T0 + HOUR), contact("wm2")])
    take_events(workspace, [left("zhangsan", "wm1", T0 + DAY)])
    rows = ask_guide(cli, workspace, "lost", "--from", "2026-03-02", "--to", "2026-03-09")
    assert rows == [
        {
            "guide": "zhangsan",
            "customer": "P1",
            "lost_at": "2026-03-02T09:00:00+08:00",
            "lost_by": "customer",
            "added_at": "2026-03-01T09:00:00+08:00",
            "last_touch": "2026-03-01T10:00:00+08:00",
            "still_with": ["lisi"],
        }
    ]
    assert (
        ask_guide(cli, workspace, "lost", "--from", "2026-03-02", "--to", "2026-03-09", "--store", "S002")
        == []
    )


def test_what_came_after_a_loss_is_not_the_last_touch_before_it(workspace: Path, cli: Cli) -> None:
    """Whoever deletes one guide and adds another later was last met before that, as far as the loss goes."""
    founded(workspace)
    take_contacts(workspace, [contact("wm1"), contact("wm1", "lisi", T0 + 2 * DAY)])
    take_events(workspace, [left("zhangsan", "wm1", T0 + DAY)])
    rows = ask_guide(cli, workspace, "lost", "--from", "2026-03-02", "--to", "2026-03-09")
    assert [row["last_touch"] for row in rows] == ["2026-03-01T09:00:00+08:00"]


def test_a_tag_of_any_guide_counts_for_the_person(workspace: Path, cli: Cli) -> None:
    """Who is not tagged: persons, by every guide who holds them; coverage counts each person once."""
    founded(workspace)
    take_contacts(
        workspace,
        [contact("wm1", tags=["t1"]), contact("wm1", "lisi"), contact("wm2"), contact("wm2", "lisi")],
    )
    done = cli("guide", "untagged", "--json", cwd=workspace)
    assert [(row["guide"], row["customer"]) for row in done.rows] == [("lisi", "P2"), ("zhangsan", "P2")]
    assert done.json["meta"]["tagged"] == {"value": 0.5, "num": 1, "den": 2}


def test_the_roster_shows_room_and_who_only_files_know(workspace: Path, cli: Cli) -> None:
    """Capacity is her own or the platform's 20,000; a guide outside the settings is listed as such."""
    founded(workspace, '\n[guides.sunba]\ncapacity = 2\nshift = "mon-fri 09:00-17:00"\nleft = 2026-03-05\n')
    take_contacts(workspace, [contact("wm1"), contact("wm2", "stranger"), contact("wm3", "sunba")])
    rows = {row["guide"]: row for row in ask_guide(cli, workspace, "list")}
    assert (rows["zhangsan"]["customers"], rows["zhangsan"]["room"]) == (1, 19_999)
    assert (rows["sunba"]["state"], rows["sunba"]["on_duty"], rows["sunba"]["room"]) == ("left", False, 1)
    assert (rows["stranger"]["state"], rows["stranger"]["customers"]) == ("not_on_roster", 1)


def test_an_unknown_guide_is_not_an_empty_answer(workspace: Path, cli: Cli) -> None:
    """A slip of the pen is told with the nearest name, exit 4."""
    founded(workspace)
    done = cli("guide", "relations", "zhangsam", "--json", cwd=workspace)
    assert (done.exit, done.error["code"]) == (4, "no_guide")
    assert "zhangsan" in done.error["hint"]


def test_a_tampered_relation_is_found_by_check(workspace: Path, cli: Cli) -> None:
    """Episodes are recomputed from what was told, and a difference is named."""
    founded(workspace)
    take_contacts(workspace, [contact("wm1")])
    import sqlite3

    with sqlite3.connect(workspace / "digitool.db") as connection:
        connection.execute("UPDATE relation SET lost_at = added_at + 1")
    connection.close()
    rows = {row["check"]: row for row in cli("check", "--json", cwd=workspace).rows}
    assert not rows["guide-relations"]["passed"] and "I1 with zhangsan" in rows["guide-relations"]["detail"]
    assert not rows["guide-bindings"]["passed"]


def test_a_linkwechat_defect_is_not_ours_deleted_contacts_do_not_stay_counted(
    workspace: Path, cli: Cli
) -> None:
    """LinkWeChat counts every added contact: no window, no new or old, no revoke on deletion (4.1, 2)."""
    founded(workspace)
    take_contacts(workspace, [contact("old", at=T0 - 90 * DAY, state="S001-shelf")])
    log = [
        added("lisi", "old", T0, State="S001-shelf"),
        added("lisi", "fresh", T0, State="S001-shelf"),
        added("lisi", "gone", T0, State="S001-shelf"),
        left("lisi", "gone", T0 + HOUR),
        added("lisi", "later", T0 + 30 * DAY, State="S001-shelf"),
        added("lisi", "elsewhere", T0, State="S002-door"),
    ]
    take_events(workspace, log)
    rows = ask_guide(cli, workspace, "code", "report", "--from", "2026-03-01", "--to", "2026-03-02")
    shelf = next(row for row in rows if row["code"] == "S001-shelf")
    assert {name: shelf[name] for name in ("added", "lost", "net", "persons", "new_persons", "new_kept")} == {
        "added": 3,
        "lost": 1,
        "net": 2,
        "persons": 3,
        "new_persons": 2,
        "new_kept": 1,
    }


def test_a_mochat_defect_is_not_ours_new_friends_are_the_new_ones(workspace: Path, cli: Cli) -> None:
    """MoChat's new-friend test is inverted: only old friends count there (4.1, 1)."""
    founded(workspace)
    take_contacts(workspace, [contact("old", at=T0 - 90 * DAY)])
    take_events(workspace, [added("lisi", "old", T0), added("lisi", "fresh", T0 + 1)])
    rows = ask_guide(cli, workspace, "new", "--from", "2026-03-01", "--to", "2026-03-02")
    persons = dict(ask(workspace, "SELECT value, person FROM identifier"))
    assert {row["customer"]: row["new"] for row in rows} == {
        f"P{persons['old']}": False,
        f"P{persons['fresh']}": True,
    }


def test_a_linkwechat_defect_is_not_ours_figures_of_a_code_are_its_own(workspace: Path, cli: Cli) -> None:
    """LinkWeChat's figures of the day are not filtered by campaign (4.1, 3)."""
    founded(workspace)
    log = [added("lisi", f"wm{n}", T0, State="S001-shelf" if n else "S002-door") for n in range(4)]
    take_events(workspace, log)
    rows = ask_guide(cli, workspace, "code", "report", "--from", "2026-03-01", "--to", "2026-03-02")
    assert {row["code"]: row["added"] for row in rows} == {"S001-shelf": 3, "S002-door": 1}
    by_store = ask_guide(
        cli, workspace, "code", "report", "--by", "store", "--from", "2026-03-01", "--to", "2026-03-02"
    )
    assert {row["store"]: row["added"] for row in by_store} == {"S001": 3, "S002": 1}
