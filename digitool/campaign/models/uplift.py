"""What a campaign adds: learned from randomised holdouts, otherwise assumed and labelled so.

Logs alone do not identify uplift: exposed households of one retailer spent 2.1 times more than the
rest because they had been chosen, and more contacts went with more response. Uplift is kept as a log
ratio of purchase rates, treated to held out (Hillstrom: visits 0.54 and 0.35, spend 0.78 and 0.50).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digitool.campaign.arrays import Floats, floats

_FLOOR_SCALE = 0.3
_FEW = 3


@dataclass(frozen=True)
class Uplift:
    """Log rate ratio ~ N(mean, sd^2); ``source`` is holdout or assumed; ``holdouts`` behind it."""

    mean: float = 0.10
    sd: float = 0.15
    source: str = "assumed"
    holdouts: int = 0

    @property
    def assumed(self) -> bool:
        """True where no randomised holdout stands behind the figure: lead with the break-even."""
        return self.source == "assumed"

    def draw(self, draws: int, rng: np.random.Generator) -> Floats:
        """Relative change theta (draws,) of the purchase rate: exp(log ratio) - 1, above -1."""
        return np.expm1(self.mean + self.sd * rng.standard_normal(draws))


def between_variance(log_ratios: Floats, variances: Floats) -> float:
    """tau^2 of DerSimonian and Laird (1986), with a floor below 3 holdouts.

    The floor is the mean square of a half-normal(0.3) prior, 0.09: two experiments cannot show
    that experiments agree.
    """
    weights = 1.0 / variances
    centre = float(weights @ log_ratios / weights.sum())
    excess = float(weights @ (log_ratios - centre) ** 2) - (log_ratios.size - 1)
    spread = float(weights.sum() - (weights @ weights) / weights.sum())
    estimate = max(0.0, excess / spread) if spread > 0 else 0.0
    return max(estimate, _FLOOR_SCALE**2) if log_ratios.size < _FEW else estimate


def pool(log_ratios: npt.ArrayLike, variances: npt.ArrayLike) -> Uplift:
    """The next campaign's uplift from J holdouts: log ratios and their variances, both (J,).

    N(sum w y / sum w, 1 / sum w + tau^2), w = 1 / (s^2 + tau^2). Without a holdout the built-in
    assumption N(0.10, 0.15^2). Raises ValueError for a variance that is not positive.
    """
    ratios, squares = floats(log_ratios), floats(variances)
    if ratios.size == 0:
        return Uplift()
    if np.any(squares <= 0):
        raise ValueError("variances must be positive")
    tau2 = between_variance(ratios, squares)
    weights = 1.0 / (squares + tau2)
    mean = float(weights @ ratios / weights.sum())
    return Uplift(mean, math.sqrt(1.0 / float(weights.sum()) + tau2), "holdout", int(ratios.size))


def break_even_lift(cost_fen: npt.ArrayLike, margin_rate: float, sales_fen: npt.ArrayLike) -> Floats:
    """Relative lift of ``sales_fen`` (sales without the campaign) whose margin pays ``cost_fen``.

    nan where there are no sales to lift. A forecast lift below it loses money.
    """
    sales = floats(sales_fen) * margin_rate
    with np.errstate(divide="ignore", invalid="ignore"):
        return floats(np.where(sales > 0, floats(cost_fen) / sales, np.nan))


def break_even_face(margin_fen: npt.ArrayLike, other_fen: npt.ArrayLike, redeemed: npt.ArrayLike) -> Floats:
    """The face value in fen that uses up ``margin_fen`` after other costs, at this many redemptions.

    Holds the redemption rate fixed, so it is a first bound, not an optimum; nan without redemptions.
    """
    left = floats(margin_fen) - floats(other_fen)
    with np.errstate(divide="ignore", invalid="ignore"):
        return floats(np.where(floats(redeemed) > 0, left / floats(redeemed), np.nan))
