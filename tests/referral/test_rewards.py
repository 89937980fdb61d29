"""Links, attribution and rewards: one level, one payee, exact money, doubts held."""

from __future__ import annotations

import random
import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitool.errors import ConflictError, DigitoolError, RefusedError, UsageError
from digitool.referral import reporting
from digitool.referral.checks import CHECKS
from digitool.referral.rewards import deciding
from digitool.referral.rewards.signals import Edge, find_signals, rings, score
from tests.referral.street import DAY, HOUR
from tests.referral.town import Town


def test_a_friend_who_buys_rewards_the_one_who_brought_her(town: Town) -> None:
    """Promise at the order, approval after the return window, payment once; the friend gets hers, too."""
    town.campaign(reward_fen=2_000, friend_fen=1_000, return_ms=7 * DAY)
    assert town.come(town.link(1), 2)["attributed"] is True
    town.buy(2, 9_900, "O1")
    town.settle()
    assert town.rewards() == [(2, 1_000, 0, "pending"), (1, 2_000, 0, "pending")] or town.rewards() == [
        (1, 2_000, 0, "pending"),
        (2, 1_000, 0, "pending"),
    ]
    assert deciding.pay_rewards(town.desk())["rows"] == []
    town.later(8 * DAY)
    town.settle()
    paid = deciding.pay_rewards(town.desk())["rows"]
    assert sum(row["amount_fen"] for row in paid) == 3_000
    assert deciding.pay_rewards(town.desk())["rows"] == []
    assert town.money("paid_out") == -3_000
    assert town.money("budget_spent") == 3_000


def test_settling_twice_is_settling_once(town: Town) -> None:
    """LG10: a second settlement changes nothing but the log."""
    town.campaign(reward_fen=2_000)
    town.come(town.link(1), 2)
    town.buy(2, 9_900, "O1")
    town.settle()
    before = (town.rewards(), town.money("budget_available"))
    assert town.settle()[0]["promised"] == 0
    assert (town.rewards(), town.money("budget_available")) == before


def test_a_refund_voids_a_promise_and_turns_a_paid_reward_into_a_claim(town: Town) -> None:
    """INV-22: pending falls, paid is owed back and taken off the next payment."""
    town.campaign(reward_bp=1_000, return_ms=DAY)
    link = town.link(1)
    for who in (2, 3, 4):
        town.come(link, who)
        town.buy(who, 10_000, f"O{who}")
    town.give_back("O2", 4_000, "R1")
    town.settle()
    assert town.rewards()[0][1:3] == (1_000, 400)
    town.later(2 * DAY)
    town.settle()
    deciding.pay_rewards(town.desk())
    town.give_back("O3", 10_000, "R3")
    town.settle()
    assert town.money("receivable") == 1_000
    town.come(link, 5)
    town.buy(5, 30_000, "O5")
    town.later(2 * DAY)
    town.settle()
    assert [row["amount_fen"] for row in deciding.pay_rewards(town.desk())["rows"]] == [2_000]
    assert town.money("receivable") == 0


@pytest.mark.parametrize(
    ("scene", "code"),
    [
        ("self", "self_referral"),
        ("twice", "has_referrer"),
        ("cycle", "would_be_cycle"),
        ("late", "bought_before"),
    ],
)
def test_each_forbidden_attribution_names_its_rule(town: Town, scene: str, code: str) -> None:
    """Self, a second referrer, a circle, a customer who bought before: an arrival, no referral."""
    town.campaign(reward_fen=2_000)
    first, second = town.link(1), town.link(2)
    if scene == "self":
        row = town.come(first, 1)
    elif scene == "twice":
        town.come(first, 3)
        row = town.come(second, 3)
    elif scene == "cycle":
        town.come(first, 2)
        row = town.come(second, 1)
    else:
        town.buy(3, 100, "O")
        row = town.come(first, 3)
    assert (row["attributed"], row["reason"]) == (False, code)
    report = reporting.campaign_report(town.connection, "F", town.at)[0]
    assert report["refused"] == 1


def test_a_referrer_is_never_changed_even_by_sql(town: Town) -> None:
    """BD7: the database refuses update, deletion, self-reference and circles."""
    town.campaign(reward_fen=2_000)
    town.come(town.link(1), 2)
    for statement in (
        "UPDATE referral SET referrer = 3",
        "DELETE FROM referral",
        "INSERT INTO referral SELECT campaign, 7, 7, link, at, fresh, operation FROM referral",
        "INSERT INTO referral SELECT campaign, 1, 2, link, at, fresh, operation FROM referral",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            town.connection.execute(statement)


def test_bd7_check_finds_a_circle_that_came_by_the_back_door(town: Town) -> None:
    """With the triggers out of the way a circle can be written; `digitool check` names it."""
    town.campaign(reward_fen=2_000)
    town.come(town.link(1), 2)
    assert CHECKS["referral-referrers"](town.connection) == []
    town.connection.execute("BEGIN")
    town.connection.execute("DROP TRIGGER referral_no_cycle")
    town.connection.execute(
        "INSERT INTO referral SELECT campaign, 1, 2, link, at, fresh, operation FROM referral"
    )
    assert len(CHECKS["referral-referrers"](town.connection)) == 2
    town.connection.execute("ROLLBACK")


def test_a_second_paid_level_cannot_be_enabled(town: Town) -> None:
    """L5: no term, no column, no row: only who brought the buyer can be paid for her order, and one payee."""
    with pytest.raises(UsageError, match="term"):
        town.campaign(reward_fen=2_000, level_2_fen=500)
    town.campaign(reward_fen=2_000)
    link_1 = town.link(1)
    town.come(link_1, 2)
    town.come(town.link(2), 3)
    town.buy(3, 9_900, "O3")
    town.settle()
    assert [payee for payee, *_ in town.rewards()] == [2]
    columns = [row[1] for row in town.connection.execute("PRAGMA table_info(referral_reward)")]
    assert not any("level" in name for name in columns)
    row = (
        "INSERT INTO referral_reward (campaign, friend, payee, side, basis, ref, tier, amount_fen, back_fen,"
        " stock, state, decided, made_at, due_at, day, score, operation) VALUES (1, {friend}, 1, 'referrer',"
        " 'invitee_paid', '{ref}', 0, 5, 0, '', 'pending', false, 0, 0, 0, 0, 1)"
    )
    for friend, ref in ((3, "O9"), (2, "O3")):
        with pytest.raises(sqlite3.IntegrityError, match=r"brought|UNIQUE"):
            town.connection.execute(row.format(friend=friend, ref=ref))


def test_peer_defect_3_figures_are_of_the_campaign_that_is_asked(town: Town) -> None:
    """LinkWeChat's report mixed campaigns: here each has its own people."""
    town.campaign("F", reward_fen=2_000)
    town.campaign("G", reward_fen=2_000)
    town.come(town.link(1, "F"), 2)
    town.come(town.link(1, "G"), 3)
    town.come(town.link(1, "G"), 4)
    assert [row["invitees"] for row in reporting.campaign_report(town.connection, None, town.at)] == [1, 2]


def test_caps_hold_in_the_order_of_time(town: Town) -> None:
    """A person's, a day's and the campaign's cap stop later rewards, and say so."""
    town.campaign(reward_fen=2_000, limits={"person_fen": 5_000, "hold_score": 101})
    link = town.link(1)
    for who in (2, 3, 4, 5):
        town.come(link, who)
        town.buy(who, 9_900, f"O{who}")
    row = town.settle()[0]
    assert (row["promised"], row["refused"]) == (2, 2)
    rules = town.connection.execute("SELECT DISTINCT rule FROM referral_refusal").fetchall()
    assert [rule for (rule,) in rules] == ["cap_person_fen"]


def test_the_budget_is_never_passed(town: Town) -> None:
    """What is promised, owed and paid stays within the budget, to the fen."""
    town.campaign(reward_fen=2_000, budget=5_000, limits={"hold_score": 101})
    link = town.link(1)
    for who in (2, 3, 4):
        town.come(link, who)
        town.buy(who, 9_900, f"O{who}")
    assert town.settle()[0]["refused"] == 1
    assert town.money("budget_reserved") == 4_000


def test_a_burst_is_held_and_decided_case_by_case(town: Town) -> None:
    """Twelve friends within an hour wait; the queue shows ten with facts; one decision each."""
    town.campaign(reward_fen=100, return_ms=DAY)
    link = town.link(1)
    for who in range(2, 14):
        town.come(link, who)
        town.buy(who, 9_900, f"O{who}")
    assert town.settle()[0]["held"] == 12
    queue = reporting.audit_queue(town.connection)
    assert len({row["case"] for row in queue}) == 10
    assert all(row["signal"] and row["observed"] and row["limit"] and row["action"] for row in queue)
    first = int(str(queue[0]["case"])[1:])
    assert (
        deciding.decide(town.desk(), [first], good=False, why="one phone shop")["rows"][0]["state"] == "void"
    )
    with pytest.raises(ConflictError):
        deciding.decide(town.desk(), [first], good=True)
    town.later(2 * DAY)
    second = int(str(reporting.audit_queue(town.connection)[0]["case"])[1:])
    assert deciding.decide(town.desk(), [second], good=True)["rows"][0]["state"] == "approved"


def test_a_task_pays_tiers_by_friends_who_paid(town: Town) -> None:
    """Two friends who paid win the first tier; visits alone win nothing."""
    town.campaign(
        "T", "referral_task", tiers=[(2, 500), (3, 900)], window_ms=30 * DAY, limits={"hold_score": 101}
    )
    link = town.link(1, "T")
    for who in (2, 3, 4):
        town.come(link, who)
    assert town.settle()[0]["promised"] == 0
    town.buy(2, 100, "O2")
    town.buy(3, 100, "O3")
    town.settle()
    assert [(payee, fen) for payee, fen, *_ in town.rewards()] == [(1, 500)]


def test_the_report_counts_people_and_money(town: Town) -> None:
    """Seeds, sharers, generations, K and cost are those of a tree drawn by hand."""
    town.campaign(reward_fen=1_000, return_ms=0, limits={"hold_score": 101})
    root = town.link(1)
    for who in (2, 3):
        town.come(root, who)
    town.later(HOUR)
    town.come(town.link(2), 4)
    town.buy(4, 5_000, "O4")
    town.settle()
    row = reporting.campaign_report(town.connection, "F", town.at)[0]
    assert (row["seeds"], row["sharers"], row["invitees"], row["depth"]) == (1, 2, 3, 2)
    assert tuple(row["k_factor"]) == (3, 2)
    assert tuple(row["fission_ratio"]) == (3, 1)
    assert (row["new_customers"], row["cost_fen"], row["cac_fen"]) == (1, 1_000, 1_000)
    edges = reporting.edges_of(town.connection, "F", town.at)
    assert [(one["referrer"], one["customer"]) for one in edges] == [("I1", "I2"), ("I1", "I3"), ("I2", "I4")]
    assert '"I2" -> "I4";' in list(reporting.dot("F", edges))[-2]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
def test_l1_random_referral_graphs_stay_lawful(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    """One payee an order, depth 1, base = own direct friend's net order, caps and ledger agree, no cycles."""
    draw = random.Random(seed)
    town = Town(tmp_path_factory.mktemp("graph") / "digitool.db", customers=12)
    town.campaign(reward_bp=1_000, budget=4_000, limits={"person_fen": 1_500, "hold_score": 101})
    for number in range(30):
        who, other = draw.randrange(1, 13), draw.randrange(1, 13)
        try:
            if draw.random() < 0.5:
                town.come(town.link(who), other)
            elif draw.random() < 0.7:
                town.buy(who, draw.randrange(1, 20_000), f"O{number}")
            else:
                bought = town.connection.execute(
                    "SELECT number, amount_fen FROM purchase ORDER BY random()"
                ).fetchone()
                if bought:
                    town.give_back(bought[0], draw.randrange(1, bought[1] + 1), f"R{number}")
            if draw.random() < 0.3:
                town.settle()
        except DigitoolError:
            pass
    town.settle()
    rows = town.connection.execute(
        "SELECT w.*, r.referrer FROM referral_reward AS w"
        " JOIN referral AS r ON r.campaign = w.campaign AND r.friend = w.friend"
    ).fetchall()
    assert all(row["payee"] == row["referrer"] for row in rows)
    assert len({row["ref"] for row in rows}) == len(rows)
    for row in rows:
        paid = town.connection.execute(
            "SELECT amount_fen FROM purchase WHERE number = ?", (row["ref"],)
        ).fetchone()[0]
        assert row["amount_fen"] == paid * 1_000 // 10_000
    kept = sum(row["amount_fen"] - row["back_fen"] for row in rows)
    assert town.money("budget_reserved") + town.money("budget_spent") == kept <= 4_000
    edges = [Edge(a, b, 0) for a, b in town.connection.execute("SELECT referrer, friend FROM referral")]
    assert rings(edges) == []
    assert town.differences() == []
    town.close()


def test_rings_stars_and_silence_are_found_on_a_graph() -> None:
    """A planted ring of four, a star of silent friends and a friend who deletes are the only signals."""
    honest = [
        Edge(1, 100 + n, n * HOUR, ordered_at=n * HOUR + 600_000, seen_at=n * HOUR + 9 * DAY)
        for n in range(5)
    ]
    ring = [Edge(a, b, a * 10 * HOUR) for a, b in ((11, 12), (12, 13), (13, 14), (14, 11))]
    star = [Edge(50, 500 + n, n * 2 * HOUR) for n in range(9)]
    gone = [Edge(60, 600, HOUR, deleted_at=2 * HOUR)]
    found = find_signals([*honest, *ring, *star, *gone], 60 * DAY)
    names = {place: {one.name for one in signals} for place, signals in found.items()}
    assert {place for place, one in names.items() if "ring" in one} == {5, 6, 7, 8}
    assert {place for place, one in names.items() if "star" in one} == set(range(9, 18))
    assert names[18] == {"deleted_after"}
    assert not set(range(5)) & set(names)
    assert score(found[5]) == 60


def test_self_dealing_of_a_guide_and_a_same_payer_are_told_apart() -> None:
    """Who pays the friend's order shows; of a guide it has its own name, since guides earn commission."""
    edges = [Edge(1, 2, 0, ordered_at=99_999, payer=1), Edge(3, 4, 0, ordered_at=99_999, payer=3, guide=True)]
    found = find_signals(edges, DAY)
    assert [[one.name for one in found[place]] for place in (0, 1)] == [
        ["same_payer"],
        ["guide_self_dealing"],
    ]


def test_links_belong_to_mechanics_that_have_them(town: Town) -> None:
    """A group-buy has runs, not links; a campaign that pays needs a budget."""
    town.campaign("G", "group_buy", size=2, price_fen=100, window_ms=DAY)
    with pytest.raises(RefusedError, match="goes by runs"):
        town.link(1, "G")
    with pytest.raises(UsageError, match="budget"):
        town.campaign("X", reward_fen=1, budget=0)
