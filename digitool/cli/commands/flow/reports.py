"""What is asked of customer flow: rates, the funnel, scenes, retention, quality, payments without a payer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, Optional

from typer import Option

from digitool.cli.app.command import command
from digitool.cli.app.context import Context
from digitool.cli.app.lone_refunds import note_lone_refunds
from digitool.cli.app.options import DAYS, PERIOD, WRITE
from digitool.cli.commands.flow import app
from digitool.cli.commands.flow.columns import RATE_KEYS, RATES, SCENES, named
from digitool.errors import UsageError
from digitool.model.days import Days
from digitool.model.ids import Day
from digitool.model.text import mask_value, nearest

if TYPE_CHECKING:
    from digitool.workspace.settings import Settings

_DEFAULT = "30d"

_TOUCHES = ("touches", "persons", "last_at")
_FUNNEL = named("stage", "persons", "step_rate")
_SUMMARY = {
    "code": named("code", "scene", "store", *_TOUCHES),
    "scene": named("scene", *_TOUCHES),
    "store": named("store", *_TOUCHES),
}
_RETENTION = named("scene", "cohort", "week", "active", "retained")
_UNMATCHED = named("cause", "payments", "amount_fen")


@command(
    app,
    PERIOD,
    columns=RATES,
    examples=("digitool flow rate --last 7d", "digitool flow rate --by day --store S01 --json"),
)
def rate(
    here: Context,
    by: Annotated[
        Literal["store", "day", "scene", "store-day", "chain"],
        Option("--by", help="One row for each store, day, scene, both, or one for the chain."),
    ] = "store",
) -> None:
    """Share of visits, and of transactions, whose person we know.

    Visits are divided by the people that door counters saw, in valid opening hours only, or in the whole
    day where a counter tells no hours; transactions by all transactions. The two have different
    denominators: do not compare them. Refunds are taken off the day of their sale; one whose sale was
    never imported counts on its own day.
    """
    from digitool.flow import questions

    if by == "scene":
        return _answer_scenes(here)
    with here.reader() as connection:
        scope = _scope(here, connection)
        rows = questions.rate(connection, scope, RATE_KEYS[by])
    note_lone_refunds(here, rows)
    _answer(here, rows, scope)
    return None


@command(
    app,
    PERIOD,
    columns=_FUNNEL,
    examples=("digitool flow funnel --last 30d", "digitool flow funnel --store S01 --json"),
)
def funnel(here: Context) -> None:
    """Where we lose people, from the door to the second purchase.

    Traffic counts people at the door; the steps after it count known persons seen in the period, by
    how far they have come until now. Each step includes the ones after it.
    """
    from digitool.flow import questions
    from digitool.render import charts

    with here.reader() as connection:
        scope = _scope(here, connection)
        rows = questions.funnel(connection, scope)
    steps = [(here.say(row["stage"]), row["persons"]) for row in rows if row["stage"] != "traffic"]
    screen = here.output.request.look
    chart = charts.funnel(steps, screen.cells or 80, ascii_only=screen.ascii)
    _answer(here, rows, scope, charts=(chart,))


@command(
    app,
    PERIOD,
    columns=SCENES,
    examples=("digitool flow scenes --last 30d", "digitool flow scenes --store S01 --csv"),
)
def scenes(here: Context) -> None:
    """Touches, persons and first meetings, by scene."""
    _answer_scenes(here)


def _answer_scenes(here: Context) -> None:
    """Show the scenes; exposure of a scene is unknown, so its visit rate is, too."""
    from digitool.flow import questions

    with here.reader() as connection:
        scope = _scope(here, connection)
        rows = questions.scenes(connection, scope)
    unknown: dict[str, object] = dict.fromkeys(column.key for column in here.output.columns or ())
    _answer(here, [{**unknown, **row} for row in rows], scope)


@command(
    app,
    PERIOD,
    columns=_SUMMARY,
    examples=(
        "digitool flow summary --last 7d",
        "digitool flow summary --where scene=shelf --by code --last 7d",
    ),
)
def summary(
    here: Context,
    by: Annotated[
        Literal["code", "scene", "store"], Option("--by", help="One row for each touchpoint, scene or store.")
    ] = "code",
    where: Annotated[
        Optional[list[str]],
        Option(
            "--where", metavar="A=B", help="Only touchpoints with this scene, store or code; may be repeated."
        ),
    ] = None,
) -> None:
    """Touches of every touchpoint, also of those that nobody touched."""
    from digitool.flow import questions

    wanted = _conditions(where or [], here.workspace.settings)
    with here.reader() as connection:
        scope = _scope(here, connection, default="7d")
        rows = questions.touchpoints(connection, scope, by, wanted)
    _answer(here, rows, scope)


@command(
    app,
    DAYS,
    columns=_RETENTION,
    examples=("digitool flow retention", "digitool flow retention --last 8w --json"),
)
def retention(
    here: Context,
    scene: Annotated[Optional[str], Option("--scene", help="Only persons first met at this scene.")] = None,
) -> None:
    """Do the persons first met at a scene come back, week by week.

    Active: any touch or purchase in that week; retained: active and still reachable. A cohort is
    the week (its Monday) of the first touch ever.
    """
    from digitool.flow import questions

    with here.reader() as connection:
        scope = _scope(here, connection, default="8w")
        rows = questions.retention(connection, scope)
    if scene is not None:
        _known_scene(scene)
        rows = [row for row in rows if row["scene"] == scene]
    _answer(here, rows, scope)


_QUALITY_COLUMNS = named(
    "store",
    "sensor",
    "day",
    "validity",
    "reason",
    "granularity",
    "coverage",
    "traffic",
    "outside",
    "bad_hours",
    "review",
)


@command(
    app,
    PERIOD,
    columns=_QUALITY_COLUMNS,
    examples=("digitool flow quality --last 7d", "digitool flow quality --bad --json"),
)
def quality(
    here: Context,
    bad: Annotated[bool, Option("--bad", help="Only days that are degraded or invalid.")] = False,
) -> None:
    """How far each door counter can be trusted, day by day.

    An hour that misses more than a quarter of its opening time is invalid, and so is a run of zeros
    while the till sells. Invalid hours leave both sides of every rate, so a dead counter never
    lowers one. A counter that tells only whole days counts for the whole day; one that tells weeks has
    no day of its own (longer_than_a_day) and counts where whole weeks are asked for.
    """
    from digitool.flow import questions

    with here.reader() as connection:
        scope = _scope(here, connection, default="7d")
        rows = questions.quality_rows(connection, scope)
    if bad:
        rows = [row for row in rows if row["validity"] in ("degraded", "invalid")]
    empty = "no counter had a bad hour in this period" if bad else _NO_FACTS
    _answer(here, rows, scope, empty=empty)


@command(
    app,
    PERIOD,
    columns=_UNMATCHED,
    examples=("digitool flow unmatched --last 7d", "digitool flow unmatched --json"),
)
def unmatched(here: Context) -> None:
    """Transactions whose payer nobody knows, by cause.

    no_payer_id: cash, card or an Alipay bill; other_appid: paid under an appid that no touchpoint
    uses; never_seen: the payer never touched anything; ambiguous: a shared identifier; late_bill:
    the payment bill is not imported yet.
    """
    from digitool.flow import questions

    with here.reader() as connection:
        scope = _scope(here, connection)
        rows = questions.unmatched(connection, scope, here.workspace.settings.chain.own_appids)
    _answer(here, rows, scope)


_OVERLAP_COLUMNS = named("scene_a", "scene_b", "persons_both", "persons_either", "overlap")


@command(
    app,
    columns=_OVERLAP_COLUMNS,
    examples=("digitool flow overlap", "digitool flow overlap --sort -overlap --json"),
)
def overlap(here: Context) -> None:
    """Persons that two scenes share, since the beginning: touchpoints must not be added up."""
    from digitool.flow import questions

    rows = here.ask(questions.overlap)
    _answer(here, rows, None)


_RESTATE_COLUMNS = named("store", "day", "measure", "before", "after", "operation", "cause")


@command(
    app,
    PERIOD,
    WRITE,
    columns=_RESTATE_COLUMNS,
    examples=(
        "digitool flow restate",
        "digitool flow restate --since op-0001 --json",
        "digitool flow restate --mark",
    ),
)
def restate(
    here: Context,
    since: Annotated[
        Optional[str],
        Option("--since", metavar="OP", help="Changes after this operation (default: the last mark)."),
    ] = None,
    mark: Annotated[
        bool, Option("--mark", help="From now on, count changes from here: the figures were reported.")
    ] = False,
) -> None:
    """What changed in figures of the past since they were reported, and which operation changed it."""
    from digitool.flow import marks, questions

    with here.reader() as connection:
        scope = _scope(here, connection)
        start = marks.since(connection, since)
        rows = questions.restated(connection, scope, start)
    _answer(here, rows, scope)
    if mark:
        operation = marks.mark(here.desk)
        here.note("marked: later changes count from {operation}", operation=operation)


def _scope(here: Context, connection: Any, default: str = _DEFAULT) -> Any:  # noqa: ANN401 - types stay unloaded
    """Period and stores; without a period, the last days before today that have data."""
    from digitool.flow.questions import Scope, data_window

    stores = frozenset(here.stores)

    def after() -> Day | None:
        window = data_window(connection, stores)
        return window.after if window else None

    period = here.recent(default, after, with_today=False)
    return Scope(*period, stores, everywhere=not here.options.store)


_NO_FACTS = "no facts in this period; import files first, or choose other days"


def _answer(
    here: Context,
    rows: list[dict[str, Any]],
    scope: Any,  # noqa: ANN401 - types stay unloaded
    charts: tuple[str, ...] = (),
    empty: str = "",
) -> None:
    from digitool.flow import metrics

    here.answer(
        rows,
        period=Days(scope.start, scope.end) if scope is not None else None,
        charts=charts,
        warnings=[here.say(one.template, **one.values) for one in metrics.untold(rows)],
        empty=empty or _NO_FACTS,
    )


def _conditions(where: list[str], settings: Settings) -> dict[str, str]:
    """``--where`` as a dictionary. Raises UsageError, and NotFoundError for an unknown store."""
    found: dict[str, str] = {}
    for condition in where:
        name, mark, value = condition.partition("=")
        if not mark or not value or name not in ("scene", "store", "code"):
            raise UsageError(
                "bad_condition",
                "--where takes scene=, store= or code= with a value, not {value}",
                hint="for example --where scene=shelf",
                value=mask_value(condition),
            )
        found[name] = value
    if "scene" in found:
        _known_scene(found["scene"])
    if "store" in found:
        settings.require_store(found["store"])
    return found


def _known_scene(scene: str) -> None:
    from digitool.model.scenes import SCENES

    if scene not in SCENES:
        raise UsageError(
            "unknown_scene",
            "{value} is not a scene",
            hint="the scenes are: {known}",
            value=mask_value(scene),
            near=nearest(scene, list(SCENES)),
            known=", ".join(SCENES),
        )
