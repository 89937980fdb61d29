"""``digitool guide visit`` and ``visits``: visits of field representatives at stores, against their plan."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from typer import Argument, Option

from digitool.cli.app.command import area, command
from digitool.cli.app.context import Context
from digitool.cli.app.options import PERIOD, STORE, WRITE, Many
from digitool.cli.commands.guide import app as guide_app
from digitool.errors import DataError, UsageError
from digitool.model.days import parse_day_number
from digitool.model.text import mask_typed
from digitool.render import Column

if TYPE_CHECKING:
    from digitool.representatives.operations import Planned, VisitFinding

app = area(
    "Visits of field representatives at stores: plan, check in, check shelves and assets, order",
    "visit",
    guide_app,
)

_VISIT = re.compile(r"[Vv]?([1-9][0-9]{0,14})", re.ASCII)
Visit = Annotated[str, Argument(metavar="VISIT", help="The visit's number, such as V12.")]
Who = Annotated[str, Argument(metavar="NAME", help="The representative.")]
Photo = Annotated[str, Option("--photo", metavar="REF", help="A photo's file name or address.")]
_COLUMNS = (
    Column("visit", "Visit"),
    Column("representative", "Representative"),
    Column("store", "Store"),
    Column("day", "Day"),
    Column("arrived", "Arrived"),
    Column("left", "Left the store"),
    Column("planned", "In the plan", "flag"),
    Column("findings", "Findings", "int"),
)
_COVERAGE = (
    Column("planned", "Visits planned", "int"),
    Column("visits", "Visits paid", "int"),
    Column("coverage", "Coverage of the plan", "rate"),
    Column("unplanned", "Not in the plan", "int"),
    Column("minutes", "Minutes a visit", "int"),
    Column("shelves_fine", "Shelves in order", "rate"),
    Column("assets_fine", "Assets in order", "rate"),
    Column("pieces_ordered", "Pieces ordered", "int"),
)


_BY = {
    "representative": (Column("representative", "Representative"), *_COVERAGE),
    "store": (Column("store", "Store"), *_COVERAGE),
}
_PLANNED_COLUMNS = (Column("planned", "Visits in the file", "int"), Column("new", "New in the plan", "int"))


@command(
    app,
    WRITE,
    name="plan",
    columns=_PLANNED_COLUMNS,
    operation=False,
    examples=("digitool guide visit plan visits.csv --key visits-2026-03",),
)
def plan_visits(
    here: Context,
    file: Annotated[Path, Argument(metavar="FILE", help="CSV with the columns representative, store, day.")],
) -> None:
    """Add visits to the plan: who is to be where on which day; planning twice is planning once."""
    from digitool.representatives.operations import plan_visits

    here.answer(plan_visits(here.desk, _read_plan(file)), schema="guide.plan")


@command(app, WRITE, STORE, columns=_COLUMNS, examples=("digitool guide visit check-in wang --store S001",))
def check_in(here: Context, name: Who, photo: Photo = "") -> None:
    """Begin a visit at the store that --store names; one visit at a time."""
    from digitool.representatives.operations import arrive

    here.answer(arrive(here.desk, name, here.one_store, photo), schema="guide.visit")


@command(
    app,
    WRITE,
    columns=_COLUMNS,
    examples=(
        "digitool guide visit note V12 --shelf milk=fine --asset fridge-3=broken --order A1=12",
        "digitool guide visit note V12 --shelf tea=empty --photo IMG_0042.jpg",
    ),
)
def note(
    here: Context,
    visit: Visit,
    shelf: Annotated[Many, Option("--shelf", metavar="WHAT=fine|WORD", help="A shelf; repeatable.")] = None,
    asset: Annotated[Many, Option("--asset", metavar="WHAT=fine|WORD", help="A fridge or stand.")] = None,
    order: Annotated[Many, Option("--order", metavar="ITEM=N", help="Pieces that the store orders.")] = None,
    photo: Photo = "",
) -> None:
    """Write down what a visit found and ordered; any word but fine says that something is not in order."""
    from digitool.representatives.operations import VisitFinding
    from digitool.representatives.operations import note as write

    findings = [
        _checked(kind, text, photo)
        for kind, texts in (("shelf", shelf), ("asset", asset))
        for text in texts or ()
    ]
    for text in order or ():
        what, pieces = _halves(text)
        findings.append(VisitFinding("order", what, None, _pieces(pieces), "", photo))
    here.answer(write(here.desk, _number(visit), findings), schema="guide.visit")


@command(app, WRITE, columns=_COLUMNS, examples=("digitool guide visit leave V12",))
def leave(here: Context, visit: Visit) -> None:
    """End a visit."""
    from digitool.representatives.operations import leave as end

    here.answer(end(here.desk, _number(visit)), schema="guide.visit")


@command(
    guide_app,
    PERIOD,
    columns=_BY,
    examples=("digitool guide visits --last 4w", "digitool guide visits --by store --json"),
)
def visits(
    here: Context,
    by: Annotated[
        Literal["representative", "store"], Option("--by", help="A row for each of these.")
    ] = "representative",
) -> None:
    """Visits of field representatives against their plan: coverage, shelves and assets, pieces ordered."""
    from digitool.db.tally import run
    from digitool.representatives.metrics import coverage_row

    period = here.period("28d")
    asked: dict[str, object] = {"start": period.first, "end": period.after, "by_store": by == "store"}
    with here.reader() as connection:
        rows = [coverage_row(dict(row), by) for row in run(connection, "representatives", "coverage", asked)]
    here.answer(rows, period=period)


def _read_plan(file: Path) -> list[Planned]:
    """Planned visits of a CSV (UTF-8 or GB18030). Raises DataError for no plan, UsageError with the line."""
    from digitool.representatives.operations import Planned
    from digitool.workspace.inputs import reading

    data = reading(file).read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    try:
        reader = csv.DictReader(text.splitlines())
        names, rows = set(reader.fieldnames or ()), list(reader)
    except csv.Error:  # a cell without end, or a zero byte
        names, rows = set(), []
    if not {"representative", "store", "day"} <= names:
        raise DataError(
            "no_plan",
            "{file} is no plan: it has no columns representative, store and day",
            hint="the first line names them: representative,store,day",
            file=file.name,
        )
    found = []
    for line, row in enumerate(rows, 2):
        try:
            day = parse_day_number((row["day"] or "").strip())
            found.append(Planned((row["representative"] or "").strip(), (row["store"] or "").strip(), day))
        except (KeyError, ValueError, AttributeError):
            raise UsageError(
                "bad_plan",
                "{file}:{line}: not a planned visit",
                hint="columns are representative, store and day; a day is 2026-03-02",
                file=file.name,
                line=line,
            ) from None
    if not found:
        raise DataError(
            "no_visits",
            "{file} plans no visit",
            hint="write one visit a line below the heading",
            file=file.name,
        )
    return found


def _checked(kind: str, text: str, photo: str) -> VisitFinding:
    from digitool.representatives.operations import VisitFinding

    what, state = _halves(text)
    return VisitFinding(kind, what, state == "fine", None, "" if state == "fine" else state, photo)


def _pieces(text: str) -> int:
    """Whole pieces in plain digits. Raises UsageError."""
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        from digitool.representatives.operations import bad_pieces

        raise bad_pieces(text[:40])
    return int(text)


def _halves(text: str) -> tuple[str, str]:
    what, sign, rest = text.partition("=")
    if not sign or not what.strip() or not rest.strip():
        raise UsageError(
            "bad_finding",
            "{value} is not a finding",
            hint="write milk=fine, fridge-3=broken or A1=12",
            value=text[:40],
        )
    return what.strip(), rest.strip()


def _number(visit: str) -> int:
    found = _VISIT.fullmatch(visit.strip())
    if found is None:
        raise UsageError(
            "bad_visit",
            "{value} is not a visit",
            hint="visits look like V12",
            try_next="digitool guide visits --on today",
            value=mask_typed(visit),
        )
    return int(found.group(1))
