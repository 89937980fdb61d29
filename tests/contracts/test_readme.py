"""README.md is executed: each console block, in order, in an empty directory, as typed.

A line ``$ command`` runs in a shell with digitool on its path; the lines below it, if any, are what it
must print (stdout and stderr together), where ``...`` stands for anything. ``[exit 3]`` as the last
line names an exit code other than 0. Directory and variables carry over from line to line.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import HANG_SECONDS

ROOT = Path(__file__).parent.parent.parent

INSTALLS = ("pip install . && ", "pip install '.[test]'")
"""Beginnings of commands that .ci/run executes in fresh environments, as README.md has them."""


class Step(NamedTuple):
    """One command of the README with what it must print and its exit code."""

    line: int
    command: str
    expected: str
    exit: int


def steps(text: str) -> Iterator[Step]:
    """The commands of all console blocks."""
    for block in re.finditer(r"(?ms)^```console\n(.*?)^```", text):
        line = text[: block.start(1)].count("\n") + 1
        for part in re.split(r"(?m)^(?=\$ )", block.group(1)):
            if part.startswith("$ "):
                command, expected = _command(part[2:])
                found = re.search(r"\[exit (\d+)\]\s*\Z", expected)
                code = int(found.group(1)) if found else 0
                yield Step(line, command, expected[: found.start()] if found else expected, code)
            line += part.count("\n")


def _command(text: str) -> tuple[str, str]:
    """A command, with the here-document that it may have, and what follows."""
    first, _, rest = text.partition("\n")
    mark = re.search(r"<<-?\s*['\"]?(\w+)", first)
    if mark is None:
        return first, rest
    body, end, expected = rest.partition(f"\n{mark.group(1)}\n")
    return f"{first}\n{body}{end}", expected


def matches(expected: str, found: str) -> bool:
    """Whether what was printed is what was promised.

    Three dots inside a line stand for anything in it, alone on a line for any number of lines.
    """
    pattern = ""
    for line in expected.strip().splitlines():
        inner = re.escape(line.rstrip()).replace(re.escape("..."), "[^\\n]*?")
        pattern += "(?:[^\\n]*\\n)*?" if line.strip() == "..." else inner + "\\n"
    printed = "".join(line.rstrip() + "\n" for line in found.strip().splitlines())
    return re.fullmatch(pattern, printed) is not None


def script(step: Step) -> str:
    """The shell text of a step: an installation is left to .ci/run, what follows it is not."""
    command = step.command
    for beginning in INSTALLS:
        if command.startswith(beginning):
            command = command.removeprefix(beginning) if beginning.endswith("&& ") else "true"
    return f"{command}\ncode=$?\npwd >&9\nexport -p >&9\nexit $code\n"


def test_the_readme_holds_what_it_says(tmp_path: Path, environment: dict[str, str]) -> None:
    """Every command of README.md runs and prints what stands below it."""
    (tmp_path / "sample_configs").symlink_to(ROOT / "sample_configs")
    bin_path = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    directory, variables = tmp_path, {**environment, "PATH": bin_path}
    for step in steps((ROOT / "README.md").read_text("utf-8")):
        state = tmp_path / ".state"
        done = subprocess.run(
            ["bash", "-c", f"exec 9>{state}\n{script(step)}"],
            cwd=directory,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=HANG_SECONDS,
            check=False,
        )
        out = done.stdout.decode()
        assert done.returncode == step.exit, f"README.md:{step.line}: {step.command}\n{out}"
        if step.expected.strip():
            assert matches(step.expected, out), f"README.md:{step.line}: {step.command}\n{out}"
        kept = state.read_text("utf-8").splitlines()
        directory = Path(kept[0])
        variables.update(re.findall(r'(?m)^declare -x (DIGITOOL_\w+)="(.*)"$', "\n".join(kept)))


def test_the_first_two_commands_are_the_promised_ones() -> None:
    """README.md begins with how to try it and how to test it, and .ci/run does both."""
    commands = [step.command for step in steps((ROOT / "README.md").read_text("utf-8"))]
    assert commands[:2] == ["pip install . && digitool demo", "pip install '.[test]' && pytest"]
    continuous = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "pip install -q '.[test]'" in continuous
    assert "digitool demo" in continuous


@pytest.mark.parametrize(
    ("expected", "found", "same"),
    [
        ("a\nb", "a  \nb\n", True),
        ("a ... c", "a b b c", True),
        ("a ... c", "a b\nb c", False),
        ("...\na", "a", True),
        ("a\n...\nc", "a\nb\nb\nc", True),
        ("a.c", "abc", False),
        ("a", "a\nb", False),
    ],
)
def test_the_wildcard(expected: str, found: str, same: bool) -> None:
    """Three dots stand for anything; nothing else does."""
    assert matches(expected, found) is same
