"""The guide's day: one reason and one guide a customer, as many as fit, none who refuses messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.errors import NotFoundError, RefusedError, UsageError
from digitool.guides.broadcast.plan import ROWS, meaning
from digitool.guides.todo import operations as todos
from digitool.guides.todo import reasons as todo
from digitool.guides.todo.day import Task, tasks, working_guides
from digitool.guides.todo.reasons import (
    WORDS,
    BoughtLine,
    Entry,
    Held,
    Known,
    Reason,
    best_reason,
    chosen_guide,
    ranked,
    when,
)
from digitool.model.days import day_number, local_day
from tests.conftest import Cli
from tests.guides.hall import DAY, LOOSE, Hall

TODAY = day_number(date(2026, 3, 2))


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """A hall with twenty customers, 90 days after zhangsan added the first ten and lisi the rest."""
    hall = Hall(tmp_path / "digitool.db", policy=LOOSE)
    hall.hold("zhangsan", *range(1, 11))
    hall.hold("lisi", *range(11, 21))
    yield hall
    differences = hall.differences()
    hall.close()
    assert differences == []


def buy(hall: Hall, customer: int, *days_ago: int, store: int = 1, lines: tuple[Any, ...] = ()) -> None:
    """A customer bought; each line is (title, pieces, fen)."""
    hall.connection.execute(
        "INSERT INTO store (id, code, name, zone, cutoff_hour, hours)"
        " VALUES (?, ?, '', 'Asia/Shanghai', 0, '{}') ON CONFLICT DO NOTHING",
        (store, f"S{store}"),
    )
    for ago in days_ago:
        number = hall._next() + 1_000_000
        hall.connection.execute(
            "INSERT INTO purchase (id, number, order_no, at, day, store, channel, amount_fen, state, party,"
            " guide, referrer, batch, line)"
            " VALUES (?, '', '', ?, ?, ?, 'store', 9900, 'paid', ?, '', '', 0, 0)",
            (number, hall.at - ago * DAY, TODAY - ago, store, customer),
        )
        for place, (title, pieces, fen) in enumerate(lines, 1):
            hall.connection.execute(
                "INSERT INTO purchase_line VALUES (?, ?, '', ?, ?, ?)", (number, place, title, pieces, fen)
            )


def listed(hall: Hall, guide: str = "zhangsan") -> list[Task]:
    """A guide's list now."""
    return tasks(hall.connection, guide, hall.settings, hall.at)


def kinds(hall: Hall, guide: str = "zhangsan") -> dict[int, str]:
    """Customer to reason on a guide's list."""
    return {one.person: one.reason.kind for one in listed(hall, guide)}


def finish(hall: Hall, customer: int, **more: Any) -> dict[str, Any]:
    """The guide wrote to a customer."""
    return todos.done(hall.desk(), customer, **more)


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        (Known(replied=TODAY - 2), Reason("unanswered", TODAY - 2, 2)),
        (Known(coupons=(Held("TEN", TODAY + 3),)), Reason("coupon_expires", TODAY + 3, 3, "TEN")),
        (Known(coupons=(Held("TEN", TODAY + 4),)), None),
        (Known(coupons=(Held("TEN", TODAY - 1),)), None),
        (Known(birthday="1990-03-05"), Reason("birthday", TODAY + 3, 3)),
        (Known(birthday="--03-02"), Reason("birthday", TODAY, 0)),
        (Known(birthday="1990-03-06"), None),
        (Known(bought=(TODAY - 3,)), Reason("first_purchase", TODAY, 3)),
        (Known(bought=(TODAY - 4,)), None),
        (Known(added=TODAY - 3), Reason("new_friend", TODAY - 2, 3)),
        (Known(added=TODAY - 3, greeted=True), None),
        (Known(added=TODAY - 4), None),
        (Known(bought=(TODAY - 27, TODAY - 18, TODAY - 8)), Reason("purchase_due", TODAY + 2, 10)),
        (Known(bought=(TODAY - 25, TODAY - 16, TODAY - 6)), None),
        (Known(bought=(TODAY - 41, TODAY - 31, TODAY - 21)), Reason("lost_risk", TODAY - 11, 21)),
        (Known(bought=(TODAY - 81, TODAY - 71, TODAY - 61)), None),
        (Known(bought=(TODAY - 21, TODAY - 11)), None),
        (Known(), None),
    ],
)
def test_reasons(known: Known, reason: Reason | None) -> None:
    """Each reason begins and ends on its day, with the numbers that a person is told."""
    assert best_reason(known, TODAY) == reason


def test_the_weightiest_reason_stands() -> None:
    """Who waits for an answer comes before a coupon, a coupon before a birthday."""
    known = Known(
        replied=TODAY, coupons=(Held("TEN", TODAY),), birthday="--03-02", bought=(TODAY,), added=TODAY
    )
    assert [one.kind for one in todo.reasons(known, TODAY)] == [
        "unanswered",
        "coupon_expires",
        "birthday",
        "first_purchase",
        "new_friend",
    ]
    found = best_reason(known, TODAY)
    assert found is not None and found.kind == "unanswered"


@given(st.lists(st.integers(0, 400), unique=True), st.integers(0, 400))
def test_a_habit_is_a_median(days: list[int], today: int) -> None:
    """A habit needs three purchases, lies between the shortest and the longest gap, and never is 0."""
    bought = tuple(sorted(days))
    gaps = [later - earlier for earlier, later in pairwise(bought)]
    usual = todo.habit(bought)
    assert (usual == 0) == (len(gaps) < todo.LEAST_GAPS)
    if usual:
        assert min(gaps) <= usual <= max(gaps)
    assert all(one.number >= 0 for one in todo.reasons(Known(bought=bought), max([today, *bought])))


@given(
    st.lists(st.tuples(st.integers(1, 50), st.sampled_from(sorted(todo.WEIGHT)), st.integers(0, 9))),
    st.integers(-3, 30),
)
def test_a_list_holds_the_most_urgent(entries: list[tuple[int, str, int]], room: int) -> None:
    """No one who is left off a full list is weightier than anyone on it."""
    every = [Entry(person, Reason(kind, due), 0) for person, kind, due in entries]
    on = ranked(every, room)
    assert len(on) == min(len(every), max(0, room))
    off = [one for one in every if one not in on]
    if on and off:
        worst = max((todo.WEIGHT[one.reason.kind], one.reason.due) for one in on)
        assert all((todo.WEIGHT[one.reason.kind], one.reason.due) >= worst for one in off)


@given(
    st.dictionaries(st.sampled_from("abcde"), st.integers(0, 3)),
    st.sampled_from("abcde "),
    st.sampled_from("abcde "),
)
def test_a_customer_has_one_guide(holders: dict[str, int], owner: str, last: str) -> None:
    """The answer is one guide who holds her, in whatever order the holders come; the owner first."""
    chosen = chosen_guide(holders, owner, last)
    assert chosen == chosen_guide(dict(sorted(holders.items(), reverse=True)), owner, last)
    assert (chosen in holders) or (chosen == "" and not holders)
    if owner in holders:
        assert chosen == owner


def test_never_two_guides_for_one_person(hall: Hall) -> None:
    """Five guides hold the same birthday child: she is on one list, and the owner's if she has one."""
    for guide in ("a", "b", "c", "zhangsan", "lisi"):
        hall.hold(guide, 1, 2, at=hall.at - 80 * DAY)
    hall.connection.execute("INSERT INTO attribute VALUES (1, 'birthday', '1990-03-03', 1, 1, 0, 0)")
    hall.connection.execute("INSERT INTO attribute VALUES (2, 'birthday', '1990-03-03', 1, 1, 0, 0)")
    hall.bind("b", 1)
    everybody = [one for guide in working_guides(hall.connection, hall.settings, hall.at)
                 for one in listed(hall, guide)]  # fmt: skip
    assert Counter(one.person for one in everybody) == {1: 1, 2: 1}
    assert next(one.guide for one in everybody if one.person == 1) == "b"


def test_merged_customers_are_one_entry(hall: Hall) -> None:
    """Two identifiers of one person, held by two guides, make one entry with the purchases of both."""
    hall.merge(11, 1)
    buy(hall, 1, 27, 18)
    buy(hall, 11, 9)
    assert kinds(hall) | kinds(hall, "lisi") == {1: "purchase_due"}
    assert len(listed(hall)) + len(listed(hall, "lisi")) == 1


def test_the_day_has_an_end(hall: Hall) -> None:
    """A list is as long as todo_per_day, less what was done today."""
    hall.policy(todo_per_day=3)
    for customer in range(1, 8):
        buy(hall, customer, 1)
    assert len(listed(hall)) == 3
    finish(hall, listed(hall)[0].person)
    assert len(listed(hall)) == 2
    hall.at += DAY
    assert len(listed(hall)) == 3


def test_done_and_snoozed_leave_the_list(hall: Hall) -> None:
    """Done rests for a week and counts as a message; snoozed comes back on its day."""
    buy(hall, 1, 1)
    buy(hall, 2, 41, 31, 21)
    assert kinds(hall) == {1: "first_purchase", 2: "lost_risk"}
    row = finish(hall, 1)
    assert (row["kind"], row["until"]) == ("first_purchase", TODAY + 7)
    assert hall.contacts(1)[0][1:] == ("sent", "todo")
    todos.snooze(hall.desk(), 2, 3)
    assert kinds(hall) == {}
    hall.at += 3 * DAY
    assert kinds(hall) == {2: "lost_risk"}


def test_contact_policy_holds_for_lists(hall: Hall) -> None:
    """Who refuses, complained, works here or had enough messages is on no list."""
    hall.policy(most_in_7_days=2)
    for customer in range(1, 8):
        buy(hall, customer, 1)
    hall.word(1, "withdraw")
    hall.word(2, "complaint", days_ago=3)
    hall.connection.execute("INSERT INTO staff_identifier VALUES (3)")
    for days_ago in (2, 3):
        hall.contact(4, days_ago, channel=3)
    hall.connection.execute(
        "INSERT INTO membership (identifier, at, member, consent, store, batch, line)"
        " VALUES (5, 9, 1, 0, 0, 0, 0)"
    )
    assert kinds(hall) == {6: "first_purchase", 7: "first_purchase"}
    with pytest.raises(RefusedError) as error:
        finish(hall, 1)
    assert error.value.code == "opted_out"


def test_a_reply_waits_for_an_answer(hall: Hall) -> None:
    """A reply puts a customer on top whatever the caps say, until somebody answers."""
    hall.policy(most_in_7_days=1)
    hall.contact(1, 1, guide="zhangsan")
    hall.connection.execute("UPDATE guide_contact SET reply_at = ?", (hall.at - 3_600_000,))
    buy(hall, 2, 1)
    assert [one.reason.kind for one in listed(hall)] == ["unanswered", "first_purchase"]
    finish(hall, 1)
    assert kinds(hall) == {2: "first_purchase"}


def test_new_friends_are_greeted_once(hall: Hall) -> None:
    """A friend of yesterday is on the list until anybody wrote."""
    hall.hold("zhangsan", 15, at=hall.at - DAY)
    hall.connection.execute("UPDATE relation SET lost_at = ? WHERE guide = 'lisi'", (hall.at - 2 * DAY,))
    assert kinds(hall) == {15: "new_friend"}
    hall.contact(15, 0, guide="zhangsan")
    assert kinds(hall) == {}


def test_suggestions_fit_the_customer(hall: Hall) -> None:
    """A coupon that she holds; what goes with her first basket in her price band; else what she buys most."""
    for customer in (11, 12, 13):
        buy(hall, customer, 5, lines=(("tea", 1, 3000), ("cup", 1, 4000), ("silver pot", 1, 90_000)))
    buy(hall, 14, 5, lines=(("tea", 1, 3000), ("spoon", 1, 2500)))
    buy(hall, 1, 1, lines=(("tea", 2, 6000),))
    buy(hall, 2, 41, 31, 21, lines=(("milk", 1, 800), ("bread", 1, 500)))
    buy(hall, 2, 41, lines=(("milk", 1, 800),))
    found = {one.person: one for one in listed(hall)}
    assert (found[1].item, found[2].item) == ("cup", "milk")
    assert found[1].coupon == ""


def test_price_bands_are_ignored_where_prices_are_unknown() -> None:
    """Exports without line amounts still lead to an item, by what is bought together."""
    own = [BoughtLine("tea", 1, 0)]
    assert todo.fitting_item(own, [[BoughtLine("tea", 1, 0), BoughtLine("pot", 1, 90_000)]]) == "pot"
    assert (
        todo.fitting_item(
            [BoughtLine("tea", 1, 3000)], [[BoughtLine("tea", 1, 0), BoughtLine("pot", 1, 90_000)]]
        )
        == ""
    )
    assert todo.fitting_item([], [[BoughtLine("tea", 1, 0)]]) == "" and todo.usual_item([]) == ""


def test_only_her_own_guide_finishes(hall: Hall) -> None:
    """Another guide cannot take over a customer by finishing her entry; nobody's customer is not found."""
    with pytest.raises(RefusedError) as error:
        finish(hall, 1, guide="lisi")
    assert error.value.code == "not_hers"
    hall.connection.execute("UPDATE relation SET lost_at = added_at WHERE identifier = 2")
    with pytest.raises(NotFoundError):
        finish(hall, 2)
    with pytest.raises(UsageError):
        todos.snooze(hall.desk(), 1, 0)


def test_guides_who_left_have_no_list(hall: Hall) -> None:
    """The customers of a guide who left are on no list of hers."""
    hall.leaves("lisi", TODAY)
    assert working_guides(hall.connection, hall.settings, hall.at) == ["zhangsan"]


def test_a_guide_without_customers_has_an_empty_list_and_one_who_left_has_none(
    cli: Cli, workspace: Path
) -> None:
    """A new guide's first day is no error; a guide who left is told from one whom nobody knows."""
    with (workspace / "digitool.toml").open("a", encoding="utf-8") as file:
        file.write('\n[guides.newcomer]\nname = "N"\n\n[guides.gone]\nname = "G"\nleft = "2020-01-01"\n')
    first = cli("guide", "todo", "newcomer", "--json", cwd=workspace)
    assert (first.exit, first.rows) == (0, [])
    gone = cli("guide", "todo", "gone", "--json", cwd=workspace)
    assert (gone.exit, gone.error["code"]) == (4, "not_at_work")
    assert cli("guide", "todo", "nobody", "--json", cwd=workspace).error["code"] == "no_such_guide"


def test_every_reason_has_words() -> None:
    """Each reason of a list and of a plan can be said."""
    assert set(WORDS) == set(todo.WEIGHT)
    assert all(meaning(reason) == text for reason, text in ROWS)
    assert [when(n) for n in (-2, -1, 0, 1, 2)] == [
        "{n} days ago",
        "yesterday",
        "today",
        "tomorrow",
        "in {n} days",
    ]


def test_commands(cli: Cli, workspace: Path) -> None:
    """The list, done and snooze by command, in both languages; a wrong guide has the nearest name."""
    (workspace / "digitool.db").unlink()
    hall = Hall(workspace / "digitool.db")
    hall.hold("zhangsan", 1, 2)
    buy(hall, 1, 1, lines=(("tea", 1, 3000),))
    buy(hall, 2, 41, 31, 21)
    hall.close()
    env = {"DIGITOOL_AS_OF": "2026-03-02T12:00:00+08:00"}

    def run(*words: str) -> Any:
        return cli("guide", *words, "--json", cwd=workspace, env=env)

    rows = run("todo", "zhangsan").rows
    assert [(row["customer"], row["kind"], row["due"]) for row in rows] == [
        ("P1", "first_purchase", "2026-03-04"),
        ("P2", "lost_risk", "2026-02-19"),
    ]
    assert rows[0]["reason"] == "bought for the first time yesterday: say thanks"
    assert {"guide", "customer", "reason", "due", "suggestion", "last_touch"} <= rows[0].keys()
    assert run("todo", "--lang", "zh").rows[0]["reason"] == "昨天首次购买，请道谢"
    assert run("done", "P1", "--key", "k").rows == run("done", "P1", "--key", "k").rows
    assert run("snooze", "P2", "--days", "5").rows[0]["until"] == "2026-03-07"
    assert run("todo").rows == []
    wrong = run("todo", "zhangsam")
    assert wrong.exit == 4 and "zhangsan" in wrong.error["hint"]
    assert local_day(0, "Asia/Shanghai") == 0
