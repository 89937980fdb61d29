"""What a forecast counts on holds when the campaign runs: a walk over every key of the campaign file."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import tomli

from digitool.campaign.file.reading import build
from digitool.campaign.file.schema import MECHANICS, TABLES
from digitool.campaign.file.spec import CampaignFile
from digitool.campaign.forecast.forecasting import ForecastMoment, Ready, stage
from digitool.campaign.start.honouring import BELIEF, COSTS, COUPON, LAW, MESSAGES, OFFER, REFUSED, WAYS, WHO
from digitool.campaign.start.launching import Aimed, plan_of, read_live
from digitool.campaign.start.live_offers import bounds_beyond
from digitool.campaign.start.starting import Start, start
from digitool.coupons.rules.terms import Budget, Terms, from_json
from digitool.coupons.stocks import create_stock
from digitool.db.reading import reader
from digitool.errors import DigitoolError, RefusedError
from digitool.forms.form import all_keys
from digitool.model.calendar import CHINA_DAYS
from digitool.referral.campaigns import Offer, open_campaign
from digitool.workspace.desk import Desk
from digitool.workspace.locate import Workspace, find_workspace
from digitool.workspace.settings import Settings
from tests.campaign.chains import FIRST, World, at

DAY = 86_400_000
TODAY = FIRST + 60
PEOPLE = 160
COMMON = """
[campaign]
name = "spring"
start = {start}
days = 14
[costs]
margin = "35%"
"""
TABLE_TEXT = {
    "guide_message": "[guide_message]\n",
    "broadcast": "[broadcast]\n",
    "coupon": "[broadcast]\n[coupon]\nvalue = 10\n",
    "referral": '[broadcast]\n[referral]\nreward = 8\ngift = 4\nbudget = 3000\noffer = "REF"\n',
    "red_packet": '[broadcast]\n[red_packet]\ntotal = 10\npeople = 4\nbudget = 1000\noffer = "PACK"\n',
    "bargain": '[broadcast]\n[bargain]\nlist_price = 50\nfloor = 20\nhelpers = 8\noffer = "BAR"\n',
    "group_buy": '[broadcast]\n[group_buy]\nsize = 2\nlist_price = 60\nprice = 40\noffer = "GRP"\n',
    "community": '[broadcast]\n[community]\nleaders = 3\nlist_price = 30\nprice = 25\noffer = "ROUND"\n',
    "prize_draw": "[broadcast]\n[coupon]\nvalue = 10\n[prize_draw]\n",
}
"""A file for the keys of each mechanic; those of the other tables are tried on the coupon's."""

OTHER: dict[str, Any] = {
    "campaign.start": None, "campaign.days": 10, "campaign.share_to_continue": True, "campaign.surface":
    "group", "campaign.consent": "none", "campaign.holdout": "40%", "audience.min_purchases": 3,
    "audience.max_purchases": 1, "audience.bought_within_days": 20, "audience.min_basket": "80.00",
    "audience.max_basket": "80.00", "audience.most": 30, "contact.messages": 20, "contact.most_in_7_days":
    0, "contact.most_in_30_days": 0, "guide_message.capacity": 1, "coupon.valid_days": 9,
    "coupon.per_customer": 2, "coupon.total": 7, "coupon.budget": "100.00", "campaign.budget": "90.00",
    "referral.trigger": "invitee_registered", "referral.levels": 2, "referral.entry_fee": "1.00",
    "red_packet.trigger": "invitee_paid", "bargain.path": "geometric", "group_buy.window_hours": 30,
    "bargain.window_hours": 30, "bargain.cut": "33%", "community.window_hours": 30,
    "group_buy.virtual_members": True, "community.commission": "3%", "community.leaders": 9,
    "community.min_orders": 4, "group_buy.size": 3, "referral.pool": 12, "assume.joiner_spread": 7,
    "audience.guides": ["zhangsan"], "referral.offer": "REF2", "red_packet.offer": "PACK2",
    "bargain.offer": "BAR2", "group_buy.offer": "GRP2", "community.offer": "ROUND2", "campaign.name":
    "summer", "costs.margin": "44%", "red_packet.packets": 30, "bargain.helpers": 9,
}  # fmt: skip
"""Another value than the one in force, where the key's own example would not do."""


class Shop(NamedTuple):
    """A workspace with customers, and what is open in it."""

    workspace: Workspace
    root: Path


@pytest.fixture(scope="module")
def shop(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """160 customers of two guides and two stores who bought now and then, and an open offer of each kind."""
    root = tmp_path_factory.mktemp("honour") / "chain"
    shutil.copytree(pristine, root)
    (root / "segments").mkdir(exist_ok=True)
    (root / "segments" / "lapsing.toml").write_text('name = "x"\n[[all]]\norders = ">=2"\n', "utf-8")
    world = World(root / "digitool.db", PEOPLE)
    rng = np.random.default_rng(4)
    person = rng.integers(1, PEOPLE + 1, 420)
    world.buy(person, FIRST + rng.integers(0, 58, 420), rng.integers(3_000, 15_000, 420), 1 + person % 2)
    for one in range(1, PEOPLE - 20):
        world.add(one, "zhangsan" if one % 3 else "lisi", FIRST + 1)
    world.connection.execute("INSERT INTO identifier_namespace (code, name) VALUES (1, 'wx_openid')")
    world.connection.execute("UPDATE identifier SET ns = 2 WHERE id % 4 = 0")
    create_stock(world.desk(TODAY), "TEN20", Terms("amount", 1_000, total=40, valid_days=9))
    for name in ("", "2"):
        _open_offers(world, name)
    world.close()
    return Shop(find_workspace(root, {}), root)


def _open_offers(world: World, suffix: str) -> None:
    desk = Desk(world.connection, at(TODAY), Settings(), actor="test")
    hour, closes = 3_600_000, at(TODAY + 40)
    for code, mechanic, budget, terms in (
        ("REF", "refer_friend", 300_000, {"reward_fen": 800, "friend_fen": 400}),
        ("PACK", "red_packet", 100_000,
         {"total_fen": 1_000, "people": 4, "window_ms": 24 * hour, "seed": "s"}),
        ("BAR", "bargain", 0,
         {"start_fen": 5_000, "floor_fen": 2_000, "helpers": 8, "window_ms": 24 * hour}),
        ("GEO", "bargain", 0, {"start_fen": 5_000, "floor_fen": 2_000, "helpers": 8, "window_ms": 24 * hour,
                               "path": "geometric", "cut_bp": 1_200}),
        ("GRP", "group_buy", 0, {"size": 2, "price_fen": 4_000, "window_ms": 24 * hour}),
        ("ROUND", "community_round", 100_000, {"price_fen": 2_500, "window_ms": 48 * hour, "rate_bp": 1_000,
                                               "most_fen": 5_000}),
    ):  # fmt: skip
        open_campaign(desk, Offer(code + suffix, mechanic, desk.at, closes, terms, budget_fen=budget))


@dataclass(frozen=True)
class Seen:
    """What a file is to the simulation (bytes, None where it is refused) and to a start, or its refusal."""

    forecast: bytes | None
    plan: Start | None
    refusal: RefusedError | None

    def part(self, way: str) -> Any:
        """What a start does about the keys of one way."""
        plan = self.plan
        assert plan is not None, self.refusal
        return {
            WHO: (plan.code, plan.day_from, plan.day_to, plan.holdout_bp, sorted(plan.persons), plan.reached),
            COUPON: (plan.new_stocks, plan.stocks),
            MESSAGES: plan.caps,
            OFFER: plan.offers,
            COSTS: plan.costs,
        }[way]


def spec_of(tables: dict[str, Any], text: str = "") -> CampaignFile:
    """A campaign file of TOML tables."""
    return build(tables, text, Path("spring.toml"))


def seen(shop: Shop, spec: CampaignFile) -> Seen:
    """What simulate and start make of a file."""
    with reader(shop.workspace.database) as connection:
        try:
            found = stage(shop.workspace, connection, [spec], ForecastMoment(at(TODAY), TODAY), priors=True)
        except RefusedError:
            return Seen(None, None, None)
        ready = found.ready[0]
        try:
            plan = _planned(connection, spec, ready, found.roster.persons)
        except RefusedError as error:
            return Seen(_bytes(ready), None, error)
    return Seen(_bytes(ready), plan, None)


def _planned(connection: Any, spec: CampaignFile, ready: Ready, persons: np.ndarray) -> Start:
    aimed = Aimed(persons[ready.audience].tolist(), persons[ready.audience & ready.reached].tolist())
    return plan_of(spec, aimed, read_live(connection, spec, TODAY), CHINA_DAYS, issue=True)


def _bytes(ready: Ready) -> bytes:
    return pickle.dumps((ready.customers, ready.calibration, ready.campaign, ready.audience))


def base(table: str) -> tuple[dict[str, Any], str]:
    """The tables and the text of the file on which the keys of a table are tried."""
    text = COMMON.format(start="2024-12-06") + TABLE_TEXT.get(table, TABLE_TEXT["coupon"])
    tables = tomli.loads(text)
    tables["campaign"]["start"] = _date(TODAY + 3)
    return tables, text


def _date(day: int) -> Any:
    from digitool.model.days import day_date

    return day_date(day)


def changed(table: str, key: str) -> dict[str, Any]:
    """The tables of the base file with another value at a key."""
    tables, _ = base(table)
    tables = {name: dict(values) for name, values in tables.items()}
    name = f"{table}.{key}"
    value = OTHER.get(name) if name in OTHER else tomli.loads(TABLES[table].key(key).example)[key]
    if name == "campaign.start":
        value = _date(TODAY + 5)
    if name == "coupon.stock":
        tables["coupon"] = {}
    if name == "bargain.cut":
        tables["bargain"] |= {"path": "geometric", "offer": "GEO"}
    tables.setdefault(table, {})[key] = value
    return tables


@pytest.fixture(scope="module")
def before(shop: Shop) -> Callable[[str], Seen]:
    """The base file of a table, seen once."""
    known: dict[str, Seen] = {}

    def look(table: str) -> Seen:
        if table not in known:
            known[table] = seen(shop, spec_of(base(table)[0]))
        return known[table]

    return look


def every_key() -> Iterator[tuple[str, str]]:
    """Table and key of everything that a campaign file may say."""
    return ((table, key.name) for table, keys in TABLES.items() for key in keys.keys)


def test_every_key_has_one_way() -> None:
    """A key that nobody has decided about fails here: it must be honoured, refused, or named a belief."""
    declared = [f"{table}.{key}" for table, keys in WAYS.items() for key in keys]
    assert sorted(declared) == sorted(all_keys(TABLES))
    ways = {way for keys in WAYS.values() for way in keys.values()}
    assert ways == {WHO, COUPON, MESSAGES, OFFER, COSTS, LAW, BELIEF, REFUSED}


def test_base_files_are_forecast_and_can_be_started(before: Callable[[str], Seen]) -> None:
    """Each file on which keys are tried is a forecast and a plan; only a prize draw is refused."""
    for table in MECHANICS:
        one = before(table)
        assert one.forecast is not None, table
        assert (one.plan is None) == (table == "prize_draw"), (table, one.refusal)


@pytest.mark.parametrize(("table", "key"), list(every_key()))
def test_what_changes_a_forecast_is_live_or_refused(
    shop: Shop, before: Callable[[str], Seen], table: str, key: str
) -> None:
    """Another value of a key changes the plan in the way that is declared for it, or the start names the
    key.
    """
    way, old = WAYS[table][key], before(table)
    new = seen(shop, spec_of(changed(table, key)))
    moved = new.forecast is not None and new.forecast != old.forecast
    if way == REFUSED:
        assert new.refusal is not None and new.refusal.code == "not_honoured"
        assert new.refusal.values["key"] in (f"{table}.{key}", table)
    elif way == LAW:
        assert not moved, "a key that moves a forecast is no matter of law alone"
        assert new.plan is None or _same(new.plan, old.plan)
    elif way == BELIEF:
        assert new.plan is not None and _same(new.plan, old.plan)
    elif way == OFFER and key != "offer":
        assert new.refusal is not None or not moved, (
            "the open offer says something else, and the start goes on"
        )
        if new.refusal is not None:
            assert new.refusal.values["key"] == f"{table}.{key}"
    else:
        assert new.plan is not None, new.refusal
        assert new.part(way) != old.part(way)


def _same(one: Start, other: Start | None) -> bool:
    """Whether two plans do the same; what the file said beside may differ."""
    return other is not None and all(
        getattr(one, name) == getattr(other, name)
        for name in (
            *("code", "day_from", "day_to", "holdout_bp", "persons", "reached"),
            *("new_stocks", "stocks", "offers", "caps", "costs", "issue"),
        )
    )


def test_an_open_offer_differs_in_nothing(shop: Shop) -> None:
    """Another value of any term of a referral offer is refused by its own name, a missing budget too."""
    named = []
    for table, key in every_key():
        if WAYS[table][key] == OFFER and key != "offer":
            found = seen(shop, spec_of(changed(table, key))).refusal
            named.append((f"{table}.{key}", found.values["key"] if found else None))
    assert len(named) >= 20
    assert [pair for pair in named if pair[0] != pair[1]] == []
    for table in ("referral", "red_packet"):
        tables, _ = base(table)
        del tables[table]["budget"]
        found = seen(shop, spec_of(tables)).refusal
        assert found is not None and found.values["key"] == f"{table}.budget"


def test_bounds_of_rounds_that_no_forecast_knows_are_told(shop: Shop) -> None:
    """What a leader can earn is bounded live by the round and by the offer's budget: the start says so."""
    for table, told in (("community", [("ROUND", "50.00", "1,000.00")]), ("group_buy", [])):
        with reader(shop.workspace.database) as connection:
            live = read_live(connection, spec_of(base(table)[0]), TODAY)
        found = [tuple(one.values.values()) for one in bounds_beyond(live.offers)]
        assert found == told


def test_refusals_name_file_line_and_key(shop: Shop) -> None:
    """The refusal of a cap that nothing holds says where it stands and what to do."""
    tables, text = base("group_buy")
    text += "total = 30\n"
    tables["group_buy"]["total"] = 30
    found = seen(shop, spec_of(tables, text)).refusal
    assert found is not None
    assert str(found).startswith(f"spring.toml:{text.count(chr(10))}: group_buy.total")
    assert found.hint and found.try_next and found.values["rule"] == "campaign.honoured"


@pytest.mark.parametrize(
    ("budget", "own", "live"),
    [("90.00", None, 9_000), ("90.00", "50.00", 5_000), ("50.00", "90.00", 5_000), (None, "70.00", 7_000)],
)
def test_the_smaller_budget_binds_the_stock(shop: Shop, budget: Any, own: Any, live: int) -> None:
    """A budget of the campaign and one of the coupon: the stock may cost the smaller of the two."""
    tables, _ = base("coupon")
    tables["campaign"] |= {"budget": budget} if budget else {}
    tables["coupon"] |= {"budget": own} if own else {}
    plan = seen(shop, spec_of(tables)).plan
    assert plan is not None
    assert [one.budgets for one in plan.new_stocks.values()] == [(Budget("money", "total", live),)]


@pytest.mark.parametrize(
    ("coupon", "whole", "started"),
    [("500.00", "3500.00", True), ("500.01", "3500.00", False), (None, "9000.00", False)],
)
def test_a_shared_budget_is_parted(shop: Shop, coupon: str | None, whole: str, started: bool) -> None:
    """Coupon and referral under one budget: each part has its own, and they come to no more, or no start."""
    tables, _ = base("referral")
    tables["campaign"]["budget"] = whole
    tables["coupon"] = {"value": "10.00"} | ({"budget": coupon} if coupon else {})
    found = seen(shop, spec_of(tables))
    assert (found.plan is not None) == started, found.refusal
    if found.refusal is not None:
        assert found.refusal.values["key"] == "campaign.budget"


@pytest.mark.parametrize(
    ("table", "why"),
    [("bargain", "no budget live"), ("group_buy", "no budget live"), ("community", "no key")],
)
def test_what_keeps_to_no_budget_of_the_file_is_not_started_under_one(
    shop: Shop, table: str, why: str
) -> None:
    """A group-buy or a bargain costs money that nothing counts, and a round has a budget that the file
    cannot name: a budget over them is refused.
    """
    tables, _ = base(table)
    tables["campaign"]["budget"] = "5000.00"
    found = seen(shop, spec_of(tables)).refusal
    assert found is not None and found.values["key"] == "campaign.budget"
    assert why in str(found)


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"total": 39}, "coupon.total"),
        ({"total": 40}, ""),
        ({"budget": "399.99"}, "coupon.budget"),
        ({"budget": "400.00"}, ""),
    ],
)
def test_a_stock_that_exists_must_keep_to_the_file(shop: Shop, more: dict[str, Any], key: str) -> None:
    """40 coupons of 10 yuan stay within 40 uses and 400 yuan, and within nothing less: it is not changed."""
    tables, _ = base("coupon")
    tables["coupon"] = {"stock": "TEN20", **more}
    found = seen(shop, spec_of(tables))
    assert (found.refusal.values["key"] if found.refusal else "") == key


def test_an_offer_must_be_open_and_of_its_kind(shop: Shop) -> None:
    """No offer, one of another mechanic, and one that is not open from the first instant of the window to
    the last are refused by name.
    """
    for code, error in (("NONE", "offer_missing"), ("GRP", "not_honoured")):
        tables, _ = base("referral")
        tables["referral"]["offer"] = code
        found = seen(shop, spec_of(tables)).refusal
        assert found is not None and found.code == error
    tables, _ = base("group_buy")
    for begins, whole in ((41, False), (27, False), (26, True)):  # it closes at noon of day 40
        tables["campaign"]["start"] = _date(TODAY + begins)
        found = seen(shop, spec_of(tables)).refusal
        assert (found is None) == whole, found
        if found is not None:
            assert found.code == "not_honoured"


def test_the_stock_of_a_real_start_shows_every_cap(shop: Shop, tmp_path: Path) -> None:
    """Total, money, uses, pieces per customer, minimum spend and validity stand in the stock that was
    made.
    """
    tables, _ = base("coupon")
    tables["campaign"]["budget"] = "200.00"
    tables["coupon"] |= {"min_spend": "60.00", "total": 15, "per_customer": 2, "valid_days": 9}
    plan = seen(shop, spec_of(tables)).plan
    assert plan is not None and plan.reached
    shutil.copyfile(shop.workspace.database, tmp_path / "d.db")
    world = World.opened(tmp_path / "d.db")
    rows = start(Desk(world.connection, at(TODAY), actor="me"), plan)["rows"]
    stock = world.rows("SELECT * FROM coupon_stock WHERE code = 'spring'")[0]
    terms = from_json(stock["terms"])
    world.close()
    assert terms.budgets == (Budget("count", "total", 15), Budget("money", "total", 20_000))
    assert (terms.min_spend_fen, terms.per_person, stock["total"]) == (6_000, 2, 2 * len(plan.reached))
    assert (terms.valid_from, terms.valid_to) == (CHINA_DAYS.start(TODAY + 3), CHINA_DAYS.start(TODAY + 12))
    assert rows[0]["coupons"] == rows[0]["reached"] <= len(plan.reached) < rows[0]["customers"]
    assert stock["issued"] == rows[0]["coupons"]


def test_a_dry_run_shows_what_the_start_puts(shop: Shop) -> None:
    """The plan of a dry run and of the start are one value; only the transaction ends otherwise."""
    spec = spec_of(base("coupon")[0])
    assert seen(shop, spec).plan == seen(shop, spec).plan


def test_wrong_files_are_still_refused(shop: Shop) -> None:
    """A rule of the coupon beside a stock, which has rules of its own, is a fault of the file."""
    for key in ("value", "min_spend", "most", "valid_days", "per_customer"):
        tables, _ = base("coupon")
        example = tomli.loads(TABLES["coupon"].key(key).example)
        tables["coupon"] = {"stock": "TEN20", **example}
        with pytest.raises(DigitoolError) as error:
            spec_of(tables)
        assert error.value.values["key"] == f"coupon.{key}"
