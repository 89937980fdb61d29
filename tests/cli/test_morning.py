"""A store manager's morning: the flow and import lines, as typed, in Chinese and in English."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Cli


@pytest.fixture
def cli(forked_cli: Cli) -> Cli:
    """The morning's commands, each in a fork."""
    return forked_cli


SALES = """单号,时间,门店,手机号,金额
P1,2026-03-02 09:10,S001,13800138001,12.50
P2,2026-03-02 09:20,S001,1380013800,8.00
P3,2026-03-02 26:20,S001,13800138003,8.00
"""
MAPPING = """kind = "purchases"
[columns]
order_no = "单号"
at = "时间"
store = "门店"
phone = "手机号"
amount = "金额"
"""


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo chain with a GBK file from the till in its directory."""
    from digitool.cli import main

    root = tmp_path_factory.mktemp("morning") / "chain"
    with pytest.raises(SystemExit), pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["digitool", "demo", str(root), "--customers", "200", "--days", "7"])
        main()
    (root / "昨日补单.csv").write_text(SALES, encoding="gb18030")
    (root / "昨日补单.csv.toml").write_text(MAPPING, encoding="utf-8")
    return root


@pytest.mark.parametrize(("language", "word"), [("zh", "触点"), ("en", "touchpoint")])
def test_shelf_codes_of_the_week(cli: Cli, morning: Path, language: str, word: str) -> None:
    """Every shelf code of the last days is listed with its touches, also one that nobody touched."""
    done = cli(
        *("flow", "summary", "--where", "scene=shelf", "--by", "code", "--last", "7d", "--format", "wide"),
        cwd=morning,
        env={"DIGITOOL_LANG": language, "DIGITOOL_AS_OF": "2026-03-08T08:40:00+08:00"},
    )
    assert done.exit == 0
    assert word in done.out
    assert "S001-shelf" in done.out


@pytest.mark.parametrize(("language", "word"), [("zh", "试运行"), ("en", "dry run")])
def test_orders_are_previewed(cli: Cli, morning: Path, language: str, word: str) -> None:
    """A dry run says what would be taken and what not, with the exit code of the real run."""
    done = cli("import", "orders", "昨日补单.csv", "--dry-run", cwd=morning, env={"DIGITOOL_LANG": language})
    assert done.exit == 3
    assert word in done.err
    assert cli("import", "orders", "昨日补单.csv", "--dry-run", "--json", cwd=morning).rows[0]["known"] == 0


def test_rejected_orders_are_corrected_and_imported_again(cli: Cli, morning: Path, tmp_path: Path) -> None:
    """Bad rows go to a file; corrected in a spreadsheet it gives the rest, and nothing twice."""
    rejects = tmp_path / "拒绝.csv"
    first = cli("import", "orders", "昨日补单.csv", "--rejects", rejects, "--json", cwd=morning)
    assert (first.exit, first.rows[0]["accepted"], first.rows[0]["rejected"]) == (3, 1, 2)
    text = rejects.read_text("utf-8-sig")
    rejects.write_text(text.replace("26:20", "20:20").replace("1380013800,", "13800138002,"), "utf-8-sig")
    mapping = morning / "昨日补单.csv.toml"
    again = cli("import", "orders", rejects, "--mapping", mapping, "--json", cwd=morning)
    assert (again.exit, again.rows[0]["accepted"]) == (0, 2)
    assert cli("import", "orders", "昨日补单.csv", "--json", cwd=morning).rows[0]["known"] == 1


def test_a_file_of_something_else_is_refused(cli: Cli, morning: Path) -> None:
    """`import customers` does not take a bill."""
    bill = next((morning / "inbox").glob("wechatpay_*.csv"))
    done = cli("import", "customers", bill, "--json", cwd=morning)
    assert (done.exit, done.error["code"]) == (3, "holds_something_else")


@pytest.mark.parametrize("condition", ["scene", "scene=", "colour=red", "scene=shop"])
def test_unknown_conditions_are_usage_errors(cli: Cli, morning: Path, condition: str) -> None:
    """--where takes scene=, store= and code= only."""
    assert cli("flow", "summary", "--where", condition, cwd=morning).exit == 2


def test_several_stores_have_no_uniques(cli: Cli, morning: Path) -> None:
    """Persons of two stores are never added; the error says what to ask instead."""
    done = cli("flow", "funnel", "--store", "S001", "--store", "S002", "--json", cwd=morning)
    assert (done.exit, done.error["code"]) == (2, "several_stores")


def test_restated_figures_name_their_cause(cli: Cli, morning: Path) -> None:
    """After a mark, only later changes are listed, with the file that caused them."""
    cli("flow", "restate", "--mark", cwd=morning)
    assert cli("flow", "restate", "--json", "--last", "9000d", cwd=morning).rows == []
    late = morning / "late.csv"
    late.write_text(
        "ref,at,touchpoint,namespace,scope,identity\n"
        "L1,2026-03-03T12:05:00+08:00,S001-shelf,wx_openid,wxlate,oLATE00000000000000000001\n",
        encoding="utf-8",
    )
    assert cli("import", late, cwd=morning).exit == 0
    rows = cli("flow", "restate", "--json", "--from", "2026-03-01", "--to", "2026-03-10", cwd=morning).rows
    assert {row["day"] for row in rows} == {"2026-03-03"}
    assert {row["cause"] for row in rows} == {"import late.csv"}
