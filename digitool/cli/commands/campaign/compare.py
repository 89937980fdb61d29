"""Compare campaigns"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument

from digitool.cli.app.command import BY_ANSWER, command
from digitool.cli.app.context import Context
from digitool.cli.app.options import SIMULATE
from digitool.cli.commands.campaign import app
from digitool.cli.commands.campaign import figures as shown
from digitool.cli.commands.campaign.staging import (
    Priors,
    effort_of,
    running,
    seed_note,
    show_forecast,
    staged,
    with_workers,
)
from digitool.errors import UsageError
from digitool.render import Column
from digitool.render.cells import figure_text

if TYPE_CHECKING:
    from digitool.campaign.forecast.comparing import Difference
    from digitool.campaign.forecast.forecasting import Ready
    from digitool.campaign.simulation.outcome import Outcome


@command(
    app,
    SIMULATE,
    columns=BY_ANSWER,
    examples=(
        "digitool campaign compare coupon.toml group.toml",
        "digitool campaign compare a.toml b.toml --json",
    ),
)
def compare(
    here: Context,
    files: Annotated[list[Path], Argument(metavar="FILE...", help="Two to four campaign files.")],
    priors: Priors = False,
) -> None:
    """Which of two plans does better, and how sure that is: the same customers, the same luck.

    Each further file is compared with the first. The difference is taken run by run, so what both plans
    share cancels out.
    """
    from digitool.campaign.file.reading import read_campaign
    from digitool.campaign.forecast.comparing import differences

    if not 2 <= len(files) <= 4:
        raise UsageError(
            "bad_count",
            "{count} files cannot be compared",
            hint="name two to four campaign files",
            count=len(files),
        )
    effort = effort_of(here, repeats=0)
    ready, stage = staged(here, [read_campaign(file) for file in files], priors=priors)
    effort = with_workers(here, effort, len(stage.roster), len(ready))
    with running(here, effort.runs * len(files)) as told:
        outcomes = [stage.run(place, effort, told) for place in range(len(files))]
    rows = [
        _row(here, ready[place].spec.campaign.name, one)
        for place, other in enumerate(outcomes[1:], 1)
        for one in differences(outcomes[0], other)
    ]
    meta = {
        "seed": effort.seed,
        "runs": effort.runs,
        "a": ready[0].spec.campaign.name,
        "b": [one.spec.campaign.name for one in ready[1:]],
        "calibrated": stage.calibrated,
        "p_loss": [round(one.loss_probability, 4) for one in outcomes],
        "lift_assumed": any(one.assumed for one in outcomes),
    }
    several = (Column("b", "B"),) if len(files) > 2 else ()
    columns = (*several, *shown.name_columns(here, shown.FIGURE), *_COMPARED)
    show_forecast(here, columns, rows, stage, meta=meta, charts=(_better(here, ready, outcomes),))
    seed_note(here, effort, len(stage.roster))


_COMPARED = (
    Column("a_p50", "A, P50", "figure"),
    Column("b_p50", "B, P50", "figure"),
    Column("diff_p5", "B - A, P5", "figure"),
    Column("diff_p50", "B - A, P50", "figure"),
    Column("diff_p95", "B - A, P95", "figure"),
    Column("p_b_better", "B is better", "figure"),
    Column("unit", "Unit"),
)


def _row(here: Context, name: str, one: Difference) -> dict[str, Any]:
    quantiles = ("a_p50", "b_p50", "diff_p5", "diff_p50", "diff_p95")
    return {
        "b": name,
        "figure": shown.words(here, one.metric),
        "metric": one.metric,
        "unit": shown.unit_words(here, one.unit),
        **{quantile: (getattr(one, quantile), one.unit) for quantile in quantiles},
        "p_b_better": (one.p_b_better, "ratio"),
    }


def _better(here: Context, ready: tuple[Ready, ...], outcomes: list[Outcome]) -> str:
    """Each plan's loss and break-even; then for each pair which contributes more, and how sure that is."""
    from digitool.campaign.forecast.comparing import p_better

    lines = [
        _stands(here, one.spec.campaign.name, outcome) for one, outcome in zip(ready, outcomes, strict=True)
    ]
    if any(outcome.assumed for outcome in outcomes):
        lines.insert(0, here.say("The lift is assumed, not measured by a holdout."))
    first = outcomes[0].figures["contribution"]
    for one, outcome in zip(ready[1:], outcomes[1:], strict=True):
        better = p_better(first, outcome.figures["contribution"], "contribution")
        names = {"a": ready[0].spec.campaign.name, "b": one.spec.campaign.name}
        sure = f"{100 * max(better, 1 - better):.0f}%"
        winner, loser = ("b", "a") if better > 0.5 else ("a", "b")
        text = "{winner} contributes more than {loser} in {sure} of the runs."
        if 0.4 < better < 0.6:
            text = "{winner} and {loser} contribute alike: {winner} more in {sure} of the runs."
        elif 0.05 < better < 0.95:
            text = "{winner} contributes more than {loser} in {sure} of the runs: likely, not sure."
        lines.append(here.say(text, winner=names[winner], loser=names[loser], sure=sure))
    return "\n".join(lines)


def _stands(here: Context, name: str, outcome: Outcome) -> str:
    """One plan's probability of a loss, and the lift that it needs where the lift is assumed."""
    from digitool.campaign.forecast.reporting import loss_of

    loss = f"{100 * loss_of(outcome)[0]:.0f}%"
    lift = shown.break_even(outcome)
    if not outcome.assumed or lift is None:
        return here.say("{name}: probability of a loss {loss}.", name=name, loss=loss)
    return here.say(
        "{name}: probability of a loss {loss}; pays from a lift of {lift} on.",
        name=name,
        loss=loss,
        lift=figure_text(max(lift, 0.0), "ratio"),
    )
