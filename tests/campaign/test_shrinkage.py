"""Shrinkage: small stores lean on the chain, nobody on built-in priors, and both say so."""

from __future__ import annotations

import numpy as np
import pytest

from digitool.campaign.models import shrinkage
from digitool.campaign.models.bg_nbd import BgNbd, BuyerHistories
from tests.campaign.builders import CDNOW, history_of


def test_a_large_store_stands_alone() -> None:
    """2,000 customers need no help: the fit is the store's own maximum likelihood."""
    chain = shrinkage.fit_chain(history_of(4_000, seed=1)).fit
    store = shrinkage.fit_store(history_of(2_000, seed=2), chain)
    assert store.source == "history"


def test_a_small_store_is_pulled_to_the_chain() -> None:
    """Fifty customers say little: each parameter stays within a factor of 1.6 of the chain's."""
    chain = shrinkage.fit_chain(history_of(4_000, seed=1)).fit
    store = shrinkage.fit_store(history_of(50, seed=3), chain)
    assert store.source == "chain"
    assert np.abs(store.fit.parameters.logs - chain.parameters.logs).max() < np.log(1.6)
    assert np.all(np.diag(store.fit.covariance) < 0.6)


def test_a_store_without_customers_is_the_chain_with_doubt() -> None:
    """Nobody yet: the chain's parameters, wider than the chain's own uncertainty."""
    chain = shrinkage.fit_chain(history_of(4_000, seed=1)).fit
    store = shrinkage.fit_store(BuyerHistories.of([], [], []), chain)
    assert store.fit.parameters == chain.parameters
    assert np.all(np.diag(store.fit.covariance) > np.diag(chain.covariance))


def test_a_chain_of_twenty_customers_falls_back_on_built_in_priors() -> None:
    """Twenty customers lean on the wide prior and are told so; none at all is the prior itself."""
    few = shrinkage.fit_chain(history_of(20, seed=4))
    assert few.source == "built-in"
    none = shrinkage.fit_chain(BuyerHistories.of([], [], []))
    assert none.source == "built-in"
    np.testing.assert_allclose(none.fit.parameters.logs, shrinkage.BUILT_IN_BG_NBD.mean)


def test_shrunk_small_stores_are_near_the_truth() -> None:
    """Six stores of 60 customers come out within a factor of 1.4 of the truth on average."""
    chain = shrinkage.fit_chain(history_of(4_000, seed=1)).fit
    spread = [
        np.abs(shrinkage.fit_store(history_of(60, seed=seed), chain).fit.parameters.logs - CDNOW.logs).mean()
        for seed in range(100, 106)
    ]
    assert np.mean(spread) < 0.35


@pytest.mark.parametrize("law", [BgNbd(0.35, 2.6, 0.5, 3.6), CDNOW])
def test_built_in_priors_span_the_published_logs(law: BgNbd) -> None:
    """CDNOW and a grocer's log lie within two standard deviations of the built-in prior."""
    prior = shrinkage.BUILT_IN_BG_NBD
    assert np.abs((law.logs - prior.mean) / prior.sd).max() < 2
