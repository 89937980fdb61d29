"""Random streams: named, separate, repeatable."""

from __future__ import annotations

import numpy as np

from digitool.campaign.simulation.streams import Component, Streams


def first(streams: Streams, component: Component) -> float:
    """The first uniform of a stream."""
    return float(streams.get(component).random())


def test_a_name_always_gives_the_same_stream() -> None:
    """Asking twice starts the stream again."""
    assert first(Streams(1, 0, 5), Component.CLOCK) == first(Streams(1, 0, 5), Component.CLOCK)


def test_every_part_of_the_name_matters() -> None:
    """Seed, scenario, replication, component and inner draw each give another stream."""
    names = [Streams(1, 0, 5), Streams(2, 0, 5), Streams(1, 1, 5), Streams(1, 0, 6), Streams(1, 0, 5, 1)]
    drawn = [first(name, Component.CLOCK) for name in names]
    drawn += [first(names[0], component) for component in Component if component is not Component.CLOCK]
    assert len(set(drawn)) == len(drawn)


def test_an_inner_draw_keeps_the_parameters() -> None:
    """A second inner draw is the same world with other luck."""
    one, two = Streams(1, 0, 5), Streams(1, 0, 5, inner=1)
    assert first(one, Component.PARAMETERS) == first(two, Component.PARAMETERS)
    assert first(one, Component.BASKETS) != first(two, Component.BASKETS)


def test_component_numbers_are_a_contract() -> None:
    """Changing a number would change every published simulation."""
    assert [component.value for component in Component] == list(range(14))
    expected = np.random.Generator(np.random.SFC64(np.random.SeedSequence([3, 2, 1, 6]))).random()
    assert first(Streams(3, 2, 1), Component.EXTRA) == expected
