"""Many requests on one connection: one JSON object a line in, one JSON line out for each, at once."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from digitool.cli.app.context import Context
from digitool.cli.app.exits import any_as_ours, error_body
from digitool.cli.app.streams import stdin_bytes
from digitool.errors import DigitoolError, Exit
from digitool.workspace.inputs import reading

if TYPE_CHECKING:
    from digitool.db.port import Connection

_FATAL = (Exit.INTEGRITY, Exit.IO, Exit.NO_WORKSPACE)
"""Errors after which the next line cannot fare better."""


class Verbs(NamedTuple):
    """A room's requests: ``read`` a line into fields, ``perform`` them with a key to spare.

    Before each line the context is renewed, so that ``perform`` finds it at that line's own moment.
    """

    read: Callable[[str], dict[str, Any]]
    perform: Callable[[Connection, dict[str, Any], str | None], dict[str, Any]]


def answer_lines(here: Context, file: Path, verbs: Verbs) -> int:
    """Do every line of a file (``-`` is stdin) as a write of its own; exit code 3 when some were refused.

    Each line is done at its own moment, unless --as-of names one for all of them. A line that fails by a
    fault of the program is answered as such and the next one is done; the exit code is 1 then. With --key K
    the line n without a key has the key K:n.
    """
    from digitool.db.connection import connect
    from digitool.db.schema.version import require_current

    path = here.workspace.database
    connection = connect(path)
    ended: set[int] = set()
    try:
        require_current(connection, path)
        with _lines(file) as source:
            for number, line in enumerate(source, 1):
                if line.strip():
                    ended.add(_answer(here, verbs, connection, number, line))
    finally:
        connection.close()
    return Exit.BUG if Exit.BUG in ended else Exit.DATA if ended - {Exit.OK} else Exit.OK


@contextmanager
def _lines(file: Path) -> Iterator[Iterator[str]]:
    """The lines as they come; a byte that is no UTF-8 spoils its own line, whose reader refuses it."""
    if str(file) == "-":
        yield _decoded(stdin_bytes())
        return
    with reading(file).open("rb") as source:
        yield _decoded(source)


def _decoded(source: Iterable[bytes]) -> Iterator[str]:
    for number, line in enumerate(source):
        yield line.decode("utf-8" if number else "utf-8-sig", "surrogateescape")


def _answer(here: Context, verbs: Verbs, connection: Connection, number: int, text: str) -> int:
    """Do one request and write its line; the exit code that it would have alone."""
    body: dict[str, Any] = {"line": number}
    error = _do(here, verbs, connection, text, body)
    if error is not None:
        body |= {"ok": False, "error": error_body(error, here.language)}
    sys.stdout.write(json.dumps(body, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    if error is not None and error.exit in _FATAL:
        raise error
    return Exit.OK if error is None else error.exit


def _do(
    here: Context, verbs: Verbs, connection: Connection, text: str, body: dict[str, Any]
) -> DigitoolError | None:
    here.renew()
    try:
        request = verbs.read(text)
        body["do"] = request["do"]
        spare = f"{here.key}:{body['line']}" if here.key else None
        body |= {"ok": True, **verbs.perform(connection, request, spare)}
    except Exception as error:
        return any_as_ours(error, here.invocation)
    return None
