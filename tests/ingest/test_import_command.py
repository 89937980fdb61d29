"""``digitool import`` as it is typed: what is shown when a file fails, and which options make sense."""

from __future__ import annotations

from pathlib import Path

import pytest

from digitool.ingest.placing import bill_rule
from digitool.model.records import Purchase
from digitool.workspace.settings import TABLES, BillRule

from ..conftest import Cli
from .chain import TOUCH_HEAD, ask, table, touch_row


@pytest.fixture
def good(chain: Path) -> Path:
    """A file with one touch."""
    return table(chain / "good.csv", TOUCH_HEAD, [touch_row(1, "o-1", "2026-03-01 10:00:00")])


@pytest.mark.parametrize("first", [False, True])
def test_a_refused_file_does_not_keep_the_others_out(cli: Cli, chain: Path, good: Path, first: bool) -> None:
    """What was taken has its row on stdout; the refusal is on stderr and gives the exit code."""
    names = ["nope.csv", good] if first else [good, "nope.csv"]
    done = cli("import", *names, "--json", cwd=chain)
    assert [(row["file"], row["accepted"]) for row in done.rows] == [("good.csv", 1)]
    assert (done.exit, done.error["code"]) == (4, "no_file")
    assert ask(chain, "SELECT count(*) FROM touch") == [(1,)]


def test_every_refused_file_is_told(cli: Cli, chain: Path, good: Path) -> None:
    """Each refusal is named, and how many there were."""
    (chain / "note.txt").write_text("hello")
    done = cli("import", "note.txt", good, "nope.csv", cwd=chain)
    assert done.exit == 3
    assert "note.txt" in done.err
    assert "nope.csv" in done.err
    assert "2 of 3 files were refused" in done.err


def test_a_single_refused_file_shows_nothing_else(cli: Cli, chain: Path) -> None:
    """Without a taken file stdout stays empty."""
    done = cli("import", "nope.csv", "--json", cwd=chain)
    assert (done.exit, done.out, done.error["code"]) == (4, "", "no_file")


@pytest.mark.parametrize("every", ["0", "-15"])
@pytest.mark.parametrize(("language", "words"), [("en", "above 0"), ("zh", "大于 0")])
def test_the_step_between_readings_is_positive(
    cli: Cli, chain: Path, good: Path, every: str, language: str, words: str
) -> None:
    """No time passes backwards, or stands still, between two readings of a counter."""
    done = cli("import", good, f"--every={every}", "--json", "--lang", language, cwd=chain)
    assert (done.exit, done.error["code"]) == (2, "bad_step")
    assert words in done.error["message"]


def test_the_settings_say_which_bill_rule_wins() -> None:
    """The most exact rule wins in whatever order they stand, and the help of [[bills]] says so."""
    rules = [
        BillRule("m", store="whole"),
        BillRule("m", sub_merchant="s", store="sub"),
        BillRule("m", device="d", store="till"),
    ]
    paid = Purchase(1, 0, "k", "bill", 100, merchant="m", sub_merchant="s", device="d")
    for order in (rules, rules[::-1]):
        won = [
            bill_rule(order, one) for one in (paid, paid._replace(device=""), paid._replace(sub_merchant=""))
        ]
        assert [rule.store for rule in won if rule] == ["till", "sub", "till"]
    assert "the most exact one: device, then sub-merchant" in TABLES["bills"].meaning


def test_a_bills_entry_without_a_merchant_fits_any() -> None:
    """An empty number fits every bill, and gives way to an entry that names it."""
    paid = Purchase(1, 0, "k", "bill", 100, merchant="m")
    anyone, named = BillRule("", "", "", "rest"), BillRule("m", "", "", "named")
    assert bill_rule([anyone], paid) == anyone
    assert bill_rule([anyone, named], paid) == named
