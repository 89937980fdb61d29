"""The roster: who works where and when, and how much she can take on. Pure."""

from __future__ import annotations

from typing import NamedTuple

from digitool import rules
from digitool.errors import NotFoundError
from digitool.model.calendar import CHINA_DAYS, Calendar
from digitool.model.days import instant, local_day
from digitool.model.ids import Day, Ms
from digitool.model.text import mask_value, meant
from digitool.workspace.settings import Guide, Settings

ACTIVE, LEFT, NOT_STARTED = "active", "left", "not_started"


class Post(NamedTuple):
    """A guide at her place: her settings, and the calendar of her store."""

    guide: Guide
    calendar: Calendar = CHINA_DAYS

    def day(self, at: Ms) -> Day:
        """The business day number of an instant (UTC ms) in her store."""
        return self.calendar.day(at)

    def day_start(self, at: Ms) -> Ms:
        """The instant at which that business day began."""
        return self.calendar.start(self.day(at))

    def state(self, at: Ms) -> str:
        """active, left or not_started at an instant."""
        day = self.day(at)
        if self.guide.left is not None and day >= self.guide.left:
            return LEFT
        return NOT_STARTED if self.guide.joined is not None and day < self.guide.joined else ACTIVE

    def on_duty(self, at: Ms) -> bool:
        """Whether she works at an instant: employed, and inside her shift where she has one.

        A shift that passes midnight belongs to the day on which it began.
        """
        if self.state(at) != ACTIVE:
            return False
        shift = self.guide.shift
        if shift is None:
            return True
        zone = self.calendar.zone
        midnight = local_day(at, zone)
        for day in (midnight - 1, midnight):
            span = shift.open_minutes(Day(day))
            if span and instant(Day(day), span[0], zone) <= at < instant(Day(day), span[1], zone):
                return True
        return False

    def capacity(self, at: Ms) -> int:
        """Most customers she may hold: her own figure, else what the platform allows on that day."""
        own = self.guide.capacity
        return own if own is not None else rules.at("handover.capacity", self.day(at)).number("most")


def posts(settings: Settings) -> dict[str, Post]:
    """Every guide of the settings at her place, by userid."""
    return {userid: post_of(settings, guide) for userid, guide in settings.guides.items()}


def post_of(settings: Settings, guide: Guide) -> Post:
    """A guide at her place; one without a store keeps the chain's calendar."""
    place = settings.stores.get(guide.store) or settings.chain
    return Post(guide, place.calendar)


def require_guide(settings: Settings, guide: str) -> None:
    """Check that the roster knows a guide. Raises NotFoundError ``no_guide`` with the nearest one."""
    if guide not in settings.guides:
        raise NotFoundError(
            "no_guide",
            "there is no guide {guide}",
            **meant(guide, list(settings.guides), "add her to digitool.toml under [guides]"),
            try_next="digitool guide list",
            guide=mask_value(guide),
        )
