"""What the messages of people counters share: counts that may be unknown, and times of several kinds."""

from __future__ import annotations

import re
from typing import Any

from digitool.model.ids import Ms
from digitool.sources.answers.pages import count
from digitool.sources.file import problems
from digitool.sources.file.cells import check_moment, epoch

_LABEL = re.compile(r"UTC\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?")
_SECONDS_BELOW = 10**11
"""Epoch numbers below this are seconds, above it milliseconds."""


def people(value: dict[str, Any], *names: str) -> int | None:
    """A count of people under the first of these names that is there; None when none is."""
    for name in names:
        if value.get(name) not in (None, ""):
            number = count(value, name)
            if number < 0:
                raise problems.below_zero(name, str(number))
            return number
    return None


def message_time(value: object, zone: str, name: str) -> Ms:
    """UTC ms of a text, of epoch seconds, or of epoch milliseconds."""
    if isinstance(value, int) and not isinstance(value, bool):
        return epoch(value if value < _SECONDS_BELOW else value // 1000, name)
    if isinstance(value, float) and 0 < value < _SECONDS_BELOW:
        return epoch(int(value), name)
    return check_moment(str(value)[:60], zone, name)


def label_offset(label: str) -> int | None:
    """The offset in ms that a label like ``UTC+8:00 China`` names; None without one."""
    match = _LABEL.match(label)
    if match is None:
        return None
    sign, hours, minutes = match.groups()
    offset = (int(hours) * 60 + int(minutes or 0)) * 60_000
    return -offset if sign == "-" else offset
