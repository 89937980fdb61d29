"""From a workspace to forecasts: customers, calibration and contact policy behind one or more files.

All files of one `Stage` are simulated over the same customers in the same places, so that they share their
luck and can be compared run by run.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from digitool.campaign import problems
from digitool.campaign.arrays import Bools, Floats
from digitool.campaign.file.fit import require_budget
from digitool.campaign.file.spec import CampaignFile
from digitool.campaign.forecast import assembly, belief, permission
from digitool.campaign.history.customers import Roster, customers_of
from digitool.campaign.learning import calibrations
from digitool.campaign.learning.calibrations import Stored
from digitool.campaign.simulation.coupon_value import Coupon
from digitool.campaign.simulation.inputs import Calibration, Campaign, Customers, Effort
from digitool.campaign.simulation.outcome import Outcome
from digitool.campaign.simulation.simulate import Progress, simulate
from digitool.coupons.finding import find_stock
from digitool.coupons.rules.terms import Terms, from_json
from digitool.coupons.rules.windows import validity
from digitool.db.port import Connection
from digitool.errors import NotFoundError, Phrase, RefusedError, UsageError
from digitool.model.days import DAY_MS, iso_day
from digitool.model.ids import Day, Ms
from digitool.model.text import mask_value, meant
from digitool.segments.finding import load_segment
from digitool.segments.members import persons_of
from digitool.workspace.locate import Workspace

FEWEST = 50
"""Customers who have bought that a forecast needs; below, only built-in assumptions would speak."""

_GAP_DAYS = 28


@dataclass(frozen=True)
class Moment:
    """The clock of a forecast: UTC ms and the chain's business date."""

    at: Ms
    today: Day


@dataclass(frozen=True)
class Ready:
    """One file, ready to be simulated: the core's inputs, the audience (n,), and what to tell people."""

    spec: CampaignFile
    customers: Customers
    calibration: Calibration
    campaign: Campaign
    audience: Bools
    reasons: dict[str, int]

    @property
    def reached(self) -> Bools:
        """Who (n,) is written to, or may meet the offer by herself; nobody who is held out."""
        met: Bools = np.isfinite(self.campaign.plan.send_day)
        return met

    @property
    def audience_size(self) -> int:
        """Customers in the audience, held-out ones included."""
        return int(self.audience.sum())

    @property
    def held_out_share(self) -> float:
        """Share of the audience in the holdout, 0 to 1."""
        return self.spec.campaign.holdout / 10_000


@dataclass(frozen=True)
class Stage:
    """Customers and what is known of them, for one or more files; ``notes`` are for people."""

    roster: Roster
    ready: tuple[Ready, ...]
    notes: tuple[Phrase, ...]
    calibrated: bool

    def run(self, which: int, effort: Effort, progress: Progress | None = None) -> Outcome:
        """Simulate one of the files. Raises UsageError for an effort that makes no sense."""
        return run(self.ready[which], effort, progress)


def run(ready: Ready, effort: Effort, progress: Progress | None = None) -> Outcome:
    """Simulate one file; what the core refuses becomes a UsageError."""
    try:
        return simulate(ready.customers, ready.calibration, ready.campaign, effort, progress)
    except ValueError as error:
        raise UsageError(
            "not_simulated_so",
            "this cannot be simulated: {reason}",
            hint="change the campaign file or the options",
            reason=str(error),
        ) from None


def stage(
    workspace: Workspace,
    connection: Connection,
    specs: Sequence[CampaignFile],
    moment: Moment,
    *,
    priors: bool = False,
) -> Stage:
    """Read what the files need, once. ``priors``: go on without a calibration and with few customers.

    Raises UsageError for a window in the past, NotFoundError for an empty audience or an unknown store,
    guide, segment or stock, RefusedError for too little history or a calibration that is too old.
    """
    for spec in specs:
        _require_future(spec, moment)
        _require_names(spec, workspace)
    everybody = customers_of(connection, None, moment.at)
    if not priors:
        _require_history(everybody)
    stored = None if priors else calibrations.newest(connection, moment.at)
    notes = [*calibrations.require_fresh(connection, stored), *_gap(specs, everybody)]
    reading = _Reading(workspace, connection, moment, stored)
    masks = reading.audiences(specs, everybody)
    rows = np.flatnonzero(np.logical_or.reduce(masks))
    roster = everybody.only(rows)
    ready = tuple(reading.ready(spec, roster, mask[rows]) for spec, mask in zip(specs, masks, strict=True))
    return Stage(roster, ready, tuple(notes), stored is not None)


def unmodelled(specs: Sequence[CampaignFile]) -> list[Phrase]:
    """What figures of these files leave out, for people: prizes, and what a customer uses after her first
    coupon.

    Raises UsageError for a file with nothing but a prize draw: it would seem to cost and to sell nothing.
    """
    for spec in specs:
        if set(spec.mechanics) == {"prize_draw"}:
            raise UsageError(
                "no_model",
                "{file}: a prize draw is checked, not simulated",
                hint="add a mechanic that sells, or look at the rules with lint",
                try_next="digitool campaign lint {file}",
                file=spec.file,
            )
    found = []
    if any(spec.prize_draw is not None for spec in specs):
        found.append(Phrase("prizes are not in these figures: a prize draw is checked, not simulated", {}))
    if any(spec.coupon is not None and spec.coupon.per_customer > 1 for spec in specs):
        found.append(
            Phrase("each customer is forecast to use one coupon, and may get more (per_customer)", {})
        )
    return found


class _Reading:
    """Questions to one workspace at one moment; equal ones are put once, however many files ask."""

    def __init__(
        self, workspace: Workspace, connection: Connection, moment: Moment, stored: Stored | None
    ) -> None:
        self.workspace, self.connection, self.moment, self.stored = workspace, connection, moment, stored
        self._answers: dict[Hashable, Any] = {}

    def audiences(self, specs: Sequence[CampaignFile], everybody: Roster) -> list[Bools]:
        """The audience (n,) of each file among all customers."""
        found = []
        for spec in specs:
            keep = assembly.selected(spec, everybody)
            if spec.audience.segment:
                keep &= self._inside(spec.audience.segment, everybody)
            if spec.audience.most is not None:
                keep = assembly.most_valuable(keep, self._law(spec, everybody)[2], spec.audience.most)
            _require_somebody(spec, keep, len(everybody))
            found.append(keep)
        return found

    def ready(self, spec: CampaignFile, roster: Roster, audience: Bools) -> Ready:
        """One file over the stage's customers; ``audience`` (n,) among them."""
        policy = self.workspace.settings.contact
        asked = self._once(
            ("contact", spec.contact, spec.broadcast, spec.guide_message is None, spec.campaign.start),
            lambda: permission.ask(self.connection, spec, roster, policy, self.moment.at),
        )
        held_out = self._once(
            ("holdout", spec.campaign.name, spec.campaign.holdout),
            lambda: permission.held_out(spec, roster, self.workspace.key),
        )
        customers, calibration, worth = self._law(spec, roster)
        if spec.guide_message is None:
            customers = replace(customers, guide=np.full_like(customers.guide, -1))
        customers = replace(customers, contacts_7=asked.contacts_7)
        allowed = replace(asked.permission, held_out=held_out & audience)
        contacts = assembly.contact_plan(spec, customers, audience, allowed, worth)
        campaign = assembly.campaign_of(spec, contacts, self._coupon(spec), int(audience.sum()))
        calibration = belief.believed(calibration, spec, len(roster.guides))
        return Ready(spec, customers, calibration, campaign, audience, asked.reasons)

    def _law(self, spec: CampaignFile, roster: Roster) -> tuple[Customers, Calibration, Floats]:
        """Customers with segments, calibration for the file's window, and what each is worth (n,)."""
        window = spec.campaign.window

        def ask() -> tuple[Customers, Calibration, Floats]:
            customers, calibration = calibrations.applied(self.stored, roster, window)
            return customers, calibration, assembly.value_of(customers, calibration)

        found: tuple[Customers, Calibration, Floats] = self._once(("law", window, len(roster)), ask)
        return found

    def _inside(self, name: str, everybody: Roster) -> Bools:
        """Who (n,) is in a segment."""

        def ask() -> Bools:
            """Put the segment's conditions to the database."""
            segment = load_segment(self.workspace, name)
            members = persons_of(self.connection, segment, self.moment.at, self.workspace.settings)
            inside = np.zeros(len(everybody), dtype=np.bool_)
            inside[everybody.places(members.persons)] = True
            return inside

        found: Bools = self._once(("segment", name), ask)
        return found

    def _coupon(self, spec: CampaignFile) -> Coupon | None:
        """The coupon of the file: its own rules, or those of the stock that it names."""
        offer = spec.coupon
        if offer is None or not offer.stock:
            return assembly.coupon_of(offer)
        terms = from_json(find_stock(self.connection, offer.stock)["terms"])
        days = self._valid_days(terms, spec)
        if days <= 0:
            raise RefusedError(
                "stock_over",
                "the coupons of stock {stock} end before the campaign begins",
                hint="name a stock that is valid in the window",
                try_next="digitool coupon status {stock}",
                stock=offer.stock,
            )
        coupon = assembly.capped(replace(Coupon.of_terms(terms), validity_days=days), offer)
        require_budget(spec, coupon.face_fen)
        return coupon

    def _valid_days(self, terms: Terms, spec: CampaignFile) -> float:
        """Days for which a coupon received on the campaign's first day is valid, by the live rule."""
        chain = self.workspace.settings.chain
        calendar = chain.calendar
        received = calendar.start(spec.campaign.start)
        return (validity(terms, received, calendar)[1] - received) / DAY_MS

    def _once(self, question: Hashable, ask: Callable[[], Any]) -> Any:  # noqa: ANN401 - any answer
        if question not in self._answers:
            self._answers[question] = ask()
        return self._answers[question]


def _require_future(spec: CampaignFile, moment: Moment) -> None:
    start = spec.campaign.start
    if start < moment.today:
        raise problems.window_past(
            start,
            spec.campaign.window.after,
            moment.today,
            hint="move start, or look back with --as-of",
            try_next="digitool campaign simulate {file} --as-of {start}",
            file=spec.file,
        )


def _require_names(spec: CampaignFile, workspace: Workspace) -> None:
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


def _require_history(roster: Roster) -> None:
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


def _require_somebody(spec: CampaignFile, mask: Bools, everybody: int) -> None:
    if not mask.any():
        raise NotFoundError(
            "audience_empty",
            "{file}:{line}: nobody of {everybody} customers is in the audience",
            hint="take a condition away, or widen it",
            try_next="digitool campaign explain audience",
            file=spec.file, line=spec.line("audience"), everybody=everybody,
        )  # fmt: skip


def _gap(specs: Sequence[CampaignFile], roster: Roster) -> list[Phrase]:
    """What a long time between the last known purchase and the start of the window means."""
    gap = min(spec.campaign.start for spec in specs) - roster.day
    if gap <= _GAP_DAYS:
        return []
    return [
        Phrase(
            "purchases are known up to {day} only, {gap} days before the start: import newer ones first",
            {"day": iso_day(Day(roster.day)), "gap": gap},
        )
    ]
