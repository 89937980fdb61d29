"""Who answers a scan of a live code: shifts, daily limits, capacity and backups decide. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from digitool.guides.roster import LEFT, NOT_STARTED, Post
from digitool.guides.workload import Workload
from digitool.model.ids import Ms

CHOSEN, FREE = "chosen", "free"
OFF_SHIFT, FULL_TODAY, AT_CAPACITY, UNKNOWN = "off_shift", "full_today", "at_capacity", "not_on_roster"


class Turn(NamedTuple):
    """A guide behind a code; ``post`` is None when the roster does not know her."""

    guide: str
    backup: bool
    post: Post | None


class LiveCode(NamedTuple):
    """A code: the state that its scans carry, where it stands, and its guides in order."""

    code: str
    store: str
    location: str
    turns: tuple[Turn, ...]
    retired_at: int | None = None


class Verdict(NamedTuple):
    """What was decided about one guide of a code."""

    guide: str
    backup: bool
    decision: str
    load: Workload


class Answer(NamedTuple):
    """The guide who gets the next scan (None: nobody can), and the verdict on each."""

    guide: str | None
    verdicts: tuple[Verdict, ...]


def who(code: LiveCode, at: Ms, counts: Mapping[str, Workload]) -> Answer:
    """The guide for a scan at ``at`` (UTC ms), by the loads of the guides.

    Of those on duty with room, the one with fewest additions today, then the first in order. Backups step
    in, whatever their shift, when none of the others can; a retired code has nobody.
    """
    loads = [counts.get(turn.guide, Workload()) for turn in code.turns]
    verdicts = [
        Verdict(turn.guide, turn.backup, _judge(turn, at, load), load)
        for turn, load in zip(code.turns, loads)
    ]
    if code.retired_at is not None and at >= code.retired_at:
        return Answer(None, tuple(verdicts))
    able = [place for place, one in enumerate(verdicts) if one.decision == FREE]
    if not able:
        return Answer(None, tuple(verdicts))
    best = min(able, key=lambda place: (verdicts[place].backup, loads[place].today, place))
    verdicts[best] = verdicts[best]._replace(decision=CHOSEN)
    return Answer(verdicts[best].guide, tuple(verdicts))


def _judge(turn: Turn, at: Ms, load: Workload) -> str:
    """Why a guide cannot take a scan, or that she is free."""
    if turn.post is None:
        return UNKNOWN
    state = turn.post.state(at)
    if state in (LEFT, NOT_STARTED):
        return state
    if not turn.backup and not turn.post.on_duty(at):
        return OFF_SHIFT
    limit = turn.post.guide.daily_adds
    if limit and load.today >= limit:
        return FULL_TODAY
    return AT_CAPACITY if load.held >= turn.post.capacity(at) else FREE
