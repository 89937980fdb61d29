"""What a forecast needs of its files and of the workspace: refused with the way out, or told."""

from __future__ import annotations

from collections.abc import Sequence

from digitool.campaign.arrays import Bools
from digitool.campaign.file.spec import CampaignFile
from digitool.campaign.history.customers import Roster
from digitool.errors import NotFoundError, Phrase, RefusedError, UsageError
from digitool.model.days import iso_day
from digitool.model.ids import Day
from digitool.model.text import mask_value, meant
from digitool.workspace.locate import Workspace

FEWEST = 50
"""Customers who have bought that a forecast needs; below, only built-in assumptions would speak."""

GAP_DAYS = 28
"""Days between the last purchase known and the start of a window from which people are told."""


def require_future(spec: CampaignFile, today: Day) -> None:
    """Raise UsageError for a window that began before the chain's business date."""
    start = spec.campaign.start
    if start < today:
        raise window_past(
            start,
            spec.campaign.window.after,
            today,
            hint="move start, or look back with --as-of",
            try_next="digitool campaign simulate {file} --as-of {start}",
            file=spec.file,
        )


def require_names(spec: CampaignFile, workspace: Workspace) -> None:
    """Raise NotFoundError for a store or guide that the workspace does not know."""
    settings = workspace.settings
    for key, named, known in (
        ("stores", spec.audience.stores, list(settings.stores)),
        ("guides", spec.audience.guides, list(settings.guides)),
    ):
        for name in named:
            if known and name not in known:
                raise NotFoundError(
                    "no_such_name",
                    "{file}:{line}: {key} names {name}, which is not in this workspace",
                    file=spec.file,
                    line=spec.line("audience", key),
                    key=f"audience.{key}",
                    name=mask_value(name),
                    **meant(name, known, "known are: {known}"),
                    known=", ".join(known[:20]),
                )


def require_history(roster: Roster) -> None:
    """Raise RefusedError where fewer than `FEWEST` customers have bought."""
    buyers = int(roster.bought.sum())
    if buyers < FEWEST:
        raise RefusedError(
            "too_little_history",
            "{observed} customers have bought so far; a forecast needs {limit}",
            hint="import more purchases; --priors goes on with built-in assumptions alone",
            try_next="digitool import FILE",
            observed=buyers,
            limit=FEWEST,
        )


def require_somebody(spec: CampaignFile, mask: Bools, everybody: int) -> None:
    """Raise NotFoundError for an audience (n,) without anybody, out of so many customers."""
    if not mask.any():
        raise NotFoundError(
            "empty_audience",
            "{file}:{line}: nobody of {everybody} customers is in the audience",
            hint="take a condition away, or widen it",
            try_next="digitool campaign explain audience",
            file=spec.file, line=spec.line("audience"), everybody=everybody,
        )  # fmt: skip


def gap_notes(specs: Sequence[CampaignFile], roster: Roster) -> list[Phrase]:
    """What a long time between the last known purchase and the start of the window means."""
    gap = min(spec.campaign.start for spec in specs) - roster.day
    if gap <= GAP_DAYS:
        return []
    return [
        Phrase(
            "purchases are known up to {day} only, {gap} days before the start: import newer ones first",
            {"day": iso_day(Day(roster.day)), "gap": gap},
        )
    ]


def window_past(
    start: Day, end: Day, today: Day, *, hint: str, try_next: str = "", **more: object
) -> UsageError:
    """The window from ``start`` to ``end`` (exclusive) is not ahead; ``more`` fills ``try_next``."""
    return UsageError(
        "window_past",
        "the window {start} to {end} is over or has begun; today is {today}",
        hint=hint,
        try_next=try_next,
        **more,
        start=iso_day(start),
        end=iso_day(end),
        today=iso_day(today),
    )
