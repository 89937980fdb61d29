"""``digitool official-store order run``: many requests on one connection, one JSON line each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument

from digitool.cli.app.command import command
from digitool.cli.app.context import Context
from digitool.cli.app.json_lines import Verbs, answer_lines
from digitool.cli.app.options import WRITE
from digitool.cli.commands.official_store.orders import orders


@command(
    orders,
    WRITE,
    examples=(
        "digitool official-store order run - --key shift-12 < orders.jsonl",
        "digitool official-store order run orders.jsonl --dry-run",
    ),
)
def run(
    here: Context,
    file: Annotated[Path, Argument(metavar="FILE", help="Requests, one JSON object a line; - reads stdin.")],
) -> int:
    """Do requests line by line, and answer each with one line of JSON, at once.

    A request names what to do, its key and its fields: do, key, order, lines and so on; every line is a
    write of its own. With --key K the line n without a key has the key K:n. The exit code is 3 when
    some were refused.
    """
    from digitool.official_store.requests import perform, read_request

    verbs = Verbs(read_request, lambda *asked: perform(here.desk, *asked))
    return answer_lines(here, file, verbs)
