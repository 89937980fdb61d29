"""Import files: what the area does without a verb."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

from typer import Argument, Option

from digitool.cli.app.command import command
from digitool.cli.app.context import Context
from digitool.cli.app.exits import tell
from digitool.cli.app.options import WRITE
from digitool.cli.commands.import_ import app
from digitool.errors import DataError, DigitoolError, Exit, NotFoundError, RefusedError, UsageError
from digitool.ingest.outcome import HOLDS, ImportOptions
from digitool.model.days import parse_instant
from digitool.model.ids import person_text
from digitool.model.text import mask_value
from digitool.render import Column

if TYPE_CHECKING:
    from digitool.ingest.outcome import FileOutcome

_READING = "How to read the file"
_COLUMNS = (
    Column("file", "file"),
    Column("format", "format"),
    Column("rows_in", "rows", "int"),
    Column("accepted", "taken", "int"),
    Column("rejected", "rejected", "int"),
    Column("known", "known already", "int"),
    Column("batch", "batch", "int", wide=True),
    Column("period_from", "from", "instant", wide=True),
    Column("period_to", "to", "instant", wide=True),
    Column("operation", "operation"),
)


def _reading(name: str, help: str, metavar: str | None = None) -> Any:  # noqa: ANN401 - typer's record
    """An option that says what a file does not say itself."""
    return Option(name, help=help, metavar=metavar, rich_help_panel=_READING)


Files = Annotated[Optional[list[Path]], Argument(metavar="FILE", help="Files in any known format.")]
As = Annotated[Optional[str], _reading("--as", "Read as this format.", "FORMAT")]
MappingFile = Annotated[
    Optional[Path], _reading("--mapping", "Which column holds what, for any other table.", "TOML")
]
Learn = Annotated[Optional[Path], _reading("--learn", "Propose a mapping for a table and stop.", "FILE")]
Encoding = Annotated[Optional[str], _reading("--encoding", "When guessing fails.", "NAME")]
Sensor = Annotated[
    Optional[str], _reading("--sensor", "The counter of a file that does not name it.", "CODE")
]
At = Annotated[Optional[str], _reading("--at", "The time of a reading or list that does not say it.", "TIME")]
AppId = Annotated[
    Optional[str],
    _reading("--appid", "The mini program that the file is of; else the first of own_appids.", "APPID"),
]
Full = Annotated[
    bool,
    _reading("--full", "The file lists all customers of its guides: who is missing was lost by --at."),
]
Every = Annotated[Optional[int], _reading("--every", "The step between such readings.", "MINUTES")]
Guide = Annotated[Optional[str], _reading("--guide", "Whose list of bare customer ids this is.", "USERID")]
ByOrderNo = Annotated[
    bool,
    _reading(
        "--by-order-no", "Take bill rows whose ids a spreadsheet destroyed by the merchant's order number."
    ),
]
Rejects = Annotated[
    Optional[Path], Option("--rejects", metavar="FILE", help="Where rows that cannot be taken go.")
]
Replaces = Annotated[
    Optional[int],
    Option(
        "--replaces",
        metavar="BATCH",
        min=1,
        help="Take that import back and put this one in its place, in one step.",
    ),
]
Strict = Annotated[bool, Option("--strict", help="Take a file wholly or not at all.")]


@command(
    app,
    WRITE,
    columns=_COLUMNS,
    documents={"toml": "learn"},
    examples=(
        "digitool import inbox/*",
        "digitool import bill.csv --dry-run --json",
        "digitool import --learn pos.csv",
    ),
)
def import_(
    here: Context,
    files: Files = None,
    as_format: As = None,
    mapping: MappingFile = None,
    learn: Learn = None,
    encoding: Encoding = None,
    sensor: Sensor = None,
    at: At = None,
    every: Every = None,
    guide: Guide = None,
    appid: AppId = None,
    full: Full = False,
    by_order_no: ByOrderNo = False,
    rejects: Rejects = None,
    strict: Strict = False,
    replaces: Replaces = None,
) -> int:
    """Import files in their real formats.

    A file is recognised by its content. Rows that are known already change nothing, so overlapping
    exports and repeated imports are safe. Rows that cannot be taken go to a rejects file: correct it in
    a spreadsheet and import it again. The exit code is 3 when rows or files were refused.

    An import can be taken back, exactly: import undo. A file that is called like a verb is written ./undo.
    """
    if learn is not None:
        return _learn(here, learn)
    files, expected = _expected(files or [])
    if not files:
        raise UsageError(
            "no_files", "no file is named", hint="name the files to import", try_next="digitool formats"
        )
    if len(files) > 1:
        _require_no_single(rejects, replaces)
    if rejects is not None:
        from digitool.workspace.inputs import require_apart

        require_apart(rejects, [*files, *([mapping] if mapping else [])])
    if every is not None and every <= 0:
        raise UsageError("bad_step", "--every takes a number of minutes above 0, not {value}", value=every)
    options = ImportOptions(
        format=as_format or "",
        expected=expected,
        language=here.language,
        encoding=encoding or "",
        mapping=mapping,
        rejects=rejects,
        force=here.options.force,
        strict=strict,
        agreed=here.options.yes,
        replaces=replaces,
        read={
            "sensor": sensor,
            "at": _instant(here, at),
            "every_ms": (every or 0) * 60_000,
            "guide": guide,
            "appid": appid or "",
            "full": full,
            "by_order_no": by_order_no,
        },
    )
    return _import_all(here, files, options)


def _require_no_single(rejects: Path | None, replaces: int | None) -> None:
    """Refuse for several files what is said of one."""
    if rejects is not None:
        raise UsageError(
            "one_rejects_file", "--rejects takes one file at a time", hint="leave it out, or import one file"
        )
    if replaces is not None:
        raise UsageError(
            "one_replacing_file",
            "--replaces takes one file at a time",
            hint="take the import back, then import the files",
            try_next="digitool import undo {batch}",
            batch=replaces,
        )


def _expected(files: list[Path]) -> tuple[list[Path], str]:
    """Split off a leading word that says what the files hold: ``digitool import orders FILE``."""
    if len(files) > 1 and str(files[0]) in HOLDS and not files[0].exists():
        return files[1:], str(files[0])
    return files, ""


def _import_all(here: Context, files: list[Path], options: ImportOptions) -> int:
    """Import file after file and show a row for each that was taken; the exit code.

    A file that is refused is told at once and does not keep the others from being read; anything
    else that fails (a full disk, a busy database) ends the command, after the rows of what is kept.
    """
    if options.read["full"] and len(files) > 1:
        from digitool.ingest.choose import check_whole_lists

        check_whole_lists(files, options)  # a page in each file is no full list in any
    outcomes: list[FileOutcome] = []
    refused: list[DigitoolError] = []
    try:
        for place, file in enumerate(files, 1):
            try:
                outcomes.append(_import(here, file, options, place))
            except (DataError, NotFoundError, RefusedError) as error:
                if len(files) == 1:
                    raise
                tell(error, here.invocation)
                refused.append(error)
    finally:
        if outcomes:
            _show(here, outcomes)  # these are kept, so they are told
    if refused:
        here.note("{count} of {files} files were refused", count=len(refused), files=len(files))
        return refused[0].exit
    return Exit.DATA if any(outcome.rejected for outcome in outcomes) else Exit.OK


def _import(here: Context, file: Path, options: ImportOptions, place: int) -> FileOutcome:
    from digitool.ingest.run import import_file

    with here.progress(file.name) as meter:
        outcome = import_file(here.desk_of_file(place), here.workspace, file, options, meter.reach)
    _tell(here, outcome)
    return outcome


_SHOWN = 20
"""Column names shown at most."""


def _tell(here: Context, outcome: FileOutcome) -> None:
    """What a person should know of one file beyond its counts."""
    if outcome.unread:
        here.note(
            "{file}: read as {format}; columns that were not read: {columns}",
            file=outcome.file,
            format=outcome.format,
            columns=", ".join(mask_value(name, 20) for name in outcome.unread[:_SHOWN])
            + (" ..." if len(outcome.unread) > _SHOWN else ""),
        )
    for _code, message, hint, count, example in outcome.rejects.kinds()[:5]:
        values = {"column": example.column, "value": example.value}
        here.note(
            "{file}: {count} rejected, first in line {line}: {what}. {hint}",
            file=outcome.file,
            count=count,
            line=example.line,
            what=here.say(message, **values),
            hint=here.say(hint, **values),
        )
    if outcome.rejects_file is not None:
        here.note(
            "correct {path} in a spreadsheet and import it again; it holds {count} rows",
            path=str(outcome.rejects_file),
            count=outcome.rejected,
        )
    if outcome.rejects_gone is not None:
        here.note(
            "{file}: this key has imported it before, and its {count} rejected rows are not in {path} any"
            " more; to have them written again, import it without --key",
            file=outcome.file,
            count=outcome.rejected,
            path=str(outcome.rejects_gone),
        )


def _show(here: Context, outcomes: list[FileOutcome]) -> None:
    meta: dict[str, Any] = {}
    if here.options.dry_run:
        meta = {
            "dry_run": True,
            "largest_persons": [
                {**row, "person": person_text(row["person"]), "file": outcome.file}
                for outcome in outcomes
                for row in outcome.components
            ],
            "would_change": [
                {**row, "file": outcome.file} for outcome in outcomes for row in outcome.changes
            ],
        }
        _preview(here, outcomes)
    unread = {outcome.file: outcome.unread for outcome in outcomes if outcome.unread}
    if unread:
        meta["unread_columns"] = unread

    here.answer(
        [outcome.row() for outcome in outcomes],
        meta=meta,
        warnings=[here.say(one.message, **one.values) for outcome in outcomes for one in outcome.warnings],
    )


def _preview(here: Context, outcomes: list[FileOutcome]) -> None:
    for outcome in outcomes:
        largest = [f"{person_text(row['person'])} ({row['identifiers']})" for row in outcome.components]
        if largest:
            here.note("largest persons by identifiers: {persons}", persons=", ".join(largest))
        for row in outcome.changes:
            here.note(
                "{measure} of {days} counted store-days would change: {before} -> {after}",
                measure=row["measure"],
                days=row["store_days"],
                before=row["before"],
                after=row["after"],
            )


def _learn(here: Context, path: Path) -> int:
    """Print the proposed mapping, or write it to --output."""
    from digitool.sources.file.opening import open_document
    from digitool.sources.mapping.learning import mapping_toml, propose_mapping
    from digitool.sources.mapping.mapped import unread_of

    document = open_document(path)
    mapping = propose_mapping(document)
    here.output.write_text(mapping_toml(mapping, unread_of(document, mapping)))
    here.note(
        "look the mapping over, save it as {path}.toml beside the file, then run: digitool import {path}",
        path=str(path),
    )
    return Exit.OK


def _instant(here: Context, text: str | None) -> int | None:
    if text is None:
        return None

    try:
        return parse_instant(text, here.zone)
    except (ValueError, OverflowError):
        raise UsageError(
            "bad_time", "--at takes a time such as 2026-03-02T08:40:00+08:00, not {value}", value=text
        ) from None
