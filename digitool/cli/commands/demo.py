"""See everything at work on a made-up chain, and check it against exact answers"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Option

from digitool.cli.app.command import area, command
from digitool.cli.app.context import Context
from digitool.errors import Phrase
from digitool.model.days import Days
from digitool.render import Column

if TYPE_CHECKING:
    from digitool.demo.tour import Tour
    from digitool.demo.world.size import DemoSize
    from digitool.workspace.locate import Workspace

app = area(__doc__)

_SIZE = "Size"

_COLUMNS = (
    Column("store", "Store"),
    Column("name", "Name"),
    Column("traffic", "Through the door", "int"),
    Column("visits_digitized", "Known visits", "int"),
    Column("rate_visit", "Of visits", "share"),
    Column("rate_transaction", "Of transactions", "share"),
    Column("coverage", "Trusted hours", "share"),
    Column("best_scene", "Best scene", wide=True),
    Column("best_new", "First met there", "int", wide=True),
    Column("worst_scene", "Worst scene", wide=True),
    Column("worst_new", "First met there", "int", wide=True),
)


@command(
    app,
    ("seed",),
    columns=_COLUMNS,
    examples=(
        "digitool demo my-demo --customers 300 --days 14",
        "digitool demo my-demo --customers 300 --days 14 --json",
    ),
)
def demo(
    here: Context,
    directory: Annotated[
        Path | None, Argument(metavar="DIR", help="Where; else digitool-demo. Made when it does not exist.")
    ] = None,
    stores: Annotated[
        int, Option("--stores", metavar="N", help="How many stores.", rich_help_panel=_SIZE)
    ] = 3,
    customers: Annotated[
        int, Option("--customers", metavar="N", help="How many customers.", rich_help_panel=_SIZE)
    ] = 5_000,
    days: Annotated[int, Option("--days", metavar="N", help="How many days.", rich_help_panel=_SIZE)] = 60,
) -> None:
    """Write a made-up chain's files, import them, and walk through what they tell.

    DIR becomes a workspace. Its inbox holds files as WeChat Pay, Alipay, WeCom, Youzan and people counters
    really write them, with blemishes on purpose: a dead counter, shared phones, refunds, a bill that came
    twice, scans by staff, a GBK file, bad rows. truth.json holds the exact answers.

    Then the chain does its work: orders, coupons, groups, links, a leader's round, two campaigns. Segments
    and campaigns to try are beside the inbox.

    The same seed gives the same bytes. The same demo again only shows the tour.
    """
    from digitool.demo.world.size import DemoSize

    seed = 7 if here.options.seed is None else here.options.seed
    root = here.directory(directory, Path("digitool-demo"))
    size = DemoSize(seed, stores, customers, days)
    workspace = _run(here, root, size)
    _show(here, workspace, _tour(workspace, size))
    here.note("the exact answers are in {path}; compare any figure with them", path=str(root / "truth.json"))


def _run(here: Context, root: Path, size: DemoSize) -> Workspace:
    from digitool.demo.running import DemoScreen, run_demo

    def begin(files: int) -> None:
        inbox = str(root / "inbox")
        here.note("{files} files are in {path}; they are imported as yours would be", files=files, path=inbox)

    importing, doing = here.progress("importing"), here.progress("doing the chain's work")
    return run_demo(root, size, here.as_of, DemoScreen(begin, importing, doing))


def _tour(workspace: Workspace, size: DemoSize) -> Tour:
    from digitool.db.reading import reader
    from digitool.demo.running import rejected_rows
    from digitool.demo.tour import tour

    rejected = rejected_rows(workspace)
    with reader(workspace.database) as connection:
        return tour(
            connection, workspace.settings, Days(size.first_day, size.end_day), rejected, workspace.root
        )


def _show(here: Context, workspace: Workspace, found: Tour) -> None:
    """The stores as a table, under it what a manager should see first."""
    where = f"-w {shlex.quote(str(workspace.root))}"
    fixes = [{"words": str(fix.words), "command": f"{fix.command} {where}"} for fix in found.fixes]
    areas = [{"words": str(one.words), "command": f"{one.command} {where}"} for one in found.areas]
    following = [f"{one} {where}" for one in found.next_commands]
    totals = {name: found.chain[name] for name in ("rate_visit", "rate_transaction", "coverage")}
    meta = {
        "truth": str(workspace.root / "truth.json"),
        **{name: {"value": rate.value, "num": rate.num, "den": rate.den} for name, rate in totals.items()},
        "funnel": [{"stage": row["stage"], "persons": row["persons"]} for row in found.funnel],
        "fixes": fixes,
        "areas": areas,
        "try": following,
    }
    blocks = (_headline(here, found), _funnel(here, found), _scenes(here, found))
    lists = (_fixes(here, found, where), _areas(here, found, where), _following(here, following))
    here.answer(
        found.stores,
        period=found.period,
        meta=meta,
        charts=(*blocks, *lists),
        zone=workspace.settings.chain.zone,
    )


def _headline(here: Context, found: Tour) -> str:
    visits, sales, coverage = (found.chain[name] for name in ("rate_visit", "rate_transaction", "coverage"))
    return here.say(
        "We know who came in {visits} of visits ({num} of {den}) and who paid in {sales} of transactions. "
        "{coverage} of opening hours can be trusted; the rest is left out of both sides.",
        visits=_percent(visits.value),
        num=f"{visits.num:,}",
        den=f"{visits.den:,}",
        sales=_percent(sales.value),
        coverage=_percent(coverage.value),
    )


def _percent(value: float | None) -> str:
    return "n/a" if value is None else f"{100 * value:.1f}%"


def _funnel(here: Context, found: Tour) -> str:
    """Visits and persons in two parts: a person may come often, so the two are never one bar chart."""
    from digitool.render.charts import bars

    screen = here.output.request.look
    door = found.chain["rate_visit"]
    visits: list[tuple[str, float | None, str]] = [
        (here.say("Through the door"), door.den, f"{door.den:,}       "),
        (here.say("of them known"), door.num, f"{door.num:,} {_percent(door.value):>6}"),
    ]
    persons: list[tuple[str, float | None, str]] = []
    for row in found.funnel[1:]:
        step = "" if row is found.funnel[1] else _percent(row["step_rate"].value)
        persons.append((here.say(row["stage"]), row["persons"], f"{row['persons']:,} {step:>6}"))
    width = screen.cells or 80
    parts = [
        here.say("Visits"),
        bars(visits, width, ascii_only=screen.ascii),
        here.say("Persons, from the first touch to the second purchase"),
        bars(persons, width, ascii_only=screen.ascii),
    ]
    return "\n".join(parts)


def _scenes(here: Context, found: Tour) -> str:
    lines = [_scene_line(here, row) for row in found.stores if row["best_scene"] is not None]
    if not lines:
        return here.say("No store has scenes to compare yet.")
    return "\n".join([here.say("Best and worst scene, by persons first met there"), *lines])


def _scene_line(here: Context, row: dict[str, Any]) -> str:
    return here.say(
        "  {store} {name}: best {best} ({most}), worst {worst} ({fewest})",
        store=row["store"],
        name=row["name"],
        best=here.say(row["best_scene"]),
        most=row["best_new"],
        worst=here.say(row["worst_scene"]),
        fewest=row["worst_new"],
    )


def _fixes(here: Context, found: Tour, where: str) -> str:
    lines = [here.say("What to fix")]
    for number, fix in enumerate(found.fixes, 1):
        lines += [f"  {number}. {_words(here, fix.words)}", f"     {fix.command} {where}"]
    return "\n".join(lines) if found.fixes else here.say("Nothing needs fixing.")


def _areas(here: Context, found: Tour, where: str) -> str:
    """A question for every part of the program, and the command that answers it."""
    lines = [here.say("Ask")]
    for one in found.areas:
        lines += [f"  {_words(here, one.words)}", f"     {one.command} {where}"]
    return "\n".join(lines)


def _words(here: Context, phrase: Phrase) -> str:
    """A phrase in the reader's language, and the phrases that stand inside it."""
    values = {
        name: _words(here, one) if isinstance(one, Phrase) else one for name, one in phrase.values.items()
    }
    return here.say(phrase.template, **values)


def _following(here: Context, commands: list[str]) -> str:
    return "\n".join([here.say("Try next"), *(f"  {one}" for one in commands)])
