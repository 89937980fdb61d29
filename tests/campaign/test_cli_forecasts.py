"""campaign new, explain, simulate, compare and optimise as a manager types them, on a small demo chain."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from digitool.campaign.file.reading import read_campaign
from digitool.campaign.forecast import permission
from digitool.campaign.history.customers import customers_of
from digitool.campaign.measurement import arms
from digitool.cli.entry import run
from digitool.coupons.holdouts import HOLDOUT
from digitool.db.reading import reader
from digitool.model.days import parse_instant
from digitool.workspace.locate import Workspace

Run = Callable[..., tuple[int, dict[str, Any]]]
AS_OF = "2026-04-01T08:00:00+08:00"
HEAD = '[campaign]\nname = "t"\nstart = 2026-04-03\ndays = 14\n[costs]\nmargin = "30%"\n'
COUPON = HEAD + '[broadcast]\n[coupon]\nvalue = "10.00"\nmin_spend = "30.00"\n'
VALUE = 'value = "10.00"\nmin_spend = "30.00"'
GROUP = HEAD.replace('"t"', '"g"') + "[broadcast]\n[group_buy]\nsize = 2\nlist_price = 59\nprice = 39\n"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo chain of 300 customers and 30 days, made once and never changed."""
    root = tmp_path_factory.mktemp("demo") / "chain"
    assert run(["demo", str(root), "--customers", "300", "--days", "30", "-q"]) == 0
    return root


@pytest.fixture
def campaign(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run ``digitool campaign ... --json``; exit code and JSON object (of stderr when it failed)."""
    monkeypatch.setenv("DIGITOOL_WORKSPACE", str(demo))
    monkeypatch.setenv("DIGITOOL_AS_OF", AS_OF)
    monkeypatch.setenv("DIGITOOL_LANG", "en")
    monkeypatch.chdir(tmp_path)
    Path("coupon.toml").write_text(COUPON, "utf-8")
    Path("group.toml").write_text(GROUP, "utf-8")

    def call(*words: str) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        code = run(["campaign", *words, "--json"])
        out, err = capsys.readouterr()
        return code, json.loads(out if code == 0 else err.splitlines()[-1])

    return call


@pytest.fixture
def page(campaign: Run, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What a command prints for people."""

    def call(*words: str) -> str:
        capsys.readouterr()
        assert run(["campaign", *words]) == 0
        return capsys.readouterr().out

    return call


def text(name: str, content: str) -> str:
    """Write a file of this test."""
    Path(name).write_text(content, "utf-8")
    return name


def answer(campaign: Run, *words: str) -> dict[str, Any]:
    """The envelope of a command that must have worked."""
    code, found = campaign(*words)
    assert code == 0, found
    return found


def test_a_new_file_can_be_simulated_as_it_is(campaign: Run) -> None:
    """New writes a file; simulate takes it and gives every figure with mean, quantiles and unit."""
    assert run(["campaign", "new", "--mechanic", "coupon", "--mechanic", "broadcast", "-o", "new.toml"]) == 0
    found = answer(campaign, "simulate", "new.toml", "--runs", "60")
    assert found["schema"] == "digitool.campaign.simulate/1"
    assert found["period"] == ["2026-04-08", "2026-04-22"]
    rows = {row["metric"]: row for row in found["rows"]}
    assert {"mean", "p5", "p50", "p95", "unit"} <= set(rows["contribution"])
    assert rows["contribution"]["unit"] == "fen"
    assert rows["contribution"]["p5"] <= rows["contribution"]["p50"] <= rows["contribution"]["p95"]
    assert all(isinstance(row["p50"], (int, float, type(None))) for row in found["rows"])
    assert found["rows"][0]["metric"] == "break_even_lift"
    meta = found["meta"]
    assert meta["seed"] == 1
    assert meta["runs"] == 60
    assert meta["lift_assumed"] is True
    assert 0 <= meta["p_loss"] <= 1
    assert 0 <= meta["removable_width"] <= 1
    assert meta["drivers"]
    low, high = meta["increment_ab_test_fen"]
    assert high - low > meta["increment_coupled_fen"][1] - meta["increment_coupled_fen"][0]
    assert any("no calibration" in warning for warning in found["warnings"])


def test_an_existing_file_is_not_replaced(campaign: Run) -> None:
    """New refuses to overwrite without --force."""
    assert campaign("explain", "budget")[0] == 0
    assert run(["campaign", "new", "-o", "coupon.toml"]) == 2
    assert Path("coupon.toml").read_text("utf-8") == COUPON
    assert run(["campaign", "new", "-o", "coupon.toml", "--force", "-q"]) == 0
    assert Path("coupon.toml").read_text("utf-8") != COUPON


@pytest.mark.parametrize("workers", ["2", "7"])
def test_any_number_of_workers_gives_the_same_bytes(demo: Path, tmp_path: Path, workers: str) -> None:
    """Simulate --workers 1, 2 and 7 write the same file, byte for byte."""
    file = tmp_path / "c.toml"
    file.write_text(COUPON, "utf-8")
    results = []
    for number in ("1", workers):
        out = tmp_path / f"{number}.json"
        words = ["campaign", "simulate", str(file), "-w", str(demo), "--as-of", AS_OF, "--runs", "80"]
        assert run([*words, "--workers", number, "--json", "-o", str(out), "-q"]) == 0
        results.append(out.read_bytes())
    assert results[0] == results[1]


def test_another_seed_gives_other_numbers(campaign: Run) -> None:
    """The seed is told and matters."""
    one, other = (
        answer(campaign, "simulate", "coupon.toml", "--runs", "60", "--seed", seed) for seed in "12"
    )
    assert one["meta"]["seed"] == 1
    assert one["rows"] != other["rows"]


def test_the_page_for_people_has_everything(page: Callable[..., str]) -> None:
    """Table, loss, what more data would remove, A/B interval, drivers, fan, histogram, funnel."""
    shown = page("simulate", "coupon.toml", "--runs", "100")
    for words in (
        "Break-even lift", "Probability of a loss", "The lift is assumed", "More data would remove",
        "A/B test", "What moves the contribution most", "up to each day", "break-even", "audience",
        "redeemed",
    ):  # fmt: skip
        assert words in shown, words
    assert "░" in shown


def test_ascii_and_chinese_pages(page: Callable[..., str]) -> None:
    """--ascii draws with ASCII alone; --lang zh leaves no English sentence in the page."""
    assert page("simulate", "coupon.toml", "--runs", "60", "--ascii").isascii()
    chinese = page("simulate", "coupon.toml", "--runs", "60", "--lang", "zh")
    assert "亏损概率" in chinese
    assert "Probability" not in chinese


def test_by_day_store_and_guide(campaign: Run) -> None:
    """Days are the window's, stores are the workspace's, guides show their load."""
    found = answer(campaign, "simulate", "coupon.toml", "--by", "day", "--runs", "40", "--seed", "9")
    days = found["rows"]
    assert (found["meta"]["seed"], found["meta"]["runs"]) == (9, 40)
    assert [days[0]["day"], days[-1]["day"]] == ["2026-04-03", "2026-04-16"]
    assert {"p5_fen", "p50_fen", "p95_fen", "total_p50_fen", "redemptions"} <= set(days[0])
    stores = answer(campaign, "simulate", "coupon.toml", "--by", "store", "--runs", "40")["rows"]
    assert {"S001", "S002"} <= {row["store"] for row in stores}
    text("guided.toml", COUPON + "[guide_message]\ncapacity = 3\n")
    guides = answer(campaign, "simulate", "guided.toml", "--by", "guide", "--runs", "40")["rows"]
    assert guides
    assert all(row["busiest"] <= 3 for row in guides)
    assert all(row["messages"] <= row["customers"] for row in guides)
    assert all(isinstance(row["skipped"], dict) for row in guides)
    code, error = campaign("simulate", "coupon.toml", "--by", "guide", "--runs", "40")
    assert (code, error["code"]) == (2, "no_guide_message")


def test_people_read_in_words_why_guides_do_not_write(page: Callable[..., str]) -> None:
    """Who is not written to stands in words, in the reader's language, not as JSON."""
    held = COUPON.replace("days = 14", 'days = 14\nholdout = "50%"')
    text("few.toml", held + "[guide_message]\ncapacity = 1\n")
    shown = page("simulate", "few.toml", "--by", "guide", "--runs", "40")
    assert "held out: " in shown
    assert "{" not in shown
    assert "对照组" in page("simulate", "few.toml", "--by", "guide", "--runs", "40", "--lang", "zh")


def test_two_plans_are_compared_on_the_same_draws(campaign: Run) -> None:
    """Rows have both medians and the difference; a plan compared with itself is never better or worse."""
    found = answer(campaign, "compare", "coupon.toml", "group.toml", "--runs", "80")
    assert found["meta"]["a"] == "t"
    assert found["meta"]["b"] == ["g"]
    row = next(row for row in found["rows"] if row["metric"] == "contribution")
    assert {"a_p50", "b_p50", "diff_p5", "diff_p50", "diff_p95", "p_b_better"} <= set(row)
    twin = answer(campaign, "compare", "coupon.toml", "coupon.toml", "--runs", "80")
    assert {row["diff_p50"] for row in twin["rows"]} <= {0, None}
    code, error = campaign("compare", "coupon.toml")
    assert (code, error["code"]) == (2, "bad_count")


def test_a_comparison_names_the_better_plan_and_what_is_assumed(page: Callable[..., str]) -> None:
    """People read each plan's loss and break-even, the winner and how sure that is; a twin is alike."""
    shown = page("compare", "coupon.toml", "group.toml", "--runs", "80")
    assert "The lift is assumed, not measured by a holdout." in shown
    assert "t: probability of a loss" in shown
    assert "g: probability of a loss" in shown
    dear = COUPON.replace('"t"', '"dear"').replace('margin = "30%"', 'margin = "30%"\nfixed = "90000.00"')
    shown = page("compare", "coupon.toml", text("dear.toml", dear), "--runs", "40")
    assert "t contributes more than dear in 100% of the runs." in shown
    text("twin.toml", COUPON.replace('"t"', '"twin"').replace("days = 14", 'days = 14\nholdout = "0%"'))
    text("one.toml", COUPON.replace("days = 14", 'days = 14\nholdout = "0%"'))
    assert "contribute alike" in page("compare", "one.toml", "twin.toml", "--runs", "40")


def test_a_prize_draw_alone_is_not_simulated(campaign: Run) -> None:
    """Alone it is refused, as it would seem free; with a coupon a note says what the figures leave out."""
    draw = '[prize_draw]\ntop_prize = "100.00"\n'
    code, error = campaign("simulate", text("draw.toml", HEAD + draw), "--runs", "40")
    assert (code, error["code"]) == (2, "no_model")
    found = answer(campaign, "simulate", text("both.toml", COUPON + draw), "--runs", "40")
    assert any("prizes are not in these figures" in warning for warning in found["warnings"])


def test_settings_are_ranked(campaign: Run) -> None:
    """Six settings, two keys: every one has a rank, its values, its loss and its budget."""
    words = ("optimise", "coupon.toml", "--vary", "coupon.value=5..15:5", "--vary", "budget=100,200")
    found = answer(campaign, *words, "--runs", "60", "--max-p-loss", "90%")
    assert [row["rank"] for row in found["rows"]] == list(range(1, 7))
    assert {(row["settings"]["coupon.value"], row["settings"]["budget"]) for row in found["rows"]} == {
        (value, budget) for value in ("5", "10", "15") for budget in ("100", "200")
    }
    assert {row["budget_fen"] for row in found["rows"]} == {10_000, 20_000}
    assert found["rows"][0]["like_best"] is True
    assert all({"objective_p50", "p_loss"} <= set(row) for row in found["rows"])
    kept = [
        row["objective_mean"] for row in found["rows"] if row["like_best"] is not None and row["feasible"]
    ]
    assert kept == sorted(kept, reverse=True)


def test_optimise_says_when_no_setting_keeps_the_limit(page: Callable[..., str]) -> None:
    """With a fixed cost that nothing can earn, the least bad setting is named with its loss."""
    text("dear.toml", COUPON.replace('margin = "30%"', 'margin = "30%"\nfixed = "100000.00"'))
    shown = page(
        "optimise", "dear.toml", "--vary", "coupon.value=5,10", "--runs", "40", "--max-p-loss", "0.1"
    )
    assert "No setting keeps" in shown


def test_explain_lists_keys_and_suggests_the_nearest(
    campaign: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """One key, one table, or all; a slip exits 2 with a suggestion."""
    assert answer(campaign, "explain", "coupon.value")["rows"][0]["example"] == 'value = "20.00"'
    assert len(answer(campaign, "explain", "group_buy")["rows"]) == 9
    assert len(answer(campaign, "explain")["rows"]) > 80
    code, error = campaign("explain", "coupon.toml")
    assert (code, error["try"]) == (2, "digitool campaign lint coupon.toml")
    code, error = campaign("explain", "coupon.valu")
    assert code == 2
    assert "coupon.value" in error["hint"]
    capsys.readouterr()
    assert run(["campaign", "new", "--mechanic", "group_bye"]) == 2
    assert "did you mean group_buy" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "code", "name"),
    [
        (COUPON.replace("2026-04-03", "2026-03-01"), 2, "window_past"),
        (COUPON + "[audience]\nmin_purchases = 9999\n", 4, "empty_audience"),
        (COUPON + '[audience]\nstores = ["S009"]\n', 4, "no_such_name"),
        (COUPON + '[audience]\nsegment = "nobody-wrote-it"\n', 4, "no_such_segment"),
        (COUPON.replace(VALUE, 'stock = "NONE"'), 4, "no_stock"),
        (COUPON + 'stock = "TEN"\n', 2, "campaign_file"),
        (COUPON + "[group_buy]\nsize = 1\nlist_price = 3\nprice = 2\n", 2, "campaign_file"),
        (COUPON + "[coupn]\n", 2, "campaign_file"),
        (COUPON.replace('"30%"', "30"), 2, "campaign_file"),
        (COUPON + '[referral]\nreward = 5\ntrigger = "shared"\n', 6, "not_lawful"),
        (COUPON + "[referral]\nreward = 5\nlevels = 2\n", 6, "not_lawful"),
        ("[campaign\n", 2, "config_syntax"),
    ],
)
def test_bad_campaigns_are_refused_with_a_way_forward(
    campaign: Run, content: str, code: int, name: str
) -> None:
    """Every bad file has its code and exit, and a hint or a command to type next."""
    found, error = campaign("simulate", text("bad.toml", content), "--runs", "40")
    assert (found, error["code"]) == (code, name), error
    assert error["hint"] or error["try"]


@pytest.mark.parametrize(
    "words",
    [("--runs", "1"), ("--runs", "1000000"), ("--workers", "0"), ("--seed", "-1")],
)
def test_impossible_efforts_are_refused(campaign: Run, words: tuple[str, str]) -> None:
    """Runs, workers and seed have limits, told in the message."""
    code, error = campaign("simulate", "coupon.toml", *words)
    assert (code, error["code"]) == (2, "bad_effort")


@pytest.mark.parametrize("limit", ["30", "-0.1", "nan", "120%", "half"])
def test_a_limit_on_the_loss_is_a_probability(campaign: Run, limit: str) -> None:
    """Numbers outside 0 to 1 and rates without a sign are refused."""
    code, error = campaign("optimise", "coupon.toml", "--vary", "coupon.value=5,10", f"--max-p-loss={limit}")
    assert (code, error["code"]) == (2, "bad_probability")


def test_twenty_customers_are_too_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, campaign: Run) -> None:
    """A workspace without history refuses with exit 6; --priors goes on where somebody is known."""
    monkeypatch.setenv("DIGITOOL_WORKSPACE", str(tmp_path / "empty"))
    assert run(["init", str(tmp_path / "empty"), "-q"]) == 0
    code, error = campaign("simulate", "coupon.toml", "--runs", "40")
    assert (code, error["code"]) == (6, "too_little_history")
    assert "--priors" in error["hint"]
    code, error = campaign("simulate", "coupon.toml", "--runs", "40", "--priors")
    assert (code, error["code"]) == (4, "empty_audience")


def test_priors_are_said_to_be_used(campaign: Run) -> None:
    """--priors leaves the calibration aside and says so."""
    found = answer(campaign, "simulate", "coupon.toml", "--runs", "40", "--priors")
    assert found["meta"]["calibrated"] is False
    assert any("built-in" in warning for warning in found["warnings"])


def test_nothing_is_written(demo: Path, campaign: Run) -> None:
    """Simulating leaves the database as it was, byte for byte."""
    before = (demo / "digitool.db").read_bytes()
    answer(campaign, "simulate", "coupon.toml", "--runs", "40")
    answer(campaign, "compare", "coupon.toml", "group.toml", "--runs", "40")
    assert (demo / "digitool.db").read_bytes() == before


def test_the_contact_policy_decides_who_is_written_to(campaign: Run) -> None:
    """With no message allowed in 7 days nobody is written to, and the reason is told."""
    text("quiet.toml", COUPON + "[contact]\nmost_in_7_days = 0\n")
    free = answer(campaign, "simulate", "coupon.toml", "--runs", "40")["meta"]
    quiet = answer(campaign, "simulate", "quiet.toml", "--runs", "40")["meta"]
    assert free["customers_written_to"] > 0
    assert quiet["customers_written_to"] == 0
    assert quiet["contact_policy"]["week_budget"] > 0
    assert quiet["not_written_to"]["frequency"] > 0


def test_the_holdout_is_the_one_that_a_start_will_draw(demo: Path, campaign: Run) -> None:
    """The simulated holdout is drawn by household with the workspace's key, as the real one."""
    answer(campaign, "explain", "budget")
    workspace = Workspace(demo)
    spec = read_campaign(Path("coupon.toml"))
    with reader(workspace.database) as connection:
        roster = customers_of(connection, None, parse_instant(AS_OF))
    found = permission.held_out(spec, roster, workspace.key)
    drawn = arms.assign(workspace.key, "t", roster.household.tolist(), 1_000)
    assert found.tolist() == [drawn[head] == HOLDOUT for head in roster.household.tolist()]
    assert 0.04 < found.mean() < 0.18


def test_a_named_segment_is_the_audience(demo: Path, campaign: Run) -> None:
    """audience.segment takes a segment file by its path; nobody else is in the audience."""
    text("few.toml", 'name = "often"\n[[all]]\norders = ">=2"\nwithin_days = 365\n')
    text("seg.toml", COUPON + '[audience]\nsegment = "./few.toml"\n')
    everybody = answer(campaign, "simulate", "coupon.toml", "--runs", "40")["meta"]["audience"]
    some = answer(campaign, "simulate", "seg.toml", "--runs", "40")["meta"]["audience"]
    assert 0 < some < everybody


def test_a_stock_that_exists_brings_its_own_rules(demo: Path, campaign: Run) -> None:
    """coupon.stock takes value, threshold and validity of the live stock; one that has ended is refused."""
    for name, rules in (("LIVE9", ["--valid-days", "10"]), ("OVER9", ["--valid-to", "2026-04-02"])):
        words = ["coupon", "create", name, "--kind", "amount", "--value", "9.00", "--total", "50", *rules]
        code = run([*words, "-q"])
        assert code in (0, 5)
    text("stock.toml", COUPON.replace(VALUE, 'stock = "LIVE9"'))
    found = answer(campaign, "simulate", "stock.toml", "--runs", "40")
    assert found["meta"]["audience"] > 0
    text("poor.toml", COUPON.replace(VALUE, 'stock = "LIVE9"\nbudget = "8.00"'))
    code, error = campaign("simulate", "poor.toml", "--runs", "40")
    assert (code, error["code"]) == (2, "campaign_file")
    text("over.toml", COUPON.replace(VALUE, 'stock = "OVER9"'))
    code, error = campaign("simulate", "over.toml", "--runs", "40")
    assert (code, error["code"]) == (6, "stock_over")


@pytest.mark.parametrize(
    "table", ["[guide_message]\ncapacity = 1\n", "[broadcast]\n", '[broadcast]\nchannel = "sms"\n', ""]
)
def test_a_start_reaches_whom_the_simulation_writes_to(campaign: Run, table: str) -> None:
    """The count of reached customers, and the reasons of the others, are those of the forecast."""
    file = text("reach.toml", COUPON.replace("[broadcast]\n", table).replace('name = "t"', 'name = "reach"'))
    forecast = answer(campaign, "simulate", file, "--runs", "40")["meta"]
    begun = answer(campaign, "start", file, "--issue", "--dry-run")
    treated, held_out = begun["rows"]
    assert treated["reached"] == forecast["customers_written_to"]
    assert treated["coupons"] == treated["reached"]
    assert treated["customers"] + held_out["customers"] == forecast["audience"]
    assert sum(begun["meta"]["not_reached"].values()) == treated["customers"] - treated["reached"]
    assert set(begun["meta"]["not_reached"]) <= set(forecast["not_written_to"])
    assert begun["meta"]["caps"]["coupons"][0]["pieces"] == max(1, treated["reached"])
