"""Lint: what law and platforms forbid is refused with rule, place, source and a way; nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from digitool.campaign.file.lint import forbidden, lint
from digitool.campaign.file.reading import read_campaign
from digitool.campaign.file.schema import MECHANICS
from digitool.campaign.file.template import template
from digitool.rules.reader import family
from tests.conftest import Cli

SAMPLES = Path(__file__).parent.parent.parent / "sample_configs"
BAD = sorted((SAMPLES / "lint" / "bad").glob("*.toml"))
GOOD = sorted((SAMPLES / "lint" / "good").glob("*.toml"))


def test_l2_there_are_20_bad_and_20_good_files() -> None:
    """L2: the files of the published test exist."""
    assert (len(BAD), len(GOOD)) == (20, 20)


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_l2_a_bad_file_is_refused_by_the_rule_that_its_first_line_names(file: Path) -> None:
    """Each bad file breaks one rule, and the finding says rule, line, source and what is allowed."""
    named = file.read_text("utf-8").split("\n")[0].removeprefix("# Refused by lint: ").removesuffix(".")
    for language in ("zh", "en"):
        found = forbidden(lint(read_campaign(file), language))
        assert [one.rule for one in found] == [named]
        assert found[0].where.startswith(f"{file.name}:")
        assert found[0].message
        assert found[0].source
        assert found[0].alternative


@pytest.mark.parametrize("file", GOOD, ids=lambda file: file.stem)
def test_l2_a_good_file_passes(file: Path) -> None:
    """No good file is refused or warned of."""
    assert [one for one in lint(read_campaign(file)) if one.severity != "note"] == []


@pytest.mark.parametrize("file", sorted((SAMPLES / "campaigns").glob("*.toml")), ids=lambda file: file.stem)
def test_published_campaigns_pass(file: Path) -> None:
    """The published cases, as our files have them, break no rule."""
    assert forbidden(lint(read_campaign(file))) == []


@pytest.mark.parametrize("mechanic", MECHANICS)
def test_a_new_file_of_any_mechanic_is_lawful(tmp_path: Path, mechanic: str) -> None:
    """What `campaign new` writes could be started as it is."""
    file = tmp_path / "new.toml"
    file.write_text(template([mechanic], "en", "new", 20_600), "utf-8")
    assert forbidden(lint(read_campaign(file))) == []


def test_a_rule_counts_from_the_day_it_is_in_force(tmp_path: Path) -> None:
    """A bargain by external link was allowed before 2019-10-28 and is refused since."""
    text = (SAMPLES / "lint" / "bad" / "external-link-bargain.toml").read_text("utf-8")
    for start, refused in (("2019-10-27", False), ("2019-10-28", True)):
        file = tmp_path / "b.toml"
        file.write_text(text.replace("2026-05-08", start), "utf-8")
        found = {one.rule for one in lint(read_campaign(file))}
        assert ("external_help" in found) is refused


def test_the_nine_prohibitions_of_community_group_buying_are_all_there() -> None:
    """Those that the file shows are checked; every one is named so that a person confirms it."""
    found = lint(read_campaign(SAMPLES / "lint" / "good" / "community.toml"))
    assert len([one for one in found if one.rule.startswith("nine.")]) == 9
    assert {one.severity for one in found} == {"note"}


def test_every_rule_of_the_family_is_used_by_lint() -> None:
    """A rule that lint never names would be a promise without a check."""
    code = (SAMPLES.parent / "digitool" / "campaign" / "file" / "lint.py").read_text("utf-8")
    names = {rule.id.removeprefix("marketing.") for rule in family("marketing")}
    assert {name for name in names if not name.startswith("nine.") and f'"{name}"' not in code} == set()


def test_the_command_refuses_with_exit_6_and_names_source_and_way(cli: Cli) -> None:
    """`campaign lint` prints rows with rule, severity, where, message, source and exits with 6."""
    bad = cli("campaign", "lint", str(SAMPLES / "lint" / "bad" / "two-levels.toml"), "--json")
    assert bad.exit == 6
    row = bad.rows[0]
    assert (row["rule"], row["severity"]) == ("levels", "error")
    assert "two-levels.toml:" in row["where"]
    assert "禁止传销条例" in row["source"]
    good = cli("campaign", "lint", str(SAMPLES / "lint" / "good" / "coupon.toml"))
    assert good.exit == 0
