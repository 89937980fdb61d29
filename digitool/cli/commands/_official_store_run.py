"""``digitool official-store order run``: many requests on one connection, one JSON line each."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

from typer import Argument

from digitool.cli.command import command
from digitool.cli.commands._official_store import surroundings
from digitool.cli.commands._official_store_orders import orders
from digitool.cli.context import Context
from digitool.cli.exits import as_ours, error_body
from digitool.cli.options import WRITE
from digitool.errors import DigitoolError, Exit

if TYPE_CHECKING:
    import sqlite3

    from digitool.official_store.calls import Call

_FATAL = (Exit.INTEGRITY, Exit.IO, Exit.NO_WORKSPACE)
"""Errors after which the next line cannot fare better."""


@command(
    orders,
    WRITE,
    examples=(
        "digitool official-store order run - --key shift-12 < orders.jsonl",
        "digitool official-store order run orders.jsonl --dry-run",
    ),
)
def run(
    call: Context,
    file: Annotated[Path, Argument(metavar="FILE", help="Requests, one JSON object a line; - reads stdin.")],
) -> int:
    """Do requests line by line, and answer each with one line of JSON, at once.

    A request names what to do, its key and its fields: do, key, order, lines and so on; every line is a
    write of its own. With --key K the line n without a key has the key K:n. The exit code is 3 when
    some were refused.
    """
    from digitool.db.connection import connect
    from digitool.db.version import require_current

    here = surroundings(call)
    path = call.workspace.database
    connection = connect(path)
    refused = 0
    try:
        require_current(connection, path)
        with _lines(file) as source:
            for number, line in enumerate(source, 1):
                if line.strip():
                    refused += _answer(call, here, connection, (number, line))
    finally:
        connection.close()
    if call.options.dry_run:
        call.note("dry run: nothing was changed")
    return Exit.DATA if refused else Exit.OK


@contextmanager
def _lines(file: Path) -> Iterator[TextIO]:
    if str(file) == "-":
        yield sys.stdin
        return
    with file.open(encoding="utf-8-sig") as source:
        yield source


def _answer(call: Context, here: Call, connection: sqlite3.Connection, numbered: tuple[int, str]) -> bool:
    """Do one request and write its line; whether it was refused."""
    number, text = numbered
    body: dict[str, Any] = {"line": number}
    error = _do(call, here, connection, text, body)
    if error is not None:
        body |= {"ok": False, "error": error_body(error, call.language)}
    sys.stdout.write(json.dumps(body, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    if error is not None and error.exit in _FATAL:
        raise error
    return error is not None


def _do(
    call: Context, here: Call, connection: sqlite3.Connection, text: str, body: dict[str, Any]
) -> DigitoolError | None:
    from digitool.official_store.requests import perform, read_request

    try:
        request = read_request(text)
        body["do"] = request["do"]
        spare = f"{call.key}:{body['line']}" if call.key else None
        body |= {"ok": True, **perform(here, connection, request, spare)}
    except Exception as error:
        ours = as_ours(error, call.invocation)
        if ours is None:
            raise
        return ours
    return None
