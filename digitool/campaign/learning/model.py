"""What has been learned of a chain's customers, as one value that can be stored and read back.

It holds more than the core's `Calibration`: fits by store code, views by guide, the calendar. `fitted`
lays it over a roster, whose stores and guides have places, and gives what a simulation takes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np

from digitool.campaign.arrays import Floats, floats, ints
from digitool.campaign.models.beta_binomial import posterior
from digitool.campaign.models.bg_nbd import BgNbdFit
from digitool.campaign.models.calendar_shock import CalendarShock
from digitool.campaign.models.delays import Delay
from digitool.campaign.models.gamma_gamma import GammaGammaFit
from digitool.campaign.models.rhythm import Rhythm
from digitool.campaign.models.uplift import Uplift
from digitool.campaign.simulation import exposure
from digitool.campaign.simulation.inputs import BUYERS, Calibration, Chance, Customers, ReferralHabits

BASKETS = CalendarShock(scale=0.05, nu=4.0)
"""How far all baskets of a window move together, before three origins are known."""

_OPT_OUT, _FILLS_UP = Chance(1.0, 400.0), Chance(2.0, 8.0)


@dataclass(frozen=True)
class Model:
    """Everything that a forecast needs to know of a chain.

    ``chain``: purchase fit of all buyers; ``stores``: fits of stores by code; ``prospects``: of people
    added who have not bought yet. ``views``: guide -> (viewed, sent). ``redeemed`` of ``hosted``: past
    coupon stocks, redemptions and holders who bought in the validity.
    """

    chain: BgNbdFit
    prospects: BgNbdFit
    baskets: GammaGammaFit
    stores: dict[str, BgNbdFit] = field(default_factory=dict)
    rhythm: Rhythm = field(default_factory=Rhythm)
    shock: CalendarShock = field(default_factory=CalendarShock)
    store_shock: CalendarShock | None = None
    basket_shock: CalendarShock = BASKETS
    views: dict[str, tuple[int, int]] = field(default_factory=dict)
    view_mean: float = 0.4
    view_kappa: float = 10.0
    redeemed: tuple[int, ...] = ()
    hosted: tuple[int, ...] = ()
    redemption_delay: Delay = field(default_factory=Delay)
    uplift: Uplift = field(default_factory=Uplift)
    opt_out: Chance = _OPT_OUT
    reach_threshold: Chance = _FILLS_UP
    referral: ReferralHabits = field(default_factory=ReferralHabits)


def fitted(
    model: Model, customers: Customers, bought: Sequence[bool], names: tuple[Sequence[str], Sequence[str]]
) -> tuple[Customers, Calibration]:
    """Customers with their segments, and the core's calibration for them.

    ``names``: codes of the stores and guides that the customers' places mean. One segment for each
    store with a fit of its own, one for all other buyers, one for prospects; only those that are
    needed, because customers of one segment share what is not known of it.
    """
    stores, guides = names
    wanted = np.where(np.asarray(bought, dtype=np.bool_), customers.store, -1)
    fits: list[BgNbdFit] = []
    segment = np.zeros(len(customers), dtype=np.int64)
    place_of: dict[int, int] = {}
    for store in np.unique(wanted).tolist():
        fit = model.prospects if store < 0 else model.stores.get(stores[store], model.chain)
        place = place_of.setdefault(id(fit), len(fits))
        if place == len(fits):
            fits.append(fit)
        segment[wanted == store] = place
    return replace(customers, segment=segment), calibration_of(model, fits or [model.chain], guides)


def calibration_of(model: Model, fits: Sequence[BgNbdFit], guides: Sequence[str]) -> Calibration:
    """The core's calibration with these purchase fits by segment and these guides by place."""
    known = [model.views.get(guide, (0, 0)) for guide in guides]
    views = exposure.ViewRates.learn(
        ints([viewed for viewed, _ in known]),
        ints([sent for _, sent in known]),
        model.view_mean,
        model.view_kappa,
    )
    return Calibration(
        purchases=tuple(fits),
        baskets=model.baskets,
        shock=model.shock,
        store_shock=model.store_shock,
        basket_shock=model.basket_shock,
        views=views,
        redemption=posterior(model.redeemed, model.hosted),
        redemption_delay=model.redemption_delay,
        redemption_of=BUYERS,
        uplift=model.uplift,
        opt_out=model.opt_out,
        reach_threshold=model.reach_threshold,
        referral=model.referral,
    )


def for_window(calibration: Calibration, rhythm: Rhythm, day: int, days: int) -> Calibration:
    """The calibration for a window of ``days`` from ``day``: its shock is centred on the known calendar."""
    centre = float(np.log(rhythm.factors(day, days).mean()))
    return replace(calibration, shock=replace(calibration.shock, centre=centre))


def to_json(model: Model) -> str:
    """The model as JSON; `from_json` gives an equal one."""
    return json.dumps(asdict(model), default=_plain, separators=(",", ":"))


def from_json(text: str) -> Model:
    """A model from `to_json`. Raises KeyError or TypeError for what is none."""
    model = _read(Model, json.loads(text))
    assert isinstance(model, Model)  # noqa: S101 - tells the type checker what `_read` was asked for
    return model


def _plain(value: object) -> object:
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    raise TypeError(f"not part of a model: {type(value).__name__}")


def _read(kind: Any, value: Any) -> Any:  # noqa: ANN401 - driven by the fields' own types
    """A value of JSON as what a field of the model is declared to be."""
    origin = get_origin(kind)
    if value is None or kind in (int, str):
        return value
    if kind is float:
        return float(value)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        given: Mapping[str, Any] = value
        return kind(
            **{one.name: _read(hints[one.name], given[one.name]) for one in fields(kind) if one.name in given}
        )
    if kind == Floats:
        return floats(value)
    inner = get_args(kind)
    if origin is dict:
        return {name: _read(inner[1], one) for name, one in value.items()}
    if origin is tuple:
        kinds = inner[:1] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(_read(each, one) for each, one in zip(kinds, value, strict=True))
    return _read(next(one for one in inner if one is not type(None)), value)
