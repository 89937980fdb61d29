"""From a workspace to forecasts: customers, calibration and contact policy behind one or more files.

All files of one `Stage` are simulated over the same customers in the same places, so that they share their
luck and can be compared run by run.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from digitool.campaign.arrays import Bools, Floats
from digitool.campaign.file.fit import require_budget
from digitool.campaign.file.schema import CouponOffer
from digitool.campaign.file.spec import CampaignFile
from digitool.campaign.forecast import assembly, belief, permission, requirements
from digitool.campaign.history.customers import Roster, customers_of
from digitool.campaign.learning import calibrations
from digitool.campaign.learning.calibrations import StoredCalibration
from digitool.campaign.simulation.coupon_value import Coupon
from digitool.campaign.simulation.inputs import Calibration, Campaign, Customers, Effort
from digitool.campaign.simulation.outcome import Outcome
from digitool.campaign.simulation.simulate import Progress, simulate
from digitool.db.port import Connection
from digitool.errors import Phrase, RefusedError, UsageError
from digitool.model.calendar import Calendar
from digitool.model.days import DAY_MS
from digitool.model.ids import Day, Ms
from digitool.workspace.locate import Workspace


@dataclass(frozen=True)
class ForecastMoment:
    """The clock of a forecast: UTC ms and the chain's business date."""

    at: Ms
    today: Day


@dataclass(frozen=True)
class Ready:
    """One file, ready to be simulated: the core's inputs, the audience (n,), and what to tell people.

    ``audience_size`` counts those held out, too; ``held_out_share`` is their share of it, 0 to 1.
    """

    spec: CampaignFile
    customers: Customers
    calibration: Calibration
    campaign: Campaign
    audience: Bools
    audience_size: int
    held_out_share: float
    reasons: dict[str, int]

    @property
    def reached(self) -> Bools:
        """Who (n,) is written to, or may meet the offer by herself; nobody who is held out."""
        met: Bools = np.isfinite(self.campaign.plan.send_day)
        return met


class _Law(NamedTuple):
    """Customers with segments, calibration for a file's window, and what each is worth (n,)."""

    customers: Customers
    calibration: Calibration
    worth: Floats


@dataclass(frozen=True)
class Stage:
    """Customers and what is known of them, for one or more files; ``notes`` are for people."""

    roster: Roster
    ready: tuple[Ready, ...]
    notes: tuple[Phrase, ...]
    calibrated: bool

    def run(self, which: int, effort: Effort, progress: Progress | None = None) -> Outcome:
        """Simulate one of the files. Raises UsageError for an effort that makes no sense."""
        return run_file(self.ready[which], effort, progress)


def run_file(ready: Ready, effort: Effort, progress: Progress | None = None) -> Outcome:
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
    moment: ForecastMoment,
    *,
    priors: bool = False,
) -> Stage:
    """Read what the files need, once. ``priors``: go on without a calibration and with few customers.

    Raises UsageError for a window in the past, NotFoundError for an empty audience or an unknown store,
    guide, segment or stock, RefusedError for too little history or a calibration that is too old.
    """
    for spec in specs:
        requirements.require_future(spec, moment.today)
        requirements.require_names(spec, workspace)
    everybody = customers_of(connection, None, moment.at)
    if not priors:
        requirements.require_history(everybody)
    stored = None if priors else calibrations.newest(connection, moment.at)
    notes = [*calibrations.require_fresh(connection, stored), *requirements.gap_notes(specs, everybody)]
    reading = _Reading(workspace, connection, moment, stored)
    masks = reading.audiences(specs, everybody)
    rows = np.flatnonzero(np.logical_or.reduce(masks))
    roster = everybody.only(rows)
    ready = [reading.ready(spec, roster, mask[rows]) for spec, mask in zip(specs, masks, strict=True)]
    return Stage(roster, tuple(ready), tuple(notes), stored is not None)


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
    if [spec for spec in specs if spec.prize_draw is not None]:
        found.append(Phrase("prizes are not in these figures: a prize draw is checked, not simulated", {}))
    if [spec for spec in specs if spec.coupon is not None and spec.coupon.per_customer > 1]:
        found.append(
            Phrase("each customer is forecast to use one coupon, and may get more (per_customer)", {})
        )
    return found


class _Reading:
    """Questions to one workspace at one moment; equal ones are put once, however many files ask."""

    def __init__(
        self,
        workspace: Workspace,
        connection: Connection,
        moment: ForecastMoment,
        stored: StoredCalibration | None,
    ) -> None:
        self.workspace, self.connection, self.moment, self.stored = workspace, connection, moment, stored
        self._laws: dict[Hashable, _Law] = {}
        self._asked: dict[Hashable, permission.Permitted] = {}
        self._held_out: dict[Hashable, Bools] = {}
        self._inside: dict[str, Bools] = {}

    def audiences(self, specs: Sequence[CampaignFile], everybody: Roster) -> list[Bools]:
        """The audience (n,) of each file among all customers."""
        found = []
        for spec in specs:
            wanted, keep = spec.audience, assembly.selected(spec, everybody)
            if wanted.segment and wanted.segment not in self._inside:
                self._inside[wanted.segment] = self._members(wanted.segment, everybody)
            if wanted.segment:
                keep &= self._inside[wanted.segment]
            if wanted.most is not None:
                keep = assembly.most_valuable(keep, self._law(spec, everybody).worth, wanted.most)
            requirements.require_somebody(spec, keep, len(everybody))
            found.append(keep)
        return found

    def ready(self, spec: CampaignFile, roster: Roster, audience: Bools) -> Ready:
        """One file over the stage's customers; ``audience`` (n,) among them."""
        customers, calibration, worth = self._law(spec, roster)
        settings, frame = self.workspace.settings, spec.campaign
        rules = spec.contact, spec.broadcast, spec.guide_message is None, frame.start
        if rules not in self._asked:
            self._asked[rules] = permission.ask_policy(
                self.connection, spec, roster, settings.contact, self.moment.at
            )
        draw = frame.name, frame.holdout
        if draw not in self._held_out:
            self._held_out[draw] = permission.held_out(spec, roster, self.workspace.key)
        asked, held_out = self._asked[rules], self._held_out[draw]
        if spec.guide_message is None:
            customers = replace(customers, guide=np.full_like(customers.guide, -1))
        customers = replace(customers, contacts_7=asked.contacts_7)
        allowed = replace(asked.permission, held_out=held_out & audience)
        contacts = assembly.contact_plan(spec, customers, audience, allowed, worth)
        coupon = _coupon(self.connection, spec, settings.chain.calendar)
        size = int(audience.sum())
        campaign = assembly.campaign_of(spec, contacts, coupon, size)
        calibration = belief.believed(calibration, spec, len(roster.guides))
        share = frame.holdout / 10_000
        return Ready(spec, customers, calibration, campaign, audience, size, share, asked.reasons)

    def _law(self, spec: CampaignFile, roster: Roster) -> _Law:
        window = spec.campaign.window
        question = window, len(roster)
        if question not in self._laws:
            customers, calibration = calibrations.applied(self.stored, roster, window)
            worth = assembly.value_of(customers, calibration)
            self._laws[question] = _Law(customers, calibration, worth)
        return self._laws[question]

    def _members(self, name: str, everybody: Roster) -> Bools:
        """Who (n,) is in a segment: its conditions are put to the database."""
        from digitool.segments.finding import load_segment
        from digitool.segments.members import segment_members

        segment = load_segment(self.workspace, name)
        members = segment_members(self.connection, segment, self.moment.at, self.workspace.settings)
        inside = np.zeros(len(everybody), dtype=np.bool_)
        inside[everybody.places(members.persons)] = True
        return inside


def _coupon(connection: Connection, spec: CampaignFile, calendar: Calendar) -> Coupon | None:
    """The coupon of a file: its own rules, or those of the stock that it names, within the file's caps.

    Raises RefusedError for a stock that is over before the campaign begins, UsageError for a budget below one
    coupon.
    """
    offer = spec.coupon
    if offer is None or not offer.stock:
        return assembly.coupon_of(offer)
    from digitool.coupons.finding import find_stock
    from digitool.coupons.rules.terms import from_json
    from digitool.coupons.rules.windows import validity

    terms = from_json(find_stock(connection, offer.stock)["terms"])
    received = calendar.start(spec.campaign.start)
    days = (validity(terms, received, calendar)[1] - received) / DAY_MS
    if days <= 0:
        raise RefusedError(
            "stock_over",
            "the coupons of stock {stock} end before the campaign begins",
            hint="name a stock that is valid in the window",
            try_next="digitool coupon status {stock}",
            stock=offer.stock,
        )
    coupon = _capped(replace(Coupon.of_terms(terms), validity_days=days), offer)
    require_budget(spec, coupon.face_fen)
    return coupon


def _capped(coupon: Coupon, offer: CouponOffer) -> Coupon:
    """A stock's coupon within the tighter total and budget of the file."""
    quotas = [one for one in (coupon.quota, offer.total) if one is not None]
    budgets = [one for one in (coupon.budget_fen, offer.budget) if one is not None]
    return replace(coupon, quota=min(quotas, default=None), budget_fen=min(budgets, default=None))
