"""JSON that the program wrote itself and reads back: what cannot be read is damage, and nobody's slip."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from digitool.errors import DamageError, Phrase, UsageError
from digitool.model.text import mask_value

_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, UsageError)
"""What reading a text raises that is no JSON, lacks a name, or has one or a value that nobody knows."""


@contextmanager
def stored_as(what: str) -> Iterator[None]:
    """Read back what is stored as ``what`` (a template); also a decorator of the function that reads it.

    Raises DamageError ``stored_unreadable`` for whatever cannot be read.
    """
    try:
        yield
    except _UNREADABLE as error:
        raise DamageError(
            "stored_unreadable",
            "{what} cannot be read as the database holds it: {reason}",
            hint="nothing was changed; see what else does not add up, then restore a backup",
            try_next="digitool check",
            what=Phrase(what, {}),
            reason=mask_value(str(error), 100) or type(error).__name__,
        ) from error
