"""What people owe and may still earn: debts follow the person, caps are free again, payouts print again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitool.db.connection import connect
from digitool.errors import NotFoundError
from digitool.ledger.chart import Account
from digitool.ledger.journals import balance
from digitool.ledger.payouts import payout, payouts
from digitool.referral import campaigns
from digitool.referral.campaigns import Offer
from digitool.referral.reporting import campaign_report
from digitool.referral.rewards import deciding
from digitool.referral.runs import operations as runs
from digitool.workspace.desk import Desk
from tests.conftest import Cli
from tests.coupons.shop import DAY, NOON, remove, scratch_directory
from tests.referral.town import Town

CALM = {"hold_score": 101}


def merge(town: Town, kept: int, gone: int) -> None:
    """Two persons turn out to be one."""
    town.connection.execute("UPDATE identifier SET person = ? WHERE person = ?", (kept, gone))


def split(town: Town, who: int) -> None:
    """An identifier turns out to be a person of its own after all."""
    town.connection.execute("UPDATE identifier SET person = id WHERE id = ?", (who,))


def earn(town: Town, owner: int, friend: int, order: str) -> None:
    """A friend comes and buys; the reward is approved."""
    town.come(town.link(owner), friend)
    town.buy(friend, 9_900, order)
    town.settle()


def pay(town: Town) -> list[tuple[str, int, int]]:
    """Pay everything: payee, money, and what was taken off."""
    rows = deciding.pay_rewards(town.desk())["rows"]
    return [(row["payee"], row["amount_fen"], row["taken_off_fen"]) for row in rows]


def owes(town: Town, who: int) -> int:
    """What an identifier owes back."""
    return balance(town.connection, Account("receivable", f"I{who}"))


def in_debt(town: Town, who: int, friend: int) -> None:
    """Somebody is paid for a friend whose order is given back later."""
    town.campaign(reward_fen=2_000, return_ms=0, limits=CALM)
    earn(town, who, friend, "D1")
    assert pay(town) == [(f"I{who}", 2_000, 0)]
    town.give_back("D1", 9_900, "D1-back")
    town.settle()
    assert owes(town, who) == 2_000


def test_a_merge_sheds_no_debt(town: Town) -> None:
    """63 owes 20.00 and becomes 38's person: what 38 earns pays that debt first."""
    in_debt(town, 7, 8)
    merge(town, 3, 7)
    earn(town, 3, 9, "O1")
    assert pay(town) == [("I3", 0, 2_000)]
    assert (owes(town, 7), owes(town, 3)) == (0, 0)
    earn(town, 3, 10, "O2")
    assert pay(town) == [("I3", 2_000, 0)]


def test_a_merge_that_is_undone_moves_no_debt(town: Town) -> None:
    """Each identifier keeps its own account: two people again, and only one of them owes."""
    in_debt(town, 7, 8)
    merge(town, 3, 7)
    split(town, 7)
    earn(town, 3, 9, "O1")
    assert pay(town) == [("I3", 2_000, 0)]
    assert owes(town, 7) == 2_000


def test_shares_of_packets_pay_debts_of_the_person_too(town: Town) -> None:
    """Every kind of payout nets over all that the person owes."""
    in_debt(town, 7, 8)
    merge(town, 3, 7)
    terms = {"total_fen": 900, "people": 3, "least_fen": 300, "window_ms": DAY, "seed": "s"}
    town.offer("R", "red_packet", 900, **terms)
    town.act(str(town.start("R", 9)["run"]), "open", 3)
    assert pay(town) == [("I3", 0, 300)]
    assert owes(town, 7) == 1_700


@pytest.mark.parametrize(
    "limits",
    [{"person_fen": 2_000}, {"person_count": 1}, {"day_fen": 2_000}, {"household_fen": 2_000}],
    ids=lambda one: next(iter(one)),
)
def test_a_cap_is_free_again_when_a_reward_is_taken_back(town: Town, limits: dict[str, int]) -> None:
    """The first friend gives her order back, so the second one counts: by refund, pending or paid."""
    town.campaign(reward_fen=2_000, return_ms=0, limits={**CALM, **limits})
    link = town.link(1)
    for friend in (2, 3, 4):
        town.come(link, friend)
        town.buy(friend, 9_900, f"O{friend}")
    row = town.settle()[0]
    assert (row["promised"], row["refused"]) == (1, 2)
    pay(town)
    town.give_back("O2", 9_900, "R2")
    row = town.settle()[0]
    assert (row["taken_back"], row["promised"], row["refused"]) == (1, 1, 1)
    assert town.settle()[0]["promised"] == 0
    assert campaign_report(town.connection, "F", town.at)[0]["refused"] == 1


def test_a_void_reward_frees_its_cap(town: Town) -> None:
    """What a manager voids has not been had."""
    town.campaign(reward_fen=2_000, limits={"person_fen": 2_000, **CALM})
    link = town.link(1)
    for friend in (2, 3):
        town.come(link, friend)
        town.buy(friend, 9_900, f"O{friend}")
    assert town.settle()[0]["promised"] == 1
    town.connection.execute("UPDATE referral_reward SET state = 'held'")
    deciding.decide(town.desk(), [1], good=False, why="test")
    assert town.settle()[0]["promised"] == 1


def test_a_cap_is_that_of_all_who_turn_out_to_be_one_person(town: Town) -> None:
    """Two people who had a reward each become one: she has had two, and a merge frees nothing."""
    town.campaign(reward_fen=2_000, return_ms=0, limits={"person_fen": 4_000, **CALM})
    earn(town, 1, 2, "O1")
    earn(town, 3, 4, "O2")
    merge(town, 1, 3)
    town.come(town.link(1), 5)
    town.buy(5, 9_900, "O3")
    assert town.settle()[0]["refused"] == 1
    split(town, 3)
    assert town.settle()[0]["promised"] == 1


steps = st.lists(
    st.tuples(
        st.sampled_from(["earn", "earn", "back", "settle", "pay", "merge", "split"]),
        st.integers(1, 4),
        st.integers(1, 4),
    ),
    min_size=8,
    max_size=30,
)


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(steps)
def test_whatever_happens_nobody_is_paid_what_she_owes(todo: list[tuple[str, int, int]]) -> None:
    """Rewards, refunds, payouts, merges and their undoing in any order: books, caps and payouts agree.

    After a payout nobody who got money owes anything by any identifier.
    """
    directory = scratch_directory()
    town = Town(directory / "digitool.db", customers=60)
    try:
        limits = {"person_fen": 4_000, "day_fen": 9_000, **CALM}
        town.campaign(reward_fen=2_000, return_ms=0, budget=20_000, limits=limits)
        orders: list[str] = []
        for place, (what, one, two) in enumerate(todo):
            if what == "earn":
                orders.append(f"O{place}")
                earn(town, one, 10 + place, orders[-1])
            elif what == "back" and orders:
                town.give_back(orders.pop(two % len(orders)), 9_900, f"R{place}")
            elif what == "settle":
                town.settle()
            elif what == "merge":
                merge(town, *sorted((one, two)))
            elif what == "split":
                split(town, one)
            elif what == "pay":
                town.settle()
                for payee, cash, _ in pay(town):
                    assert not cash or not owed_by_person(town, int(payee[1:]))
            assert town.differences() == []
    finally:
        town.close()
        remove(directory)


def owed_by_person(town: Town, who: int) -> int:
    """What the person of an identifier owes back by all of hers."""
    rows = town.connection.execute(
        "SELECT id FROM identifier WHERE person = (SELECT person FROM identifier WHERE id = ?)", (who,)
    )
    return sum(owes(town, one) for (one,) in rows.fetchall())


def test_payouts_are_kept_as_they_were_answered(town: Town) -> None:
    """Listed newest first with their lines; one by its operation; no other operation is a payout."""
    town.campaign(reward_fen=2_000, return_ms=0, limits=CALM)
    earn(town, 1, 2, "O1")
    first = deciding.pay_rewards(town.desk())
    earn(town, 3, 4, "O2")
    second = deciding.pay_rewards(town.desk())
    assert deciding.pay_rewards(town.desk())["rows"] == []
    found = payouts(town.connection, deciding.PAY)
    assert [(one.operation, one.rows) for one in found] == [
        (one["operation"], one["rows"]) for one in (second, first)
    ]
    assert payout(town.connection, deciding.PAY, first["operation"]).rows == first["rows"]
    for wrong in ("op-0001", "op-9999", "x", ""):
        with pytest.raises(NotFoundError, match="no payout"):
            payout(town.connection, deciding.PAY, wrong)


@pytest.fixture
def opened(workspace: Path) -> Path:
    """A workspace in which three people have opened a packet."""
    connection = connect(workspace / "digitool.db")
    connection.executemany(
        "INSERT INTO identifier (id, ns, scope, value, person) VALUES (?, 1, 0, ?, ?)",
        [(n, f"v{n}", n) for n in range(1, 5)],
    )
    desk = Desk(connection, NOON, actor="clerk")
    terms = {"total_fen": 600, "people": 3, "window_ms": DAY, "seed": "s"}
    campaigns.open_campaign(desk, Offer("RED", "red_packet", NOON, NOON + DAY, terms, "", 600))
    runs.start_run(desk, "RED", 4)
    for who in (1, 2, 3):
        runs.act_in_run(desk, runs.Act("RED-1", "open", who))
    connection.close()
    return workspace


@pytest.mark.parametrize("form", [["--csv"], ["--json"], ["--format", "wide"], ["--lang", "zh"]], ids=str)
def test_a_payout_is_printed_again_to_the_byte(opened: Path, cli: Cli, form: list[str]) -> None:
    """The same rows, columns and moment, a month later, in every format, and for a campaign alone."""
    day, later = ({"DIGITOOL_AS_OF": f"2026-0{month}-02T13:00:00+08:00"} for month in (3, 4))
    paid = cli("referral", "pay", *form, cwd=opened, env=day)
    assert paid.exit == 0
    listed = cli("referral", "payouts", "RED", "--json", cwd=opened, env=later).rows
    assert [row["payee"] for row in listed] == ["I1", "I2", "I3"]
    (operation,) = {row["operation"] for row in listed}
    again = cli("referral", "payouts", "--again", operation, *form, cwd=opened, env=later)
    assert (again.exit, again.out) == (0, paid.out)
    assert cli("referral", "pay", "--json", cwd=opened, env=later).rows == []
    both = cli("referral", "payouts", "RED", "--again", operation, "--json", cwd=opened, env=later)
    assert (both.exit, both.error["code"]) == (2, "one_or_all")
    missing = cli("referral", "payouts", "--again", "op-0001", "--json", cwd=opened, env=later)
    assert (missing.exit, missing.error["code"]) == (4, "no_payout")
