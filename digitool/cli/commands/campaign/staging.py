"""How a forecast command gets its customers ready, works, and shows what it found."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Option

from digitool.cli.app.context import Context
from digitool.errors import UsageError
from digitool.render import Column

if TYPE_CHECKING:
    from digitool.campaign.file.spec import CampaignFile
    from digitool.campaign.forecast.forecasting import Ready, Stage
    from digitool.campaign.simulation.inputs import Effort
    from digitool.campaign.simulation.simulate import Progress

_RUNS, _SEED, _REPEATS = 1_000, 1, 100
_MOST_RUNS, _FEWEST_RUNS, _MOST_WORKERS = 100_000, 20, 64
_MUCH = 5_000_000
"""Customers times runs from which processes are worth their start."""

File = Annotated[Path, Argument(metavar="FILE", help="A campaign file.")]
Priors = Annotated[
    bool,
    Option("--priors", help="Use built-in assumptions alone, whatever is known and however little."),
]


def effort_of(here: Context, repeats: int = _REPEATS) -> Effort:
    """Seed and runs as asked. Raises UsageError for what makes no sense."""
    from digitool.campaign.simulation.inputs import Effort

    options = here.options
    runs = _RUNS if options.runs is None else options.runs
    seed = _SEED if options.seed is None else options.seed
    workers = 1 if options.workers is None else options.workers
    for name, value, low, high in (
        ("--runs", runs, _FEWEST_RUNS, _MOST_RUNS),
        ("--seed", seed, 0, 2**63 - 1),
        ("--workers", workers, 1, _MOST_WORKERS),
    ):
        if not low <= value <= high:
            raise UsageError(
                "bad_effort",
                "{option} must lie between {low} and {high}, not {value}",
                option=name,
                low=low,
                high=high,
                value=value,
            )
    return Effort(runs, min(repeats, runs), seed, 0, workers)


def with_workers(here: Context, effort: Effort, customers: int, plans: int = 1) -> Effort:
    """As many processes as asked; without a wish as many as there are cores, where it is worth it."""
    from dataclasses import replace

    if here.options.workers is not None or customers * effort.runs * plans < _MUCH:
        return effort
    return replace(effort, workers=min(os.cpu_count() or 1, 8))


def staged(here: Context, specs: list[CampaignFile], *, priors: bool) -> tuple[tuple[Ready, ...], Stage]:
    """The workspace behind campaign files, read in one moment. Raises UsageError for what has no model."""
    from dataclasses import replace

    from digitool.campaign.forecast.forecasting import ForecastMoment, stage, unmodelled

    unseen = unmodelled(specs)
    with here.reader() as connection:
        found = stage(
            here.workspace, connection, specs, ForecastMoment(here.as_of, here.today), priors=priors
        )
    return found.ready, replace(found, notes=(*found.notes, *unseen))


@contextmanager
def running(here: Context, total: int) -> Iterator[Progress]:
    """A progress bar with the time left, over all simulations of a command."""
    with here.progress("simulating", total) as meter:
        before = [0]

        def told(done: int, of: int) -> None:
            """Move the bar by what was done since the last call."""
            meter.advance(done - before[0])
            before[0] = 0 if done >= of else done

        yield told


def show_forecast(
    here: Context,
    columns: tuple[Column, ...],
    rows: list[dict[str, Any]],
    stage: Stage,
    **more: Any,  # noqa: ANN401 - as `Context.answer` takes them
) -> None:
    """Show a result with the stage's window and warnings; ``more`` as `Context.answer` takes it."""
    first = stage.ready[0].spec.campaign
    warnings = [here.say(note.template, **note.values) for note in stage.notes]
    here.answer(rows, columns=columns, period=first.window, warnings=warnings, **more)


def seed_note(here: Context, effort: Effort, customers: int) -> None:
    """Say over how many customers and runs, and from which seed."""
    here.note(
        "{customers} customers, {runs} runs, seed {seed}",
        customers=f"{customers:,}",
        runs=f"{effort.runs:,}",
        seed=effort.seed,
    )
