"""Customers as people type them: ``I12`` is an identifier, ``P12`` the person whose oldest one it is."""

from __future__ import annotations

from digitool.errors import UsageError
from digitool.model.ids import IdentifierId, customer_of
from digitool.model.text import mask_value


def read_customer(text: str) -> IdentifierId:
    """The identifier that ``P12`` or ``I12`` names. Raises UsageError ``bad_id``."""
    found = customer_of(text)
    if found is None:
        raise _bad_id(text, "P12")
    return found


def read_identifier(text: str) -> IdentifierId:
    """The identifier ``I12``, and nothing else. Raises UsageError ``bad_id``."""
    found = customer_of(text)
    if found is None or text.strip()[0] not in "Ii":
        raise _bad_id(text, "I12")
    return found


def _bad_id(text: str, example: str) -> UsageError:
    return UsageError(
        "bad_id",
        "{value} is not an id such as {example}",
        hint="find it first by openid, member number or phone",
        try_next="digitool customer find --help",
        value=mask_value(text) or '""',
        example=example,
    )
