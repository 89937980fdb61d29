"""What a command is given: options, language, clock, workspace, and the way to show a result."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from digitool.cli.app.invocation import Invocation
from digitool.cli.app.notes import Meter, Notes, is_terminal, shown_values
from digitool.cli.app.options import Options
from digitool.cli.app.output import Output
from digitool.cli.app.period import parse_day, parse_span, resolve, typed_instant
from digitool.db import clock
from digitool.db.actor import actor_of
from digitool.errors import DigitoolError, InputOutputError, UsageError, WorkspaceError, reason_of
from digitool.model.calendar import CHINA_DAYS, Calendar
from digitool.model.days import CHINA, FIRST_DAY, Days, days_before, iso_day
from digitool.model.ids import Day, Ms
from digitool.model.personal import mask_personal
from digitool.model.text import change_texts, is_text, mask_typed
from digitool.render.result import Column, Result
from digitool.words import say

if TYPE_CHECKING:
    from digitool.db.port import Connection
    from digitool.workspace.desk import Desk
    from digitool.workspace.locate import Workspace


Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


class Context:
    """What one command is given; everything costly is made when it is asked for."""

    def __init__(
        self, invocation: Invocation, options: Options, output: Output, *, writes: bool = False
    ) -> None:
        require_moments(options)
        self.invocation = invocation
        self.options = options
        self.output = output
        self._records = writes and not options.dry_run
        self.language = invocation.language
        self.notes = Notes(
            language=invocation.language,
            quiet=options.quiet,
            silent=invocation.json_errors and output.format == "json" and not options.verbose,
            verbose=options.verbose,
            progress_mode=options.progress,
            ascii=options.ascii,
        )

    def say(self, template: str, **values: object) -> str:
        """A template of the catalogue in the reader's language."""
        return say(template, self.language, **values)

    def note(self, template: str, **values: object) -> None:
        """One line on stderr for people."""
        self.notes.note(template, **values)

    def progress(self, label: str, total: int = 0) -> AbstractContextManager[Meter]:
        """A progress meter on stderr: ``with here.progress("reading", n) as meter: meter.advance()``."""
        return self.notes.progress(label, total)

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace. Raises WorkspaceError when there is none."""
        from digitool.workspace.locate import find_workspace

        return find_workspace(self.options.workspace, self.invocation.environ)

    def directory(self, typed: Path | None, default: Path) -> Path:
        """Where a command founds a workspace: DIR as typed, else -w or DIGITOOL_WORKSPACE, else the default.

        Raises UsageError when DIR and -w are two places.
        """
        asked, variable = self.options.workspace, self.invocation.environ.get("DIGITOOL_WORKSPACE")
        if typed is None:
            return asked or default
        by_variable = bool(variable) and asked == Path(variable or "")
        if asked and not by_variable and asked.resolve() != typed.resolve():
            raise UsageError(
                "two_directories",
                "{directory} and -w {workspace} are two places",
                hint="name one of them",
                directory=typed,
                workspace=asked,
            )
        return typed

    @contextmanager
    def reader(self) -> Iterator[Connection]:
        """A read-only connection to the workspace's database, one consistent moment."""
        from digitool.db.reading import reader

        with reader(self.workspace.database) as connection:
            yield connection

    def ask(
        self,
        question: Callable[Concatenate[Connection, Asked], Answer],
        *asked: Asked.args,
        **more: Asked.kwargs,
    ) -> Answer:
        """What one question to the database answers."""
        with self.reader() as connection:
            return question(connection, *asked, **more)

    @property
    def zone(self) -> str:
        """The chain's time zone; China's where there is no workspace."""
        return self.calendar.zone

    @property
    def any_zone(self) -> str:
        """The chain's zone, China's where the settings cannot be read: for commands that work nonetheless."""
        try:
            return self.zone
        except DigitoolError:
            return CHINA

    @cached_property
    def as_of(self) -> Ms:
        """Now, as UTC ms: the clock when it was first asked for, or ``--as-of``. Raises UsageError.

        A command answers for one moment, until it has waited for somebody (`renew`). A moment with its offset
        needs no zone, and no settings.
        """
        asked = self.options.as_of
        if asked is None:
            return clock.now_ms()
        at = _read_as_of(asked, CHINA)
        return at if at == _read_as_of(asked, "UTC") else _read_as_of(asked, self.zone)

    def renew(self) -> None:
        """Ask the clock again from here on: for the next of many requests, or after waiting for input."""
        for moment in ("as_of", "today"):
            self.__dict__.pop(moment, None)

    @cached_property
    def actor(self) -> str:
        """Who asks; never empty."""
        return actor_of(self.invocation.environ)

    @cached_property
    def today(self) -> Day:
        """The chain's business date now, as a day number."""
        return self.calendar.day(self.as_of)

    @cached_property
    def calendar(self) -> Calendar:
        """The chain's business days; China's where there is no workspace."""
        try:
            return self.workspace.settings.chain.calendar
        except WorkspaceError:
            return CHINA_DAYS

    def period(self, default: str = "") -> Days:
        """The asked period as day numbers, half open; ``default`` is a span such as ``30d``.

        Without a default a missing period is a UsageError.
        """
        found = self.optional_period()
        if found is None and default:
            found = resolve(self.today, last=default)
        if found is None:
            raise UsageError("no_period", "which days?", hint="add --last 7d, --on yesterday or --from DAY")
        return found

    def recent(self, span: str, after: Callable[[], Day | None], *, with_today: bool = True) -> Days:
        """The asked period; without one the last ``span`` of what ends before the day that ``after`` finds.

        It finds None where there is nothing; today is the last day, or (not ``with_today``) the day after
        it. Who reads a table is told which days these are.
        """
        asked = self.optional_period()
        if asked is not None:
            return asked
        known = after()
        end = self.today if known is None else Day(min(known, self.today + with_today))
        found = days_before(end, parse_span(span))
        if self.output.is_table:
            self.note("period: {start} to {end}", start=iso_day(found.first), end=iso_day(found.last))
        return found

    def optional_period(self) -> Days | None:
        """The asked period, None where none was asked."""
        options = self.options
        return resolve(self.today, options.start, options.end, options.on, options.last)

    @cached_property
    def stores(self) -> list[str]:
        """The asked store codes, or all. Raises NotFoundError with the nearest code."""
        settings = self.workspace.settings
        asked = self.options.store or list(settings.stores)
        return list(dict.fromkeys(settings.require_store(code) for code in asked))

    @property
    def asked_stores(self) -> frozenset[str] | None:
        """The stores that --store names; None without it. Raises NotFoundError."""
        return frozenset(self.stores) if self.options.store else None

    @property
    def one_store(self) -> str:
        """The one store that ``--store`` names. Raises UsageError for none and for several."""
        if not self.options.store or len(self.stores) != 1:
            raise UsageError("one_store", "which store is this?", hint="name it with --store CODE")
        return self.stores[0]

    @cached_property
    def key(self) -> str | None:
        """The idempotency key, as it may be stored. Raises UsageError for a long or personal one."""
        from digitool.db.writing import require_key

        return None if self.options.key is None else require_key(self.options.key)

    @property
    def desk(self) -> Desk:
        """Where an operation is asked for: database, settings, moment, actor, key, dry run, secret."""
        from digitool.workspace.desk import Desk

        workspace = self.workspace
        return Desk(
            workspace.database,
            self.as_of,
            workspace.settings,
            lambda: workspace.key,
            self.actor,
            self.key,
            self.options.dry_run,
        )

    def desk_of_file(self, place: int) -> Desk:
        """The desk of one of several files, at its own moment: with ``--key K`` the second has ``K#2``."""
        self.renew()
        return self.desk if place == 1 else self.desk.part(str(place))

    def answer(
        self,
        found: Sequence[Mapping[str, Any]] | Mapping[str, Any],
        *,
        columns: tuple[Column, ...] | None = None,
        schema: str = "",
        meta: Mapping[str, Any] | None = None,
        warnings: Iterable[str] = (),
        empty: str = "nothing was found",
        period: Days | None = None,
        limit: int = 0,
        charts: tuple[str, ...] = (),
        as_of: Ms | None = None,
        zone: str = "",
    ) -> None:
        """Show the rows of a command, or of an operation's answer: its ``rows``, each with its ``operation``.

        ``columns`` are named only where the command declares that its answer tells them, ``schema`` (such as
        ``referral.run``) only where it is not the command's own path. ``meta`` is what else an operation
        answers unless it is given; ``as_of`` and ``zone`` are the command's. The rest are fields of `Result`.
        """
        from digitool.cli.app.showing import columns_of, name_of, rows_and_rest

        name = schema or name_of(self.invocation.path)
        rows, rest = rows_and_rest(found)
        self._show(
            Result(
                f"digitool.{name}/1",
                columns_of(self.output, columns),
                rows,
                as_of=self.as_of if as_of is None else as_of,
                period=period,
                zone=zone or self.zone,
                limit=limit,
                meta=dict(rest if meta is None else meta),
                warnings=list(warnings),
                empty=empty,
                charts=charts,
            )
        )

    def _show(self, result: Result) -> None:
        """Render a result as asked, to stdout or to the ``--output`` file, and say what was left out.

        Whatever it holds, no personal number leaves in clear. Raises InputOutputError, of a command that
        records something with how to get its answer again.
        """
        from dataclasses import replace

        from digitool.cli.app.showing import show

        safe = replace(
            result,
            rows=change_texts(result.rows, mask_personal),
            meta=change_texts(result.meta, mask_personal),
            warnings=change_texts(result.warnings, mask_personal),
        )
        try:
            show(safe, self.output, self.notes)
        except OSError as error:
            if not self._records or error.errno == errno.EPIPE:
                raise
            raise InputOutputError(
                "answer_lost",
                "what was asked is recorded, but its answer could not be written: {reason}",
                hint="the same command with the same --key gives the same answer; see what was recorded with",
                try_next="digitool log --limit 1",
                reason=reason_of(error),
            ) from error

    def confirm(self, question: str, **values: object) -> None:
        """Ask before something that cannot be taken back; ``--yes`` answers. Raises UsageError."""
        if self.options.yes:
            return
        if self.options.no_input or os.environ.get("CI") or not is_terminal(sys.stdin):
            raise UsageError(
                "not_confirmed",
                "this needs a yes, and nobody is here to give it",
                hint="add --yes when you are sure",
            )
        sys.stderr.write(self.say(question, **shown_values(values, self.language)) + " [y/N] ")
        sys.stderr.flush()
        answer = sys.stdin.readline().strip().lower()
        self.renew()
        if answer not in {"y", "yes", "是"}:
            raise UsageError("not_confirmed", "nothing was changed")


def require_moments(options: Options) -> None:
    """Check the shared options that name a time, before anything else is looked at. Raises UsageError."""
    if options.as_of is not None:
        _read_as_of(options.as_of, CHINA)
    for day in (options.start, options.end, options.on):
        if day is not None:
            parse_day(day, FIRST_DAY)
    if options.last is not None:
        parse_span(options.last)


def _read_as_of(text: str, zone: str) -> Ms:
    try:
        return typed_instant(text, zone)
    except (ValueError, OverflowError):
        raise UsageError(
            "bad_time",
            "--as-of takes a time such as 2026-03-02T08:40:00+08:00, not {value}",
            value=mask_typed(text),
        ) from None


def require_text(*values: str) -> None:
    """Check that arguments or lines of stdin are text. Raises UsageError for bytes that are not UTF-8."""
    if not all(map(is_text, values)):
        raise UsageError(
            "not_utf8",
            "this is not UTF-8 text",
            hint="save or type it again as UTF-8; rename a file whose name is not UTF-8",
        )
