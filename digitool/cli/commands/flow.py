"""Customer flow: how many of the people who came do we know"""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module
from typing import Annotated, Any, Literal, Optional

from typer import Option

from digitool.cli.command import command
from digitool.cli.commands._flow import app
from digitool.cli.context import Context
from digitool.cli.lone_refunds import note_lone_refunds
from digitool.cli.options import OUTPUT, PERIOD, WRITE
from digitool.cli.showing import chosen_format
from digitool.model.days import iso_day
from digitool.render import Column, Result

_DEFAULT = "30d"

_DAYS = tuple(field for field in PERIOD if field != "store")
"""A period without stores, for what is counted for the chain only."""


@command(
    app,
    PERIOD,
    OUTPUT,
    examples=("digitool flow rate --last 7d", "digitool flow rate --by day --store S01 --json"),
)
def rate(
    call: Context,
    by: Annotated[
        Literal["store", "day", "scene", "store-day", "chain"],
        Option("--by", help="One row for each store, day, scene, both, or one for the chain."),
    ] = "store",
) -> None:
    """Share of visits, and of transactions, whose person we know.

    Visits are divided by the people that door counters saw, in valid opening hours only;
    transactions by all transactions. The two have different denominators: do not compare them. Refunds
    are taken off the day of their sale; one whose sale was never imported counts on its own day.
    """
    from digitool.flow import questions

    if by == "scene":
        return scenes_of(call, "digitool.flow.rate/1")
    keys = {"store": ("store",), "day": ("day",), "store-day": ("store", "day"), "chain": ()}[by]
    with call.reader() as connection:
        scope = _scope(call, connection)
        rows = questions.rate(connection, scope, keys)
    note_lone_refunds(call, rows)
    _show(call, "digitool.flow.rate/1", (*keys, *_RATE), rows, scope)
    return None


@command(
    app,
    PERIOD,
    OUTPUT,
    examples=("digitool flow funnel --last 30d", "digitool flow funnel --store S01 --json"),
)
def funnel(call: Context) -> None:
    """Where we lose people, from the door to the second purchase.

    Traffic counts people at the door; the steps after it count known persons seen in the period, by
    how far they have come until now. Each step includes the ones after it.
    """
    from digitool.cli.showing import look
    from digitool.flow import questions
    from digitool.render import charts

    with call.reader() as connection:
        scope = _scope(call, connection)
        rows = questions.funnel(connection, scope)
    steps = [(call.say(row["stage"]), row["persons"]) for row in rows if row["stage"] != "traffic"]
    screen = look(call.options, call.invocation)
    chart = charts.funnel(steps, screen.cells or 80, ascii_only=screen.ascii)
    _show(call, "digitool.flow.funnel/1", ("stage", "persons", "step_rate"), rows, scope, charts=(chart,))


@command(
    app,
    PERIOD,
    OUTPUT,
    examples=("digitool flow scenes --last 30d", "digitool flow scenes --store S01 --csv"),
)
def scenes(call: Context) -> None:
    """Touches, persons and first meetings, by scene."""
    scenes_of(call, "digitool.flow.scenes/1")


def scenes_of(call: Context, schema: str) -> None:
    """Show the scenes; exposure of a scene is unknown, so its visit rate is, too."""
    from digitool.flow import questions

    with call.reader() as connection:
        scope = _scope(call, connection)
        rows = questions.scenes(connection, scope)
    columns: tuple[str, ...] = ("scene", "touches", "persons", "new_persons", "share")
    if schema == "digitool.flow.rate/1":
        columns = (*columns, "traffic", "visits_digitized", "rate_visit", "rate_transaction", "coverage")
        rows = [{**dict.fromkeys(columns[5:]), **row} for row in rows]
    _show(call, schema, columns, rows, scope)


@command(
    app,
    PERIOD,
    OUTPUT,
    examples=(
        "digitool flow summary --last 7d",
        "digitool flow summary --where scene=shelf --by code --last 7d",
    ),
)
def summary(
    call: Context,
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

    wanted = _conditions(where or [], call.workspace.settings.stores)
    with call.reader() as connection:
        scope = _scope(call, connection, default="7d")
        rows = questions.touchpoints(connection, scope, by, wanted)
    keys = {"code": ("code", "scene", "store"), "scene": ("scene",), "store": ("store",)}[by]
    _show(call, "digitool.flow.summary/1", (*keys, "touches", "persons", "last_at"), rows, scope)


@command(app, _DAYS, OUTPUT, examples=("digitool flow retention", "digitool flow retention --last 8w --json"))
def retention(
    call: Context,
    scene: Annotated[Optional[str], Option("--scene", help="Only persons first met at this scene.")] = None,
) -> None:
    """Do the persons first met at a scene come back, week by week.

    Active: any touch or purchase in that week; retained: active and still reachable. A cohort is
    the week (its Monday) of the first touch ever.
    """
    from digitool.flow import questions

    with call.reader() as connection:
        scope = _scope(call, connection, default="8w")
        rows = questions.retention(connection, scope)
    if scene is not None:
        _known_scene(scene)
        rows = [row for row in rows if row["scene"] == scene]
    _show(call, "digitool.flow.retention/1", ("scene", "cohort", "week", "active", "retained"), rows, scope)


@command(
    app, PERIOD, OUTPUT, examples=("digitool flow quality --last 7d", "digitool flow quality --bad --json")
)
def quality(
    call: Context,
    bad: Annotated[bool, Option("--bad", help="Only days that are degraded or invalid.")] = False,
) -> None:
    """How far each door counter can be trusted, day by day.

    An hour that misses more than a quarter of its opening time is invalid, and so is a run of zeros
    while the till sells. Invalid hours leave both sides of every rate, so a dead counter never
    lowers one.
    """
    from digitool.flow import questions

    with call.reader() as connection:
        scope = _scope(call, connection, default="7d")
        rows = questions.quality_rows(connection, scope)
    if bad:
        rows = [row for row in rows if row["validity"] in ("degraded", "invalid")]
    columns = ("store", "sensor", "day", "validity", "reason", "coverage", "traffic", "bad_hours", "review")
    empty = "no counter had a bad hour in this period" if bad else _NO_FACTS
    _show(call, "digitool.flow.quality/1", columns, rows, scope, empty=empty)


@command(
    app, PERIOD, OUTPUT, examples=("digitool flow unmatched --last 7d", "digitool flow unmatched --json")
)
def unmatched(call: Context) -> None:
    """Transactions whose payer nobody knows, by cause.

    no_payer_id: cash, card or an Alipay bill; other_appid: paid under an appid that no touchpoint
    uses; never_seen: the payer never touched anything; ambiguous: a shared identifier; late_bill:
    the payment bill is not imported yet.
    """
    from digitool.flow import questions

    with call.reader() as connection:
        scope = _scope(call, connection)
        rows = questions.unmatched(connection, scope, call.workspace.settings.chain.own_appids)
    _show(call, "digitool.flow.unmatched/1", ("cause", "payments", "amount_fen"), rows, scope)


@command(app, OUTPUT, examples=("digitool flow overlap", "digitool flow overlap --sort -overlap --json"))
def overlap(call: Context) -> None:
    """Persons that two scenes share, since the beginning: touchpoints must not be added up."""
    from digitool.flow import questions

    with call.reader() as connection:
        rows = questions.overlap(connection)
    columns = ("scene_a", "scene_b", "persons_both", "persons_either", "overlap")
    _show(call, "digitool.flow.overlap/1", columns, rows, None)


@command(
    app,
    PERIOD,
    OUTPUT,
    WRITE,
    examples=(
        "digitool flow restate",
        "digitool flow restate --since op-0001 --json",
        "digitool flow restate --mark",
    ),
)
def restate(
    call: Context,
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

    with call.reader() as connection:
        scope = _scope(call, connection)
        start = marks.since(connection, since)
        rows = questions.restated(connection, scope, start)
    columns = ("store", "day", "measure", "before", "after", "operation", "cause")
    _show(call, "digitool.flow.restate/1", columns, rows, scope)
    if mark:
        operation = marks.mark(call.workspace.database, call.request("flow.mark", {}))
        call.note("marked: later changes count from {operation}", operation=operation)


_RATE = (
    "traffic",
    "visits_digitized",
    "rate_visit",
    "transactions",
    "rate_transaction",
    "coverage",
    "gmv_fen",
    "net_fen",
    "refunds_without_purchase",
    "refunds_without_purchase_fen",
)

_COLUMNS = {
    column.key: column
    for column in (
        Column("store", "store"),
        Column("day", "day", "day"),
        Column("scene", "scene"),
        Column("traffic", "traffic", "int"),
        Column("visits_digitized", "visits known", "int"),
        Column("rate_visit", "of visits", "rate"),
        Column("transactions", "transactions", "int", wide=True),
        Column("rate_transaction", "of transactions", "rate"),
        Column("coverage", "coverage", "share"),
        Column("gmv_fen", "sales", "money"),
        Column("net_fen", "net of refunds", "money"),
        Column("refunds_without_purchase", "refunds without a purchase", "int", wide=True),
        Column("refunds_without_purchase_fen", "their amount", "money", wide=True),
        Column("stage", "stage"),
        Column("persons", "persons", "int"),
        Column("step_rate", "of the step before", "rate"),
        Column("code", "touchpoint"),
        Column("last_at", "last touch", "instant", wide=True),
        Column("touches", "touches", "int"),
        Column("new_persons", "first met here", "int"),
        Column("share", "of all persons", "share"),
        Column("cohort", "week of first touch", "day"),
        Column("week", "weeks later", "int"),
        Column("active", "active", "rate"),
        Column("retained", "retained", "rate"),
        Column("sensor", "sensor"),
        Column("validity", "validity"),
        Column("reason", "reason"),
        Column("bad_hours", "bad hours", "int", wide=True),
        Column("review", "worth a look", "text", wide=True),
        Column("cause", "cause"),
        Column("payments", "payments", "int"),
        Column("amount_fen", "amount", "money"),
        Column("scene_a", "scene"),
        Column("scene_b", "other scene"),
        Column("persons_both", "in both", "int"),
        Column("persons_either", "in either", "int"),
        Column("overlap", "overlap", "share"),
        Column("measure", "figure"),
        Column("before", "before", "int"),
        Column("after", "after", "int"),
        Column("operation", "operation"),
    )
}


def _scope(call: Context, connection: Any, default: str = _DEFAULT) -> Any:  # noqa: ANN401 - types stay unloaded
    """Period and stores; without a period, the last days that have data."""
    from digitool.cli.period import parse_span
    from digitool.flow.questions import Scope, data_window

    stores = frozenset(call.stores)
    period = call.optional_period()
    if period is None:
        window = data_window(connection, stores)
        end = min(window[1] + 1, call.today) if window else call.today
        period = (end - parse_span(default), end)
    return Scope(*period, stores, everywhere=not call.options.store)


_NO_FACTS = "no facts in this period; import files first, or choose other days"


def _show(
    call: Context,
    schema: str,
    keys: tuple[str, ...],
    rows: list[dict[str, Any]],
    scope: Any,  # noqa: ANN401 - types stay unloaded
    charts: tuple[str, ...] = (),
    empty: str = "",
) -> None:
    columns = tuple(_COLUMNS[key] for key in keys)
    period = (scope.start, scope.end) if scope is not None else None
    if (
        period is not None
        and call.optional_period() is None
        and chosen_format(call.options) in ("table", "wide")
    ):
        call.note("period: {start} to {end}", start=iso_day(period[0]), end=iso_day(period[1] - 1))
    call.show(
        Result(
            schema,
            columns,
            rows,
            as_of=call.as_of,
            period=period,
            zone=call.zone,
            charts=charts,
            empty=empty or _NO_FACTS,
        )
    )


def _conditions(where: list[str], stores: Collection[str]) -> dict[str, str]:
    """``--where`` as a dictionary. Raises UsageError, and NotFoundError for an unknown store."""
    from digitool.errors import NotFoundError, UsageError
    from digitool.model.text import mask_value

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
    if "store" in found and found["store"] not in stores:
        raise NotFoundError("no_such_store", "there is no store {store}", store=mask_value(found["store"]))
    return found


def _known_scene(scene: str) -> None:
    from digitool.errors import UsageError
    from digitool.model.scenes import SCENES
    from digitool.model.text import mask_value, nearest

    if scene not in SCENES:
        raise UsageError(
            "unknown_scene",
            "{value} is not a scene",
            hint="the scenes are: {known}",
            value=mask_value(scene),
            near=nearest(scene, list(SCENES)),
            known=", ".join(SCENES),
        )


import_module("digitool.cli.commands._flow_refunds")
