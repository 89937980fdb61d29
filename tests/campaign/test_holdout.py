"""Who is held out of a campaign gets nothing of it, whatever room gives; what she gets all the same is
shown.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel

import digitool
from digitool.campaign.checks import CHECKS
from digitool.campaign.measurement.results import Leak, read_leaks
from digitool.campaign.start.starting import Start, start
from digitool.communities import operations as communities
from digitool.coupons import campaigns
from digitool.coupons.asking import check_cart
from digitool.coupons.giving.issuing import claim_coupon, issue_coupons, receive_coupon
from digitool.coupons.holdouts import all_held_out, held_out
from digitool.coupons.rules.cart import Cart, bare_cart
from digitool.coupons.rules.terms import Terms
from digitool.coupons.stocks import create_stock
from digitool.coupons.till.redeeming import lock_coupons, redeem_coupons
from digitool.db.checks import run_checks
from digitool.db.schema.ddl import rooms_with_tables
from digitool.db.schema.people import TOLD
from digitool.errors import ConflictError, DigitoolError, NotFoundError, RefusedError, UsageError
from digitool.guides.broadcast import operations as broadcasts
from digitool.guides.broadcast.drafting import draft
from digitool.guides.broadcast.message import Message
from digitool.guides.contact.reach import persons_of
from digitool.guides.todo.customers import Customers
from digitool.official_store.asked import AskedOrder, Want
from digitool.official_store.baskets.operations import open_basket, pay_basket, scan
from digitool.official_store.catalogue.operations import Item, save
from digitool.official_store.inventory import receive_goods
from digitool.official_store.orders.placing import create_order
from digitool.referral import links
from digitool.referral.campaigns import Offer, open_campaign
from digitool.referral.rewards import deciding
from digitool.referral.rewards import operations as rewarding
from digitool.referral.runs import operations as runs
from digitool.workspace.desk import Desk
from digitool.workspace.policies.coupons import CouponPolicy
from digitool.workspace.settings import Settings, Store
from tests.campaign.chains import FIRST, World, at

KEY = bytes(range(32))
BEGIN, END = FIRST + 5, FIRST + 19
PUBLIC = Terms("amount", 1_000, total=900, valid_days=40, public=True)
SHOP = Settings(stores={"S001": Store("S001", "North")})
HOUR = 3_600_000

GIVEN: dict[str, dict[str, str]] = {
    "coupon": {
        "coupons/giving/issuing.py": "issue, claim and receive ask first",
    },
    "coupon_redemption": {
        "coupons/till/redeeming.py": "who presents a code that is nobody's is asked about first"
    },
    "guide_contact": {
        "guides/broadcast/operations.py": "a plan skips who is held out",
        "guides/todo/operations.py": "a guide's own message belongs to no campaign",
    },
    "referral_link": {"referral/links.py": "no link"},
    "referral": {"referral/links.py": "neither brings nor is brought"},
    "referral_run": {"referral/runs/operations.py": "starts none"},
    "referral_event": {"referral/runs/operations.py": "enters none"},
    "referral_effect": {"referral/runs/following.py": "follows from an event"},
    "referral_reward": {
        "referral/rewards/operations.py": "follows from who was brought, or from a round that she began",
    },
    "community_run": {"communities/operations.py": "starts as every run"},
}
"""Tables of what people are given, the modules that write them, and why that is safe: each has a case
below."""

NOT_GIVEN = {
    # who people are, and what they did or said
    "assertion", "attribute", "auto_tag", "candidate", "household_member", "identifier", "identifier_flag",
    "identifier_key", "refusal", "staff_identifier", "membership", "touch", "purchase", "basket",
    "official_order", "group_chat", "group_mark", "group_member", "relation", "relation_mark", "relation_tag",
    "guide_consent", "referral_refusal", "referral_payout",
    # whose customer she is, what became of a list's line, who leads, and the arms themselves
    "guide_binding", "guide_move", "guide_todo", "community_leader", "campaign_member",
}  # fmt: skip
"""Tables that name people and give them nothing of a campaign."""

PEOPLE = {
    *(
        "customer",
        "owner",
        "identifier",
        "friend",
        "who",
        "payee",
        "referrer",
        "party",
        "leader",
        "person",
        "a",
    ),
}


def test_every_table_that_names_people_is_given_or_not() -> None:
    """A new table with a person in it is placed here, so that a new giver cannot forget the holdout."""
    assert list(rooms_with_tables())
    naming = {
        table.name
        for table in SQLModel.metadata.sorted_tables
        if {one.name for one in table.columns} & PEOPLE and not table.name.endswith(TOLD)
    }
    assert sorted(naming) == sorted({*GIVEN, *NOT_GIVEN})


def test_only_known_modules_give() -> None:
    """Rows of what people are given are written by the modules that this file tries, and by no other."""
    package, found = Path(digitool.__file__).parent, {}
    for file in package.rglob("*.py"):
        text = re.sub(r'"\s*\n\s*f?"', "", file.read_text("utf-8"))
        for table in GIVEN:
            if re.search(rf"INSERT (?:OR \w+ )?INTO {table} \(|UPDATE {table} SET [^\"]*owner = ", text):
                found.setdefault(table, set()).add(file.relative_to(package).as_posix())
    assert found == {table: set(modules) for table, modules in GIVEN.items()}


class Town:
    """A chain with one campaign that holds out a third, a public coupon, links and runs of every kind."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.world = World(path, 60, stores=())
        self.connection = self.world.connection
        for person in range(1, 61):
            self.world.add(person, "zhangsan", FIRST - 200)
        self.connection.execute(
            "INSERT INTO group_chat (id, chat, name, owner, status, created_at, batch)"
            " VALUES (1, 'g1', 'g', 'zhangsan', '', 0, 1)"
        )
        create_stock(self.coupons(FIRST), "SPRING", PUBLIC)
        self.codes = [row["coupon"] for row in issue_coupons(self.coupons(FIRST), "SPRING", (), 30)["rows"]]
        for code, mechanic, terms, budget in (
            ("FRIEND", "refer_friend", {"reward_fen": 500}, 100_000),
            (
                "POT",
                "bargain",
                {"start_fen": 900, "floor_fen": 300, "helpers": 3, "window_ms": 900 * HOUR},
                0,
            ),
            ("ROUND", "community_round", {"price_fen": 900, "window_ms": 900 * HOUR}, 0),
        ):
            open_campaign(
                self.desk(FIRST), Offer(code, mechanic, at(FIRST), at(END + 60), terms, budget_fen=budget)
            )
        plan = Start(
            "spring", BEGIN, END, tuple(range(1, 51)), 3_000, stocks=("SPRING",),
            offers=("FRIEND", "POT", "ROUND"),
        )  # fmt: skip
        start(self.coupons(FIRST), plan)
        self.id = campaigns.id_of(self.connection, "spring") or 0
        self.out = sorted(all_held_out(self.connection, self.id, at(FIRST)).customers)
        self.treated = sorted(set(range(1, 51)) - set(self.out))
        assert len(self.out) > 6

    def coupons(self, day: int) -> Desk:
        """The surroundings of a coupon operation at noon of a day."""
        return Desk(self.connection, at(day), secret_of=lambda: KEY, actor="me").at_counter("S001")

    def desk(self, day: int) -> Desk:
        """The surroundings of an official store or referral operation."""
        return Desk(self.connection, at(day), SHOP, secret_of=lambda: KEY, actor="me")

    def open_shop(self) -> None:
        """Goods on the shelf and in the web's stock, for orders and baskets."""
        if not self.world.rows("SELECT 1 FROM product"):
            self.world.open_store(1, "S001")
            save(self.desk(FIRST), [Item("A1", "Tea", "", 5_000)])
            for place in ("web", "S001"):
                receive_goods(self.desk(FIRST), place, [Want("A1", 90)])

    def stranger(self) -> int:
        """Somebody whom nobody knew."""
        number = self.connection.execute("SELECT max(id) + 1 FROM identifier").fetchone()[0]
        self.world.identifier(number, number)
        return int(number)

    def leaks(self) -> list[Leak]:
        """What came to people who are held out."""
        return list(read_leaks(self.connection, self.id))


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A town of this test's own."""
    town = Town(tmp_path / "digitool.db")
    yield town
    town.connection.close()


def _issue(town: Town, who: int, day: int) -> str:
    return _reason(lambda: issue_coupons(town.coupons(day), "SPRING", [who]))


def _claim(town: Town, who: int, day: int) -> str:
    return _reason(lambda: claim_coupon(town.coupons(day), "SPRING", who))


def _receive(town: Town, who: int, day: int) -> str:
    return _reason(lambda: receive_coupon(town.coupons(day), town.codes.pop(), who))


def _redeem(town: Town, who: int, day: int) -> str:
    return _reason(lambda: redeem_coupons(town.coupons(day), [town.codes.pop()], *_bought(who, day), who))


def _lock(town: Town, who: int, day: int) -> str:
    return _reason(lambda: lock_coupons(town.coupons(day), [town.codes.pop()], *_bought(who, day), who))


def _bought(who: int, day: int) -> tuple[str, Cart]:
    return f"order-{who}-{day}", bare_cart(5_000, at(day))


def _own_order(town: Town, who: int, day: int) -> str:
    town.open_shop()
    asked = AskedOrder((Want("A1", 1),), who, coupons=(town.codes.pop(),))
    return _reason(lambda: create_order(town.desk(day), asked))


def _scan_and_go(town: Town, who: int, day: int) -> str:
    town.open_shop()
    basket = open_basket(town.desk(day), "S001", who)["rows"][0]["basket"]
    scan(town.desk(day), basket, [Want("A1", 1)])
    return _reason(lambda: pay_basket(town.desk(day), basket, (town.codes.pop(),)))


DOORS = {"redeem": _redeem, "lock": _lock, "own order": _own_order, "scan-and-go": _scan_and_go}
"""Where a code that is nobody's is first bound to somebody by her presenting it."""


def _message(town: Town, who: int, day: int, **named: str) -> str:
    message = Message(f"m{who}-{day}-{len(named)}", "wecom", "tea", **named)
    audience: Callable[[Any], Any] = lambda connection: persons_of(connection, [who, 60])  # noqa: E731
    plan, found = broadcasts.record_broadcast(Desk(town.path, at(day)), message, audience)
    assert found is not None
    reasons = {reason: n for reason, n in plan["skipped"].items() if n}
    town.connection.execute("UPDATE guide_contact SET state = 'failed' WHERE identifier = 60")
    return "".join(reasons)


def _named(town: Town, who: int, day: int) -> str:
    return _message(town, who, day, campaign="spring")


def _promised(town: Town, who: int, day: int) -> str:
    return _message(town, who, day, stock="SPRING")


def _link(town: Town, who: int, day: int) -> str:
    return _reason(lambda: links.make_link(town.desk(day), "FRIEND", who))


def _arrive(town: Town, who: int, day: int) -> str:
    code = links.make_link(town.desk(day), "FRIEND", 55)["rows"][0]["link"]
    return str(links.arrive_by(town.desk(day), code, who)["rows"][0]["reason"])


def _bring(town: Town, who: int, day: int) -> str:
    town.connection.execute(
        "INSERT INTO referral_link (code, campaign, owner, role, made_at, operation)"
        " SELECT ?, id, ?, 'member', ?, 1 FROM referral_campaign WHERE code = 'FRIEND'",
        (f"L{who}", who, at(FIRST - 9)),
    )
    return str(links.arrive_by(town.desk(day), f"L{who}", town.stranger())["rows"][0]["reason"])


def _added(town: Town, who: int, day: int) -> str:
    code = links.make_link(town.desk(day), "FRIEND", 54)["rows"][0]["link"]
    town.connection.execute(
        "INSERT INTO relation (guide, identifier, added_at, add_way, state, batch, line)"
        " VALUES ('lisi', ?, ?, 1, ?, 1, 1)",
        (who, at(day), code),
    )
    rewarding.settle_rewards(town.desk(day), "FRIEND")
    row = town.connection.execute("SELECT rule FROM referral_refusal WHERE friend = ?", (who,)).fetchone()
    return str(row[0]) if row else ""


def _run(town: Town, who: int, day: int) -> str:
    return _reason(lambda: runs.start_run(town.desk(day), "POT", who))


def _help(town: Town, who: int, day: int) -> str:
    run = runs.start_run(town.desk(day), "POT", 57)["rows"][0]["run"]
    return _reason(lambda: runs.act_in_run(town.desk(day), runs.Act(run, "help", who)))


def _round(town: Town, who: int, day: int) -> str:
    communities.appoint_leader(town.desk(day), "g1", 58)
    run = communities.open_round(town.desk(day), "ROUND", "g1")["rows"][0]["run"]
    return _reason(lambda: communities.order_round(town.desk(day), run, who, 1))


def _reason(act: Callable[[], dict[str, Any]], campaign: str = "spring") -> str:
    """Why it was not given, empty where it was."""
    try:
        row = act()["rows"][0]
    except DigitoolError as error:
        assert error.hint
        if error.code == "held_out":
            assert error.exit == 6 and error.values["rule"] == f"campaign.holdout:{campaign}"
        return error.code
    return str(row.get("reason", ""))


GIVERS = {
    "issue": _issue, "claim": _claim, "receive": _receive, "message that names the campaign": _named,
    "message that promises its coupon": _promised, "link": _link, "arrival": _arrive, "bringing": _bring,
    "added with a link's state": _added, "run": _run, "help": _help, "round": _round, **DOORS,
}  # fmt: skip


@pytest.mark.parametrize("giver", list(GIVERS))
def test_every_giver_skips_who_is_held_out(town: Town, giver: str) -> None:
    """Held out means nothing of it, with the reason; a treated and an outside customer get it; so do all
    after.
    """
    give = GIVERS[giver]
    assert give(town, town.out[0], BEGIN + 1) == "held_out"
    assert give(town, town.treated[0], BEGIN + 1) == ""
    assert give(town, 53, BEGIN + 1) == ""
    if giver != "bringing":  # its link is put in by hand, from before the campaign
        assert town.leaks() == []
    assert give(town, town.out[1], END + 1) == ""
    assert give(town, town.out[2], FIRST + 1) == "held_out"  # from the start on, before the window too
    assert town.leaks() == []
    assert CHECKS["campaign-holdout"](town.connection) == []


def test_many_at_once_are_told_apart(town: Town) -> None:
    """A list of customers gets its coupons but for those held out, each with campaign and rule in her row."""
    everybody = [*town.out, *town.treated]
    rows = issue_coupons(town.coupons(BEGIN), "SPRING", everybody)["rows"]
    passed = {
        row["customer"]: (row["reason"], row["rule"], row["limit"]) for row in rows if not row["coupon"]
    }
    assert passed == {f"P{one}": ("held_out", "campaign.holdout:spring", "spring") for one in town.out}
    assert sum(bool(row["coupon"]) for row in rows) == len(town.treated)


def test_a_leak_by_hand_is_asked_for_recorded_and_shown(town: Town) -> None:
    """Only the explicit way gives; the operation says so, and result and check name customer and thing."""
    who = town.out[0]
    with pytest.raises(RefusedError) as error:
        issue_coupons(town.coupons(BEGIN), "SPRING", [who])
    assert "--despite-holdout" in error.value.hint
    issue_coupons(town.coupons(BEGIN), "SPRING", [who], despite_holdout=True)
    (params,) = town.connection.execute("SELECT params FROM operation ORDER BY seq DESC LIMIT 1").fetchone()
    assert '"despite_holdout": true' in params
    (leak,) = town.leaks()
    assert (leak.kind, leak.person, leak.what, leak.at) == ("coupon", who, "SPRING", at(BEGIN))
    (told,) = run_checks(town.connection, ["campaign-holdout"])
    assert told.passed, "somebody wanted it: the database is whole"
    assert f"P{who}" in told.detail and "spring" in told.detail and "SPRING" in told.detail


FAULTS = {
    "coupon": "UPDATE coupon SET owner = {who}, state = 'received', received_at = {at} WHERE number = 1",
    "message": "INSERT INTO guide_contact (day, plan, identifier, channel, at, guide, state, result)"
    " SELECT day, id, {who}, 1, {at}, 'lisi', 'sent', '' FROM guide_plan",
    "link": "INSERT INTO referral_link (code, campaign, owner, role, made_at, operation)"
    " SELECT 'L', id, {who}, 'member', {at}, 1 FROM referral_campaign WHERE code = 'FRIEND'",
    "friend": "INSERT INTO referral (campaign, friend, referrer, link, at, fresh, operation)"
    " SELECT campaign, {who}, owner, id, {at}, 1, 1 FROM referral_link",
    "run": "INSERT INTO referral_event (run, place, at, kind, who, ref, amount_fen, operation)"
    " SELECT id, 9, {at}, 'help', {who}, 'x', 0, 1 FROM referral_run",
}
"""Ways in which somebody held out could have got something, past every operation."""


@pytest.mark.parametrize("kind", list(FAULTS))
def test_check_sees_each_fault_that_is_put_in_by_hand(town: Town, kind: str) -> None:
    """A row that no operation would write is named by the check, with the customer and what she got."""
    assert [found for name in CHECKS for found in CHECKS[name](town.connection)] == []
    _named(town, 53, BEGIN)
    links.make_link(town.desk(BEGIN), "FRIEND", 53)
    runs.start_run(town.desk(BEGIN), "POT", 53)
    assert [found for name in CHECKS for found in CHECKS[name](town.connection)] == []
    town.connection.execute(FAULTS[kind].format(who=town.out[0], at=at(BEGIN)))
    assert [(one.kind, one.person) for one in town.leaks()] == [(kind, town.out[0])]
    (told,) = CHECKS["campaign-holdout"](town.connection)
    assert f"P{town.out[0]} is held out of campaign spring" in told and kind in told
    assert (CHECKS["campaign-messages"](town.connection) != []) == (kind == "message")


def test_check_sees_arms_that_contradict(town: Town) -> None:
    """A household in both arms, a holdout of nothing, and a customer without a row of her own are named."""
    town.connection.execute("DROP TRIGGER campaign_fixed")
    for statement, words in (
        ("INSERT INTO campaign_member VALUES ({c}, 900, 1, 1, '{other}')", "both arms"),
        ("INSERT INTO campaign_member VALUES ({c}, 901, 902, 902, 'treated')", "no arm of her own"),
        ("UPDATE campaign SET holdout_bp = 0 WHERE id = {c}", "started without one"),
    ):
        other = "treated" if 1 in town.out else "holdout"
        town.connection.execute(statement.format(c=town.id, other=other))
        assert any(words in text for text in CHECKS["campaign-arms"](town.connection))


def test_coupons_that_the_held_out_hold_already_are_told(town: Town) -> None:
    """A stock that was given out before its campaign: the start counts what the holdout holds of it."""
    create_stock(town.coupons(FIRST), "OLD", PUBLIC)
    issue_coupons(town.coupons(FIRST), "OLD", list(range(1, 51)))
    result = start(town.coupons(FIRST), Start("old", BEGIN, END, tuple(range(1, 51)), 4_000, stocks=("OLD",)))
    assert result["held_before"] == {"OLD": result["rows"][1]["customers"]}


@pytest.mark.parametrize("door", list(DOORS))
def test_a_coupon_that_is_hers_is_used_and_shown(town: Town, door: str) -> None:
    """What somebody held out was given all the same works at every door."""
    who = town.out[0]
    given = issue_coupons(town.coupons(BEGIN), "SPRING", [who], despite_holdout=True)["rows"][0]["coupon"]
    town.codes.append(given)
    assert DOORS[door](town, who, BEGIN + 1) == ""
    assert {(one.kind, one.person) for one in town.leaks()} >= {("coupon", who)}


def test_a_question_has_the_answer_of_the_till(town: Town) -> None:
    """Asked beforehand, a code that would be refused to her is told so, with campaign and rule."""
    connection, desk, cart = town.connection, town.coupons(BEGIN), bare_cart(5_000, at(BEGIN))
    (told,) = check_cart(connection, desk, [town.codes[0]], cart, town.out[0]).refusals
    assert (told.code, told.rule, told.limit) == ("held_out", "campaign.holdout:spring", "spring")
    for who in (town.treated[0], None):
        assert check_cart(connection, desk, [town.codes[0]], cart, who).refusals == ()


def test_a_code_of_nobody_works_for_whoever_is_not_named(town: Town) -> None:
    """A till that names no customer asks about none; nobody can be told from anybody, so it is no leak."""
    redeem_coupons(town.coupons(BEGIN), [town.codes[0]], "order-1", bare_cart(5_000, at(BEGIN)))
    assert town.leaks() == []


def test_an_agreed_order_outlasts_the_start_of_a_campaign(town: Town) -> None:
    """A code that an order locked for her before the arms were dealt pays that order, and no other."""
    create_stock(town.coupons(FIRST), "OLD", PUBLIC)
    codes = [row["coupon"] for row in issue_coupons(town.coupons(FIRST), "OLD", (), 51)["rows"]]
    before, cart = (
        replace(town.coupons(FIRST), settings=Settings(coupons=CouponPolicy(lock_minutes=900 * 60))),
        bare_cart(5_000, at(BEGIN)),
    )
    for who, code in enumerate(codes):
        lock_coupons(before, [code], f"O-{who}", cart, who or None)
    start(town.coupons(FIRST), Start("old", BEGIN, END, tuple(range(1, 51)), 4_000, stocks=("OLD",)))
    old = campaigns.id_of(town.connection, "old")
    out = sorted(all_held_out(town.connection, old, at(BEGIN)).customers)
    for ordered, who, expected in (
        (out[0], out[0], ""),
        (out[1], out[2], "held_out"),
        (0, out[1], "held_out"),
    ):
        asked = [codes[ordered]], f"O-{ordered}", cart, who
        assert _reason(lambda: redeem_coupons(town.coupons(BEGIN), *asked), campaign="old") == expected  # noqa: B023


def test_an_earned_coupon_is_given_and_shown(town: Town) -> None:
    """A prize of another offer in coupons of the campaign is owed: it is given, and the leak is seen."""
    who = town.out[0]
    asked = Offer(
        "TASK", "referral_task", at(FIRST), at(END), {"tiers": [(1, 0, "SPRING")], "window_ms": 900 * HOUR}
    )
    open_campaign(town.desk(FIRST), asked)
    code = links.make_link(town.desk(BEGIN), "TASK", who)["rows"][0]["link"]
    for identifier in (61, 62):
        town.world.identifier(identifier, identifier)
    links.arrive_by(town.desk(BEGIN), code, 61)
    town.world.buy(61, BEGIN + 1, 9_000)
    rewarding.settle_rewards(town.desk(BEGIN + 10))
    town.connection.execute("UPDATE referral_reward SET state = 'approved'")
    assert [row["state"] for row in deciding.pay_rewards(town.desk(BEGIN + 10))["rows"]] == ["paid"]
    assert [(one.kind, one.person) for one in town.leaks()] == [("coupon", who)]


def test_a_guide_is_not_told_of_such_a_coupon(town: Town) -> None:
    """A coupon that leaked is no reason to write to her while the campaign runs; a treated one's is."""
    issue_coupons(town.coupons(BEGIN), "SPRING", [town.out[0], town.treated[0]], despite_holdout=True)
    for day, expected in ((BEGIN + 1, 0), (END + 1, 1)):
        known = Customers(town.connection, [town.out[0], town.treated[0]], Settings(), at(day))
        known.read_details()
        assert len(known.known[town.treated[0]].coupons) == 1
        assert len(known.known[town.out[0]].coupons) == expected


def test_the_first_customer_decides_for_merged_people(town: Town) -> None:
    """Of a person who was customers of both arms the smallest id decides, whoever is asked about."""
    connection = town.connection
    for treated, out in ((town.treated[0], town.out[-1]), (town.treated[-1], town.out[0])):
        first = min(treated, out)
        town.world.merge(max(treated, out), first)
        asked = held_out(connection, town.id, [treated, out], at(BEGIN)).customers
        assert asked == (frozenset({treated, out}) if first == out else frozenset())
        assert (first in all_held_out(connection, town.id, at(BEGIN)).customers) == (first == out)
        town.world.split(max(treated, out))
        assert held_out(connection, town.id, [treated, out], at(BEGIN)).customers == {out}


def test_one_rule_decides_for_one_and_for_all(town: Town) -> None:
    """However people were merged and parted again, asking for each says the same as asking for everybody."""
    chance = random.Random(7)
    for _ in range(25):
        known = sorted({row["person"] for row in town.world.rows("SELECT person FROM identifier")})
        town.world.merge(*sorted(chance.sample(known, 2), reverse=True))
    for one in chance.sample(range(1, 56), 8):
        town.world.split(one)
    person = dict(town.world.rows("SELECT id, person FROM identifier"))
    asked = held_out(town.connection, town.id, person, at(BEGIN)).customers
    everybody = all_held_out(town.connection, town.id, at(BEGIN)).customers
    assert everybody
    assert asked == {one for one in person if person[one] in everybody}


def test_two_held_out_customers_stay_held_out_as_one(town: Town) -> None:
    """A merge within an arm leaves it; with a third customer the smallest id of all decides."""
    one, two = town.out[:2]
    town.world.merge(two, one)
    assert held_out(town.connection, town.id, [one, two], at(BEGIN)).customers == {one, two}
    assert one in all_held_out(town.connection, town.id, at(BEGIN)).customers
    third = max(town.treated)
    assert third > one
    town.world.merge(third, one)
    assert held_out(town.connection, town.id, [third], at(BEGIN)).customers == {third}


def test_a_coupon_given_before_a_merge_is_no_leak(town: Town) -> None:
    """What a treated customer got stays right when she turns out to be somebody held out as well."""
    treated, out = town.treated[-1], town.out[0]
    issue_coupons(town.coupons(BEGIN), "SPRING", [treated])
    town.world.merge(max(treated, out), min(treated, out))
    assert town.leaks() == []


def test_messages_keep_to_the_caps_of_the_file(town: Town) -> None:
    """contact.messages ends what a campaign may send, across broadcasts; the smaller weekly cap holds."""
    town.connection.execute("DROP TRIGGER campaign_fixed")
    town.connection.execute("UPDATE campaign SET messages = 2, most_in_7_days = 1 WHERE code = 'spring'")
    one, two, three = town.treated[:3]
    assert _named(town, one, BEGIN) == ""  # writes to an outside customer too: two messages
    with pytest.raises(RefusedError) as error:
        _named(town, two, BEGIN)
    assert (error.value.code, error.value.values["left"]) == ("campaign_messages", 0)
    town.connection.execute("UPDATE campaign SET messages = NULL")
    message = Message("again", "wecom", "tea", campaign="spring")
    found = draft(town.connection, message, lambda c: persons_of(c, [one, three]), Settings(), at(BEGIN + 1))
    (check,) = [check for check, _ in found.decisions.by_reason()]
    assert (check.reason, check.rule) == ("week_budget", "campaign.contact.most_in_7_days:spring")
    with pytest.raises(Exception, match="campaign_written"):
        town.connection.execute("UPDATE campaign SET messages = 1, written = 2")


def test_a_message_of_an_unknown_or_other_campaign_is_refused(town: Town) -> None:
    """A slip in the campaign's name must not reach those held out; a stock of another campaign neither."""
    for named, kind in (
        ({"campaign": "sprnig"}, NotFoundError),
        ({"campaign": "summer", "stock": "SPRING"}, UsageError),
    ):
        with pytest.raises(kind) as error:
            _message(town, town.treated[0], BEGIN, **named)
        assert error.value.hint


def test_what_belongs_to_a_campaign_is_not_given_away(town: Town) -> None:
    """A stock or an offer of a campaign is taken by no other, in the program and in the database."""
    for changes, code in (({"stocks": ("SPRING",)}, "stock_taken"), ({"offers": ("POT",)}, "offer_taken")):
        with pytest.raises(ConflictError) as error:
            start(town.coupons(FIRST), Start("summer", BEGIN, END, (1, 2), **changes))
        assert error.value.code == code
    for table in ("coupon_stock", "referral_campaign"):
        with pytest.raises(Exception, match="belongs to one campaign"):
            town.connection.execute(f"UPDATE {table} SET of_campaign = NULL")


def test_an_offer_of_the_same_name_belongs_to_the_campaign(town: Town) -> None:
    """An offer opened under a campaign's name, before its start or after, is kept from those held out."""
    terms = {"reward_fen": 500}
    open_campaign(
        town.desk(BEGIN), Offer("spring", "refer_friend", at(BEGIN), at(END), terms, budget_fen=5_000)
    )
    open_campaign(
        town.desk(FIRST), Offer("summer", "refer_friend", at(FIRST), at(END), terms, budget_fen=5_000)
    )
    start(town.coupons(FIRST), Start("summer", BEGIN, END, tuple(range(1, 51)), 5_000))
    summer = campaigns.id_of(town.connection, "summer")
    kept = sorted(all_held_out(town.connection, summer, at(FIRST)).customers)
    assert _reason(lambda: links.make_link(town.desk(BEGIN), "spring", town.out[0])) == "held_out"
    found = _reason_of(lambda: links.make_link(town.desk(BEGIN), "summer", kept[0]))
    assert found == "campaign.holdout:summer"


def _reason_of(act: Callable[[], Any]) -> object:
    with pytest.raises(RefusedError) as error:
        act()
    return error.value.values["rule"]
