"""Opening hours: a week of them, and dated exceptions. A day may end after midnight."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from digitool.forms import kinds
from digitool.forms.kinds import Problem
from digitool.model.days import iso_day
from digitool.model.ids import Day
from digitool.model.stored_json import stored_as

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CLOSED = "closed"


class OpenTime(NamedTuple):
    """Opening and closing in minutes after midnight of the business date; closing may pass 24:00."""

    opens: int
    closes: int


_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~至到]\s*(\d{1,2}):(\d{2})")


def parse_span(text: str) -> OpenTime | None:
    """Read ``09:00-22:00``; ``10:00-01:00`` and ``10:00-25:00`` both end at one in the night.

    None for ``closed``. Raises ValueError for anything else, and for an empty span.
    """
    plain = text.strip().replace("：", ":")
    if plain.lower() in (CLOSED, "休息", "闭店"):
        return None
    match = _SPAN.fullmatch(plain)
    if match is None:
        raise ValueError(f"not opening hours: {text!r}")
    opens_hour, opens_minute, closes_hour, closes_minute = map(int, match.groups())
    opens, closes = opens_hour * 60 + opens_minute, closes_hour * 60 + closes_minute
    if opens_minute > 59 or closes_minute > 59 or opens >= 24 * 60 or closes > 30 * 60:
        raise ValueError(f"not a time of day: {text!r}")
    if closes <= opens:
        closes += 24 * 60
    if closes == opens + 24 * 60 and opens != 0:
        raise ValueError(f"opening and closing are the same: {text!r}")
    return OpenTime(opens, closes)


def format_span(span: OpenTime | None) -> str:
    """The text that `parse_span` reads."""
    if span is None:
        return CLOSED
    opens, closes = span
    return f"{opens // 60:02d}:{opens % 60:02d}-{closes // 60:02d}:{closes % 60:02d}"


def parse_week(text: str) -> Hours:
    """Read ``mon-fri 09:00-17:00, sat 10:00-14:00``: days that are not named are closed.

    Raises ValueError for anything else, and for a day that is named twice.
    """
    week: dict[int, OpenTime | None] = {}
    for part in text.replace("，", ",").split(","):
        days, _, hours = part.strip().partition(" ")
        first, dash, last = days.lower().partition("-")
        if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
            raise ValueError(f"not a weekday: {days!r}")
        start, stop = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        for place in range(start, stop + 1 + (7 if stop < start else 0)):
            if place % 7 in week:
                raise ValueError(f"named twice: {WEEKDAYS[place % 7]}")
            week[place % 7] = parse_span(hours)
    return Hours(tuple(week.get(place) for place in range(7)))


@dataclass(frozen=True)
class Hours:
    """Opening hours of one store: seven spans from Monday, and spans of single days (day numbers)."""

    week: tuple[OpenTime | None, ...] = (OpenTime(9 * 60, 22 * 60),) * 7
    exceptions: dict[Day, OpenTime | None] = field(default_factory=dict)

    def open_minutes(self, day: Day) -> OpenTime | None:
        """The span of a business date (day number); None when closed."""
        if day in self.exceptions:
            return self.exceptions[day]
        return self.week[(day + 3) % 7]

    def to_json(self) -> str:
        """A stable text of these hours, for the database."""
        exceptions = {str(day): span for day, span in sorted(self.exceptions.items())}
        return json.dumps({"week": self.week, "exceptions": exceptions}, separators=(",", ":"))

    @classmethod
    @stored_as("opening hours")
    def from_json(cls, text: str) -> Hours:
        """Hours from `to_json`. Raises DamageError."""
        plain = json.loads(text)
        week = tuple(OpenTime(*span) if span else None for span in plain["week"])
        return cls(
            week, {Day(int(day)): OpenTime(*s) if s else None for day, s in plain["exceptions"].items()}
        )

    def words(self) -> str:
        """The week in one line, equal neighbours joined: ``mon-fri 09:00-22:00, sat-sun 10:00-22:00``."""
        parts: list[str] = []
        start = 0
        for place in range(1, 8):
            if place == 7 or self.week[place] != self.week[start]:
                days = WEEKDAYS[start] if place - start == 1 else f"{WEEKDAYS[start]}-{WEEKDAYS[place - 1]}"
                parts.append(f"{days} {format_span(self.week[start])}")
                start = place
        parts += [f"{iso_day(day)} {format_span(span)}" for day, span in sorted(self.exceptions.items())]
        return ", ".join(parts)


def span(value: Any) -> OpenTime | None:  # noqa: ANN401 - whatever TOML holds
    """A key of opening hours of one day. Raises Problem."""
    try:
        return parse_span(kinds.text(value))
    except ValueError:
        raise Problem(
            "must be opening hours such as 09:00-22:00, or closed, not {value}", value=kinds.brief(value)
        ) from None


def shift(value: Any) -> Hours:  # noqa: ANN401
    """A key of a week of working hours; days that are not named are free. Raises Problem."""
    try:
        return parse_week(kinds.text(value))
    except ValueError:
        raise Problem(
            "must be working hours such as mon-fri 09:00-17:00, not {value}", value=kinds.brief(value)
        ) from None


def week(value: Any) -> dict[str, Any]:  # noqa: ANN401
    """A key of the table of hours that differ: ``mon`` to ``sun``, and ``exceptions`` by date.

    Raises Problem.
    """
    return kinds.by_key(value, _differing)


def _differing(name: str, value: Any) -> Any:  # noqa: ANN401
    if name == "exceptions":
        read = kinds.by_key(value, _exception, "must be a table of dates, not {value}")
        return dict(read.values())
    if name not in WEEKDAYS:
        raise kinds.unknown_key(name, [*WEEKDAYS, "exceptions"])
    return span(value)


def _exception(name: str, value: Any) -> tuple[Day, OpenTime | None]:  # noqa: ANN401
    return kinds.day(name), span(value)


def hours_of(usual: OpenTime | None, differing: dict[str, Any]) -> Hours:
    """A store's hours from its usual span and the days that differ, as `week` reads them."""
    return Hours(
        tuple(differing.get(name, usual) for name in WEEKDAYS), dict(differing.get("exceptions", {}))
    )
