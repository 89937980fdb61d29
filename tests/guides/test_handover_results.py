"""What WeCom says of handovers: any order, repeats, failures; peers' defects 10 and 11; nobody lost."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitool.db.checks import run_checks
from digitool.db.connection import connect
from digitool.db.writing import WriteRequest, operation
from digitool.guides.binding.stored import everyone, refresh
from digitool.guides.checks import CHECKS
from digitool.guides.handover.results import KNOWN, NEW, NOBODY, Report, of_error, of_status, settle_reports
from digitool.guides.handover.states import after
from digitool.model.days import DAY_MS
from tests.guides.leaving import (
    AT,
    GONE,
    TAKEN,
    answer,
    chain,
    hand_over,
    leave,
    result,
    serving,
    states,
    take,
    who,
)
from tests.guides.people import T0, added, event, relations, take_events
from tests.guides.test_handover import files, index, requested
from tests.ingest.chain import ask, load

DAY = 20_540
MADE = AT // 1000 + 3600
"""An hour after the handover was recorded, epoch seconds."""


def failed(root: Path) -> list[str]:
    """What the checks of guides find."""
    names = [*CHECKS, "guide-bindings", "guide-departed", "guide-relations", "database"]
    connection = connect(root / "digitool.db")
    try:
        return [f"{one.check}: {one.detail}" for one in run_checks(connection, names) if not one.passed]
    finally:
        connection.close()


def transfer_fail(receiver: str, customer: str, why: str, at: int = MADE) -> str:
    """The callback of a failed handover; it names the receiver only."""
    return event("transfer_fail", receiver, customer, at, FailReason=why)


def test_accepted_is_waiting_and_done_moves_friendship_and_binding_each_at_its_time(workspace: Path) -> None:
    """The friendship moves when WeCom says so, the binding at the cut-over; who waits stays."""
    root = chain(workspace, 3)
    hand_over(root, kind="on_job", to=("lisi",), cut_over=GONE)
    answer(root, dict.fromkeys(map(who, (1, 2, 3)), 0))
    assert set(states(root).values()) == {("waiting", "0")} and serving(root, TAKEN)[who(1)] == ["zhangsan"]
    result(root, {who(1): 1, who(2): 2, who(3): 3})
    assert states(root) == {
        who(1): ("done", "status 1"),
        who(2): ("waiting", "0"),
        who(3): ("refused", "status 3"),
    }
    assert serving(root, GONE - 1) == {who(n): ["zhangsan"] for n in (1, 2, 3)}
    assert serving(root, GONE) == {who(1): ["lisi"], who(2): ["zhangsan"], who(3): ["zhangsan"]}
    told = [row for row in relations(root) if row[1] == who(1)]
    assert told == [
        ("lisi", who(1), TAKEN // 1000, None, ""),
        ("zhangsan", who(1), T0 + 1, TAKEN // 1000, "transfer"),
    ]
    assert failed(root) == []


def test_bd4_who_left_serves_nobody_and_the_past_stays(workspace: Path) -> None:
    """Done or declined, she has no binding after her last day; before it everything is as it was."""
    root = chain(workspace, 4, leaves=True)
    hand_over(root, to=("lisi", "qianqi"))
    before = serving(root, GONE - 1)
    answer(root, {who(1): 0, who(2): 0, who(3): 40096, who(4): 0})
    result(root, {who(1): 1, who(2): 3})
    held = ask(root, "SELECT count(*) FROM guide_binding WHERE guide = 'zhangsan' AND to_at IS NULL")
    assert held == [(0,)]
    assert serving(root, GONE - 1) == before == {who(n): ["zhangsan"] for n in range(1, 5)}
    now = serving(root, TAKEN)
    assert set(now) == {who(1)} and now[who(1)][0] in ("lisi", "qianqi")
    assert failed(root) == []


def test_the_checks_see_what_must_not_be(workspace: Path) -> None:
    """A move without an answer, an answer without its move, a guide who left and still serves, a gap."""
    root = chain(workspace, 2, leaves=True)
    hand_over(root, to=("lisi",))
    result(root, {who(1): 1})
    assert failed(root) == []
    connection = connect(root / "digitool.db")
    connection.execute("BEGIN")
    for trigger in ("guide_handover_step", "guide_binding_fixed"):
        connection.execute(f"DROP TRIGGER {trigger}")
    connection.execute("UPDATE guide_handover_item SET state = 'waiting' WHERE state = 'done'")
    assert "without being done" in CHECKS["guide-handover-moves"](connection)[0]
    connection.execute("UPDATE guide_handover_item SET state = 'done'")
    assert "no binding moved" in CHECKS["guide-handover-moves"](connection)[0]
    connection.execute("UPDATE guide_binding SET to_at = NULL WHERE guide = 'zhangsan' AND person = 2")
    assert "still serves 1" in CHECKS["guide-handover-left"](connection)[0]
    connection.execute("DROP TRIGGER guide_handover_item_stays")
    connection.execute("DELETE FROM guide_handover_item WHERE subject = 2")
    assert "counted 2 customers" in CHECKS["guide-handover-counts"](connection)[0]
    connection.execute("ROLLBACK")
    connection.close()


def test_callbacks_end_a_handover_of_the_receiver_they_name(workspace: Path) -> None:
    """transfer_fail names the receiver only: it ends the customer's entry with her, and no other's."""
    root = chain(workspace, 3)
    hand_over(root, kind="on_job", to=("lisi",))
    take_events(
        root,
        [
            transfer_fail("lisi", who(1), "customer_refused"),
            transfer_fail("lisi", who(2), "customer_limit_exceed"),
            transfer_fail("wangwu", who(3), "customer_refused"),
            transfer_fail("lisi", who(3), "customer_refused", T0),
        ],
    )
    assert states(root) == {
        who(1): ("refused", "transfer_fail"),
        who(2): ("receiver_full", "transfer_fail"),
        who(3): ("planned", ""),
    }


def test_a_transfer_that_callbacks_show_is_done(workspace: Path) -> None:
    """The giver's deletion by transfer proves it; the result afterwards says nothing new."""
    root = chain(workspace, 1)
    hand_over(root, kind="on_job", to=("lisi",), cut_over=GONE)
    events = [
        event("del_external_contact", "zhangsan", who(1), TAKEN // 1000, Source="DELETE_BY_TRANSFER"),
        added("lisi", who(1), TAKEN // 1000 + 2),
    ]
    take_events(root, events)
    assert states(root)[who(1)] == ("done", "DELETE_BY_TRANSFER") and serving(root, GONE)[who(1)] == ["lisi"]
    outcome = result(root, {who(1): 1})
    assert (outcome.accepted, outcome.known) == (0, 1)
    assert [row[:2] for row in relations(root) if row[3] is None] == [("lisi", who(1))]
    assert failed(root) == []


def test_an_old_result_does_not_touch_a_new_handover(workspace: Path) -> None:
    """A page of the first transfer, imported again during the second, is of before and changes nothing."""
    root = chain(workspace, 1)
    hand_over(root, kind="on_job", to=("lisi",))
    result(root, {who(1): 1}, AT + 1000)
    hand_over(root, at=AT + DAY_MS, guide="lisi", kind="on_job", to=("wangwu",))
    outcome = result(root, {who(1): 1}, AT + 1000)
    assert (outcome.accepted, outcome.known) == (0, 1)
    assert states(root, 2)[who(1)][0] == "planned" and serving(root, TAKEN)[who(1)] == ["lisi"]


def test_a_friend_already_is_kept_as_the_one_friendship_she_has(workspace: Path) -> None:
    """Whoever held the customer before goes on holding her: no second beginning, nobody lost."""
    root = chain(workspace, 1)
    take_events(root, [added("lisi", who(1), T0 + 500)], "two.xml")
    hand_over(root, kind="on_job", to=("lisi",), cut_over=GONE)
    result(root, {who(1): 1})
    result(root, {who(1): 1})
    assert relations(root) == [
        ("lisi", who(1), T0 + 500, None, ""),
        ("zhangsan", who(1), T0 + 1, TAKEN // 1000, "transfer"),
    ]
    assert serving(root, GONE)[who(1)] == ["lisi"]


def test_who_serves_a_customer_in_her_own_right_goes_on(workspace: Path) -> None:
    """The friendship moves to the guide who serves the customer already; nobody's binding is taken."""
    root = chain(workspace, 1)
    take_events(root, [added("wangwu", "wmFirst", T0), added("zhangsan", "wmFirst", T0 + 9)], "first.xml")
    hand_over(root, kind="on_job", to=("lisi", "wangwu"), cut_over=GONE)
    result(root, {"wmFirst": 1, who(1): 1})
    assert serving(root, TAKEN) == {"wmFirst": ["wangwu"], who(1): ["lisi"]}


def test_results_of_nobody_in_a_handover_are_told_and_make_nobody_up(workspace: Path) -> None:
    """Unknown customers are rejected with a reason, known ones are taken, and nobody is created."""
    root = chain(workspace, 1)
    hand_over(root, kind="on_job", to=("lisi",))
    before = ask(root, "SELECT count(*) FROM identifier")
    outcome = result(root, {"wmNobody": 1, who(1): 2})
    assert (outcome.accepted, outcome.rejected) == (1, 1) and next(
        iter(outcome.rejects)
    ).code == "no_handover"
    odd = take(root, {"errcode": 0, "customer": [{"external_userid": who(1), "status": 9}]})
    assert [one.code for one in odd.rejects] == ["bad_state"]
    bare = take(root, {"errcode": 0, "customer": [{"external_userid": who(1)}]})
    assert [one.code for one in bare.rejects] == ["missing"]
    assert ask(root, "SELECT count(*) FROM identifier") == before


def test_customers_without_a_guide_are_known_and_can_be_handed_over(workspace: Path) -> None:
    """get_unassigned_list tells of a departed guide's customers whom no export has named."""
    root = chain(workspace, 0, leaves=True)
    entry = {"handover_userid": "zhangsan", "external_userid": "wmLeft", "dimission_time": GONE // 1000}
    take(root, {"errcode": 0, "errmsg": "ok", "info": [entry], "is_last": True, "next_cursor": ""})
    row, _ = hand_over(root, at=GONE + DAY_MS, to=("lisi",))
    assert row["friends"] == 1 and states(root)["wmLeft"] == ("planned", "")


# peers' defects, private-domain.md 4.1


def test_defect_10_resigned_transfers_take_none_of_the_two(workspace: Path) -> None:
    """LinkWechat counts resigned transfers among the two on the job: here two of them leave both free."""
    root = chain(workspace, 1)
    for number, (giver, receiver) in enumerate((("zhangsan", "lisi"), ("lisi", "wangwu")), 1):
        leave(root, "2026-03-26", giver)
        hand_over(root, at=AT + number * 1000, guide=giver, kind="resigned", to=(receiver,))
        result(root, {who(1): 1}, AT + number * 2000)
    row, _ = hand_over(root, at=TAKEN, guide="wangwu", kind="on_job", to=("qianqi",))
    assert (row["friends"], row["not_moved"]) == (1, {})


def test_defect_10_every_customer_of_a_request_has_her_own_row_and_code(workspace: Path) -> None:
    """LinkWechat keeps one row and one code for a list of ids: here three customers have three."""
    root = chain(workspace, 4)
    hand_over(root, kind="on_job", to=("lisi",))
    answer(root, {who(1): 40096, who(2): 40128, who(3): 40099, who(4): 0})
    assert states(root) == {
        who(1): ("failed", "40096"),
        who(2): ("limit_reached", "40128"),
        who(3): ("receiver_full", "40099"),
        who(4): ("waiting", "0"),
    }


def test_defect_10_an_empty_answer_leaves_no_takeover(workspace: Path) -> None:
    """LinkWechat keeps a takeover after an empty answer, for it was stored before: here nothing changes."""
    root = chain(workspace, 2)
    hand_over(root, kind="on_job", to=("lisi",), cut_over=GONE)
    requested(root)
    before = (states(root), serving(root, TAKEN), relations(root))
    for _ in range(2):
        assert answer(root, {}).rows_in == 0
        assert result(root, {}).rows_in == 0
    assert (states(root), serving(root, TAKEN), relations(root)) == before
    assert ask(root, "SELECT count(*) FROM guide_move") == [(0,)]


def test_defect_11_who_left_and_who_moves_go_through_different_calls(workspace: Path) -> None:
    """MoChat sends both through one call: here each kind has its own, and only on the job a message."""
    root = chain(workspace, 1)
    hand_over(root, kind="on_job", to=("lisi",), message="您好")
    moving = files(root)
    result(root, {who(1): 3})
    leave(root)
    hand_over(root, at=AT + 1000, to=("lisi",))
    leaving = files(root, 2, AT + 1000)
    assert [one["call"] for one in index(moving)] == [
        "externalcontact/transfer_customer",
        "externalcontact/transfer_result",
    ]
    assert [one["call"] for one in index(leaving, 2)] == [
        "externalcontact/resigned/transfer_customer",
        "externalcontact/resigned/transfer_result",
    ]
    assert "transfer_success_msg" in moving["H1-0001.json"]
    assert "transfer_success_msg" not in leaving["H2-0001.json"]
    assert index(leaving, 2)[0]["send_on"] == "2026-03-28"


def test_defect_11_an_outer_zero_hides_no_failure(workspace: Path) -> None:
    """MoChat reads the outer errcode only: here an inner error moves nobody, and its code is kept."""
    root = chain(workspace, 1)
    hand_over(root, kind="on_job", to=("lisi",))
    answer(root, {who(1): 40098})
    assert states(root)[who(1)] == ("failed", "40098") and serving(root, TAKEN)[who(1)] == ["zhangsan"]


def test_defect_11_a_request_gets_its_later_result(workspace: Path) -> None:
    """MoChat's logged rows never hear of a result: here the same entry goes from planned to done."""
    root = chain(workspace, 1)
    hand_over(root, kind="on_job", to=("lisi",))
    seen = [states(root)[who(1)][0]]
    requested(root)
    seen.append(states(root)[who(1)][0])
    answer(root, {who(1): 0})
    seen.append(states(root)[who(1)][0])
    result(root, {who(1): 1})
    seen.append(states(root)[who(1)][0])
    assert seen == ["planned", "requested", "waiting", "done"]


# properties


def told(customer: int) -> list[Report]:
    """Everything that WeCom can say of one customer."""
    value = who(customer)
    statuses = [of_status(value, status, TAKEN if status == 1 else 0, DAY) for status in range(1, 6)]
    return [
        *(one for one in statuses if one is not None),
        *(of_error(value, code, DAY) for code in (0, 40096, 40128, 40099, 40129, 99999)),
        Report(value, "refused", "customer_refused", "transfer_fail", TAKEN, receiver="lisi"),
        Report(value, "receiver_full", "receiver_full", "transfer_fail", TAKEN, receiver="qianqi"),
        Report(value, "done", "done", "DELETE_BY_TRANSFER", TAKEN, giver="zhangsan"),
        Report(value, "done", "done", "DELETE_BY_TRANSFER", TAKEN, giver="wangwu"),
        of_status(value, 1, AT - DAY_MS, DAY) or Report(value, "done", "done"),
    ]


REPORTS = st.lists(st.integers(1, 7).flatmap(lambda n: st.sampled_from(told(n))), max_size=20)


@pytest.fixture(scope="module")
def planned(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """By whether zhangsan leaves: a workspace in which her six customers are planned for two receivers."""
    made = {}
    for leaves in (False, True):
        root = tmp_path_factory.mktemp("planned") / "chain"
        shutil.copytree(pristine, root)
        chain(root, 6, leaves=leaves)
        take_events(root, [added("wangwu", who(6), T0 - 60), added("lisi", who(5), T0 + 60)], "more.xml")
        hand_over(root, kind="resigned" if leaves else "on_job", to=("lisi", "qianqi"), cut_over=GONE)
        made[leaves] = root
    return made


@contextmanager
def settled(root: Path, folder: Path, batches: Sequence[Sequence[Report]]) -> Iterator[tuple[Any, list[str]]]:
    """A copy of a database after some reports were taken, one write for each batch; with their fates."""
    path = folder / f"{random.random()}.db"
    shutil.copy(root / "digitool.db", path)
    fates = []
    for number, batch in enumerate(batches):
        with operation(path, WriteRequest("test", TAKEN + DAY_MS + number)) as work:
            found, _taken = settle_reports(work.connection, work.seq, TAKEN + DAY_MS, batch)
            refresh(work.connection, everyone(work.connection))
            fates += found
            work.finish({})
    connection = connect(path)
    try:
        yield connection, fates
    finally:
        connection.close()
        path.unlink()


def portrait(connection: sqlite3.Connection) -> tuple[list[Any], list[Any]]:
    """Entries with their state, and bindings."""
    entries = connection.execute(
        "SELECT subject, to_guide, state FROM guide_handover_item ORDER BY 1"
    ).fetchall()
    bindings = connection.execute(
        "SELECT person, guide, from_at, to_at, began, ended FROM guide_binding ORDER BY 1, 3"
    ).fetchall()
    return list(map(tuple, entries)), list(map(tuple, bindings))


@settings(max_examples=60)
@given(REPORTS, st.booleans(), st.randoms(), st.integers(1, 4))
def test_bd3_random_results_lose_nobody_and_share_nobody(
    planned: dict[bool, Path], reports: list[Report], leaves: bool, order: random.Random, parts: int
) -> None:
    """Failures, repeats, any order: each customer has one guide or a reason; count before = after."""
    root = planned[leaves]
    folder = root.parent
    batches = [reports[n::parts] for n in range(parts)]
    with settled(root, folder, batches) as (connection, fates):
        first = portrait(connection)
        assert set(fates) <= {NEW, KNOWN, NOBODY}
        entries = {subject: (to, state) for subject, to, state in first[0]}
        assert len(entries) == 6
        expected = {}
        for subject, (to, _state) in entries.items():
            value = connection.execute("SELECT value FROM identifier WHERE id = ?", (subject,)).fetchone()[0]
            state = "planned"
            for one in reports:
                mine = one.giver in ("", "zhangsan") and one.receiver in ("", to)
                if one.value == value and mine and not 0 < one.at < AT:
                    state = after(state, one.state)
            expected[subject] = (to, state)
        assert entries == expected
        _nobody_lost(connection, entries, leaves=leaves)
        assert [line for check in CHECKS.values() for line in check(connection)] == []
    again = [*reports, *reports]
    order.shuffle(again)
    with settled(root, folder, [again]) as (connection, _fates):
        assert portrait(connection) == first


def _nobody_lost(
    connection: sqlite3.Connection, entries: dict[int, tuple[str, str]], *, leaves: bool
) -> None:
    """Who served each customer before and after, against the state of her entry."""
    served = "SELECT person, guide FROM guide_binding WHERE from_at <= ?1 AND (to_at IS NULL OR to_at > ?1)"
    before = connection.execute(served, (GONE - 1,)).fetchall()
    rows = connection.execute(served, (GONE,)).fetchall()
    now = {row[0]: row[1] for row in rows}
    assert len(now) == len(rows)
    assert len(before) == len(entries)
    for person, guide in before:
        to, state = entries[person]
        if guide != "zhangsan":
            assert now[person] == guide
        elif state == "done":
            assert now[person] == to
        else:
            assert now.get(person) == (None if leaves else "zhangsan")


@given(st.lists(st.sampled_from(["answer", "result", "fail", "empty"]), min_size=1, max_size=5), st.randoms())
@settings(max_examples=8)
def test_files_and_callbacks_in_any_order_agree(
    planned: dict[bool, Path], kinds: list[str], order: random.Random
) -> None:
    """The same files through the importer, in two orders and twice, leave the same entries and bindings."""
    portraits = []
    for _ in range(2):
        root = planned[False].parent / str(random.random())
        shutil.copytree(planned[False], root)
        for kind in [*kinds, *kinds]:
            if kind == "answer":
                answer(root, {who(1): 0, who(2): 40096})
            elif kind == "result":
                result(root, {who(1): 1, who(3): 3, who(5): 1})
            elif kind == "fail":
                take_events(root, [transfer_fail("lisi", who(n), "customer_refused") for n in range(1, 7)])
            else:
                answer(root, {})
        portraits.append((states_only(root), serving(root, TAKEN), sorted(relations(root))))
        assert failed(root) == []
        order.shuffle(kinds)
        shutil.rmtree(root)
    assert portraits[0] == portraits[1]


def states_only(root: Path) -> dict[str, str]:
    """State of each entry."""
    return {whom: state for whom, (state, _code) in states(root).items()}


SAMPLES = Path(__file__).parents[3] / "shared" / "samples"


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not beside this checkout")
def test_the_samples_of_wecom_are_taken(workspace: Path) -> None:
    """Answer, result, callback and list of the documentation, applied to a handover of those customers."""
    root = chain(workspace, 0)
    ids = [f"woSYNTHETIC0000000000000000{n:05d}" for n in (1, 2, 3)]
    take_events(root, [added("zhangsan", one, T0 - 9) for one in ids])
    hand_over(root, at=T0 * 1000, kind="on_job", to=("lisi",))
    load(root, SAMPLES / "wecom_transfer_customer.response.json")
    assert [states(root)[one] for one in ids] == [("failed", "40096"), ("waiting", "0"), ("planned", "")]
    load(root, SAMPLES / "wecom_transfer_result.json")
    assert [states(root)[one][0] for one in ids] == ["failed", "waiting", "refused"]
    load(root, SAMPLES / "wecom_unassigned_list.json")
    assert [row[0] for row in relations(root) if row[0] == "wangwu"] == ["wangwu"]
