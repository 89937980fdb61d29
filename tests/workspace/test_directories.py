"""What is typed names the place, whatever a variable says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.contracts.test_help import leaves

FOUNDING = ["init", "demo"]
"""Commands with a DIR of their own in which they make a workspace."""

SMALL = {"init": (), "demo": ("--stores", "1", "--customers", "20", "--days", "5")}


def test_every_command_that_founds_somewhere_is_tried_here() -> None:
    """No other command takes an argument DIR, which a variable might override."""
    found = [
        path
        for path, command in leaves().items()
        for param in command.params
        if param.param_type_name == "argument" and param.metavar == "DIR"
    ]
    writing = [("guide", "handover-requests"), ("guide", "requests")]  # files into a directory, no workspace
    assert sorted(found) == sorted([*((one,) for one in FOUNDING), *writing])


@pytest.mark.parametrize("command", FOUNDING)
def test_a_typed_directory_wins_over_the_variable(
    cli: Cli, workspace: Path, tmp_path: Path, command: str
) -> None:
    """DIR is made a workspace though DIGITOOL_WORKSPACE names another, of which no byte changes."""
    before = {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()}
    done = cli(command, "new", *SMALL[command], env={"DIGITOOL_WORKSPACE": f"{workspace}/"})
    assert done.exit == 0, done.err
    assert (tmp_path / "new" / "digitool.db").is_file()
    assert {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()} == before
    if command == "init":
        assert f"-w {Path('new')}" in done.err


def test_two_typed_places_are_refused(cli: Cli, tmp_path: Path) -> None:
    """DIR and another -w are a contradiction; the same place twice is none."""
    for command in FOUNDING:
        assert cli(command, "one", "-w", "two", *SMALL[command]).exit == 2
    assert list(tmp_path.glob("one")) == list(tmp_path.glob("two")) == []
    assert cli("init", "one", "-w", tmp_path / "one").exit == 0


def test_without_a_directory_the_variable_names_it(cli: Cli, tmp_path: Path) -> None:
    """DIGITOOL_WORKSPACE and -w say where, as everywhere, when no DIR is typed."""
    assert cli("init", env={"DIGITOOL_WORKSPACE": "by-variable"}).exit == 0
    assert cli("init", "-w", "by-option", env={"DIGITOOL_WORKSPACE": "by-variable"}).exit == 0
    assert cli("init").exit == 0
    for place in ("by-variable", "by-option", "."):
        assert (tmp_path / place / "digitool.db").is_file()


def test_what_is_typed_wins_over_each_variable(cli: Cli, workspace: Path, tmp_path: Path) -> None:
    """Every option that a variable may set keeps its typed value: workspace, moment, language, colour."""
    variables = {
        param.envvar
        for command in leaves().values()
        for param in command.params
        if getattr(param, "envvar", "")
    }
    assert variables == {"DIGITOOL_WORKSPACE", "DIGITOOL_AS_OF", "DIGITOOL_NO_INPUT"}
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    env = {
        "DIGITOOL_WORKSPACE": str(elsewhere),
        "DIGITOOL_AS_OF": "2020-01-01",
        "DIGITOOL_LANG": "zh",
        "NO_COLOR": "1",
    }
    done = cli("log", "-w", workspace, "--as-of", "2026-03-02T00:00:00+08:00", "--json", env=env)
    assert (done.exit, done.json["as_of"]) == (0, "2026-03-02T00:00:00+08:00")
    shown = cli("log", "-w", workspace, "--lang", "en", "--color", "always", env=env)
    assert "nothing was changed in this time" in shown.err + shown.out
    backed = cli("backup", "-w", workspace, env={**env, "DIGITOOL_NO_INPUT": "1"})
    assert backed.exit == 0
    assert cli("restore", "-w", workspace, "--yes", env={**env, "DIGITOOL_NO_INPUT": "1"}).exit == 0


def test_a_failure_is_reported_in_the_workspace_that_was_typed(workspace: Path, tmp_path: Path) -> None:
    """The report of a fault goes beside the data that it is about, not where a variable points."""
    from digitool.cli.app.bug_report import write_report
    from digitool.cli.app.invocation import Invocation

    other = tmp_path / "other"
    other.mkdir()
    (other / "digitool.toml").write_text("")
    environ = {"DIGITOOL_WORKSPACE": str(other)}
    for typed in (["-w", str(workspace)], [f"--workspace={workspace}"]):
        report = write_report(ValueError(), Invocation(["log", *typed], environ=environ))
        assert report is not None and report.parent == workspace
        report.unlink()
    assert list(other.iterdir()) == [other / "digitool.toml"]
