"""From arguments to an exit code: quick answers first, then the parser, then the command."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from digitool.cli.invocation import Invocation, glance


def run(argv: Sequence[str]) -> int:
    """Run one command line and give its exit code; nothing is raised."""
    invocation = glance(argv, os.environ)
    _prepare_streams()
    try:
        code = _answer(invocation)
        sys.stdout.flush()
    except BaseException as error:  # the last line of defence: every failure has an exit code
        from digitool.cli.exits import code_for

        code = code_for(error, invocation)
        _silence_stdout()
    return int(code)


def _answer(invocation: Invocation) -> int:
    quick = _quick_answer(invocation)
    if quick is not None:
        sys.stdout.write(quick + "\n")
        return 0
    return _parse_and_run(invocation)


def _quick_answer(invocation: Invocation) -> str | None:
    """The overview and the version need no parser: ``digitool --help`` must be instant."""
    words = list(invocation.argv)
    while words[:1] == ["--lang"] and words[1:2] in (["zh"], ["en"]):
        del words[:2]
    while words[-2:-1] == ["--lang"] and words[-1] in ("zh", "en"):
        del words[-2:]
    words = [word for word in words if word not in ("--lang=zh", "--lang=en")]
    if words in ([], ["-h"], ["--help"], ["help"]):
        from digitool.cli.pages import overview

        return overview(invocation.language)
    if words == ["--version"]:
        from digitool import __version__

        return f"digitool {__version__}"
    return None


def _parse_and_run(invocation: Invocation) -> int:
    import signal

    import typer

    from digitool.cli.exits import Terminated
    from digitool.cli.lazy import root

    def terminate(number: int, frame: object) -> None:
        raise Terminated

    signal.signal(signal.SIGTERM, terminate)
    program = root()
    if os.environ.get("_DIGITOOL_COMPLETE"):
        program.main(prog_name="digitool", complete_var="_DIGITOOL_COMPLETE")
    try:
        with program.make_context("digitool", _verb_first(invocation.argv), obj=invocation) as context:
            return int(program.invoke(context) or 0)
    except typer.Exit as leaving:
        return leaving.exit_code
    except typer.Abort:
        raise KeyboardInterrupt from None


def _verb_first(argv: Sequence[str]) -> list[str]:
    """The arguments with a leading ``--lang`` taken away: it was read at first glance."""
    words = list(argv)
    while words and (words[0] == "--lang" or words[0].startswith("--lang=")):
        del words[: 2 if words[0] == "--lang" else 1]
    return words


def _prepare_streams() -> None:
    """Characters that a stream cannot hold become escapes, never a traceback."""
    from codecs import register_error

    from digitool.cli.streams import json_escapes

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
