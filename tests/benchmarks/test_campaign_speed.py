"""Speed of the campaign simulation: CPU seconds on one core, and against its own random numbers.

Run with: pytest -m benchmark -n 0 -s tests/benchmarks/test_campaign_speed.py
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from digitool.campaign import Effort, simulate
from digitool.campaign.simulation.inputs import Calibration, Campaign, Customers
from digitool.campaign.simulation.streams import Component, Streams
from tests.campaign.builders import calibration_of, campaign_of, customers_of

pytestmark = pytest.mark.benchmark
GUIDES = 200
DRAWING = {
    "standard_exponential", "standard_gamma", "standard_normal", "standard_t", "random",
    "beta", "geometric", "poisson", "binomial",
}  # fmt: skip


def world(n: int) -> tuple[Customers, Calibration, Campaign]:
    """N customers of 3 stores and 200 guides; coupon, guide queue and referral."""
    customers = customers_of(n, guides=GUIDES)
    return customers, calibration_of(customers), campaign_of(customers)


def cpu_seconds(inputs: tuple[Customers, Calibration, Campaign], runs: int) -> float:
    """CPU seconds of ``runs`` runs in this process."""
    start = time.process_time()
    simulate(*inputs, Effort(runs=runs, repeats=0))
    return time.process_time() - start


class Recorder:
    """Passes draws on to a generator and remembers each call with its arguments."""

    def __init__(self, generator: np.random.Generator, calls: list[tuple[str, tuple[object, ...]]]) -> None:
        self._generator = generator
        self._calls = calls

    def __getattr__(self, name: str) -> object:
        method = getattr(self._generator, name)
        if name not in DRAWING:
            raise AttributeError(f"the benchmark does not know the draw {name}")

        def drawn(*arguments: object) -> object:
            """Remember the call and make it."""
            self._calls.append(
                (name, tuple(np.copy(a) if isinstance(a, np.ndarray) else a for a in arguments))
            )
            return method(*arguments)

        return drawn


@contextmanager
def recording(calls: list[tuple[str, tuple[object, ...]]]) -> Iterator[None]:
    """Make every stream record its draws."""
    plain = Streams.get

    def get(self: Streams, component: Component) -> Recorder:
        """The stream, recorded."""
        return Recorder(plain(self, component), calls)

    Streams.get = get  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        Streams.get = plain  # type: ignore[method-assign]


def replay(calls: list[tuple[str, tuple[object, ...]]]) -> float:
    """CPU seconds to draw the same numbers again, and nothing else."""
    generator = np.random.Generator(np.random.SFC64(1))
    start = time.process_time()
    for name, arguments in calls:
        getattr(generator, name)(*arguments)
    return time.process_time() - start


def test_a_hundred_thousand_customers_a_thousand_runs() -> None:
    """100,000 customers x 1,000 runs, both worlds, coupon, guide queue, referral: under 12 CPU seconds."""
    spent = cpu_seconds(world(100_000), 1_000)
    print(f"\n100,000 customers x 1,000 runs: {spent:.2f} CPU s, {spent:.2f} ms a run")
    assert spent < 12


def test_a_million_customers_a_hundred_runs() -> None:
    """1,000,000 customers x 100 runs: under 15 CPU seconds and 1.5 GB, in a process of its own."""
    code = (
        "import resource; from tests.benchmarks.test_campaign_speed import cpu_seconds, world;"
        "print(cpu_seconds(world(1_000_000), 100), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    spent, megabytes = (float(word) for word in done.stdout.split())
    print(f"\n1,000,000 customers x 100 runs: {spent:.2f} CPU s, {megabytes:.0f} MiB at most")
    assert spent < 15
    assert megabytes < 1_500


def test_a_run_costs_at_most_four_times_its_random_numbers() -> None:
    """CPU of 30 runs over CPU of drawing the same random numbers alone is at most 4."""
    inputs, runs = world(100_000), 30
    cpu_seconds(inputs, 3)
    calls: list[tuple[str, tuple[object, ...]]] = []
    with recording(calls):
        simulate(*inputs, Effort(runs=runs, repeats=0))
    alone, spent = min(replay(calls) for _ in range(3)), min(cpu_seconds(inputs, runs) for _ in range(3))
    draws, run = 1e3 * alone / runs, 1e3 * spent / runs
    print(f"\nrandom numbers {draws:.2f} ms, run {run:.2f} ms, ratio {run / draws:.2f}")
    assert spent / alone <= 4


def test_cost_is_linear_in_customers_and_runs() -> None:
    """Eight times the customers, or the runs, cost at most ten times as much."""
    small, large = world(40_000), world(320_000)
    cpu_seconds(small, 5)
    base = min(cpu_seconds(small, 25) for _ in range(2))
    by_customers, by_runs = cpu_seconds(large, 25) / base, cpu_seconds(small, 200) / base
    print(f"\n8 x customers: {by_customers:.1f} x, 8 x runs: {by_runs:.1f} x the CPU")
    assert by_customers < 10
    assert by_runs < 10


def test_two_processes_beat_one() -> None:
    """100,000 customers x 1,000 runs on two cores: under 7 seconds of wall clock where two are free."""
    inputs = world(100_000)
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    simulate(*inputs, Effort(runs=1_000, repeats=0, workers=2))
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"\ntwo processes: {wall:.2f} s wall, {spent:.2f} CPU s in children")
    assert wall < 7
