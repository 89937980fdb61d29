"""All deeds of the demo in the order of time, each once however often it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from digitool.db.connection import connect, not_waiting
from digitool.db.reading import reader
from digitool.demo.doing.circles import circle_steps
from digitool.demo.doing.contact import contact_steps
from digitool.demo.doing.coupons import coupon_steps
from digitool.demo.doing.hands import Hands, PlannedDeed, key_of
from digitool.demo.doing.past import past_steps
from digitool.demo.doing.store import closing, store_steps
from digitool.demo.world.clock import DAY
from digitool.demo.world.making import World
from digitool.workspace.locate import Workspace

DONE = "done"
"""The last deed: it changes nothing, and says that all the others were carried out."""


def is_done(workspace: Workspace) -> bool:
    """Whether the deeds were carried out here before."""
    with reader(workspace.database) as connection:
        found = connection.execute("SELECT 1 FROM operation WHERE key = ?", (key_of(DONE),)).fetchone()
    return found is not None


def do_deeds(workspace: Workspace, world: World, step: Callable[[int, int], None] | None = None) -> None:
    """Carry out a world's deeds on its imported files; what was done before is not done again.

    ``step`` is told before each deed how many are done, and of how many. Hundreds of writes wait for the disk
    once, with the last one: what is made up can be made again.
    """
    if not world.deeds.orders:
        return
    steps = sorted(_steps(world), key=lambda one: one.at)
    connection = connect(workspace.database)
    try:
        hands = Hands(workspace, connection, world)
        with not_waiting(connection):
            for number, deed in enumerate(steps):
                if step is not None:
                    step(number, len(steps))
                hands.said[deed.name] = deed.act(hands, deed.at, deed.name)
        hands.desk(world.size.end_day * DAY, DONE).write("demo", {}, lambda _work: {"rows": []})
    finally:
        connection.close()


def _steps(world: World) -> Iterator[PlannedDeed]:
    yield from store_steps(world)
    yield from coupon_steps(world)
    yield from circle_steps(world)
    yield from past_steps(world)
    yield from contact_steps(world)
    yield closing(world.size.end_day)
