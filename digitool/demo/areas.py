"""A question for every part of the program, with the command that answers it on the demo's chain."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from digitool.db.port import Connection
from digitool.errors import Phrase
from digitool.flow.questions import Scope
from digitool.model.days import iso_day
from digitool.workspace.settings import Settings

MONDAY = 4
"""Day numbers of Mondays leave this rest by 7."""


class Fix(NamedTuple):
    """One thing to do or to ask, in words, and the command that shows more."""

    words: Phrase
    command: str


def questions_by_area(connection: Connection, scope: Scope, settings: Settings, root: Path) -> list[Fix]:
    """The questions that this demo can answer; a tiny one has no deeds and no campaigns to ask about."""
    period = f"--from {iso_day(scope.start)} --to {iso_day(scope.end)}"
    end = f"--as-of {iso_day(scope.end)}T09:00:00+08:00"
    found = [*_everywhere(settings, period, f"--as-of {iso_day(monday(scope.end))}T09:00:00+08:00")]
    if connection.execute("SELECT 1 FROM coupon_stock LIMIT 1").fetchone():
        found += _of_deeds(period, end)
    if connection.execute("SELECT 1 FROM campaign LIMIT 1").fetchone():
        found += _of_campaigns(root, end)
    return found


def monday(end: int) -> int:
    """The last Monday of a period that ends before day ``end``: the day on which a manager asks."""
    return end - 1 - (end - 1 - MONDAY) % 7


def _everywhere(settings: Settings, period: str, today: str) -> Iterator[Fix]:
    yield _ask("How far do people come, from the door to the second purchase?", f"flow funnel {period}")
    question = "What does the official store sell, and how much of it while stores are closed?"
    yield _ask(question, f"official-store report {period}")
    yield _ask("Whom does each guide contact today, and why?", f"guide todo {today}")
    yield _ask("Who was lost last week, and by whom?", f"guide lost --last 1w {today}")
    yield _ask("Which guide brings what?", f"guide rank {period}")
    for guide in settings.guides.values():
        if guide.left is not None:
            question = "A guide leaves on Friday: who takes over whom?"
            yield _ask(question, f"guide handover {guide.userid} --dry-run {today}")


def _of_deeds(period: str, end: str) -> Iterator[Fix]:
    yield _ask("Which coupons are used?", f"coupon report {end}")
    yield _ask("What do guides earn, order by order?", f"guide commission preview {period}")
    yield _ask("Who brings new customers, and what does one cost?", f"referral report {end}")
    yield _ask("Which rewards should a person look at before they are paid?", f"referral audit {end}")
    yield _ask("What do the communities and their leaders sell?", f"community report {end}")


def _of_campaigns(root: Path, end: str) -> Iterator[Fix]:
    coupon, group = (
        shlex.quote(str(root / "campaigns" / name)) for name in ("coupon.toml", "group-buy.toml")
    )
    yield _ask("What does the past say of the next campaign?", f"campaign calibrate {end}")
    yield _ask("What would the next coupon bring, and how sure is that?", f"campaign simulate {coupon} {end}")
    yield _ask("Is a group-buy for the same budget better?", f"campaign compare {coupon} {group} {end}")


def _ask(question: str, command: str) -> Fix:
    return Fix(Phrase(question, {}), f"digitool {command}")
