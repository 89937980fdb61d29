"""From arguments to an exit code: quick answers first, then the parser, then the command."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from digitool.cli.app.invocation import LANGUAGES, Invocation, glance

_NOTHING_TYPED = {"COMP_WORDS": "digitool", "COMP_CWORD": "0", "_TYPER_COMPLETE_ARGS": ""}
"""What a shell tells a program of which it asks a completion, where it told nothing."""


def run(argv: Sequence[str]) -> int:
    """Run one command line and give its exit code; nothing is raised."""
    invocation = glance(argv, os.environ)
    _prepare_streams()
    try:
        code = _answer(invocation)
        sys.stdout.flush()
    except SystemExit as leaving:  # the completion of the shell leaves this way
        code = leaving.code if isinstance(leaving.code, int) else 0
    except BaseException as error:  # the last line of defence: every failure has an exit code
        from digitool.cli.app.exits import code_for

        code = code_for(error, invocation)
        _silence_stdout()
    return int(code)


def _answer(invocation: Invocation) -> int:
    quick = None if os.environ.get("_DIGITOOL_COMPLETE") else _quick_answer(invocation)
    if quick is not None:
        sys.stdout.write(quick + "\n")
        return 0
    return _parse_and_run(invocation)


def _quick_answer(invocation: Invocation) -> str | None:
    """The overview and the version need no parser: ``digitool --help`` must be instant."""
    words = _without_language(invocation.argv)
    if words in ([], ["-h"], ["--help"], ["help"]):
        from digitool.cli.app.pages import overview

        return overview(invocation.language)
    if words == ["--version"]:
        from digitool import __version__

        return f"digitool {__version__}"
    return None


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Raise `Terminated` in the block when SIGTERM arrives, then leave the process as it was.

    Raised inside a library's callback, which swallows it, it is raised again at the end of the block.
    """
    import signal

    from digitool.cli.app.exits import Terminated

    told_to_end = False

    def terminate(number: int, frame: object) -> None:
        nonlocal told_to_end
        told_to_end = True
        raise Terminated

    before = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
        if told_to_end:
            raise Terminated
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL if before is None else before)


def _parse_and_run(invocation: Invocation) -> int:
    import typer

    from digitool.cli.app.context import require_text
    from digitool.cli.app.lazy import root

    require_text(*invocation.argv)
    program = root()
    if os.environ.get("_DIGITOOL_COMPLETE"):
        from typer.completion import completion_init  # type: ignore[attr-defined] # not marked

        for variable, nothing in _NOTHING_TYPED.items():
            os.environ.setdefault(variable, nothing)
        completion_init()
        program.main(prog_name="digitool", complete_var="_DIGITOOL_COMPLETE", obj=invocation)
    try:
        words = _without_language(invocation.argv)
        with _ended_by_sigterm(), program.make_context("digitool", words, obj=invocation) as context:
            return int(program.invoke(context) or 0)
    except typer.Exit as leaving:
        return leaving.exit_code
    except typer.Abort:
        raise KeyboardInterrupt from None


def _without_language(argv: Sequence[str]) -> list[str]:
    """The arguments without a valid ``--lang``: it was read at first glance, and may stand anywhere."""
    words: list[str] = []
    place = 0
    while place < len(argv):
        word = argv[place]
        if word == "--":
            return [*words, *argv[place:]]
        if word == "--lang" and place + 1 < len(argv) and argv[place + 1] in LANGUAGES:
            place += 2
        elif word.startswith("--lang=") and word[7:] in LANGUAGES:
            place += 1
        else:
            words.append(word)
            place += 1
    return words


def _prepare_streams() -> None:
    """Characters that a stream cannot hold become escapes, never a traceback."""
    from codecs import register_error

    from digitool.cli.app.streams import json_escapes

    register_error("digitool", json_escapes)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="digitool")
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - lives as long as we


def _silence_stdout() -> None:
    """Keep the interpreter from flushing a broken stdout again on its way out."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)
