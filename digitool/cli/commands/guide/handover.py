"""Handover: plan who takes over when a guide leaves or moves, and record it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Optional

from typer import Argument, Option

from digitool.cli.app.command import command
from digitool.cli.app.context import Context
from digitool.cli.app.options import WRITE
from digitool.cli.app.period import parse_day
from digitool.cli.commands.guide import app
from digitool.cli.commands.guide.handover_progress import ROWS, meant, write_requests
from digitool.errors import UsageError
from digitool.model.days import iso_day, parse_instant
from digitool.model.ids import Day, Ms
from digitool.model.text import mask_typed
from digitool.render import Column

if TYPE_CHECKING:
    from digitool.db.port import Connection
    from digitool.guides.handover.operations import HandoverDraft

_TO = Column("to", "To")
_WHAT = (
    Column("what", "What"),
    Column("decision", "Decision"),
    Column("count", "Count", "int"),
    Column("when", "In force from", "instant"),
    Column("meaning", "Meaning"),
)
_RECEIVERS = (
    _TO,
    Column("customers", "Customers", "int"),
    Column("groups", "Groups", "int"),
    Column("reasons", "Reasons", "list"),
)
_PLANNED = {"customer": ROWS, "receiver": _RECEIVERS, "what": _WHAT}
_SHOWN = 20


@command(
    app,
    ("on",),
    WRITE,
    columns=_PLANNED,
    examples=(
        "digitool guide handover zhangsan --leaves --on friday --dry-run",
        "digitool guide handover zhangsan --leaves --on friday --dry-run --by what",
        "digitool guide handover zhangsan --moves --to lisi,wangwu --requests outbox --key zhangsan-moves",
    ),
)
def handover(
    here: Context,
    guide: Annotated[str, Argument(metavar="GUIDE", help="Who hands over, by WeCom userid.")],
    to: Annotated[
        str, Option("--to", metavar="A,B", help="Who takes over; left out, everybody at work.")
    ] = "",
    cut_over: Annotated[
        Optional[str],
        Option("--cut-over", metavar="TIME", help="From when on orders are the receiver's, instead of --on."),
    ] = None,
    leaves: Annotated[
        bool, Option("--leaves", help="She leaves the chain; --on is her first day away.")
    ] = False,
    moves: Annotated[bool, Option("--moves", help="She stays with the chain, elsewhere.")] = False,
    message: Annotated[
        str, Option("--message", metavar="TEXT", help="With --moves: what WeCom tells the customers.")
    ] = "",
    by: Annotated[
        Literal["customer", "receiver", "what"],
        Option("--by", help="A row for each customer or receiver, or what moves and what stays."),
    ] = "customer",
    requests: Annotated[
        Optional[Path],
        Option("--requests", metavar="DIR", help="Write WeCom's request files there, too."),
    ] = None,
) -> None:
    """Hand a guide's customers and groups over: who takes over whom, who cannot be handed over, and why.

    Receivers are chosen by who knows the customer, by store, language, load and value, within what each
    can hold. Every customer is in the plan once. Nothing changes hands yet: WeCom answers the requests,
    customers may decline, and only who is done is served by the new guide, from the cut-over on. Orders
    of before stay whose they are. With --dry-run nothing is recorded.
    """
    from digitool.guides.handover.operations import record_handover
    from digitool.guides.handover.terms import AskedHandover
    from digitool.workspace.files import check_output_directory

    if leaves and moves:
        raise UsageError("leaves_and_moves", "--leaves or --moves, not both", hint="use one of them")
    kind = "resigned" if leaves else "on_job" if moves else ""
    names = tuple(name.strip() for name in to.split(",") if name.strip())
    moment = _cut_over(here, guide, cut_over)
    asked = AskedHandover(guide, kind, moment, names, message, here.options.on or "", cut_over or "")
    if requests is not None and not here.options.dry_run:
        check_output_directory(requests)
    row, found = record_handover(here.desk, asked)
    _show_plan(here, row, found, by)
    if here.options.dry_run:
        return
    if requests is not None:
        write_requests(here, row["handover"], requests)
    elif row["friends"] or row["groups"]:
        here.note("next: digitool guide handover-requests {handover} DIR", handover=row["handover"])


def _cut_over(here: Context, guide: str, text: str | None) -> Ms | None:
    """The asked cut-over: an instant, or the start of a day in the giver's store; None for neither."""
    from digitool.guides.roster import post_of, require_guide

    on = here.options.on
    if on is not None and text is not None:
        raise UsageError("two_cut_overs", "--on and --cut-over both say when", hint="use one of them")
    if text is not None:
        try:
            return parse_instant(text, here.zone)
        except (ValueError, OverflowError):
            raise UsageError(
                "bad_cut_over",
                "--cut-over takes a time such as 2026-03-06 12:00, not {value}",
                value=mask_typed(text),
            ) from None
    if not on:
        return None
    settings = here.workspace.settings
    require_guide(settings, guide)
    post = post_of(settings, settings.guides[guide])
    today = post.day(here.as_of)
    day = parse_day(on, today)
    if day < today and on.strip().isalpha() and on.strip().lower() != "yesterday":
        day = Day(day + 7)  # a handover looks ahead: friday is the next one
    return here.as_of if day == today else post.calendar.start(day)


def _show_plan(here: Context, row: dict[str, Any], found: HandoverDraft | None, by: str) -> None:
    from digitool.guides.handover.operations import draft_of, draft_rows, handover_number

    with here.reader() as connection:
        if found is None:
            found = draft_of(connection, handover_number(row["handover"]))
        if by == "what":
            rows = _by_what(here, connection, found)
        elif by == "receiver":
            rows = _by_receiver(found)
        else:
            rows = meant(here, draft_rows(connection, found))
    meta = {key: value for key, value in row.items() if not (here.options.dry_run and key == "handover")}
    here.answer(
        rows,
        limit=_SHOWN if by == "customer" else 0,
        meta=meta,
        empty="she holds no customers and owns no groups",
    )
    _say_plan(here, row, found)


def _by_what(here: Context, connection: Connection, found: HandoverDraft) -> list[dict[str, Any]]:
    from digitool.guides.handover.carried import carried

    rows = carried(connection, here.workspace.settings, found, here.as_of)
    return [{**row, "meaning": here.say(row.pop("why"))} for row in rows]


def _by_receiver(found: HandoverDraft) -> list[dict[str, Any]]:
    from digitool.guides.handover.plan import GROUP

    rows = []
    for to in sorted({one.to for one in found.items}, key=lambda name: (not name, name)):
        items = [one for one in found.items if one.to == to]
        rows.append(
            {
                "to": to,
                "customers": len({one.person for one in items if one.what != GROUP}),
                "groups": sum(one.what == GROUP for one in items),
                "reasons": sorted({one.reason for one in items}),
            }
        )
    return rows


def _say_plan(here: Context, row: dict[str, Any], found: HandoverDraft) -> None:
    from digitool.guides.roster import post_of

    left = ", ".join(f"{reason}: {count}" for reason, count in row["not_moved"].items())
    here.note(
        "{customers} customers: {friends} friendships and {groups} groups to request,"
        " {bindings} bindings alone; not handed over: {left}",
        customers=row["customers"],
        friends=row["friends"],
        groups=row["groups"],
        bindings=row["bindings"],
        left=left or here.say("none"),
    )
    settings = here.workspace.settings
    if found.kind == "resigned" and settings.guides[found.guide].left is None:
        here.notes.warn("digitool.toml does not say that {guide} leaves", guide=found.guide)
        here.note(
            "write left = {day} under [guides.{guide}], her first day away, then record it",
            day=iso_day(post_of(settings, settings.guides[found.guide]).day(found.cut_over)),
            guide=found.guide,
        )
