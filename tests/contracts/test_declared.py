"""What follows from a command's declaration is said by the frame, never again by a command."""

from __future__ import annotations

import ast

from digitool.cli.app import showing
from tests.contracts.templates import PACKAGE, nodes
from tests.contracts.test_help import leaves

COMMANDS = PACKAGE / "cli" / "commands"


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


def test_answers_in_china_time_are_of_commands() -> None:
    """Whatever is stamped in China's time wherever the chain is, is a command that exists."""
    paths = {".".join(path) for path in leaves()}
    assert showing.IN_CHINA_TIME - paths == set()
