"""Help pages as plain text, in the reader's language, measured in terminal cells."""

from __future__ import annotations

import shutil
from collections.abc import Iterable

from digitool.model.cells import pad, width, wrap
from digitool.words import say

_NAME_CELLS = 28
"""A name longer than this has its explanation on the next line."""


def page_width() -> int:
    """Cells to write a help page in: the terminal's, at most 100 and at least 40."""
    return max(40, min(100, shutil.get_terminal_size((80, 24)).columns))


class Page:
    """A help page that is being written, block by block."""

    def __init__(self, language: str, cells: int | None = None) -> None:
        self.language = language
        self.cells = cells or page_width()
        self._lines: list[str] = []

    def usage(self, command: str, pieces: Iterable[str]) -> None:
        """The usage line."""
        head = self.say("Usage:")
        lines = wrap(" ".join([command, *pieces]), self.cells - width(head) - 1)
        self._lines.append(f"{head} {lines[0]}")
        self._lines += [" " * (width(head) + 3) + line for line in lines[1:]]

    def title(self, template: str) -> None:
        """The name of a topic."""
        self._lines.append(self.say(template))

    def text(self, text: str) -> None:
        """Paragraphs, parted by empty lines; each is one template of the catalogue."""
        for paragraph in paragraphs(text):
            self._lines.append("")
            self._lines += ["  " + line for line in wrap(self.say(paragraph), self.cells - 2)]

    def table(self, heading: str, rows: list[tuple[str, str]]) -> None:
        """A heading with names on the left and their explanations (templates) on the right."""
        if not rows:
            return
        self._lines += ["", self.say(heading) + self.say(":")]
        left = min(max(width(name) for name, _ in rows), _NAME_CELLS)
        for name, explanation in rows:
            lines = wrap(self.say(explanation), max(20, self.cells - left - 4))
            if width(name) > left:
                self._lines.append(f"  {name}")
            else:
                self._lines.append(f"  {pad(name, left)}  {lines.pop(0)}".rstrip())
            self._lines += [" " * (left + 4) + line for line in lines]

    def examples(self, commands: list[str]) -> None:
        """Commands that can be copied, at the end of the page."""
        self._lines += ["", self.say("Examples") + self.say(":")]
        self._lines += [f"  {command}" for command in commands]

    def line(self, template: str) -> str:
        """A sentence as a line of a list: translated, without its full stop."""
        return self.say(template).rstrip(".。")

    def say(self, template: str) -> str:
        """A template in the page's language."""
        return say(template, self.language)

    def __str__(self) -> str:
        return "\n".join(self._lines)


def paragraphs(text: str) -> list[str]:
    """A docstring as paragraphs, each on one line: these are the templates of the catalogue."""
    blocks = text.replace("\r", "").split("\n\n")
    return [" ".join(block.split()) for block in blocks if block.strip()]


def overview(language: str) -> str:
    """The page of ``digitool --help``; made without loading the parser or any command."""
    from digitool.cli.app.catalogue import sections

    page = Page(language)
    page.usage("digitool", ["AREA", "VERB", page.say("[OPTIONS]")])
    page.text(
        "Know who came to your stores, and what brings them back: customer flow, channels of your own,"
        " campaigns. Everything stays in one directory on this computer."
    )
    for heading, members in sections():
        page.table(heading, [(entry.name, page.line(entry.summary)) for entry in members])
    page.table(
        "Options",
        [
            ("-h, --help", "Show this help; every area and verb has its own."),
            ("--version", "Show the version."),
            ("--lang zh|en", "Language of everything that people read."),
        ],
    )
    page.examples(["digitool demo", "digitool flow rate --last 7d", "digitool help exit-codes"])
    return str(page)
