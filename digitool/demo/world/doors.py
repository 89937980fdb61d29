"""What the people counters saw, and where they failed on purpose.

Two blemishes: one counter was dead for two days (its rows are missing), another stood still at zero
for an afternoon while the till went on selling.
"""

from __future__ import annotations

from typing import NamedTuple

from digitool.demo.world.clock import DAY, HOUR
from digitool.demo.world.draws import stream
from digitool.demo.world.happenings import Crossing
from digitool.demo.world.plan import ChainPlan, Door, StorePlan
from digitool.demo.world.size import DemoSize

COUNTER_BITS = 16
_HALF = 1 << (COUNTER_BITS - 1)


class Count(NamedTuple):
    """People counted by a sensor in one interval ``[start, end)``; one value per gate."""

    start: int
    end: int
    entered: tuple[int, ...]
    left: tuple[int, ...]


class Counter(NamedTuple):
    """All intervals of one people counter of the store at a place; missing ones were never sent."""

    store: int
    door: Door
    counts: tuple[Count, ...]


class Blemishes(NamedTuple):
    """Which counter failed when: sensor id and the local time spans ``[from, to)``; empty for none."""

    dead: dict[str, tuple[int, int]]
    stuck: dict[str, tuple[int, int]]


def plan_blemishes(size: DemoSize, chain: ChainPlan) -> Blemishes:
    """The last store's first counter is dead on two days; the second store's stands still one afternoon."""
    day = size.first_day + min(10, size.days // 3)
    dead = {chain.stores[-1].doors[0].sensor: (day * DAY, (day + 2) * DAY)} if size.days >= 4 else {}
    stuck_day = (day + 4) * DAY
    stuck = {}
    if size.days >= 8 and size.stores >= 2:
        stuck[chain.stores[1].doors[0].sensor] = (stuck_day + 13 * HOUR, stuck_day + 18 * HOUR)
    return Blemishes(dead, stuck)


def count_doors(size: DemoSize, chain: ChainPlan, crossings: list[Crossing]) -> list[Counter]:
    """Every counter's intervals, from an hour before opening to an hour after closing."""
    rng = stream(size.seed, "doors")
    tallies: dict[tuple[str, int, int, str], int] = {}
    for crossing in sorted(crossings):
        doors = chain.stores[crossing.store].doors
        door = doors[0] if len(doors) == 1 or rng.random() < doors[0].share else doors[1]
        gate = rng.randrange(door.gates)
        for moment, way in ((crossing.at, "in"), (crossing.left, "out")):
            key = (door.sensor, gate, moment // door.step, way)
            tallies[key] = tallies.get(key, 0) + 1
    blemishes = plan_blemishes(size, chain)
    return [
        Counter(store, door, _intervals(size, here, door, tallies, blemishes))
        for store, here in enumerate(chain.stores)
        for door in here.doors
    ]


def _intervals(
    size: DemoSize,
    here: StorePlan,
    door: Door,
    tallies: dict[tuple[str, int, int, str], int],
    blemishes: Blemishes,
) -> tuple[Count, ...]:
    """What one counter sent; a running total goes on all night, the others sleep."""
    dead = blemishes.dead.get(door.sensor, (0, 0))
    stuck = blemishes.stuck.get(door.sensor, (0, 0))
    counts = []
    for slot in range(size.first_day * DAY // door.step, (size.end_day * DAY + 3 * HOUR) // door.step):
        start = slot * door.step
        if dead[0] <= start < dead[1]:
            continue
        if door.vendor != "lora" and not here.awake(start % DAY // HOUR):
            continue
        silent = stuck[0] <= start < stuck[1]
        entered, left = (
            tuple(tallies.get((door.sensor, gate, slot, way), 0) for gate in range(door.gates))
            for way in (("", "") if silent else ("in", "out"))
        )
        counts.append(Count(start, start + door.step, entered, left))
    return tuple(counts)


def wrap_start(counts: tuple[Count, ...]) -> tuple[int, int]:
    """First readings of a running counter such that both totals wrap about half-way."""
    entered = sum(sum(one.entered) for one in counts)
    left = sum(sum(one.left) for one in counts)
    return 2 * _HALF - 1 - entered // 2, 2 * _HALF - 1 - left // 2
