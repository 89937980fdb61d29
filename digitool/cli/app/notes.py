"""Everything on stderr: notes, warnings, errors, progress. stdout is for data only."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, TextIO

from digitool.errors import Phrase
from digitool.model.personal import mask_personal
from digitool.model.text import clean
from digitool.words import say

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_QUIET_SECONDS = 0.5
"""A bar for work that is over sooner would only flicker."""


@dataclass
class Notes:
    """Narration of one run. ``progress_mode`` is auto, none or json.

    ``silent`` drops notes and warnings: with JSON the envelope says the same to a program, and
    stderr is left to the one JSON object of an error.
    """

    language: str = "en"
    quiet: bool = False
    silent: bool = False
    verbose: bool = False
    progress_mode: str = "auto"
    ascii: bool = False

    def note(self, template: str, **values: object) -> None:
        """One line for people; ``--quiet`` hides it."""
        if not self.quiet and not self.silent:
            write_line(say(template, self.language, **shown_values(values, self.language)))

    def detail(self, template: str, **values: object) -> None:
        """One line that only ``--verbose`` shows."""
        if self.verbose:
            write_line(say(template, self.language, **shown_values(values, self.language)))

    def warn(self, template: str, **values: object) -> None:
        """One line that must not be missed; ``--quiet`` does not hide it."""
        if not self.silent:
            write_line(
                say("Note: ", self.language)
                + say(template, self.language, **shown_values(values, self.language))
            )

    @contextmanager
    def progress(self, label: str, total: int = 0) -> Iterator[Meter]:
        """Show how far a long task is; ``meter.advance(n)`` moves it. ``label`` is a template."""
        meter = self._meter(mask_personal(clean(say(label, self.language))), total)
        try:
            yield meter
        finally:
            meter.close()

    def _meter(self, label: str, total: int) -> Meter:
        if self.progress_mode == "json":
            return JsonMeter(label, total)
        if self.progress_mode == "auto" and not self.quiet and is_terminal(sys.stderr):
            return BarMeter(label, total)
        return Meter(label, total)


class Meter:
    """Counts what is done and shows nothing; the base of the ones that do."""

    def __init__(self, label: str, total: int) -> None:
        self.label, self.total, self.done = label, total, 0
        self._shown = monotonic()

    def advance(self, amount: int = 1) -> None:
        """Add to what is done; shows it at most twice a second."""
        self.done += amount
        now = monotonic()
        if now - self._shown >= _QUIET_SECONDS:
            self._shown = now
            self.show()

    def reach(self, done: int, total: int) -> None:
        """Say how much is done by now, and of how much."""
        self.total = total
        self.advance(done - self.done)

    def show(self) -> None:
        """Show the present state."""

    def close(self) -> None:
        """The task is over, well or not."""


class JsonMeter(Meter):
    """One JSON line for each step, for programs."""

    def show(self) -> None:
        """Write label, done and total."""
        state = {"schema": "digitool.progress/1", "label": self.label, "done": self.done, "total": self.total}
        write_line(json.dumps(state, ensure_ascii=False))

    def close(self) -> None:
        """Write the last state, so that even a short task is seen."""
        self.show()


class BarMeter(Meter):
    """A bar on a terminal, drawn by rich from the first half second on."""

    _bar: Progress | None = None
    _task: TaskID | None = None

    def show(self) -> None:
        """Draw the bar, or move it."""
        if self._bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

            text = TextColumn("{task.description}", markup=False)
            self._bar = Progress(
                text,
                BarColumn(),
                TaskProgressColumn(),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._bar.start()
            self._task = self._bar.add_task(self.label, total=self.total or None)
        if self._task is not None:
            self._bar.update(self._task, completed=self.done, total=self.total or None)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()


def write_line(text: str) -> None:
    """Write one line to stderr; a broken stderr is nobody's concern."""
    try:
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        return


def is_terminal(stream: TextIO) -> bool:
    """Whether a stream is a screen; a closed or missing one is not."""
    try:
        return stream.isatty()
    except (AttributeError, ValueError):
        return False


def shown_values(values: dict[str, object], language: str) -> dict[str, object]:
    """Values as they may be shown: cleaned and masked; numbers stay, so that templates may format them."""
    return {name: shown_value(value, language) for name, value in values.items()}


def shown_value(value: object, language: str) -> object:
    """One of `shown_values`; a phrase is a text in the reader's language."""
    if isinstance(value, Phrase):
        return say(value.template, language, **shown_values(value.values, language))
    return value if isinstance(value, (int, float)) else mask_personal(clean(str(value)))
