"""Random streams: one for each part of the model, none of which ever draws from another's.

A stream is named by (seed, scenario, replication, component), so switching a mechanic off leaves
every other draw as it was, two plans of one scenario share their customers' luck (common random
numbers), and a replication gives the same bytes on any worker.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np


class Component(IntEnum):
    """The parts of the model that draw; numbers are part of the contract and are never reused."""

    PARAMETERS = 0
    CLOCK = 1
    BASELINE = 2
    BASKETS = 3
    EXPOSURE = 4
    RESPONSE = 5
    EXTRA = 6
    AUDIENCE = 7
    REFERRAL = 8
    NEWCOMERS = 9
    GROUP_BUY = 10
    BARGAIN = 11
    RED_PACKET = 12
    COMMUNITY = 13


INNER = 1_000
"""Added to a component for each further inner draw of the people under the same parameters."""


@dataclass(frozen=True)
class Streams:
    """The streams of one replication: ``seed``, ``scenario``, ``replication`` >= 0 and ``inner`` draw."""

    seed: int
    scenario: int
    replication: int
    inner: int = 0

    def get(self, component: Component) -> np.random.Generator:
        """A fresh SFC64 generator (517 M uniforms/s a core) at the start of the component's stream.

        Parameters do not depend on ``inner``: a second inner draw is the same world with other luck.
        """
        inner = 0 if component is Component.PARAMETERS else self.inner
        key = [self.seed, self.scenario, self.replication, int(component) + INNER * inner]
        return np.random.Generator(np.random.SFC64(np.random.SeedSequence(key)))
