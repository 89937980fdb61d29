"""Episodes of two who hold each other (a guide and a customer, a group and a member), from what was said.

Files and callbacks arrive late, twice and in any order, so nothing is ever updated by an event: all that
was said is kept as marks, and `fold` works the episodes out of the whole set. Pure; the same set of marks
gives the same episodes whatever came first. Times are UTC ms, 0 where unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from digitool.model.ids import NO_MOMENT, Ms

ADDED, LISTED, HALF = 1, 2, 3
"""Beginnings: an event, an export that says since when, and a customer whom the guide must still confirm."""
HELD, EDITED = 4, 5
"""They held each other at this moment: a list without dates, or a changed remark."""
BY_CUSTOMER, BY_GUIDE, BY_TRANSFER = 6, 7, 8
"""Ends: who ended it."""
REFUSED, TAKER_FULL = 9, 10
"""A handover that failed; says nothing of this pair's own episode."""

SAME_MS = 600_000
"""Two beginnings within ten minutes tell of one: an event and an export differ by seconds."""

_BEGINS = (ADDED, LISTED, HALF)
_HOLDS = (HELD, EDITED)
_ENDED_BY = {BY_CUSTOMER: "customer", BY_GUIDE: "guide", BY_TRANSFER: "transfer"}
_SIDES = ("customer", "guide")


class Mark(NamedTuple):
    """One thing said of a pair at ``at``; ``way`` and ``state`` tell how they met, 0 and empty unknown."""

    at: Ms
    kind: int
    way: int = 0
    state: str = ""
    batch: int = 0
    line: int = 0


class Episode(NamedTuple):
    """One span of holding each other; ``lost_at`` None while it lasts.

    ``lost_by`` is customer, guide, transfer, or empty where only the absence was seen: then ``lost_at``
    is the moment by which it had ended.
    """

    added_at: Ms
    way: int = 0
    state: str = ""
    half: bool = False
    lost_at: int | None = None
    lost_by: str = ""
    mutual_at: int | None = None
    batch: int = 0
    line: int = 0


class _Open(NamedTuple):
    """An episode under way, its last beginning, and when it was last seen without one."""

    episode: Episode
    began: int
    held: int = 0


def fold(marks: Iterable[Mark], absent: Sequence[int] = ()) -> list[Episode]:
    """The episodes of one pair in order of time.

    ``absent`` are the moments of full lists in which the pair was missing. An end without a beginning is
    an episode that began at 0.
    """
    told = sorted({*marks, *(Mark(Ms(at), 0) for at in absent)}, key=_order)
    done: list[Episode] = []
    now: _Open | None = None
    for _at, group in groupby(told, key=lambda mark: mark.at):
        for mark in _in_turn(list(group), running=now is not None):
            now = _step(done, now, mark)
    return done + ([now.episode] if now else [])


def _order(mark: Mark) -> tuple[int, ...]:
    return mark.at, mark.kind, mark.batch, mark.line


def _in_turn(marks: list[Mark], *, running: bool) -> list[Mark]:
    """The marks of one second in the order that makes sense: whoever holds is lost first, else added."""
    first = [mark for mark in marks if mark.kind in (0, *_HOLDS)]
    begins = [mark for mark in marks if mark.kind in _BEGINS]
    ends = [mark for mark in marks if mark.kind in _ENDED_BY]
    return first + (ends + begins if running else begins + ends)


def _step(done: list[Episode], now: _Open | None, mark: Mark) -> _Open | None:
    """Take one mark; ended episodes go to ``done``. Returns the episode that runs after it."""
    if mark.kind in _BEGINS:
        return _begin(done, now, mark)
    if mark.kind in _HOLDS:
        return _hold(done, now, mark)
    by = _ENDED_BY.get(mark.kind, "")
    if now is not None and now.episode.half and not by:
        return now  # lists do not hold who is not confirmed yet
    if now is not None:
        done.append(now.episode._replace(lost_at=mark.at, lost_by=by))
    elif done:
        _end_too(done, mark.at, by)
    elif by:
        done.append(Episode(NO_MOMENT, lost_at=mark.at, lost_by=by, batch=mark.batch, line=mark.line))
    return None


def _begin(done: list[Episode], now: _Open | None, mark: Mark) -> _Open:
    fresh = Episode(mark.at, mark.way, mark.state, mark.kind == HALF, batch=mark.batch, line=mark.line)
    if now is None:
        return _Open(fresh, mark.at)
    old = now.episode
    known = old.added_at > 0
    last = now.began if known else now.held
    if last and mark.at - last > SAME_MS and not (old.half and mark.kind != HALF):
        done.append(old._replace(lost_at=mark.at))  # they met again, so it had ended: nobody saw it
        return _Open(fresh, mark.at)
    merged = old._replace(
        added_at=old.added_at if known else mark.at,
        way=old.way or mark.way,
        state=old.state or mark.state,
        half=mark.kind == HALF and old.half,
    )
    return _Open(merged, mark.at, now.held)


def _hold(done: list[Episode], now: _Open | None, mark: Mark) -> _Open | None:
    """Being seen proves an unknown beginning, and that an end was none of which only the absence was seen.

    It does not undo an end that somebody brought about: a customer who deleted her guide stays in lists.
    """
    if now is not None:
        return now._replace(held=mark.at, episode=now.episode._replace(half=False))
    if done and _only_missed(done[-1]):
        again = done.pop()._replace(lost_at=None)
        return _Open(again, again.added_at, mark.at)
    if done:
        return None
    return _Open(Episode(NO_MOMENT, mark.way, mark.state, batch=mark.batch, line=mark.line), 0, mark.at)


def _only_missed(last: Episode) -> bool:
    """Whether an end was only seen as an absence."""
    return not last.lost_by


def _end_too(done: list[Episode], at: Ms, by: str) -> None:
    """The second side ends what the first had ended; who is missed in a list and deletes later was there."""
    last = done[-1]
    if by and _only_missed(last):
        done[-1] = last._replace(lost_at=at, lost_by=by)
    elif by in _SIDES and last.lost_by in _SIDES and by != last.lost_by and last.mutual_at is None:
        done[-1] = last._replace(mutual_at=at)


def status_of(episode: Episode, *, guide_gone: bool = False) -> str:
    """What a relation is: active, half, orphaned (her guide has left), or how it was lost."""
    if episode.lost_at is None:
        if guide_gone:
            return "orphaned"
        return "half" if episode.half else "active"
    if episode.mutual_at is not None:
        return "mutual_lost"
    named = {"customer": "lost_by_customer", "guide": "lost_by_guide", "transfer": "transferred_out"}
    return named.get(episode.lost_by, "lost")
