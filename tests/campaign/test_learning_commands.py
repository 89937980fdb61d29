"""calibrate, backtest, start, result and list at the command line: what they print, and how they refuse."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from digitool.campaign.start.live_offers import OFFERED
from digitool.cli.commands.campaign import lessons as _campaigns_learning
from digitool.coupons.codes import format_code
from digitool.errors import RefusedError
from digitool.model.days import iso_day
from digitool.words import say
from tests.campaign.chains import FIRST, World, made_up_fen, made_up_log
from tests.campaign.test_calibrate import LAW
from tests.conftest import Cli

DAYS = 140
TODAY = FIRST + DAYS
FILE = """
[campaign]
name = "spring"
start = {start}
days = 14
surface = "wecom_chat"
holdout = "20%"
rules = "One coupon each, 14 days, 20 yuan off 100."
consent = "opt_in"

[costs]
margin = "35%"

[coupon]
value = "20.00"
min_spend = "100.00"
valid_days = 14
"""


def as_of(day: int) -> dict[str, str]:
    """The clock at noon of a day."""
    return {"DIGITOOL_AS_OF": f"{iso_day(day)}T12:00:00+08:00"}


class Plain:
    """Somebody who reads English."""

    def say(self, template: str, **values: object) -> str:
        """A template in English."""
        return say(template, "en", **values)


@pytest.fixture
def shop(workspace: Path) -> Path:
    """A workspace with twenty weeks of 600 customers."""
    world = World(workspace / "digitool.db", 600)
    person, day = made_up_log(600, DAYS, LAW)
    world.buy(person, day, made_up_fen(person), person % 3 + 1)
    world.close()
    (workspace / "spring.toml").write_text(FILE.format(start=iso_day(TODAY + 3)), "utf-8")
    return workspace


def test_calibrate_shows_each_parameter_with_its_source(shop: Path, cli: Cli) -> None:
    """Rows parameter, value, p5, p95, source, n; warnings in the envelope; a second language."""
    done = cli("campaign", "calibrate", "--json", "--limit", 0, cwd=shop, env=as_of(TODAY))
    assert done.exit == 0, done.err
    row = done.rows[0]
    assert {"parameter", "value", "p5", "p95", "source", "n"} <= set(row)
    assert (row["parameter"], row["source"], row["n"]) == ("purchase_r", "history", 600)
    assert any("assumed" in text for text in done.json["warnings"])
    chinese = cli("campaign", "calibrate", "--lang", "zh", "--dry-run", cwd=shop, env=as_of(TODAY))
    assert "内置假设" in chinese.out + chinese.err


def test_calibrate_without_purchases_says_what_to_import(workspace: Path, cli: Cli) -> None:
    """An empty workspace is not found, with the next command."""
    done = cli("campaign", "calibrate", "--json", cwd=workspace)
    assert (done.exit, done.error["code"], done.error["try"]) == (4, "no_purchases", "digitool import FILE")


def test_backtest_shows_coverage_beside_naive_forecasts(shop: Path, cli: Cli) -> None:
    """Rows target, cases, coverage90, mean_pit, crps, bias, and what a forecast without a model misses."""
    done = cli("campaign", "backtest", "--json", "--runs", 60, "--origins", 4, cwd=shop, env=as_of(TODAY))
    assert done.exit == 0, done.err
    assert {"target", "cases", "coverage90", "mean_pit", "crps", "bias", "crps_last"} <= set(done.rows[0])
    assert done.rows[0]["cases"] == 12
    assert done.json["meta"]["cases"] == sum(row["cases"] for row in done.rows)
    assert 0 <= done.json["meta"]["coverage90"] <= 1
    assert 0 <= done.json["meta"]["mean_pit"] <= 1


def test_backtest_tells_people_how_far_to_trust_it(shop: Path, cli: Cli) -> None:
    """One sentence under the table compares what was covered with what was promised, in both languages."""
    for language, words in (("en", "85% to 95% keeps the promise"), ("zh", "85% 到 95% 才算守信")):
        done = cli(
            "campaign", "backtest", "--runs", 40, "--origins", 3, "--lang", language, cwd=shop,
            env=as_of(TODAY),
        )  # fmt: skip
        assert words in done.out, done.out


@pytest.mark.parametrize(
    ("coverage", "pit", "words"),
    [(0.5, 0.5, ["too narrow"]), (0.9, 0.2, ["too high"]), (0.9, 0.8, ["too low"]), (0.9, 0.5, [])],
)
def test_scores_are_judged(coverage: float, pit: float, words: list[str]) -> None:
    """Narrow, high and low forecasts each have a sentence of their own; good ones have none."""
    rows = [{"target": "purchases 4w", "cases": 400, "coverage90": coverage, "mean_pit": pit}]
    told = _campaigns_learning.judged(Plain(), rows)  # type: ignore[arg-type]
    assert [
        word for word in ("too narrow", "too high", "too low") if any(word in one for one in told)
    ] == words


def test_backtest_of_a_file_needs_no_workspace(tmp_path: Path, cli: Cli) -> None:
    """Any purchase log can be back-tested where no workspace is."""
    person, day = made_up_log(400, 84, LAW)
    fen = made_up_fen(person)
    lines = [f"c{who},{iso_day(int(when))},{worth / 100:.2f}" for who, when, worth in zip(person, day, fen)]
    (tmp_path / "log.csv").write_text("\n".join(["customer,date,amount", *lines]), "utf-8")
    done = cli(
        "campaign", "backtest", "--data", "log.csv", "--runs", 40, "--groups", 3, "--json", cwd=tmp_path
    )
    assert done.exit == 0, done.err
    assert np.isfinite([row["crps"] for row in done.rows]).all()


def test_backtest_of_a_short_log_is_refused(tmp_path: Path, cli: Cli) -> None:
    """Two days of two customers exit with 6 and say what it takes."""
    (tmp_path / "log.csv").write_text("customer,date,amount\nA,2026-03-01,1\nB,2026-03-02,2\n", "utf-8")
    done = cli("campaign", "backtest", "--data", "log.csv", "--json", cwd=tmp_path)
    assert (done.exit, done.error["code"]) == (6, "short_history")


def test_a_campaign_from_its_file_to_its_result(shop: Path, cli: Cli) -> None:
    """Start with coupons, list it, and read its result when its days are known."""
    tried = cli(
        "campaign", "start", "spring.toml", "--issue", "--dry-run", "--json", cwd=shop, env=as_of(TODAY)
    )
    assert tried.exit == 0, tried.err
    began = cli(
        "campaign", "start", "spring.toml", "--issue", "--key", "s1", "--json", cwd=shop, env=as_of(TODAY)
    )
    assert [row["customers"] for row in began.rows] == [row["customers"] for row in tried.rows]
    assert began.rows[0]["coupons"] == began.rows[0]["customers"]
    listed = cli("campaign", "list", "--json", cwd=shop, env=as_of(TODAY + 5))
    assert (listed.rows[0]["campaign"], listed.rows[0]["state"]) == ("spring", "running")
    early = cli("campaign", "result", "spring", "--json", cwd=shop, env=as_of(TODAY + 1))
    assert (early.exit, early.error["code"]) == (6, "not_begun")
    world = World.opened(shop / "digitool.db")
    world.buy(np.arange(1, 300), TODAY + 10, 5_000)
    world.close()
    done = cli("campaign", "result", "spring", "--json", cwd=shop, env=as_of(TODAY + 20))
    assert [row["metric"] for row in done.rows] == ["purchases", "buyers", "gmv_fen", "contribution_fen"]
    assert {"treated", "holdout", "lift", "p5", "p95", "verdict"} <= set(done.rows[0])
    assert any("8 of 14 days" in text for text in done.json["warnings"])


def test_a_started_campaign_cannot_cost_more_than_its_budget(shop: Path, cli: Cli) -> None:
    """100 yuan for coupons of 20: they go out as simulated, five are used, the sixth use is refused."""
    text = FILE.format(start=iso_day(TODAY + 3)).replace(
        'holdout = "20%"', 'holdout = "20%"\nbudget = "100.00"'
    )
    (shop / "small.toml").write_text(text, "utf-8")
    words = ("campaign", "start", "small.toml", "--issue", "--json")
    tried = cli(*words, "--dry-run", cwd=shop, env=as_of(TODAY))
    began = cli(*words, cwd=shop, env=as_of(TODAY))
    assert began.json["meta"]["caps"] == tried.json["meta"]["caps"]
    assert began.json["meta"]["caps"]["coupons"][0]["discounts_fen"] == 10_000
    assert any("uses end at the budget of 100.00 yuan" in one for one in began.json["warnings"])
    status = cli("coupon", "status", "spring", "--json", cwd=shop, env=as_of(TODAY))
    assert status.rows[0]["budgets"] == ["money/total=100.00"]
    world = World.opened(shop / "digitool.db")
    coupons = world.rows("SELECT code, owner FROM coupon ORDER BY id LIMIT 6")
    for row in coupons[:5]:
        world.redeem(format_code(row["code"]), row["owner"], TODAY + 4, 12_000)
    with pytest.raises(RefusedError) as error:
        world.redeem(format_code(coupons[5]["code"]), coupons[5]["owner"], TODAY + 4, 12_000)
    assert error.value.code == "budget_money"
    world.close()


def test_a_cap_that_nothing_holds_stops_the_start(shop: Path, cli: Cli) -> None:
    """A group-buy that is opened nowhere, a total that nothing counts: exit 6 with file, line and key."""
    text = (shop / "spring.toml").read_text("utf-8")
    offer = '\n[group_buy]\nsize = 2\nlist_price = "9.00"\nprice = "8.00"\n'
    for more, code, key in (
        ("", "offer_missing", "group_buy"),
        ("total = 9\n", "not_honoured", "group_buy.total"),
    ):
        (shop / "group.toml").write_text(text + offer + more, "utf-8")
        done = cli("campaign", "start", "group.toml", "--json", cwd=shop, env=as_of(TODAY))
        assert (done.exit, done.error["code"], done.error["details"]["key"]) == (6, code, key), done.err
        assert done.error["message"].startswith(f"group.toml:{done.error['details']['line']}: ")
        assert done.error["hint"]
    assert cli("campaign", "list", "--json", cwd=shop, env=as_of(TODAY)).rows == []


OFFERS = """
[referral]
reward = "8.00"
gift = "4.00"
budget = "300.00"
[red_packet]
total = "10.00"
people = 4
budget = "200.00"
offer = "PACK"
[bargain]
list_price = "50.00"
floor = "20.00"
path = "geometric"
cut = "12.25%"
offer = "BAR"
[group_buy]
size = 3
list_price = "60.00"
price = "40.50"
window_hours = 30
offer = "GRP"
[community]
leaders = 3
list_price = "30.00"
price = "25.00"
min_orders = 4
commission = "7.5%"
offer = "ROUND"
"""


def test_what_a_start_says_to_type_opens_what_it_misses(shop: Path, cli: Cli) -> None:
    """Offers of every mechanic are missing: each command that is printed opens one as the file has it."""
    (shop / "all.toml").write_text((shop / "spring.toml").read_text("utf-8") + OFFERS, "utf-8")
    words, missing = ("campaign", "start", "all.toml", "--json"), []
    while (done := cli(*words, cwd=shop, env=as_of(TODAY))).exit:
        assert done.error["code"] == "offer_missing", done.err
        missing.append(done.error["details"]["table"])
        typed = done.error["try"].replace("YUAN", "90.00").removeprefix("digitool ")
        opened = cli(*typed.split(), cwd=shop, env=as_of(TODAY))
        assert opened.exit == 0, (done.error["try"], opened.err)
    assert sorted(missing) == sorted(OFFERED)
    fine = ("referral", "kol", "offer", "K", "--percent", "7.555", "--budget", "90", "--json")
    assert cli(*fine, cwd=shop, env=as_of(TODAY)).error["code"] == "bad_percent"
    assert len(done.json["meta"]["offers"]) == len(OFFERED)


def test_a_leak_is_shown_by_result_and_check(shop: Path, cli: Cli) -> None:
    """A coupon that somebody insists on: result counts and lists it, check tells it and fails nothing."""
    cli("campaign", "start", "spring.toml", "--json", cwd=shop, env=as_of(TODAY))
    query = "SELECT min(customer) FROM campaign_member WHERE arm = 'holdout'"
    world = World.opened(shop / "digitool.db")
    who = f"P{world.rows(query)[0][0]}"
    world.buy(np.arange(1, 300), TODAY + 10, 5_000)
    world.close()
    words = ("coupon", "issue", "spring", "--customer", who)
    refused = cli(*words, "--json", cwd=shop, env=as_of(TODAY + 4))
    assert (refused.exit, refused.error["details"]["rule"]) == (6, "campaign.holdout:spring")
    assert cli(*words, "--despite-holdout", cwd=shop, env=as_of(TODAY + 4)).exit == 0
    found = cli("campaign", "result", "spring", "--json", cwd=shop, env=as_of(TODAY + 20))
    assert found.json["meta"]["leaked"] == {"coupon": 1}
    assert [(one["customer"], one["what"]) for one in found.json["meta"]["leaks"]] == [(who, "spring")]
    assert any(who in one for one in found.json["warnings"])
    checked = cli("check", "campaign-holdout", "--json", cwd=shop)
    assert (checked.exit, who in checked.rows[0]["detail"]) == (0, True)
    failing = {row["check"] for row in cli("check", "--json", cwd=shop).rows if not row["passed"]}
    assert {one for one in failing if one.startswith(("campaign", "coupon"))} == set()  # a leak is no damage


def test_a_campaign_that_the_rules_forbid_is_not_started(shop: Path, cli: Cli) -> None:
    """Paying for a share is refused before anything is drawn, with the lawful way."""
    text = (shop / "spring.toml").read_text("utf-8")
    (shop / "share.toml").write_text(text + '\n[referral]\nreward = "5.00"\ntrigger = "shared"\n', "utf-8")
    done = cli("campaign", "start", "share.toml", "--json", cwd=shop, env=as_of(TODAY))
    assert (done.exit, done.error["code"]) == (6, "forbidden")
    assert done.error["hint"]
    assert cli("campaign", "list", "--json", cwd=shop, env=as_of(TODAY)).rows == []


def test_a_start_in_the_past_is_refused(shop: Path, cli: Cli) -> None:
    """Arms are drawn before anybody could react."""
    done = cli("campaign", "start", "spring.toml", "--json", cwd=shop, env=as_of(TODAY + 4))
    assert (done.exit, done.error["code"]) == (2, "window_past")


def test_an_unknown_campaign_is_not_found(shop: Path, cli: Cli) -> None:
    """A result of nothing exits with 4."""
    done = cli("campaign", "result", "none", "--json", cwd=shop)
    assert (done.exit, done.error["code"]) == (4, "no_campaign")


def test_assumptions_show_where_each_number_comes_from(tmp_path: Path, cli: Cli) -> None:
    """Every built-in value with its interval and its source, without a workspace."""
    done = cli("campaign", "assumptions", "--json", "--limit", 0, cwd=tmp_path)
    assert done.exit == 0, done.err
    assert len(done.rows) >= 20
    assert all(row["reference"] for row in done.rows)


def test_codes_to_print_say_whom_they_do_not_work_for(shop: Path, cli: Cli) -> None:
    """One note while a campaign keeps customers from its stock; none after its end, none for other stocks."""
    issue = ("coupon", "issue", "spring", "--pieces", "2", "--json")
    assert cli("campaign", "start", "spring.toml", "--json", cwd=shop, env=as_of(TODAY)).exit == 0
    noted = [
        cli(*issue, "--lang", language, cwd=shop, env=as_of(day)).json["warnings"]
        for day, language in ((TODAY, "en"), (TODAY, "zh"), (TODAY + 20, "en"))
    ]
    ((english,), (chinese,), none) = noted
    assert english.startswith("campaign spring holds customers out: these codes are refused to them")
    assert "对照组" in chinese
    assert none == []
    stock = ("--kind", "amount", "--value", "10.00", "--total", "9", "--valid-days", "9")
    assert cli("coupon", "create", "TEN", *stock, cwd=shop, env=as_of(TODAY)).exit == 0
    done = cli("coupon", "issue", "TEN", "--pieces", "2", "--json", cwd=shop, env=as_of(TODAY))
    assert (len(done.rows), done.json["warnings"]) == (2, [])
