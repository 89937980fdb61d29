"""`digitool check` sees each money fault that is put into a database by hand, and names the right check."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from digitool.communities import operations as communities
from digitool.coupons.giving.issuing import issue_coupons, receive_coupon
from digitool.coupons.rules.cart import bare_cart
from digitool.coupons.rules.terms import Budget, Terms
from digitool.coupons.stocks import change_budget, create_stock, resize_stock
from digitool.coupons.till.redeeming import redeem_coupons
from digitool.db.checks import all_checks, run_checks
from digitool.db.connection import connect
from digitool.official_store.catalogue.operations import FlashAsked
from digitool.referral import campaigns
from digitool.referral.campaigns import Offer
from digitool.referral.limits import Limits
from digitool.referral.rewards import deciding
from digitool.workspace.desk import Desk
from tests.official_store.counter import asked
from tests.referral.street import DAY, HOUR
from tests.referral.town import Town

ROOMS = ("coupon", "ledger", "official-store", "referral", "community")
"""Rooms whose checks are about money and goods."""

TEN = Terms("amount", 1_000, 50, min_spend_fen=3_000, valid_days=99, per_person=9,
            budgets=(Budget("money", "total", 90_000),))  # fmt: skip

FAULTS: dict[str, tuple[str, ...]] = {
    "coupon-totals": (
        "UPDATE coupon_stock SET issued = issued + 1",
        "UPDATE coupon_stock SET total = total + 100000",
        "UPDATE coupon_stock SET terms = json_set(terms, '$.min_spend_fen', 0) WHERE code = 'TILL'",
        "UPDATE coupon_stock SET terms = json_set(terms, '$.budgets[0][2]', 99000000)",
    ),
    "coupon-states": (
        "UPDATE coupon SET state = 'received' WHERE state = 'redeemed'",
        "UPDATE coupon SET valid_to = valid_to + 3 * 86400000",
        "UPDATE coupon SET valid_to = valid_to - 3 * 86400000",
        "UPDATE coupon SET valid_from = valid_from - 1",
    ),
    "coupon-uses": (
        "UPDATE coupon_redemption SET back_fen = back_fen + 1 WHERE ended_at IS NULL",
        "UPDATE coupon_redemption SET lines = json_set(lines, '$[0][6]', 0) WHERE back_fen > 0",
        "UPDATE coupon_redemption SET base_fen = base_fen + 1",
        "UPDATE coupon_redemption SET initial_fen = initial_fen + 1",
        "UPDATE coupon_redemption SET payable_fen = payable_fen + 1 WHERE order_ref = 'TILL1'",
    ),
    "coupon-quotas": (
        "UPDATE coupon_quota SET used = used + 1",
        "UPDATE coupon_quota SET cap = cap + 1000000 WHERE measure = 'received'",
        "UPDATE coupon_quota SET cap = cap + 1000000 WHERE measure = 'money/total'",
        "UPDATE coupon_quota SET cap = cap + 1000000 WHERE measure = 'money/day'",
    ),
    "coupon-accounts": (
        "UPDATE coupon_redemption SET discount_fen = discount_fen + 1 WHERE ended_at IS NULL",
    ),
    "coupon-report": (
        "UPDATE ledger_account SET balance_fen = balance_fen + 1 WHERE name = 'discounts_given'",
        "UPDATE coupon SET state = 'received' WHERE state = 'redeemed'",
    ),
    "ledger-balances": ("UPDATE ledger_account SET balance_fen = balance_fen + 1 WHERE name = 'paid_out'",),
    "ledger-journals": ("DELETE FROM ledger_transfer WHERE journal = (SELECT max(id) FROM ledger_journal)",),
    "ledger-reversals": (
        "UPDATE ledger_transfer SET amount_fen = amount_fen + 1 WHERE journal IN (SELECT id FROM"
        " ledger_journal WHERE reverses IS NOT NULL)",
    ),
    "ledger-chart": ("UPDATE ledger_account SET name = 'petty_cash' WHERE name = 'paid_out'",),
    "official-store-stock": ("UPDATE stock_level SET on_hand = on_hand + 1",),
    "official-store-reservations": (
        "UPDATE official_order_line SET restocked = 0",
        "UPDATE official_order_line SET restocked = 1 WHERE returned = 0",
        "UPDATE official_order_line SET quantity = quantity + 1",
    ),
    "official-store-orders": (
        "UPDATE official_order_line SET refunded_fen = refunded_fen + 1 WHERE returned > 0",
        "UPDATE official_order_line SET refunded_fen = 1 WHERE returned = 0",
        "UPDATE official_order SET refunded_fen = refunded_fen + 1 WHERE refunded_fen > 0",
        "UPDATE official_order_line SET paid_fen = paid_fen - 1, discount_fen = discount_fen + 1",
    ),
    "official-store-flashes": ("UPDATE flash_price SET taken = taken + 1",),
    "official-store-coupons": (
        "UPDATE official_order SET discount_fen = 0 WHERE discount_fen > 0",
        "UPDATE coupon_redemption SET payable_fen = payable_fen + 1 WHERE order_ref LIKE 'official_store:%'",
        "UPDATE coupon_redemption SET payable_fen = payable_fen + 1 WHERE order_ref LIKE 'scan_and_go:%'",
    ),
    "official-store-kept": (
        "UPDATE coupon_redemption SET ended_at = 1, ended_by = 1 WHERE ended_at IS NULL",
        "UPDATE official_order_line SET owed_fen = owed_fen + 1 WHERE returned = 0",
        "UPDATE official_order SET refunded_fen = refunded_fen + 1, payable_fen = payable_fen + 0",
        "UPDATE basket SET payable_fen = payable_fen + 0 - 1",
    ),
    "official-store-sales": (
        "UPDATE purchase_line SET amount_fen = amount_fen + 1",
        "DELETE FROM refund",
        "UPDATE purchase_line SET quantity = quantity + 1",
    ),
    "official-store-baskets": (
        "UPDATE basket_line SET quantity = quantity + 1",
        "UPDATE basket_line SET price_fen = price_fen * 10",
        "UPDATE basket SET initial_fen = initial_fen + 100000",
    ),
    "official-store-accounts": (
        "UPDATE ledger_journal SET source = 'elsewhere' WHERE kind = 'official_store.refund'",
        "UPDATE ledger_account SET balance_fen = balance_fen + 1 WHERE name = 'payments_received'"
        " AND unit = 'official_store'",
    ),
    "official-store-report": (
        "UPDATE purchase SET amount_fen = amount_fen + 1",
        "UPDATE refund SET amount_fen = amount_fen + 1",
    ),
    "referral-runs": (
        "UPDATE referral_run SET deadline = deadline + 1",
        "UPDATE referral_run SET owner = owner + 1",
        "UPDATE referral_effect SET amount_fen = amount_fen + 1 WHERE kind = 'reward'",
        "DELETE FROM referral_effect WHERE kind = 'hold'",
    ),
    "referral-stock": (
        "DELETE FROM referral_effect WHERE kind = 'free'",
        "DELETE FROM referral_effect WHERE kind = 'fulfil'",
        "UPDATE stock_movement SET reserved = 1 WHERE ref LIKE 'run:TEA%' AND kind = 'reserve'",
        "DELETE FROM stock_movement WHERE ref LIKE 'run:TEA%' AND kind = 'sell'",
        "DELETE FROM stock_movement WHERE ref LIKE 'run:%' AND kind = 'return'",
        "UPDATE referral_effect SET movement = NULL WHERE kind = 'hold'",
    ),
    "referral-sales": (
        "UPDATE purchase_line SET quantity = 1",
        "DELETE FROM purchase WHERE number LIKE 'TEA%'",
        "DELETE FROM refund WHERE number LIKE 'PAIR%'",
    ),
    "referral-money": (
        "UPDATE ledger_account SET balance_fen = balance_fen + 1 WHERE name = 'deposits_held'",
    ),
    "referral-rewards": (
        "UPDATE referral_campaign SET budget_fen = budget_fen + 1 WHERE budget_fen > 0",
        "UPDATE referral_reward SET state = 'void' WHERE state = 'held'",
        "UPDATE referral_reward SET amount_fen = amount_fen + 1",
    ),
    "referral-caps": (
        "UPDATE referral_quota SET used = used + 1",
        "UPDATE referral_quota SET cap = cap + 1",
        "UPDATE referral_campaign SET limits = '{}' WHERE code = 'RED'",
        "DELETE FROM referral_quota",
    ),
    "referral-payouts": (
        "UPDATE ledger_account SET balance_fen = 0 WHERE name = 'receivable'",
        "UPDATE ledger_account SET unit = 'I9' WHERE name = 'receivable'",
        "UPDATE referral_payout SET amount_fen = amount_fen + 1 WHERE debtor = 0",
        "DELETE FROM referral_payout",
        "UPDATE referral_reward SET state = 'paid' WHERE state = 'approved'",
    ),
    "referral-referrers": (
        "UPDATE referral SET referrer = friend",
        "DELETE FROM referral WHERE friend = 21",
    ),
    "community-rounds": (
        "DELETE FROM community_run",
        "UPDATE community_leader SET leader = 9",
    ),
    "community-report": (
        "DELETE FROM community_run",
        "UPDATE referral_reward SET back_fen = amount_fen WHERE side = 'leader'",
    ),
}
"""What somebody may do to a database, by the check that must see it."""


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A database in which every kind of money has moved, and whose checks all hold."""
    town = Town(tmp_path_factory.mktemp("books") / "digitool.db", customers=40)
    town.connection.execute(
        "INSERT INTO group_chat (id, chat, name, owner, status, created_at, batch)"
        " VALUES (1, 'wrA', '', 'g', '0', 0, 0)"
    )
    town.stock(A1=60, B2=60)
    town.stock("S001", A1=9)
    _official_store(town)
    _till(town)
    _runs(town)
    _rounds(town)
    _rewards(town)
    assert town.differences() == []
    town.close()
    yield town.path


def _official_store(town: Town) -> None:
    """An order with a partial refund under a coupon, one given back whole, a flash price, a basket."""
    town.do("flash", FlashAsked("B2", 4_000, town.at, town.at + DAY, 5))
    coupons = [town.coupon(TEN, code=f"C{n}") for n in range(3)]
    kept = town.paid("A1=2", "B2=1", customer=1, coupons=(coupons[0],))
    town.refund(kept, {"A1": 1})
    town.refund(town.paid("A1=2", customer=1, coupons=(coupons[1],)))
    basket = town.do("open_basket", "S001", 1)["rows"][0]["basket"]
    town.do("scan", basket, asked("A1=2").lines)
    town.do("pay_basket", basket, (coupons[2],))


def _till(town: Town) -> None:
    """A stock with another total and budget than it was made with; a code of it used at a till, one taken."""
    desk = Desk(town.connection, town.at, actor="clerk")
    budgets = (Budget("money", "total", 50_000), Budget("money", "day", 20_000))
    create_stock(desk, "TILL", replace(TEN, budgets=budgets))
    resize_stock(desk, "TILL", 60, 50)
    change_budget(desk, "TILL", Budget("money", "day", 30_000), 20_000)
    codes = [row["coupon"] for row in issue_coupons(desk, "TILL", pieces=2)["rows"]]
    redeem_coupons(desk, codes[:1], "TILL1", bare_cart(9_900, town.at), 2)
    receive_coupon(desk, codes[1], 3)


def _runs(town: Town) -> None:
    """A group that sold and took one order back, one that waits, and a packet that is opened and paid."""
    town.offer("PAIR", "group_buy", item="A1", size=2, price_fen=1_500, window_ms=DAY)
    run = str(town.start("PAIR", 1)["run"])
    town.act(run, "pay", 1, fen=1_500)
    town.act(run, "join", 2)
    town.act(run, "pay", 2, fen=1_500)
    town.act(run, "return", 2)
    quitter = str(town.start("PAIR", 4)["run"])
    town.act(quitter, "pay", 4, fen=1_500)
    town.act(quitter, "quit", 4)
    town.act(str(town.start("PAIR", 3)["run"]), "pay", 3, fen=1_500)
    packet = {"total_fen": 600, "people": 3, "window_ms": DAY, "seed": "s"}
    asked_for = Offer("RED", "red_packet", town.at, town.at + DAY, packet, "", 1_200, Limits(person_fen=500))
    campaigns.open_campaign(town.desk(), asked_for)
    town.act(str(town.start("RED", 9)["run"]), "open", 5)
    deciding.pay_rewards(town.desk(), "RED")


def _rounds(town: Town) -> None:
    """A leader's round that is settled, one that is held, and one that is open."""
    terms = {"price_fen": 1_000, "window_ms": HOUR, "rate_bp": 1_000, "return_ms": 0, "most_fen": 5_000}
    limits = Limits(person_fen=50_000, person_count=9)
    asked_for = Offer("TEA", "community_round", town.at, town.at + DAY, terms, "A1", 20_000, limits)
    campaigns.open_campaign(town.desk(), asked_for)
    communities.appoint_leader(town.desk(), "wrA", 11)
    for pieces in (3, 20):
        run = communities.open_round(town.desk(), "TEA", "wrA")["rows"][0]["run"]
        communities.order_round(town.desk(), run, 12, pieces)
        town.later(HOUR)
        communities.settle_round(town.desk(), run)
    run = communities.open_round(town.desk(), "TEA", "wrA")["rows"][0]["run"]
    communities.order_round(town.desk(), run, 12, 2)


def _rewards(town: Town) -> None:
    """A reward that was paid and taken back, which the next one pays in part, and one that is owed."""
    town.campaign(reward_fen=2_000, return_ms=0, limits={"hold_score": 101, "person_fen": 9_000})
    for friend in (21, 22):
        town.come(town.link(20), friend)
        town.buy(friend, 9_900, f"O{friend}")
        town.settle()
        deciding.pay_rewards(town.desk(), "F")
        town.give_back(f"O{friend}", 5_000, f"R{friend}")
        town.settle()
    town.come(town.link(20), 23)
    town.buy(23, 9_900, "O23")
    town.settle()


@pytest.fixture(scope="module")
def unguarded(books: Path) -> Path:
    """A copy of it without its triggers."""
    copy = books.with_name("unguarded.db")
    copy.write_bytes(books.read_bytes())
    with closing(connect(copy)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
    return copy


@contextmanager
def tampered(unguarded: Path, statement: str) -> Iterator[sqlite3.Connection]:
    """A database in which somebody, past every trigger and constraint, has run a statement; not for long."""
    with closing(connect(unguarded)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN")
        assert connection.execute(statement).rowcount > 0, "the fault changed nothing"
        yield connection
        connection.execute("ROLLBACK")


@pytest.mark.parametrize(
    ("check", "statement"), [(name, one) for name, found in FAULTS.items() for one in found]
)
def test_a_fault_is_named(unguarded: Path, check: str, statement: str) -> None:
    """The check that is about the fault fails, and says what it found."""
    with tampered(unguarded, statement) as connection:
        (outcome,) = run_checks(connection, [check])
    assert not outcome.passed
    assert outcome.detail


def test_every_check_of_money_is_seen_to_fail() -> None:
    """A new check comes with the fault that it is for."""
    wanted = {name for name in all_checks() if name.startswith(ROOMS)}
    assert wanted == FAULTS.keys()
