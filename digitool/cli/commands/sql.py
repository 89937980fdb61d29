"""Ask the database a question of your own, without being able to change it"""

from __future__ import annotations

from typing import Annotated, Any, Optional

from typer import Argument, Option

from digitool.cli.app.command import BY_ANSWER, area, command
from digitool.cli.app.context import Context, require_text
from digitool.cli.app.streams import stdin_text
from digitool.errors import UsageError
from digitool.model.text import clean
from digitool.render import Column

app = area(__doc__)

MOST_ROWS = 1_000_000
_MOST_TEXT = 1_000_000


_SQL_COLUMNS = (Column("table", "Table"), Column("column", "Column"), Column("type", "Type"))


@command(
    app,
    columns=BY_ANSWER,
    examples=(
        "digitool sql 'SELECT channel, sum(amount_fen) AS gmv_fen FROM purchase GROUP BY channel'",
        "digitool sql - < question.sql",
        "digitool sql --tables",
    ),
)
def sql(
    here: Context,
    statement: Annotated[
        Optional[str], Argument(metavar="SELECT", help="One SELECT in SQLite's SQL; - reads it from stdin.")
    ] = None,
    seconds: Annotated[
        float, Option("--seconds", metavar="N", help="Give up after this many seconds.")
    ] = 30.0,
    tables: Annotated[bool, Option("--tables", help="List the tables and their columns instead.")] = False,
) -> None:
    """Answer one SELECT over the workspace's database, in any output format.

    It reads and cannot write. Days are day numbers (days since 1970-01-01), times UTC milliseconds,
    money is fen: name a column ..._fen to see it as yuan. Phones are not stored, only their hashes.
    """
    from digitool.db import query

    if tables:
        rows = [
            {"table": one, "column": name, "type": kind}
            for one, name, kind in query.tables(here.workspace.database)
        ]
        return _show(here, _SQL_COLUMNS, rows)
    if not 0 < seconds <= 3600:
        raise UsageError("bad_seconds", "--seconds takes more than 0 and at most 3600")
    answer = query.ask(here.workspace.database, _text(statement), seconds, MOST_ROWS)
    keys = _distinct([clean(name)[:100] for name in answer.names])
    found = [dict(zip(keys, map(_plain, row))) for row in answer.rows]
    _show(here, tuple(_column(key, [row[key] for row in found]) for key in keys), found, cut=answer.cut)
    return None


def _show(
    here: Context, columns: tuple[Column, ...], rows: list[dict[str, Any]], *, cut: bool = False
) -> None:
    warnings = [here.say("only the first {limit} rows were read", limit=MOST_ROWS)] if cut else []
    here.answer(rows, columns=columns, warnings=warnings)


def _text(statement: str | None) -> str:
    """The statement, or what stands on stdin. Raises UsageError."""
    text = stdin_text(_MOST_TEXT + 1) if statement == "-" else statement or ""
    if not text.strip() or len(text) > _MOST_TEXT:
        raise UsageError(
            "no_statement",
            "which question? Give one SELECT",
            hint="digitool sql --tables shows what there is",
        )
    require_text(text)
    return text


def _distinct(names: list[str]) -> list[str]:
    """Column names with a number behind those that occur again."""
    seen: list[str] = []
    for name in names:
        number, key = 2, name or "column"
        while key in seen:
            key, number = f"{name}_{number}", number + 1
        seen.append(key)
    return seen


def _plain(value: Any) -> Any:  # noqa: ANN401 - what SQLite holds
    return value.hex() if isinstance(value, bytes) else value


def _column(key: str, values: list[Any]) -> Column:
    """A column by what it holds: whole numbers (money where its name says so), numbers, or text."""
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int}:
        return Column(key, key, "money" if key.endswith("_fen") else "text") if kinds else Column(key, key)
    return Column(key, key, "number" if kinds <= {int, float} else "text")
