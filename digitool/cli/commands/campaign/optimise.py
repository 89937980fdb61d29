"""Find the best settings of a campaign"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from typer import Option

from digitool.cli.app.command import BY_ANSWER, command
from digitool.cli.app.context import Context
from digitool.cli.app.options import SIMULATE
from digitool.cli.commands.campaign import app
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
from digitool.model.numbers import read_decimal
from digitool.model.text import mask_value
from digitool.render import Column

if TYPE_CHECKING:
    from digitool.campaign.file.spec import CampaignFile
    from digitool.campaign.forecast.forecasting import Ready
    from digitool.campaign.forecast.optimising import Tried
    from digitool.campaign.simulation.inputs import Effort


@command(
    app,
    SIMULATE,
    columns=BY_ANSWER,
    examples=(
        "digitool campaign optimise spring.toml --vary coupon.value=10..50:10 --vary budget=5000,10000",
        "digitool campaign optimise spring.toml --vary coupon.value=10..30:5 --max-p-loss 0.1 --json",
    ),
)
def optimise(
    here: Context,
    file: File,
    vary: Annotated[
        list[str],
        Option("--vary", metavar="KEY=A..B:STEP", help="A key and its values, or KEY=A,B,C; repeatable."),
    ],
    objective: Annotated[
        Literal["contribution", "roi", "incremental_sales", "new_customers", "incremental_customers", "cac"],
        Option("--objective", help="What is to be best."),
    ] = "contribution",
    max_p_loss: Annotated[
        str,
        Option("--max-p-loss", metavar="P", help="Accept at most this probability of a loss: 0.1 or 10%."),
    ] = "1",
    priors: Priors = False,
) -> None:
    """Try many settings of one campaign and rank them, on the same luck for all.

    Few runs for all settings first, then more for the better half, until the best have all runs. The rank
    goes by the mean; settings that the runs cannot tell from the best one are marked.
    """
    from digitool.campaign.file import variation
    from digitool.campaign.file.reading import read_campaign
    from digitool.campaign.forecast import optimising

    effort, limit = effort_of(here, repeats=0), _probability(max_p_loss)
    spec = read_campaign(file)
    tried = variation.settings([variation.read_vary(one) for one in vary])
    specs = [_changed(spec, values) for values in tried]
    ready, stage = staged(here, specs, priors=priors)
    effort = with_workers(here, effort, len(stage.roster), len(ready))
    aim = optimising.Aim(objective, limit)
    with running(here, optimising.work(len(specs), effort.runs)) as meter:
        found = optimising.optimise(
            len(specs), lambda place, each: stage.run(place, each, meter), aim, effort
        )
    rows = [
        _setting_row(rank, one, tried[one.place], ready[one.place], objective)
        for rank, one in enumerate(found, 1)
    ]
    meta = {
        "seed": effort.seed,
        "runs": effort.runs,
        "objective": objective,
        "max_p_loss": limit,
        "settings": len(tried),
        "calibrated": stage.calibrated,
        "like_best": sum(bool(one.like_best) for one in found),
        "lift_assumed": any(one.calibration.uplift.assumed for one in ready),
    }
    columns = tuple(
        column for column in _RANKED if column.key != ("settings" if here.output.for_people else "values")
    )
    told = _best(here, found, limit, effort)
    if meta["lift_assumed"]:
        told = here.say("The lift is assumed, not measured by a holdout.") + "\n" + told
    show_forecast(here, columns, rows, stage, meta=meta, charts=(told,))
    seed_note(here, effort, len(stage.roster))


_RANKED = (
    Column("rank", "Rank", "int"),
    Column("settings", "Settings", "object"),
    Column("values", "Settings", "list"),
    Column("objective_mean", "Objective, mean", "figure"),
    Column("objective_p5", "Objective, P5", "figure"),
    Column("objective_p50", "Objective, P50", "figure"),
    Column("objective_p95", "Objective, P95", "figure"),
    Column("p_loss", "Loss", "figure"),
    Column("budget_fen", "Spending at most", "money"),
    Column("like_best", "Like the best", "flag"),
    Column("p_best_better", "Best is better", "figure"),
    Column("feasible", "Within the limit", "flag", wide=True),
    Column("runs", "Runs", "int", wide=True),
)


def _setting_row(
    rank: int, one: Tried, values: dict[str, str], ready: Ready, objective: str
) -> dict[str, Any]:
    import numpy as np

    from digitool.campaign.forecast.reporting import figure
    from digitool.campaign.simulation.outcome import UNITS

    unit = UNITS[objective]
    measured = figure(objective, one.objective, unit)
    budget = ready.spec.campaign.budget
    return {
        "rank": rank,
        "settings": values,
        "values": [f"{key}={value}" for key, value in values.items()],
        "objective_mean": (measured.mean, unit),
        "objective_p5": (measured.p5, unit),
        "objective_p50": (measured.p50, unit),
        "objective_p95": (measured.p95, unit),
        "p_loss": (round(one.p_loss, 4), "ratio"),
        "budget_fen": round(float(np.quantile(one.spending, 0.95))) if budget is None else budget,
        "like_best": one.like_best,
        "p_best_better": (round(one.p_best_better, 4), "ratio"),
        "feasible": one.feasible,
        "runs": one.runs,
    }


def _best(here: Context, found: list[Tried], limit: float, effort: Effort) -> str:
    """What the ranking says: the equals of the best one, or that none keeps the limit."""
    equals = sum(bool(one.like_best) for one in found)
    if not found[0].feasible:
        return here.say(
            "No setting keeps the probability of a loss at {limit}; the least is {loss},"
            " and the rank goes by it.",
            limit=f"{100 * limit:.0f}%",
            loss=f"{100 * found[0].p_loss:.0f}%",
        )
    if equals > 1:
        return here.say(
            "{equals} settings cannot be told apart with {runs} runs: take the one that is easiest to run.",
            equals=equals,
            runs=effort.runs,
        )
    return here.say(
        "The first setting is better than all others beyond the noise of {runs} runs.", runs=effort.runs
    )


def _changed(spec: CampaignFile, values: dict[str, str]) -> CampaignFile:
    from digitool.campaign.file.reading import changed
    from digitool.campaign.file.variation import toml_value

    return changed(spec, {key: toml_value(value) for key, value in values.items()})


def _probability(text: str) -> float:
    """``0.1`` or ``10%`` as a number from 0 to 1. Raises UsageError."""
    plain = text.strip()
    share = plain.endswith(("%", "％"))
    try:
        value = float(read_decimal(plain[:-1] if share else plain)) / (100 if share else 1)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise UsageError(
            "bad_probability",
            "{option} must be a probability between 0 and 1, not {value}",
            hint="write 0.1 or 10%",
            option="--max-p-loss",
            value=mask_value(text),
        )
    return value
