"""Back-test of redemptions: each past stock forecast on its first day, from the stocks before it."""

from __future__ import annotations

from typing import Any

import numpy as np

from digitool.campaign.arrays import Bools, Ints, floats
from digitool.campaign.history import chances
from digitool.campaign.history.chances import Chances
from digitool.campaign.history.purchase_log import WEEK, Cut, PurchaseLog, histories_before
from digitool.campaign.learning import scores
from digitool.campaign.learning.backtest import score_row
from digitool.campaign.models import shrinkage
from digitool.campaign.models.beta_binomial import posterior
from digitool.campaign.models.bg_nbd import BgNbd, BuyerHistories
from digitool.campaign.simulation.preparation import purchase_chance, vars_of


def backtest(found: Chances, log: PurchaseLog, draws: int = 400, seed: int = 1) -> list[dict[str, Any]]:
    """One row: redemptions of a stock; none where no stock ended before another began.

    ``crps_mean`` is that of the past stocks' pooled rate of coupons received.
    """
    rng = np.random.default_rng(seed)
    host, used = chances.hosts(found, log), found.used
    drawn, actual, pooled = [], [], []
    for place in range(len(found.stocks)):
        mine = found.stock == place
        begins = int(found.from_day[mine].min())
        past = [n for n in range(len(found.stocks)) if int(found.to_day[found.stock == n].max()) <= begins]
        if not past or not mine.any():
            continue
        redeemed = [int((used & (found.stock == n)).sum()) for n in past]
        hosted = [int((host & (found.stock == n)).sum()) for n in past]
        received = sum(int((found.stock == n).sum()) for n in past)
        rates = posterior(redeemed, hosted).draw_rates(draws, rng)
        drawn.append(
            rng.binomial(_buyers(found, mine, histories_before(log, begins), draws, rng), rates).astype(
                np.float64
            )
        )
        actual.append(float((used & mine).sum()))
        pooled.append(sum(redeemed) / received * int(mine.sum()))
    if not actual:
        return []
    row = score_row("redemptions of a stock", scores.score(np.array(drawn), floats(actual), rng))
    misses = np.abs(floats(pooled) - floats(actual))
    return [{**row, "crps_last": None, "crps_mean": float(misses.mean()), "crps_seasonal": None}]


def _buyers(found: Chances, mine: Bools, known: Cut, draws: int, rng: np.random.Generator) -> Ints:
    """Draws of how many holders buy while their coupon is valid, from what was known when it began."""
    if not len(known):
        return rng.binomial(int(mine.sum()), rng.beta(1.0, 3.0, draws))
    fit = shrinkage.fit_chain(known.history).fit
    holder = found.person[mine]
    weeks = (found.to_day - found.from_day)[mine] / WEEK
    place = np.minimum(np.searchsorted(known.persons, holder), len(known) - 1)
    seen = known.persons[place] == holder
    history = BuyerHistories(*(column[place[seen]] for column in vars_of(known.history)))
    strangers = int(np.count_nonzero(~seen))
    total = np.empty(draws, dtype=np.int64)
    for number, logs in enumerate(np.log(fit.draw(draws, rng))):
        buys = rng.random(history.frequency.size) < purchase_chance(history, BgNbd.of_logs(logs), weeks[seen])
        total[number] = int(buys.sum()) + rng.binomial(strangers, rng.beta(1.0, 3.0))
    return total
