"""Live codes: ``guide code add|change|retire|list|show|resolve|report``."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from typer import Argument, Option

from digitool.cli.app.command import area, command
from digitool.cli.app.context import Context
from digitool.cli.app.options import PERIOD, STORE, WRITE
from digitool.cli.commands.guide import app as guide_app
from digitool.cli.commands.guide.relations import span_of
from digitool.errors import UsageError
from digitool.render import Column

app = area("Live codes: which guide answers a code, and what it brought", "code", guide_app)

_CODE = Column("code", "Live code")
_STORE = Column("store", "Store")
_LOCATION = Column("location", "Location")
_CODES = (
    _CODE,
    _STORE,
    _LOCATION,
    Column("guides", "Guides", "list"),
    Column("backups", "Backups", "list"),
    Column("state", "State"),
)
_VERDICTS = (
    _CODE,
    Column("guide", "Guide"),
    Column("decision", "Decision"),
    Column("backup", "Stands in", "flag"),
    Column("added_today", "Added today", "int"),
    Column("daily_adds", "Most in a day", "int"),
    Column("customers", "Customers", "int"),
    Column("capacity", "Capacity", "int"),
)
_FIGURES = (
    Column("added", "Added", "int"),
    Column("lost", "Lost", "int"),
    Column("net", "Net", "int"),
    Column("persons", "Persons", "int"),
    Column("new_persons", "New", "int"),
    Column("new_kept", "New, still there", "int"),
)
_BY = {
    "code": (_CODE, _STORE, _LOCATION, *_FIGURES),
    "location": (_LOCATION, *_FIGURES),
    "store": (_STORE, *_FIGURES),
}
Code = Annotated[str, Argument(metavar="CODE", help="The live code: the state that its scans carry.")]
Guides = Annotated[str, Option("--guides", metavar="A,B", help="Who answers, by WeCom userid.")]
Backup = Annotated[str, Option("--backup", metavar="C,D", help="Who steps in when none of them can.")]


@command(
    app,
    STORE,
    WRITE,
    columns=_CODES,
    examples=("digitool guide code add S001-shelf --guides zhangsan,lisi --store S001 --location shelf",),
)
def add(
    here: Context,
    code: Code,
    guides: Guides,
    backup: Backup = "",
    location: Annotated[str, Option("--location", metavar="TEXT", help="Where it hangs: shelf, till.")] = "",
) -> None:
    """Put up a live code: scans go to the guide on duty who has had the fewest additions today.

    A guide who is off shift, at her daily limit or at her capacity is passed over; then the backups answer.
    """
    from digitool.guides.codes import CodeDraft
    from digitool.guides.codes import add as put_up

    if len(here.options.store or []) > 1:
        raise UsageError("one_store", "a live code hangs in one store", hint="name one store")
    store = here.stores[0] if here.options.store else ""
    draft = CodeDraft(code, _split(guides), _split(backup), store, location)
    here.answer([put_up(here.desk, draft)])


@command(
    app,
    WRITE,
    columns=_CODES,
    examples=("digitool guide code change S001-shelf --guides lisi --backup wangwu",),
)
def change(here: Context, code: Code, guides: Guides, backup: Backup = "") -> None:
    """Give a live code other guides; it stays where it hangs, and keeps what it brought."""
    from digitool.guides.codes import CodeDraft
    from digitool.guides.codes import change as change_code

    draft = CodeDraft(code, _split(guides), _split(backup), "", "")
    here.answer([change_code(here.desk, draft)])


@command(app, WRITE, columns=_CODES, examples=("digitool guide code retire S001-shelf",))
def retire(here: Context, code: Code) -> None:
    """Take a live code down; what it brought stays counted."""
    from digitool.guides.codes import retire as take_down

    here.answer([take_down(here.desk, code)])


@command(app, columns=_CODES, examples=("digitool guide code list",))
def list_(here: Context) -> None:
    """Every live code: where it hangs and who answers it."""
    from digitool.guides.codes import load_codes

    with here.reader() as connection:
        rows = [_code_row(one, here.as_of) for one in load_codes(connection, here.workspace.settings)]
    here.answer(rows, empty="no live code is up")


@command(app, columns=_CODES, examples=("digitool guide code show S001-shelf",))
def show(here: Context, code: Code) -> None:
    """One live code: where it hangs and who answers it."""
    from digitool.guides.codes import load_code

    with here.reader() as connection:
        row = _code_row(load_code(connection, here.workspace.settings, code), here.as_of)
    here.answer([row])


@command(
    app,
    columns=_VERDICTS,
    examples=("digitool guide code resolve S001-shelf --as-of 2026-03-02T10:00:00+08:00",),
)
def resolve(here: Context, code: Code) -> None:
    """Which guide a scan would reach now, and why not the others."""
    from digitool.guides.codes import resolve as resolve_code
    from digitool.guides.roster import posts

    settings = here.workspace.settings
    answer = here.ask(resolve_code, settings, code, here.as_of)
    places = posts(settings)
    rows = []
    for one in answer.verdicts:
        post = places.get(one.guide)
        rows.append(
            {
                "code": code,
                "guide": one.guide,
                "decision": one.decision,
                "backup": one.backup,
                "added_today": one.load.today,
                "daily_adds": (post.guide.daily_adds or None) if post else None,
                "customers": one.load.held,
                "capacity": post.capacity(here.as_of) if post else None,
            }
        )
    if answer.guide is None:
        here.note("nobody can answer this code now")
    here.answer(rows, meta={"guide": answer.guide})


@command(
    app,
    PERIOD,
    columns=_BY,
    examples=("digitool guide code report --last 4w", "digitool guide code report --by location"),
)
def report(
    here: Context,
    by: Annotated[Literal["code", "location", "store"], Option("--by", help="One row for each.")] = "code",
) -> None:
    """Customers whom each live code brought in a period (the last 28 days), net of those lost again.

    Added and lost count relations; persons and new count people, each once. The file that adds a customer
    names her code.
    """
    from digitool.guides.relations import code_report

    period = here.period("28d")
    rows = here.ask(code_report, here.workspace.settings, span_of(here, period), by)
    if here.options.store and by != "location":
        rows = [row for row in rows if row["store"] in here.stores]
    here.answer(rows, period=period, empty="no code brought anybody in this period")


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("，", ",").split(",") if part.strip())


def _code_row(one: Any, at: int) -> dict[str, Any]:  # noqa: ANN401 - a LiveCode, imported on use
    return {
        "code": one.code,
        "store": one.store,
        "location": one.location,
        "guides": [turn.guide for turn in one.turns if not turn.backup],
        "backups": [turn.guide for turn in one.turns if turn.backup],
        "state": "retired" if one.retired_at is not None and one.retired_at <= at else "up",
    }
