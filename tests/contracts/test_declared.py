"""What follows from a command's declaration is said by the frame, never again by a command."""

from __future__ import annotations

import ast

from digitool.cli.app import showing
from digitool.cli.app.catalogue import AREAS, entries
from digitool.cli.app.command import BY_ANSWER, OPERATION, columns_by
from digitool.render import Column
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
