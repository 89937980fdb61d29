"""Random draws of the demo: one independent stream per component, keyed by seed and name.

A new component gets a new name and so its own stream: it never shifts the draws of the others.
"""

from __future__ import annotations

import math
import random
from base64 import b64encode
from hashlib import blake2b


def stream(seed: int, component: str) -> random.Random:
    """The random stream of one component; seeding by text is the same on every Python and machine."""
    return random.Random(f"digitool-demo:{seed}:{component}")  # noqa: S311 - made-up data, not secrets


def poisson(rng: random.Random, mean: float) -> int:
    """A Poisson count: by multiplication (Knuth) below a mean of 30, by the normal curve above."""
    if mean > 30:
        return max(0, round(rng.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def token(prefix: str, length: int, *parts: object) -> str:
    """An id as platforms print them: ``prefix`` and letters, digits, ``-`` or ``_``, of ``length`` in all."""
    digest = blake2b(":".join(map(str, parts)).encode(), digest_size=24).digest()
    return prefix + b64encode(digest, b"-_").decode()[: length - len(prefix)]
