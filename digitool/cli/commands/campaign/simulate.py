"""Simulate a campaign"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, Optional

from typer import Option

from digitool.cli.app.command import BY_ANSWER, command
from digitool.cli.app.context import Context
from digitool.cli.app.options import SIMULATE
from digitool.cli.commands.campaign import app
from digitool.cli.commands.campaign import figures as shown
from digitool.cli.commands.campaign.staging import (
    File,
    Priors,
    effort_of,
    running,
    seed_note,
    show_forecast,
    staged,
    with_workers,
)
from digitool.errors import UsageError
from digitool.model.days import iso_day
from digitool.model.ids import Day
from digitool.render import Column

if TYPE_CHECKING:
    from digitool.campaign.forecast.forecasting import Stage
    from digitool.campaign.simulation.outcome import Outcome


@command(
    app,
    SIMULATE,
    columns=BY_ANSWER,
    examples=(
        "digitool campaign simulate spring.toml",
        "digitool campaign simulate spring.toml --by day --json",
    ),
)
def simulate(
    here: Context,
    file: File,
    by: Annotated[
        Optional[Literal["day", "store", "guide"]],
        Option("--by", help="The path by day, the increment by store, or the load of each guide."),
    ] = None,
    priors: Priors = False,
) -> None:
    """What a campaign would do, with intervals: sales, cost, contribution, and how sure that is.

    Every customer lives through the window twice in each run, with the campaign and without it. Runs
    differ in luck and in what is not known; the same seed gives the same bytes, on any number of workers.

    Nothing is written. The customers, their habits and the rules for writing to them come from the
    workspace; run digitool campaign calibrate first.
    """
    from digitool.campaign.file.reading import read_campaign

    effort = effort_of(here)
    ready, stage = staged(here, [read_campaign(file)], priors=priors)
    effort = with_workers(here, effort, len(stage.roster))
    with running(here, effort.runs + effort.repeats) as told:
        outcome = stage.run(0, effort, told)
    meta: dict[str, Any] = {"seed": effort.seed, "runs": effort.runs}
    if by is not None:
        _by(here, by, outcome, stage, meta)
        seed_note(here, effort, len(stage.roster))
        return
    meta |= {**shown.meta_of(ready[0], outcome), "calibrated": stage.calibrated}
    columns = (*shown.name_columns(here, shown.FIGURE), *shown.SUMMARY)
    drawn = shown.drawings(here, ready[0], outcome) if here.output.for_people else ()
    show_forecast(here, columns, shown.summary_rows(here, ready[0], outcome), stage, meta=meta, charts=drawn)
    seed_note(here, effort, len(stage.roster))


def _by(here: Context, by: str, outcome: Outcome, stage: Stage, meta: dict[str, Any]) -> None:
    """Rows by day, store or guide instead of the summary."""
    from digitool.campaign.forecast import assembly, reporting

    ready = stage.ready[0]
    if by == "guide":
        if ready.spec.guide_message is None:
            raise UsageError(
                "no_guide_message",
                "{file} has no [guide_message], so guides send nothing",
                hint="add the table, or ask --by day or --by store",
                file=ready.spec.file,
            )
        loads = assembly.guide_load(ready.campaign.plan, ready.customers, ready.audience, stage.roster.guides)
        skips = Column("skipped", "Not written to", "list" if here.output.for_people else "object")
        rows = [{**row, "skipped": _skips(here, row["skipped"])} for row in loads]
        show_forecast(here, (*_GUIDES, skips), rows, stage, meta=meta)
        return
    start = ready.spec.campaign.start
    if by == "day":
        rows = [
            {"day": iso_day(Day(start + place)), **_in_fen(row)}
            for place, row in enumerate(reporting.by_day(outcome))
        ]
        show_forecast(here, _DAYS, rows, stage, meta=meta)
        return
    nowhere = here.say("no store") if here.output.for_people else None
    rows = [
        {"store": stage.roster.stores[place] or nowhere, **_in_fen(row)}
        for place, row in enumerate(reporting.by_store(outcome))
        if row["sales_world0"] or row["p95"]
    ]
    show_forecast(here, _STORES, rows, stage, meta=meta)


_PIECES = frozenset({"redemptions", "new_customers"})


def _in_fen(row: dict[str, float]) -> dict[str, Any]:
    """Amounts as whole fen under keys that say so; counts to a tenth."""
    return {
        name if name in _PIECES else f"{name}_fen": round(value, 1) if name in _PIECES else round(value)
        for name, value in row.items()
    }


_QUANTILES = (
    Column("p5_fen", "P5", "money"),
    Column("p50_fen", "P50", "money"),
    Column("p95_fen", "P95", "money"),
)
_USES = (Column("redemptions", "Coupons redeemed", "number"), Column("discounts_fen", "Discounts", "money"))
_DAYS = (
    Column("day", "Day"),
    *_QUANTILES,
    Column("total_p5_fen", "Up to here, P5", "money"),
    Column("total_p50_fen", "Up to here, P50", "money"),
    Column("total_p95_fen", "Up to here, P95", "money"),
    *_USES,
    Column("new_customers", "New customers", "number"),
)
_STORES = (
    Column("store", "Store"),
    Column("sales_world0_fen", "Sales without it", "money"),
    *_QUANTILES,
    *_USES,
)
_GUIDES = (
    Column("guide", "Guide"),
    Column("customers", "Customers", "int"),
    Column("messages", "Messages", "int"),
    Column("busiest", "On the busiest day", "int"),
    Column("last_day", "Last day", "int"),
)
_SKIPS = (
    ("unreachable", "cannot be reached"),
    ("held_out", "held out"),
    ("frequency", "written to too often"),
    ("backlog", "no day left"),
    ("budget", "no message left"),
)
"""Why a customer gets no message, by its name in JSON, and in words."""


def _skips(here: Context, counts: dict[str, int]) -> dict[str, int] | list[str]:
    """Customers who get no message by reason: words for people, the counts themselves for programs."""
    if not here.output.for_people:
        return counts
    return [f"{here.say(told)}: {counts[name]:,}" for name, told in _SKIPS if name in counts]
