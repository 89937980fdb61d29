"""The commented text of a new file: made from the form, so it cannot drift."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from digitool.forms.form import Table
from digitool.model.cells import pad
from digitool.words import say


class Commented(NamedTuple):
    """In which language comments are, and the column (from 0) at which they begin."""

    language: str
    column: int

    def comment(self, text: str) -> str:
        """A template, said as a comment of its own."""
        return "# " + say(text, self.language)

    def section(self, header: str, table: Table, in_force: Mapping[str, str]) -> list[str]:
        """A table under its header with all keys: in force as told by name, else an example as a comment."""
        lines = ["", self.comment(table.meaning) + ".", header if in_force else f"# {header}"]
        for key in table.keys:
            text = in_force.get(key.name, "# " + key.example)
            lines.append(f"{pad(text, self.column)}  # {say(key.meaning, self.language)}")
        return lines
