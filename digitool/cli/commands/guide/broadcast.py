"""Broadcasts: planned by the contact policy, recorded, written as request files, closed by their results."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Optional, cast

from typer import Argument, Option

from digitool.cli.app.command import OPERATION, command
from digitool.cli.app.context import Context
from digitool.cli.app.options import WRITE
from digitool.cli.commands.guide import app
from digitool.errors import UsageError
from digitool.render import Column

if TYPE_CHECKING:
    from digitool.guides.broadcast.drafting import Audience, BroadcastDraft
    from digitool.guides.broadcast.message import Message

_CUSTOMER = Column("customer", "Customer")
_GUIDE = Column("guide", "Guide")
_RULE = Column("rule", "Rule")
_DECISIONS = (_CUSTOMER, _GUIDE, Column("decision", "Decision"), Column("reason", "Reason"), _RULE)
_REASONS = (
    Column("decision", "Decision"),
    Column("reason", "Reason"),
    _RULE,
    Column("customers", "Customers", "int"),
    Column("meaning", "Meaning"),
)
_GUIDES = (_GUIDE, Column("customers", "Customers", "int"), Column("batches", "Batches", "int"))
_PLANS = (
    Column("plan", "Broadcast"),
    Column("name", "Name"),
    Column("channel", "Channel"),
    Column("day", "Day", "day"),
    Column("state", "State"),
    Column("messages", "Messages", "int"),
    Column("planned", "Planned", "int"),
    Column("sent", "Sent", "int"),
    Column("failed", "Failed", "int"),
    Column("unanswered", "Unanswered", "int"),
    Column("replied", "Replied", "int"),
    Column("skipped", "Skipped", "int"),
    Column("campaign", "Campaign", wide=True),
    Column("stock", "Stock", wide=True),
    Column("rule", "Rule", wide=True),
)
_TAKEN = (
    *_PLANS[:11],
    Column("updated", "Updated", "int"),
    Column("unknown", "Not of this broadcast", "int"),
)
_RECORDED = (
    Column("plan", "Broadcast"),
    Column("name", "Name"),
    Column("day", "Day", "day"),
    Column("customers", "Customers", "int"),
    Column("send", "To send", "int"),
    Column("skip", "Skipped", "int"),
    _RULE,
    Column("skipped", "Reasons", "object", wide=True),
    OPERATION,
)
_DRAFTED = {"customer": _DECISIONS, "reason": _REASONS, "guide": _GUIDES}
_SHOWN = 20

Plan = Annotated[str, Argument(metavar="PLAN", help="The broadcast, such as B1.")]


def _shown(values: Mapping[str, Any]) -> tuple[Column, ...]:
    return _RECORDED if values["record"] else _DRAFTED[values["by"]]


@command(
    app,
    WRITE,
    columns=_shown,
    examples=(
        "digitool guide broadcast tea.toml --by reason",
        "digitool guide broadcast tea.toml --record --requests outbox --key tea-march",
    ),
)
def broadcast(
    here: Context,
    file: Annotated[Path, Argument(metavar="FILE", help="The message plan (TOML): to whom, how, what.")],
    by: Annotated[
        Literal["customer", "reason", "guide"],
        Option("--by", help="A row for each customer, reason or guide."),
    ] = "customer",
    record: Annotated[
        bool, Option("--record", help="Keep the plan: its messages count against every cap from now on.")
    ] = False,
    requests: Annotated[
        Optional[Path],
        Option("--requests", metavar="DIR", help="With --record: write the platform's request files there."),
    ] = None,
) -> None:
    """Plan a message to customers: who gets it, by which guide, who is skipped and by which rule.

    The file says channel and text, and either segment (a name or a file) or customers (a CSV of ids). It
    may say name, campaign, stock, appid, guides and send_at.

    A message that names a campaign, or promises its coupon, does not go to customers whom it holds out, and
    keeps to the caps of its file. A post to Moments is seen by all customers of the guides who post it: it is
    recorded only where every one of them is to see it.

    Without --record nothing changes. The rules are those of the day on which the message is sent:
    send_at in the file, else --as-of, else now. One person gets one message, however many guides hold her.
    """
    from digitool.guides.broadcast.drafting import draft

    message = _message(here, file)
    settings = here.workspace.settings
    if requests is not None and not record:
        raise UsageError(
            "requests_without_record",
            "request files are written for a recorded plan only",
            hint="add --record, so that caps count what you send",
        )
    if record:
        found, plan = _record(here, message, requests)
    else:
        with here.reader() as connection:
            found, plan = draft(connection, message, _audience(here, message), settings, here.as_of), None
    _show_draft(here, found, by, plan)


@command(app, columns=_PLANS, examples=("digitool guide plans", "digitool guide plans B1 --json"))
def plans(
    here: Context,
    plan: Annotated[str, Argument(metavar="[PLAN]", help="One broadcast; else all, youngest first.")] = "",
) -> None:
    """Recorded broadcasts: what was planned, sent, failed, stayed unanswered, and was replied to."""
    from digitool.guides.broadcast.operations import find_plan, plan_number, plan_rows

    number = plan_number(plan) if plan else 0
    with here.reader() as connection:
        if number:
            find_plan(connection, number)
        rows = plan_rows(connection, number)
    here.answer(rows, limit=_SHOWN)


@command(
    app,
    WRITE,
    columns=_TAKEN,
    examples=("digitool guide results B1 send_result.json", "digitool guide results B1 --close"),
)
def results(
    here: Context,
    plan: Plan,
    files: Annotated[
        Optional[list[Path]],
        Argument(metavar="[FILE...]", help="WeCom's get_groupmsg_send_result (JSON), or CSV."),
    ] = None,
    close: Annotated[
        bool, Option("--close", help="Close it: what nobody has sent by now stays unanswered.")
    ] = False,
) -> None:
    """Take what became of a broadcast: sent, failed and why, unanswered, replied to.

    A CSV has the columns customer and status, and may have sent_at and reply_at. The broadcast closes
    when no message is left to send.
    """
    from digitool.guides.broadcast.operations import import_results, plan_number
    from digitool.guides.broadcast.send_results import read_results
    from digitool.workspace.files import file_digest
    from digitool.workspace.inputs import reading

    plan_number(plan)  # a plan that cannot be is told before a file is read
    if not files and not close:
        raise UsageError("no_results", "which results?", hint="name a file, or add --close")
    deliveries, more = [], False
    for file in files or []:
        if not file.is_file():
            raise UsageError("no_such_file", "there is no file {path}", path=file)
        read = read_results(reading(file).read_bytes(), str(file), here.zone)
        deliveries += read.deliveries
        more = read.more
    if more:
        here.note("the last file names another page: fetch it with its next_cursor, and add it here")
    digests = [file_digest(file) for file in files or []]
    row = import_results(here.desk, plan, deliveries, digests, close=close)
    here.answer([row])


@command(app, ("force",), examples=("digitool guide requests B1 outbox",))
def requests(
    here: Context,
    plan: Plan,
    directory: Annotated[Path, Argument(metavar="DIR", help="Where the files go; made if needed.")],
) -> None:
    """Write the request files of a recorded broadcast again, without those who refused since."""
    from digitool.guides.broadcast.operations import plan_number

    _write_requests(here, plan_number(plan), directory)


def _message(here: Context, file: Path) -> Message:
    from digitool.forms.toml_file import read_toml
    from digitool.guides.broadcast.message import read_message
    from digitool.workspace.inputs import reading

    tables, text = read_toml(reading(file))
    return read_message(tables, text, file, here.zone)


def _audience(here: Context, message: Message) -> Audience:
    """Who is meant: a list of ids, or a segment of the workspace or at a path."""
    from digitool.guides.broadcast.drafting import in_segment, listed_customers

    if message.customers is not None:
        return listed_customers(message.customers)
    return in_segment(here.workspace, message, here.as_of)


def _record(
    here: Context, message: Message, directory: Path | None
) -> tuple[BroadcastDraft | None, dict[str, Any]]:
    from digitool.guides.broadcast.operations import plan_number, record_broadcast
    from digitool.workspace.files import check_output_directory

    if directory is not None and not here.options.dry_run:
        check_output_directory(directory)
    plan, found = record_broadcast(here.desk, message, _audience(here, message))
    if directory is not None and not here.options.dry_run:
        _write_requests(here, plan_number(plan["plan"]), directory)
    return found, plan


def _write_requests(here: Context, number: int, directory: Path) -> None:
    from digitool.guides.broadcast.operations import find_plan
    from digitool.guides.broadcast.requests import request_files
    from digitool.workspace.files import check_output_directory, write_output

    check_output_directory(directory)
    count = customers = 0
    with here.reader() as connection:
        for file in request_files(connection, find_plan(connection, number), here.as_of):
            path, data = directory / file.name, file.text.encode()
            if not (path.is_file() and path.read_bytes() == data):  # a repeat finds its own files
                write_output(path, data, force=here.options.force)
            count, customers = count + 1, customers + file.customers
    here.note(
        "{count} files for {customers} messages in {path}", count=count, customers=customers, path=directory
    )


def _show_draft(here: Context, found: BroadcastDraft | None, by: str, plan: dict[str, Any] | None) -> None:
    if found is None or plan is not None:
        _show_recorded(here, plan or {})
        return
    from digitool.guides.broadcast.plan import DecisionRows

    decisions, era = found.decisions, found.era
    meta: dict[str, Any] = {
        "send": decisions.sends(),
        "skip": decisions.skipped(),
        "rule": era.id,
        "rule_meaning": era.said(here.language),
        "rule_source": era.source,
        "campaign": found.bounds.code or None,
        "campaign_messages_left": found.bounds.left,
        "seen_by_others": dict(found.onlookers.reasons),
    }
    rows = cast("list[dict[str, Any]]", DecisionRows(decisions, era.id))
    if by == "reason":
        rows = _by_reason(here, found)
    elif by == "guide":
        rows = _by_guide(found)
    here.answer(rows, limit=_SHOWN, meta=meta, empty="nobody was asked about")
    _say_summary(here, found)


def _by_reason(here: Context, found: BroadcastDraft) -> list[dict[str, Any]]:
    from digitool.guides.broadcast.plan import meaning

    decisions = found.decisions
    rows = [("send", "", found.era.id, decisions.sends())]
    rows += [("skip", check.reason, check.rule, n) for check, n in decisions.by_reason()]
    keys = ("decision", "reason", "rule", "customers")
    return [{**dict(zip(keys, row)), "meaning": here.say(meaning(row[1]))} for row in rows]


def _by_guide(found: BroadcastDraft) -> list[dict[str, Any]]:
    from digitool.guides.broadcast.message import batch_size

    size = batch_size(found.message.channel, found.day)
    counted = sorted(found.decisions.by_guide().items(), key=lambda one: (-one[1], one[0]))
    return [{"guide": guide or None, "customers": n, "batches": -(-n // size)} for guide, n in counted]


def _say_summary(here: Context, found: BroadcastDraft) -> None:
    skipped = found.decisions.skipped()
    here.note(
        "{send} to send, {skip} skipped ({reasons}); rule: {rule}",
        send=found.decisions.sends(),
        skip=sum(skipped.values()),
        reasons=", ".join(f"{name} {n}" for name, n in skipped.items()) or "-",
        rule=found.era.said(here.language),
    )
    if found.onlookers.people:
        here.notes.warn(
            "it cannot be recorded: a post is seen by all customers of who posts it, {count} others too"
            " ({reasons})",
            count=found.onlookers.people,
            reasons=", ".join(f"{name} {n}" for name, n in found.onlookers.reasons),
        )
    left = found.bounds.left
    if left is not None and left < found.decisions.sends():
        here.notes.warn(
            "it cannot be recorded: campaign {campaign} has {left} messages left (contact.messages)",
            campaign=found.bounds.code,
            left=left,
        )
    here.note("nothing was recorded; add --record when the plan is right")


def _show_recorded(here: Context, plan: dict[str, Any]) -> None:
    row = {**plan, "skip": sum(plan["skipped"].values())}
    here.answer([row], schema="guide.plan")
