"""Simulate a campaign on arrays: the library's front door (`from digitool.campaign import simulate`).

Replications are independent and named by their own random streams, so they are mapped over processes
with `concurrent.futures` (any executor with ``map`` would do) and the result is the same bytes for any
number of workers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np

from digitool.campaign.simulation.inputs import Calibration, Campaign, Customers, Effort
from digitool.campaign.simulation.outcome import Outcome, Runs
from digitool.campaign.simulation.preparation import Prepared, prepare
from digitool.campaign.simulation.replication import Replication, replicate
from digitool.campaign.simulation.streams import Streams

Progress = Callable[[int, int], None]
"""Told replications done and replications in all, from the calling process."""

_BLOCK = 20
_SHARED: dict[str, Prepared] = {}


def simulate(
    customers: Customers,
    calibration: Calibration,
    campaign: Campaign,
    effort: Effort | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """What the campaign would do: both worlds of every customer, ``effort.runs`` times.

    Shapes: n customers, G guides, D days of the window, R runs. ``customers`` holds arrays (n,)
    (history in weeks, baskets in fen); ``campaign.plan.send_day`` (n,) days from the start, inf for
    who gets nothing (`exposure.plan_exposure` makes it from guide capacity and caps); ``calibration`` holds
    fits and posteriors (`bg_nbd.fit`, `gamma_gamma.fit`, `beta_binomial.posterior`, `uplift.pool`, ...).

    The outcome has each count (R,), derived figures (R,) in fen or as ratios, drawn parameters (R, P),
    a daily path (R, 4, D) and figures by store (R, stores, 4). The first ``effort.repeats`` outer
    draws get a second inner draw, which tells process from parameter variance.

    Sources: baseline Fader, Hardie and Lee 2005; redemption a hierarchical Beta-Binomial; one clock for
    both worlds; referral van der Lans et al. 2010 and Lloyd-Smith et al. 2005. Raises ValueError where
    sizes do not fit together. Time is linear in n and R: about 7 ms a run for 100,000 customers on one
    core; memory is bounded by the buyers of one run.
    """
    effort = effort or Effort()
    if effort.runs < 2 or not 0 <= effort.repeats <= effort.runs or effort.workers < 1:
        raise ValueError("at least 2 runs, 0 to runs repeats, at least 1 worker")
    prepared = prepare(customers, calibration, campaign)
    tasks = [(run, 0) for run in range(effort.runs)] + [(run, 1) for run in range(effort.repeats)]
    blocks = [_Block(effort, tuple(tasks[i : i + _BLOCK])) for i in range(0, len(tasks), _BLOCK)]
    done: list[Replication] = []
    for found in _mapped(prepared, blocks, effort.workers):
        done.extend(found)
        if progress is not None:
            progress(len(done), len(tasks))
    return Outcome(
        runs=_stacked(done[: effort.runs]),
        repeats=_stacked(done[effort.runs :]) if effort.repeats else None,
        prepared=prepared,
        effort=effort,
    )


@dataclass(frozen=True)
class _Block:
    """A worker's piece of work: (replication, inner draw) pairs."""

    effort: Effort
    tasks: tuple[tuple[int, int], ...]


def _mapped(prepared: Prepared, blocks: list[_Block], workers: int) -> Iterator[list[Replication]]:
    """The blocks' results in order, here or on processes that got the inputs once."""
    if workers == 1 or len(blocks) == 1:
        yield from (_run(prepared, block) for block in blocks)
        return
    with ProcessPoolExecutor(min(workers, len(blocks)), initializer=_share, initargs=(prepared,)) as pool:
        yield from pool.map(_run_shared, blocks)


def _share(prepared: Prepared) -> None:
    """Keep the inputs in this worker process."""
    _SHARED["prepared"] = prepared


def _run_shared(block: _Block) -> list[Replication]:
    return _run(_SHARED["prepared"], block)


def _run(prepared: Prepared, block: _Block) -> list[Replication]:
    effort = block.effort
    return [
        replicate(prepared, Streams(effort.seed, effort.scenario, run, inner)) for run, inner in block.tasks
    ]


def _stacked(replications: list[Replication]) -> Runs:
    return Runs(
        counts=np.stack([each.counts for each in replications]),
        parameters=np.stack([each.parameters for each in replications]),
        daily=np.stack([each.daily for each in replications]),
        by_store=np.stack([each.by_store for each in replications]),
    )
