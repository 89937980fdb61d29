"""Settling after anything: merged people, two campaigns, late doubts, coupons, WeCom adds."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from digitool.coupons.checks import CHECKS as COUPON_CHECKS
from digitool.coupons.stocks import create_stock
from digitool.errors import ConflictError, NotFoundError, RefusedError
from digitool.model.keys import key64
from digitool.model.results import Rate
from digitool.referral import links, reporting
from digitool.referral.campaigns import Offer, open_campaign
from digitool.referral.limits import Limits
from digitool.referral.reporting import cost_beyond
from digitool.referral.rewards import deciding
from digitool.referral.rewards import operations as rewarding
from digitool.referral.runs import operations as runs
from tests.coupons.shop import TEN
from tests.referral.street import DAY, HOUR
from tests.referral.town import Town

CALM = {"hold_score": 101}


def merge(town: Town, kept: int, gone: int) -> None:
    """Two persons turn out to be one."""
    town.connection.execute("UPDATE identifier SET person = ? WHERE person = ?", (kept, gone))


def add(town: Town, friend: int, state: str, lost: int | None = None) -> None:
    """A customer adds a guide by a contact way of this state, now."""
    town.connection.execute(
        "INSERT INTO relation (guide, identifier, added_at, add_way, state, lost_at, batch, line)"
        " VALUES ('g', ?, ?, 1, ?, ?, 0, 0)",
        (friend, town.at, state, lost),
    )


def register(town: Town, who: int) -> None:
    """A customer becomes a member now."""
    town.connection.execute(
        "INSERT INTO membership (identifier, at, member, store, batch, line) VALUES (?, ?, 1, 0, 0, 0)",
        (who, town.at),
    )


def stay(town: Town, friend: int, left: int | None = None, state: str = "") -> None:
    """A customer joins a customer group now."""
    town.connection.execute(
        "INSERT INTO group_member (chat, identifier, joined_at, join_scene, state, batch, line, left_at)"
        " VALUES (1, ?, ?, 1, ?, 0, 0, ?)",
        (friend, town.at, state, left),
    )


def test_two_friends_who_are_one_person_bring_one_reward(town: Town) -> None:
    """The first referral of a person counts; her order is paid for once."""
    town.campaign(reward_fen=2_000, limits=CALM)
    town.come(town.link(1), 3)
    town.come(town.link(2), 4)
    merge(town, 3, 4)
    town.buy(4, 9_900, "O1")
    assert town.settle()[0]["promised"] == 1
    assert [payee for payee, *_ in town.rewards()] == [1]


def test_who_turns_out_to_be_her_own_friend_loses_the_reward(town: Town) -> None:
    """INV-19 also holds for what identity finds out later: the promise is taken back."""
    town.campaign(reward_fen=2_000, limits=CALM)
    town.come(town.link(1), 2)
    town.buy(2, 9_900, "O1")
    town.settle()
    merge(town, 1, 2)
    assert town.settle()[0]["taken_back"] == 1
    assert town.rewards() == [(1, 2_000, 2_000, "void")]


def test_an_order_pays_one_payee_whatever_campaigns_want_it(town: Town) -> None:
    """The second campaign's referrer gets nothing for it, with the reason; settling goes on."""
    town.campaign("F", reward_fen=2_000, limits=CALM)
    town.campaign("G", reward_fen=3_000, limits=CALM)
    town.come(town.link(1, "F"), 3)
    town.come(town.link(2, "G"), 3)
    town.buy(3, 9_900, "O1")
    assert [(row["promised"], row["refused"]) for row in town.settle()] == [(1, 0), (0, 1)]
    assert [(row["promised"], row["refused"]) for row in town.settle()] == [(0, 0), (0, 1)]
    assert [payee for payee, *_ in town.rewards()] == [1]


def test_a_doubt_that_shows_later_holds_a_pending_reward(town: Town) -> None:
    """Deleting the guide a day after the order holds what was promised; a person's decision stands."""
    town.campaign(reward_fen=2_000, return_ms=7 * DAY, limits={"revoke_on_delete": False})
    link = town.link(1)
    town.come(link, 2)
    add(town, 2, "", lost=town.at + DAY)
    town.buy(2, 9_900, "O1")
    assert town.settle()[0]["promised"] == 1
    town.later(2 * DAY)
    assert town.settle()[0]["held"] == 1
    case = int(str(reporting.audit_queue(town.connection)[0]["case"])[1:])
    assert deciding.decide(town.desk(), [case], good=True)["rows"][0]["state"] == "pending"
    assert town.settle()[0]["held"] == 0
    town.later(7 * DAY)
    assert town.settle()[0]["approved"] == 1


def test_a_tier_is_won_once_whoever_fills_it(town: Town) -> None:
    """A refund after the payment lets another friend take the place: no second prize, no claim."""
    town.campaign("T", "referral_task", tiers=[(1, 500)], window_ms=30 * DAY, return_ms=0, limits=CALM)
    link = town.link(1, "T")
    for who in (2, 3):
        town.come(link, who)
        town.buy(who, 100, f"O{who}")
    town.settle()
    assert len(deciding.pay_rewards(town.desk())["rows"]) == 1
    town.give_back("O2", 100, "R2")
    row = town.settle()[0]
    assert (row["promised"], row["taken_back"]) == (0, 0)
    town.give_back("O3", 100, "R3")
    assert town.settle()[0]["taken_back"] == 1
    assert town.money("receivable") == 500


def test_a_guide_deleted_after_the_payment_takes_no_prize_back(town: Town) -> None:
    """A friend who deletes the guide takes a pending prize with her, and leaves one that is paid."""
    for code, pays in (("T", False), ("U", True)):
        town.campaign(code, "referral_task", tiers=[(1, 500)], window_ms=30 * DAY, return_ms=0, limits=CALM)
        friend = 2 if pays else 3
        town.come(town.link(1, code), friend)
        town.buy(friend, 100, f"O{code}")
        town.settle()
        if pays:
            assert [row["amount_fen"] for row in deciding.pay_rewards(town.desk())["rows"]] == [500]
        town.later(2 * DAY)
        add(town, friend, "", lost=town.at + HOUR)
        town.later(60 * DAY)
        taken = {row["campaign"]: row["taken_back"] for row in town.settle()}
        assert taken[code] == int(not pays)
    assert town.money("receivable") == 0


def test_the_prizes_of_two_tiers_are_not_taken_for_one_another(town: Town) -> None:
    """Whoever goes, and before the payment or after it: what stands are the prizes of the count of today."""
    for code, paid in (("T", False), ("U", True)):
        town.campaign(code, "referral_task", tiers=[(1, 100), (2, 500)], window_ms=90 * DAY,
                      return_ms=DAY, limits=CALM)  # fmt: skip
        link, standing = town.link(1, code), 0
        for place in range(2):
            town.come(link, 2 + place + 2 * paid)
            town.buy(2 + place + 2 * paid, 100, f"{code}{place}")
        town.later(2 * DAY * paid)
        town.settle()
        if paid:
            assert len(deciding.pay_rewards(town.desk(), code)["rows"]) == 2
            add(town, 4, "", lost=town.at + HOUR)
            town.later(2 * DAY)
            town.come(link, 6)
            town.buy(6, 100, "U2")
        else:
            town.give_back("T0", 100, "R1")
            town.later(HOUR)
        town.settle()
        campaign = "SELECT id FROM referral_campaign WHERE code = ?"
        rows = f"SELECT sum(amount_fen - back_fen) FROM referral_reward WHERE campaign = ({campaign})"
        standing = town.connection.execute(rows, (code,)).fetchone()[0]
        assert standing == (600 if paid else 100)


def test_a_prize_that_fell_is_won_again(town: Town) -> None:
    """The count of today has its prizes, whoever went and came back; what a person made void stays so."""
    town.campaign("T", "referral_task", tiers=[(1, 500)], window_ms=90 * DAY, limits={"hold_score": 1})
    link = town.link(1, "T")
    town.come(link, 2)
    town.buy(2, 100, "O2")
    town.settle()
    add(town, 2, "", lost=town.at + HOUR)
    town.later(2 * HOUR)
    town.settle()
    assert town.rewards() == [(1, 500, 500, "void")]
    town.connection.execute("UPDATE relation SET lost_at = NULL")
    town.later(HOUR)
    row = town.settle()[0]
    assert (row["promised"], row["held"]) in ((1, 0), (0, 1))
    town.connection.execute("UPDATE referral_reward SET state = 'held' WHERE state = 'pending'")
    case = int(str(reporting.audit_queue(town.connection)[0]["case"])[1:])
    deciding.decide(town.desk(), [case], good=False)
    assert town.settle()[0]["promised"] == 0
    assert [state for *_, state in town.rewards()] == ["void", "void"]


def test_a_place_that_is_filled_again_waits_out_the_new_friends_window(town: Town) -> None:
    """A prize that is not paid yet falls with its friend and is promised anew; one that is paid passes on."""
    town.campaign("T", "referral_task", tiers=[(1, 500)], window_ms=90 * DAY, limits=CALM)
    link = town.link(1, "T")
    town.come(link, 2)
    town.buy(2, 100, "O2")
    town.settle()
    town.later(7 * DAY - HOUR)
    town.come(link, 3)
    town.buy(3, 100, "O3")
    town.give_back("O2", 100, "R2")
    town.later(2 * HOUR)
    row = town.settle()[0]
    assert (row["taken_back"], row["promised"], row["approved"]) == (1, 1, 0)
    town.later(7 * DAY)
    assert town.settle()[0]["approved"] == 1


def test_a_paid_prize_stands_for_the_count_without_who_deleted_the_guide(town: Town) -> None:
    """A refund lets another friend take the place; a guide that is deleted later takes nothing back."""
    town.campaign("T", "referral_task", tiers=[(2, 500)], window_ms=90 * DAY, return_ms=0, limits=CALM)
    link = town.link(1, "T")
    for who in (2, 3, 4):
        town.come(link, who)
        town.buy(who, 100, f"O{who}")
    town.settle()
    deciding.pay_rewards(town.desk())
    town.give_back("O2", 100, "R2")
    town.settle()
    add(town, 3, "", lost=town.at + HOUR)
    town.later(2 * DAY)
    assert town.settle()[0]["taken_back"] == 0
    assert town.money("receivable") == 0


def test_a_prize_stands_though_the_order_that_fills_its_place_pays_elsewhere(town: Town) -> None:
    """A good order of another friend takes no prize away, and gets none twice."""
    town.campaign("F", reward_fen=2_000, return_ms=2 * DAY, limits=CALM)
    town.campaign("T", "referral_task", tiers=[(1, 500)], window_ms=90 * DAY, return_ms=2 * DAY, limits=CALM)
    link_f, link_t = town.link(2, "F"), town.link(1, "T")
    town.come(link_f, 6)
    town.come(link_t, 6)
    town.come(link_t, 5)
    early = town.at
    town.later(HOUR)
    town.buy(5, 9_900, "O5")
    town.settle()
    now, town.at = town.at, early
    town.buy(6, 9_900, "O6")
    town.at = now + HOUR
    rows = {row["campaign"]: (row["promised"], row["taken_back"]) for row in town.settle()}
    assert rows == {"F": (1, 0), "T": (0, 0)}
    town.later(3 * DAY)
    assert sum(int(str(row["approved"])) for row in town.settle()) == 2


def test_a_coupon_prize_is_given_once_whoever_gives_back(town: Town) -> None:
    """Money is claimed back and a given coupon is not, so the tier is not won again."""
    create_stock(town.desk(), "GIFT", replace(TEN, total=9))
    tiers = [(1, 100, "GIFT")]
    town.campaign("T", "referral_task", tiers=tiers, window_ms=90 * DAY, return_ms=0, limits=CALM)
    link = town.link(1, "T")
    for who in (2, 3, 4):
        town.come(link, who)
        town.buy(who, 100, f"O{who}")
        town.settle()
        deciding.pay_rewards(town.desk())
        town.give_back(f"O{who}", 100, f"R{who}")
        town.settle()
        assert town.settle()[0]["taken_back"] == 0
    assert town.connection.execute("SELECT count(*) FROM coupon").fetchone()[0] == 1


def test_an_order_whose_amount_changed_takes_back_what_was_promised(town: Town) -> None:
    """More than the reward is never taken, and all of it for an order that is wholly given back."""
    town.campaign("K", "share_link", rate_bp=1_000, window_ms=90 * DAY, return_ms=0, limits=CALM)
    town.buy(9, 90_000, "O9")
    link = town.link(1, "K")
    for who, number, before, after in ((2, "O2", 1_000, 5_000), (3, "O3", 5_000, 1_000)):
        town.come(link, who)
        town.buy(who, before, number)
        town.settle()
        told = "UPDATE sale_claim SET told = replace(told, ?, ?) WHERE number = ?"
        town.connection.execute(told, (f",{before},", f",{after},", key64(number)))
        town.give_back(number, after, f"R{who}")
        town.settle()
    assert [(amount, back) for _, amount, back, _ in town.rewards()] == [(100, 100), (500, 500)]


def test_two_purchases_of_one_number_are_one_reward(town: Town) -> None:
    """A number that came again under another business day pays once, and stops nobody's settling."""
    town.campaign("K", "share_link", rate_bp=1_000, window_ms=90 * DAY, return_ms=0, limits=CALM)
    town.come(town.link(1, "K"), 2)
    town.buy(2, 5_000, "O1")
    names = [row[1] for row in town.connection.execute("PRAGMA table_info(purchase)")]
    told = ", ".join({"id": "id + 1", "at": "at + 5"}.get(name, f'"{name}"') for name in names)
    town.connection.execute(f"INSERT INTO purchase SELECT {told} FROM purchase WHERE number = 'O1'")
    for _ in range(2):
        town.settle()
        assert [amount for _, amount, *_ in town.rewards()] == [500]
    town.connection.execute("DELETE FROM purchase WHERE id = (SELECT max(id) FROM purchase)")


def test_an_order_pays_in_one_campaign_be_it_a_prize_or_a_reward(town: Town) -> None:
    """The order that wins a prize earns no reward elsewhere, and the other way round; by a constraint too."""
    town.campaign("T", "referral_task", tiers=[(1, 500)], window_ms=90 * DAY, limits=CALM)
    town.campaign("F", reward_fen=2_000, limits=CALM)
    town.come(town.link(1, "T"), 2)
    town.come(town.link(1, "F"), 2)
    town.buy(2, 9_900, "O2")
    rows = {row["campaign"]: (row["promised"], row["refused"]) for row in town.settle()}
    assert rows == {"T": (1, 0), "F": (0, 1)}
    with pytest.raises(sqlite3.IntegrityError, match="an order pays in one campaign"):
        town.connection.execute(
            "INSERT INTO referral_reward (campaign, friend, payee, side, basis, ref, tier, amount_fen,"
            " back_fen, stock, state, decided, made_at, due_at, day, score, operation)"
            " VALUES (2, 2, 1, 'referrer', 'invitee_paid', 'O2', 0, 1, 0, '', 'pending', 0, 0, 0, 0, 0, 1)"
        )


def test_settling_goes_forward_only(town: Town) -> None:
    """A moment before the newest reward would take back what it does not know yet: it is refused."""
    town.campaign(reward_fen=2_000, limits=CALM)
    begun = town.at
    town.come(town.link(1), 2)
    town.buy(2, 9_900, "O1")
    town.later(DAY)
    assert town.settle()[0]["promised"] == 1
    before, town.at = town.rewards(), begun
    with pytest.raises(RefusedError) as refused:
        town.settle()
    assert (refused.value.code, town.rewards()) == ("out_of_order", before)


def test_a_prize_for_purchases_waits_for_the_return_window(town: Town) -> None:
    """INV-21 for tasks: seven days by default."""
    town.campaign("T", "referral_task", tiers=[(1, 500)], window_ms=30 * DAY, limits=CALM)
    town.come(town.link(1, "T"), 2)
    town.buy(2, 100, "O2")
    assert town.settle()[0]["approved"] == 0
    town.later(7 * DAY)
    assert town.settle()[0]["approved"] == 1


def test_the_window_of_a_link_begins_when_it_is_made(town: Town) -> None:
    """A friend who comes after the link's days earns its owner nothing."""
    town.campaign("K", "share_link", rate_bp=500, window_ms=DAY, limits=CALM)
    link = town.link(1, "K", "kol")
    town.later(2 * DAY)
    town.come(link, 2)
    town.buy(2, 9_900, "O1")
    assert town.settle()[0]["promised"] == 0


def test_a_coupon_prize_is_given_when_it_is_paid_and_waits_while_there_is_none(town: Town) -> None:
    """The stock's own coupon, once; a stock that is used up leaves the reward approved, with the reason."""
    with pytest.raises(NotFoundError):
        town.campaign("T", "referral_task", tiers=[(1, 0, "GIFT")], window_ms=30 * DAY, budget=0)
    create_stock(town.desk().at_counter("", ""), "GIFT", replace(TEN, total=1))
    town.campaign("T", "referral_task", tiers=[(1, 0, "GIFT")], window_ms=30 * DAY, return_ms=0, budget=0,
                  limits=CALM)  # fmt: skip
    for owner, friend in ((1, 2), (3, 4)):
        town.come(town.link(owner, "T"), friend)
        town.buy(friend, 100, f"O{friend}")
    town.settle()
    rows = deciding.pay_rewards(town.desk())["rows"]
    assert [(row["state"], row.get("reason", "")) for row in rows] == [("paid", ""), ("approved", "sold_out")]
    assert [one[0] for one in town.connection.execute("SELECT owner FROM coupon")] == [1]
    assert [row["state"] for row in deciding.pay_rewards(town.desk())["rows"]] == ["approved"]
    assert [text for check in COUPON_CHECKS.values() for text in check(town.connection)] == []


def test_friends_in_a_group_bring_a_coupon_once_they_registered_and_stayed(town: Town) -> None:
    """Group referral, live: one leaves, one never registers; the second who stays wins it, once."""
    create_stock(town.desk().at_counter("", ""), "GIFT", replace(TEN, total=5))
    town.campaign("C", "group_referral", friends=2, stock="GIFT", window_ms=30 * DAY, budget=0, limits=CALM)
    link = town.link(1, "C")
    for who in (2, 3, 4, 5):
        town.come(link, who)
        stay(town, who, left=town.at + HOUR if who == 2 else None)
        if who != 3:
            register(town, who)
    assert town.settle()[0]["promised"] == 0
    town.later(2 * DAY)
    assert town.settle()[0]["promised"] == 1
    assert town.settle()[0]["promised"] == 0
    rows = deciding.pay_rewards(town.desk())["rows"]
    assert [(row["payee"], row["friend"], row["coupon_stock"]) for row in rows] == [("I1", "I5", "GIFT")]


def test_who_adds_a_guide_or_joins_a_group_by_a_link_is_its_owners_friend(town: Town) -> None:
    """The WeCom state of an import attributes as an arrival does, at its own time, once."""
    town.campaign(reward_fen=2_000, limits=CALM)
    link = town.link(1)
    town.later(HOUR)
    add(town, 2, link)
    stay(town, 3, state=link)
    add(town, 1, link)
    came = town.at
    town.buy(2, 9_900, "O1")
    row = town.settle()[0]
    assert (row["arrived"], row["promised"]) == (2, 1)
    assert town.settle()[0]["arrived"] == 0
    rows = town.connection.execute("SELECT friend, referrer, at FROM referral ORDER BY friend").fetchall()
    assert [tuple(one) for one in rows] == [(2, 1, came), (3, 1, came)]
    report = reporting.campaign_report(town.connection, "F", town.at)[0]
    assert (report["arrivals"], report["refused"]) == (2, 1)


def test_coming_by_the_same_link_again_is_the_same_friend(town: Town) -> None:
    """No refusal is kept for a second visit, and a person's other identifier is no other arrival."""
    town.campaign(reward_fen=2_000)
    merge(town, 2, 3)
    link, other = town.link(1), town.link(4)
    assert [town.come(link, who)["attributed"] for who in (3, 2, 3)] == [True, True, True]
    assert town.come(other, 3)["reason"] == "has_referrer"
    report = reporting.campaign_report(town.connection, "F", town.at)[0]
    assert (report["arrivals"], report["invitees"], report["refused"]) == (1, 1, 1)


def test_who_was_brought_is_no_seed_by_whatever_identifier_and_in_whatever_order(town: Town) -> None:
    """Seeds are owners whom nobody brought; generations go by persons."""
    town.campaign(reward_fen=2_000)
    early = town.link(2)
    town.come(town.link(1), 2)
    town.come(early, 5)
    merge(town, 2, 3)
    town.come(town.link(3), 6)
    row = reporting.campaign_report(town.connection, "F", town.at)[0]
    assert (row["seeds"], row["sharers"], row["depth"]) == (1, 2, 2)


def test_a_cap_is_the_persons_whatever_identifier_shares(town: Town) -> None:
    """Two accounts of one person have one cap."""
    town.campaign(reward_fen=2_000, limits={"person_fen": 2_000, **CALM})
    for owner, friend in ((1, 5), (2, 6)):
        town.come(town.link(owner), friend)
        town.buy(friend, 9_900, f"O{friend}")
    merge(town, 1, 2)
    row = town.settle()[0]
    assert (row["promised"], row["refused"]) == (1, 1)


def test_a_link_keeps_its_role(town: Town) -> None:
    """A member's link does not become a guide's by asking again."""
    town.campaign(reward_fen=2_000)
    town.link(1, role="guide")
    with pytest.raises(ConflictError, match="already"):
        town.link(1, role="kol")
    assert town.connection.execute("SELECT role FROM referral_link").fetchone()[0] == "guide"


def test_a_campaign_that_goes_by_links_has_no_runs(town: Town) -> None:
    """Starting one by hand or by a script is refused, not a crash."""
    town.campaign(reward_fen=2_000)
    with pytest.raises(RefusedError, match="links"):
        runs.start_run(town.desk(), "F", 1)


def test_packets_keep_a_persons_and_a_days_cap(town: Town) -> None:
    """One person opens packets up to her cap, all people up to the day's."""
    terms = {"total_fen": 600, "people": 3, "window_ms": DAY, "seed": "s", "least_fen": 200, "most_fen": 200}
    asked = Offer("R", "red_packet", town.at, town.at + DAY, terms, "", 6_000,
                  Limits(person_fen=300, day_fen=500))  # fmt: skip
    open_campaign(town.desk(), asked)
    one, two = (town.start("R", 9)["run"] for _ in range(2))
    town.act(one, "open", 1)
    with pytest.raises(RefusedError) as refusal:
        town.act(two, "open", 1)
    assert refusal.value.values["rule"] == "cap_person_fen"
    town.act(two, "open", 2)
    with pytest.raises(RefusedError) as refusal:
        town.act(two, "open", 3)
    assert refusal.value.values["rule"] == "cap_day_fen"


def test_a_packet_keeps_the_platforms_total(town: Town) -> None:
    """At most 1,000 yuan in all, however many people share it."""
    with pytest.raises(RefusedError, match="payment platform"):
        town.offer("R", "red_packet", 1_000_000, total_fen=100_001, people=100, window_ms=DAY, seed="s")


def test_a_payment_names_its_seats_own_order(town: Town) -> None:
    """Another number would leave the goods of the seat reserved for ever."""
    town.offer("G", "group_buy", size=2, price_fen=100, window_ms=DAY)
    run = town.start("G", 1, "A")["run"]
    with pytest.raises(ConflictError) as refusal:
        town.act(run, "pay", 1, "B", 100)
    assert refusal.value.code == "wrong_order"
    assert town.act(run, "pay", 1, "A", 100)["people"] == 1


@pytest.mark.parametrize(
    ("treated", "holdout", "fen"),
    [
        (Rate(40, 100), Rate(10, 100), 133),
        (Rate(40, 100), Rate(0, 100), 100),
        (Rate(10, 100), Rate(10, 100), None),
        (Rate(4, 10), Rate(0, 0), None),
    ],
)
def test_the_cost_beyond_a_holdout(treated: Rate, holdout: Rate, fen: int | None) -> None:
    """4,000 fen for 40 new customers: 100 each; a quarter would have come anyway, so 133 each."""
    assert cost_beyond(4_000, 40, treated, holdout) == fen


def test_links_and_settlements_are_idempotent_by_key(town: Town) -> None:
    """The same key gives the first answer, and nothing twice."""
    town.campaign(reward_fen=2_000, limits=CALM)
    link = links.make_link(town.desk(key="l"), "F", 1)
    assert links.make_link(town.desk(key="l"), "F", 1) == link
    town.come(link["rows"][0]["link"], 2)
    town.buy(2, 9_900, "O1")
    first = rewarding.settle_rewards(town.desk(key="s"))
    assert rewarding.settle_rewards(town.desk(key="s")) == first
    assert len(town.rewards()) == 1


def test_shares_of_packets_are_paid_once(town: Town) -> None:
    """What people opened is a debt until `pay`, then money that left; a second payment is empty."""
    town.offer("R", "red_packet", 600, total_fen=600, people=3, window_ms=DAY, seed="s")
    run = town.start("R", 9)["run"]
    for who in (1, 2, 3):
        town.act(run, "open", who)
    assert town.money("reward_payable") == -600
    rows = deciding.pay_rewards(town.desk(), "R")["rows"]
    assert [row["payee"] for row in rows] == ["I1", "I2", "I3"]
    assert (sum(row["amount_fen"] for row in rows), town.money("paid_out")) == (600, -600)
    assert town.money("reward_payable") == 0
    assert deciding.pay_rewards(town.desk())["rows"] == []


def test_a_bargains_goods_leave_the_shelf(town: Town) -> None:
    """IV2: the sale takes a piece first, so that without one it is refused."""
    town.offer("B", "bargain", start_fen=900, floor_fen=500, helpers=1, window_ms=DAY)
    run = town.start("B", 1)["run"]
    town.act(run, "help", 2)
    kinds = [one["kind"] for one in town.act(run, "buy", 1, "B-1", 500)["effects"]]
    assert kinds == ["hold", "fulfil"]
