"""What files say of who is who: what follows when an import that said so is taken back."""

from __future__ import annotations

from collections.abc import Sequence

from digitool.evidence.kinds import Key
from digitool.identity.stored.log import ASSERTION, ATTRIBUTE
from digitool.ingest.batch import Batch, Follow, nothing_more


def follow_statements(batch: Batch, keys: Sequence[Key]) -> Follow:
    """Find anew who the persons of both sides are."""
    batch.reached.update(end for key in keys for end in key[:2])
    return nothing_more


def follow_attributes(batch: Batch, keys: Sequence[Key]) -> Follow:
    """Find anew who the described persons are: names that differ keep people apart."""
    batch.recount.release(key[0] for key in keys)
    batch.reached.update(key[0] for key in keys)
    return nothing_more


FOLLOWS = {ASSERTION: follow_statements, ATTRIBUTE: follow_attributes}
"""What follows when an import that told of a kind of fact is taken back, or counts again."""
