"""Numbers and short texts from outside that are kept and printed as they are, so that they are nobody's."""

from __future__ import annotations

import re

from digitool.errors import UsageError
from digitool.model.personal import is_personal, names_a_person
from digitool.model.text import is_line, mask_value

MAX_SHORT = 64
"""Most characters of a short text."""

_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,47}", re.ASCII)


def require_number(number: str, name: str = "order") -> str:
    """An order's, basket's, refund's or payment's own number.

    Raises UsageError ``bad_order``, or ``phone_in_text`` where it is somebody's phone or card.
    """
    if not _NUMBER.fullmatch(number):
        raise UsageError(
            "bad_order",
            "{order} is not an order number",
            hint="letters, digits and - _ . : / only, at most 48 of them",
            order=mask_value(number) or "-",
        )
    return require_nobodys(number, name)


def require_short(text: str, name: str) -> str:
    """A short text in one line that is nobody's phone. Raises UsageError ``bad_text``, ``phone_in_text``."""
    if len(text) > MAX_SHORT or not is_line(text):
        raise UsageError(
            "bad_text", "{name} is not a short text in one line", hint="at most 64 characters", name=name
        )
    return require_nobodys(text, name)


def require_nobodys(text: str, name: str) -> str:
    """A text in which no personal number stands. Raises UsageError ``phone_in_text``."""
    if is_personal(text):
        raise UsageError(
            "phone_in_text",
            "{name} holds a phone or another personal number, and it is kept as it is",
            hint="use a number or an id that is nobody's",
            name=name,
        )
    return text


def require_sendable(text: str, name: str) -> str:
    """A text that goes out to customers, and is kept as it goes out; a shop's own telephone may stand in it.

    Raises UsageError ``person_in_text``.
    """
    if names_a_person(text):
        raise UsageError(
            "person_in_text",
            "{name} holds a mobile, an id-card number or an e-mail address, and it is kept as it is sent",
            hint="name the shop's own telephone, or a link",
            name=name,
        )
    return text
