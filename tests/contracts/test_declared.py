"""What follows from a command's declaration is said by the frame, never again by a command."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from digitool.cli.app.catalogue import AREAS, entries
from digitool.cli.app.command import BY_ANSWER, OPERATION, columns_by
from digitool.render import Column
from tests.conftest import Cli
from tests.contracts.templates import PACKAGE, nodes

COMMANDS = PACKAGE / "cli" / "commands"
_WITHOUT_SETTINGS = {
    *("backup", "check database", "doctor", "formats", "migrate"),
    *("customer segment keys", "campaign assumptions"),
}
"""What works also while digitool.toml cannot be read."""


def test_no_command_makes_its_result() -> None:
    """Schema, moment, zone and columns come from the declaration: a command gives its rows to `answer`."""
    makers = [
        f"{file.name}:{node.lineno}"
        for file, inside in nodes().items()
        if COMMANDS in file.parents
        for node in inside
        if isinstance(node, ast.Name) and node.id == "Result"
    ]
    assert makers == []


def test_a_dry_run_is_told_in_one_place() -> None:
    """That nothing was changed is said once, in one wording, by what runs the command."""
    told = [
        str(file.relative_to(PACKAGE))
        for file, inside in nodes().items()
        for node in inside
        if isinstance(node, ast.Constant) and str(node.value).startswith("dry run:")
    ]
    assert told == ["cli/app/command.py"]


def test_no_command_has_a_zone_of_its_own() -> None:
    """Answers are stamped in the chain's time; only `demo` makes the chain, and some need no settings."""
    own = [
        (file.name, ast.unparse(node.value))
        for file, inside in nodes().items()
        if COMMANDS in file.parents
        for node in inside
        if isinstance(node, ast.keyword) and node.arg == "zone" and "zone" in ast.unparse(node.value).lower()
    ]
    assert {file for file, value in own if value != "here.any_zone"} == {"demo.py"}


@pytest.mark.parametrize(
    "command",
    [
        *("backup", "check database", "doctor", "formats", "log", "config show", "migrate"),
        *("customer shared", "customer segment keys", "customer tag list", "guide code list", "guide list"),
        *("coupon report", "referral audit", "campaign assumptions", "flow quality --last 7d", "guide plans"),
    ],
)
def test_answers_are_stamped_in_the_chains_time(forked_cli: Cli, workspace: Path, command: str) -> None:
    """In a chain of Tokyo's zone each answer says its offset, and China's where settings cannot be read."""
    at = ("--as-of", "2026-03-02T08:40:00Z", "--json", "-w", workspace)
    settings = workspace / "digitool.toml"
    settings.write_text(settings.read_text("utf-8").replace("Asia/Shanghai", "Asia/Tokyo"), "utf-8")
    assert forked_cli(*command.split(), *at).json["as_of"] == "2026-03-02T17:40:00+09:00"
    settings.write_text("[chain", "utf-8")
    done = forked_cli(*command.split(), *at)
    if command in _WITHOUT_SETTINGS:
        assert done.json["as_of"] == "2026-03-02T16:40:00+08:00"
    else:
        assert (done.exit, done.error["code"]) == (2, "config_syntax")


def test_the_overview_names_what_exists() -> None:
    """Every command of the overview's order is there to be called."""
    named = {name for _, names in AREAS for name in names}
    assert named - entries().keys() == set()


def test_no_command_asks_the_database_in_sql() -> None:
    """A question to the database stands in the room that owns the table."""
    asking = [
        f"{file.name}:{node.lineno}"
        for file, inside in nodes().items()
        if PACKAGE / "cli" in file.parents
        for node in inside
        if isinstance(node, ast.Attribute) and node.attr in ("execute", "executemany", "executescript")
    ]
    assert asking == []


def test_a_command_that_records_says_its_operation() -> None:
    """The column of the operation is added by the frame, once, and never where a command declares it."""
    stock, own = Column("stock", "Stock"), Column("operation", "operation")
    assert columns_by((stock,), {}, recorded=True) == (stock, OPERATION)
    assert columns_by((stock, own), {}, recorded=True) == (stock, own)
    assert columns_by((stock,), {}, recorded=False) == (stock,)
    assert columns_by(BY_ANSWER, {}, recorded=True) is None
    assert columns_by(lambda values: values["by"], {"by": (own,)}, recorded=True) == (own,)
