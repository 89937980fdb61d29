"""Calendar shock: what moves a whole period up or down at once, learned from past forecast errors.

BG/NBD with parameter uncertainty covered 59% of outcomes at nominal 90% on CDNOW; a common factor
exp(sigma t_nu), its size learned at the last origins, brought 90%. The plain model has no such level.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digitool.campaign.arrays import Floats, floats

_FARTHEST = 1.5


@dataclass(frozen=True)
class CalendarShock:
    """``scale`` sigma of the log factor (typical 0.05-0.25) and Student degrees of freedom ``nu``.

    ``centre``: log of what the calendar is known to do in the window (0: an average one).
    """

    scale: float = 0.10
    nu: float = 4.0
    centre: float = 0.0


def learn(
    actual: npt.ArrayLike, forecast: npt.ArrayLike, prior: CalendarShock | None = None
) -> CalendarShock:
    """The shock after J past origins of one horizon: actual and forecast totals, both (J,).

    sigma^2 = (nu0 s0^2 + sum e_j^2) / (nu0 + J), e_j = log(actual_j / forecast_j), nu = nu0 + J
    (scaled inverse chi-square). Pairs with a non-positive number teach nothing and are left out.
    """
    prior = prior or CalendarShock()
    actual, forecast = floats(actual), floats(forecast)
    used = (actual > 0) & (forecast > 0)
    errors = np.log(actual[used] / forecast[used])
    nu = prior.nu + errors.size
    variance = (prior.nu * prior.scale**2 + float(errors @ errors)) / nu
    return CalendarShock(scale=float(np.sqrt(variance)), nu=float(nu))


def draw(shock: CalendarShock, size: int, rng: np.random.Generator) -> Floats:
    """Factors (size,) on the purchase rate; log factors are cut at +-1.5, since e^t has no mean."""
    return _factors(shock, rng.standard_t(shock.nu, size))


def draw_both(
    shock: CalendarShock, baskets: CalendarShock | None, size: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Factors on the purchase rate and on all baskets, both (size,), from one swing of the season.

    A busy season fills baskets too: with a swing of their own, nominal 90% intervals of CDNOW sales covered
    76% at four weeks, with this one 85%, at a lower CRPS.
    """
    swing = rng.standard_t(shock.nu, size)
    return _factors(shock, swing), _factors(baskets, swing) if baskets else np.ones(size)


def _factors(shock: CalendarShock, swing: Floats) -> Floats:
    return np.exp(shock.centre + np.clip(shock.scale * swing, -_FARTHEST, _FARTHEST))
