"""What the file's ``[assume]`` puts in place of the calibration: ranges into the core's laws.

A range holds 90% of the belief. A share becomes the Beta with the range's middle as its mean and the
range's width as its spread; a positive number a lognormal; equal ends are taken as certain.
"""

from __future__ import annotations

import math
from dataclasses import fields, replace
from typing import Any

import numpy as np

from digitool.campaign.file.kinds import Range
from digitool.campaign.file.schema import Assume
from digitool.campaign.file.spec import CampaignFile
from digitool.campaign.models.beta_binomial import StatedRate
from digitool.campaign.models.branching import VaryingOffspring
from digitool.campaign.models.uplift import Uplift
from digitool.campaign.simulation.exposure import ViewRates
from digitool.campaign.simulation.inputs import BUYERS, VIEWERS, Calibration, Chance, ValueResponse

_CERTAIN_SD = 1e-4


def stated(assume: Assume) -> list[str]:
    """The keys of ``[assume]`` that the file sets, in order."""
    return [one.name for one in fields(assume) if getattr(assume, one.name) is not None]


def believed(calibration: Calibration, spec: CampaignFile, guides: int) -> Calibration:
    """The calibration with every stated belief in its place; ``guides`` is how many guides there are.

    Without a message and without a coupon nothing lifts the usual purchases, unless the file says so.
    """
    assume = spec.assume
    changes: dict[str, Any] = {}
    if spec.guide_message is None and spec.broadcast is None and spec.coupon is None:
        changes["uplift"] = Uplift(0.0, 0.0)
    if assume.view_rate is not None:
        a, b = beta_of(assume.view_rate)
        changes["views"] = ViewRates(np.full(guides + 1, a), np.full(guides + 1, b))
    rate = assume.redemption or assume.redemption_of_buyers
    if rate is not None:
        changes["redemption"] = StatedRate(*beta_of(rate))
        changes["redemption_of"] = VIEWERS if assume.redemption else BUYERS
    if assume.lift is not None:
        changes["uplift"] = _uplift(assume.lift)
    for name, target in (("pull_forward", "pull_forward"), ("fills_up", "reach_threshold")):
        given = getattr(assume, name)
        if given is not None:
            changes[target] = Chance(*beta_of(given))
    changes["value_response"] = _value_response(assume)
    changes["referral"] = replace(calibration.referral, **_referral(assume))
    changes["gathering"] = replace(calibration.gathering, **_gathering(assume))
    return replace(calibration, **changes)


def beta_of(share: Range) -> tuple[float, float]:
    """A and b of the Beta law with the range's middle as mean and its width as 90% interval.

    The spread is cut where no Beta with that mean is so wide.
    """
    mean = min(max(share.middle, 1e-6), 1 - 1e-6)
    sd = min(max(share.sd, _CERTAIN_SD * min(mean, 1 - mean)), 0.95 * math.sqrt(mean * (1 - mean)))
    total = mean * (1 - mean) / sd**2 - 1
    return mean * total, (1 - mean) * total


def _log_of(number: Range) -> tuple[float, float]:
    """Mean and sd of the logarithm, by the ends of the range."""
    low, high = math.log(number.low), math.log(number.high)
    return (low + high) / 2, Range(low, high).sd


def _value_response(assume: Assume) -> ValueResponse:
    usual = ValueResponse()
    if assume.usual_discount is not None:
        usual = replace(usual, usual=assume.usual_discount / 10_000)
    if assume.value_elasticity is not None:
        usual = replace(usual, mean=assume.value_elasticity.middle, sd=assume.value_elasticity.sd)
    return usual


def _uplift(lift: Range) -> Uplift:
    low, high = math.log1p(lift.low), math.log1p(lift.high)
    return Uplift(mean=(low + high) / 2, sd=Range(low, high).sd, source="assumed")


def _referral(assume: Assume) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for name, target in (("share", "share"), ("known", "known"), ("newcomer_buys", "buys")):
        given = getattr(assume, name)
        if given is not None:
            changes[target] = Chance(*beta_of(given))
    if assume.brought_by_seed is not None:
        mean, sd = _log_of(assume.brought_by_seed)
        changes |= {"seeds_log_mean": mean, "seeds_log_sd": sd}
    if assume.brought_later is not None:
        low, high = (math.log(end / (1 - end)) for end in assume.brought_later)
        changes["later"] = VaryingOffspring((low + high) / 2, Range(low, high).sd)
    return changes


def _gathering(assume: Assume) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for name in ("opens", "replaced"):
        given = getattr(assume, name)
        if given is not None:
            changes[name] = Chance(*beta_of(given))
    if assume.joiners is not None:
        mean, sd = _log_of(assume.joiners)
        changes |= {"joiners_log_mean": mean, "joiners_log_sd": sd}
    if assume.joiner_spread is not None:
        changes["joiners_k"] = assume.joiner_spread
    return changes
