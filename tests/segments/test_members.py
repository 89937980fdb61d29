"""Who is in a segment: SQL over everybody at once against plain loops over one person at a time."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from random import Random

import pytest
import tomli
from hypothesis import given
from hypothesis import settings as few
from hypothesis import strategies as st

from digitool.segments.keys import ASKS, CHANNELS
from digitool.segments.members import reachable, segment_members
from digitool.segments.spec import Segment, read_segment

from . import brute
from .drawn import block_of, file_of
from .world import NOW, SETTINGS, connect, make_world

SEEDS = st.integers(0, 2**32)


def parse(text: str) -> Segment:
    """A segment from the text of its file."""
    return read_segment(tomli.loads(text), text, Path("drawn.toml"))


@pytest.mark.parametrize("key", ASKS)
@few(max_examples=60)
@given(seed=SEEDS)
def test_each_condition_selects_whom_a_loop_selects(key: str, seed: int) -> None:
    """One condition, with any of its limits, gives the same persons in SQL as person by person."""
    rng = Random(seed)
    world = make_world(rng)
    segment = parse(block_of(rng, key))
    with closing(connect(world)) as connection:
        found = segment_members(connection, segment, NOW, SETTINGS)
    assert list(found.persons) == brute.members(world, segment)


@few(max_examples=300)
@given(seed=SEEDS)
def test_a_segment_selects_whom_a_loop_selects(seed: int) -> None:
    """Any mix of all, any and not blocks, limits and rules gives the same persons as a loop."""
    rng = Random(seed)
    world = make_world(rng)
    segment = parse(file_of(rng))
    with closing(connect(world)) as connection:
        found = segment_members(connection, segment, NOW, SETTINGS)
    assert list(found.persons) == brute.members(world, segment)
    assert [one.number for one in brute.everyone(world)] == list(found.everyone.numbers())


@few(max_examples=60)
@given(seed=SEEDS)
def test_steps_lead_to_the_answer(seed: int) -> None:
    """What is left never grows within all and not, and the last step leaves exactly the members."""
    rng = Random(seed)
    segment = parse(file_of(rng))
    with closing(connect(make_world(rng))) as connection:
        found = segment_members(connection, segment, NOW, SETTINGS)
    assert found.steps[-1].left == len(found)
    narrowing = [step.left for step in found.steps if step.group == "all" and step.left is not None]
    assert narrowing == sorted(narrowing, reverse=True)
    assert len(found.steps) == sum(len(block.conditions) for block in segment.blocks)


@few(max_examples=60)
@given(seed=SEEDS)
def test_reach_is_what_reachable_by_selects(seed: int) -> None:
    """The figures by channel are those of the condition reachable_by."""
    world = make_world(Random(seed))
    with closing(connect(world)) as connection:
        ways = reachable(connection, SETTINGS, NOW)
        for channel in CHANNELS:
            segment = parse(f'[[all]]\nreachable_by = "{channel}"\n')
            assert list(ways[channel].numbers()) == brute.members(world, segment)
