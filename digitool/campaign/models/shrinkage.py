"""Small stores lean on the chain, a chain without history on built-in priors; both say so.

Every fit has a prior, which a long history outweighs: in two months hardly anybody leaves, and bare maximum
likelihood then says, with great confidence, that nobody ever will. Below `FEW_CUSTOMERS` customers or
`FEW_REPEATS` repeat purchases the four parameters are mostly the prior's, and ``source`` says so. The
built-in priors span what five public logs gave (CDNOW, two grocers, apparel, donations).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digitool.campaign.arrays import Floats
from digitool.campaign.models.bg_nbd import BgNbd, BgNbdFit, BuyerHistories, LogPrior, fit

FEW_CUSTOMERS = 200
FEW_REPEATS = 50

BUILT_IN_BG_NBD = LogPrior(mean=np.log([0.35, 4.0, 0.7, 2.8]), sd=np.array([0.7, 1.0, 0.7, 0.8]))
"""Wide prior on log (r, alpha in weeks, a, b)."""

BUILT_IN_GAMMA_GAMMA = LogPrior(mean=np.log([4.0, 3.5, 5_000.0]), sd=np.array([0.8, 0.5, 1.5]))
"""Wide prior on log (p, q, v in fen): mean basket 80 yuan, a factor of 5 either way."""

BETWEEN_STORES = 0.35
"""Sd of a store's log-parameters around the chain's (a factor of 1.4 either way)."""


@dataclass(frozen=True)
class StoreFit:
    """A store's fit and where it leans: ``source`` is history, chain or built-in."""

    fit: BgNbdFit
    source: str


def is_small(history: BuyerHistories) -> bool:
    """Whether a history is too small to stand alone."""
    return len(history) < FEW_CUSTOMERS or float(history.frequency.sum()) < FEW_REPEATS


def fit_chain(history: BuyerHistories) -> StoreFit:
    """The chain's fit; ``source`` is built-in where the chain is small and leans on the prior.

    With no customer at all the fit is the prior itself.
    """
    if len(history) == 0:
        covariance: Floats = np.diag(BUILT_IN_BG_NBD.sd**2)
        nothing = BgNbdFit(BgNbd.of_logs(BUILT_IN_BG_NBD.mean), covariance, 0.0, 0)
        return StoreFit(nothing, "built-in")
    return StoreFit(fit(history, BUILT_IN_BG_NBD), "built-in" if is_small(history) else "history")


def fit_store(history: BuyerHistories, chain: BgNbdFit) -> StoreFit:
    """A store's fit, pulled to the chain's; ``source`` is chain where the store is small.

    The prior's variance is the chain's own uncertainty plus the spread between stores.
    """
    spread = np.sqrt(np.diag(chain.covariance) + BETWEEN_STORES**2)
    prior = LogPrior(chain.parameters.logs, spread)
    if len(history) == 0:
        return StoreFit(BgNbdFit(chain.parameters, np.diag(spread**2), 0.0, 0), "chain")
    return StoreFit(fit(history, prior), "chain" if is_small(history) else "history")
