"""Handovers under way: write their requests, take the answers, look how far they are, take back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from typer import Argument

from digitool.cli.app.command import command
from digitool.cli.app.context import Context
from digitool.cli.app.options import WRITE
from digitool.cli.commands.guide import app
from digitool.errors import Exit
from digitool.render import Column

ROWS = (
    Column("customer", "Customer"),
    Column("from", "From"),
    Column("to", "To"),
    Column("state", "State"),
    Column("reason", "Reason"),
    Column("meaning", "Meaning"),
    Column("what", "What", wide=True),
    Column("rule", "Rule", wide=True),
)
_STATUS: tuple[Column, ...] = (
    *ROWS,
    Column("code", "Code"),
    Column("asked_at", "Asked", "instant"),
    Column("taken_at", "Taken over", "instant"),
)
_HANDOVERS: tuple[Column, ...] = (
    Column("handover", "Handover"),
    Column("guide", "Guide"),
    Column("kind", "Kind"),
    Column("cut_over", "Cut-over", "instant"),
    Column("customers", "Customers", "int"),
    Column("groups", "Groups", "int"),
    Column("planned", "Planned", "int"),
    Column("requested", "Requested", "int"),
    Column("waiting", "Waiting", "int"),
    Column("overdue", "Overdue", "int"),
    Column("done", "Done", "int"),
    Column("refused", "Refused", "int"),
    Column("failed", "Failed", "int"),
    Column("stays", "Stays", "int"),
    Column("at", "Recorded", "instant", wide=True),
)
_CANCELLED: tuple[Column, ...] = (
    *_HANDOVERS[:-1],
    Column("cancelled", "Taken back", "int"),
)
_SHOWN = 20


def _by_number(values: Mapping[str, Any]) -> tuple[Column, ...]:
    return _STATUS if values["number"] else _HANDOVERS


Handover = Annotated[str, Argument(metavar="HANDOVER", help="The handover, such as H1.")]


@command(app, columns=_by_number, examples=("digitool guide handovers", "digitool guide handovers H1 --json"))
def handovers(
    here: Context,
    number: Annotated[str, Argument(metavar="[HANDOVER]", help="One handover; else all.")] = "",
) -> None:
    """Recorded handovers: how many customers are done, waiting, overdue, declined or failed; or each of one.

    Overdue are requests of over 24 hours ago without a result: ask transfer_result, and import the answer.
    """
    from digitool.guides.handover.operations import (
        due_before,
        find_handover,
        handover_entries,
        handover_number,
        handover_rows,
    )

    with here.reader() as connection:
        if not number:
            schema = "guide.handovers"
            rows = handover_rows(connection, due_before(here.as_of))
        else:
            wanted = handover_number(number)
            find_handover(connection, wanted)
            schema = "guide.handover-status"
            rows = meant(here, handover_entries(connection, wanted))
    here.answer(rows, schema=schema, limit=_SHOWN, empty="nobody was handed over")


@command(app, WRITE, ("force",), examples=("digitool guide handover-requests H1 outbox",))
def handover_requests(
    here: Context,
    number: Handover,
    directory: Annotated[Path, Argument(metavar="DIR", help="Where the files go; made if needed.")],
) -> None:
    """Write WeCom's request files of a handover: 100 customers a call, at most 300 groups of an owner a day.

    The index says which call each file is for, and on which day to send it. Ids stand in them in the
    clear: keep them private.
    """
    write_requests(here, number, directory)


@command(
    app,
    WRITE,
    columns=_HANDOVERS,
    operation=False,
    examples=(
        "digitool guide handover-result answer.json",
        "digitool guide handover-result transfer_result.json --json",
    ),
)
def handover_result(
    here: Context,
    files: Annotated[
        list[Path],
        Argument(
            metavar="FILE...", help="Answers of transfer_customer, transfer_result or groupchat/transfer."
        ),
    ],
) -> int:
    """Take WeCom's answers and results: what became of each customer.

    digitool import takes them as well, with callbacks and lists of groups. Every customer's own code is
    kept; an empty answer changes nothing; the same file twice changes nothing.
    """
    from digitool.guides.handover.operations import due_before, handover_rows
    from digitool.ingest.outcome import ImportOptions
    from digitool.ingest.run import import_file

    options = ImportOptions(expected="handovers", language=here.language)
    rejected = 0
    for place, file in enumerate(files, 1):
        outcome = import_file(here.desk_of_file(place), here.workspace, file, options)
        rejected += outcome.rejected
        here.note(
            "{file}: {accepted} entries changed, {known} known, {rejected} of no handover",
            file=outcome.file,
            accepted=outcome.accepted,
            known=outcome.known,
            rejected=outcome.rejected,
        )
    here.answer(here.ask(handover_rows, due_before(here.as_of)), limit=_SHOWN)
    return Exit.DATA if rejected else Exit.OK


@command(app, WRITE, columns=_CANCELLED, examples=("digitool guide handover-cancel H1",))
def handover_cancel(here: Context, number: Handover) -> None:
    """Take back what was not sent to WeCom yet; what it has taken goes on, and its result still counts."""
    from digitool.guides.handover.operations import cancel

    row = cancel(here.desk, number)
    here.answer([row])


def meant(here: Context, rows: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - any rows with a reason
    """Rows with what their reason means, in the reader's language."""
    from digitool.guides.handover.states import meaning

    return [{**row, "meaning": here.say(meaning(row["reason"]))} for row in rows]


def write_requests(here: Context, number: str, directory: Path) -> None:
    """Write the request files of a handover, then keep that they were written."""
    from digitool.guides.handover.operations import handover_number
    from digitool.guides.handover.requests import mark_requested, request_files
    from digitool.workspace.files import check_output_directory, write_output

    wanted = handover_number(number)
    files = here.ask(request_files, wanted, here.as_of, here.zone)
    if not here.options.dry_run:
        check_output_directory(directory)
        for file in files:
            write_output(directory / file.name, file.text.encode(), force=here.options.force)
    mark_requested(here.desk.part("requests"), number)  # the key is the plan's, where both are asked for
    here.note(
        "{count} files for {customers} customers and groups in {path}",
        count=len(files),
        customers=sum(file.size for file in files),
        path=directory,
    )
