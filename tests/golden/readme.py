"""The commands of README.md, as they stand there and with ``--json``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.contracts.test_help import leaves
from tests.contracts.test_readme import INSTALLS, ROOT, steps

from .transcript import Typed, path_of, takes_json

_NOT_OURS = {"digitool doctor": " | grep -vE '^(python|sqlite|disk|mount) '"}
"""What leaves out the lines of an answer that tell of the machine."""


def commands() -> Iterator[Typed]:
    """Every step of README.md but installations (and the long demo behind one), each with its JSON before it.

    The JSON is asked for and what that changes is taken back, so that what follows finds what README.md says.
    """
    for step in steps((ROOT / "README.md").read_text("utf-8")):
        if step.command.startswith(INSTALLS):
            continue
        command = leaves().get(path_of(step.command))
        if command and step.command not in _NOT_OURS and takes_json(command):
            bare = re.sub(r" --format \w+| 2>/dev/null| \| (head|tail) .*", "", step.command)
            yield Typed((), False, f"{bare} --json")
        yield Typed((), True, step.command.rstrip() + _NOT_OURS.get(step.command, ""))
