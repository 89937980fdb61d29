"""Learn every parameter of the model from a workspace's own history, and say what each one rests on.

Where a chain's history does not speak, the built-in prior stands and the row says so; where a store's
does not, it leans on the chain. Rows: parameter, value, p5, p95, source, n.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from digitool.campaign.arrays import Floats, Ints, floats
from digitool.campaign.history import chances, invitations
from digitool.campaign.history.messages import views_of
from digitool.campaign.history.purchase_log import WEEK, Cut, PurchaseLog, histories_before
from digitool.campaign.learning import basket_fit, priors
from digitool.campaign.learning.estimates import (
    CHAIN,
    HISTORY,
    HOLDOUT,
    PRIOR,
    Basis,
    Estimate,
    of_baskets,
    of_chance,
    of_draws,
    of_purchases,
)
from digitool.campaign.learning.evidence import Evidence
from digitool.campaign.learning.model import Model
from digitool.campaign.learning.sales_forecast import Known, expected_baskets
from digitool.campaign.models import bg_nbd, calendar_shock, delays, gamma_gamma, rhythm, shrinkage
from digitool.campaign.models.beta_binomial import posterior
from digitool.campaign.models.bg_nbd import BgNbdFit, BuyerHistories, expected_total
from digitool.campaign.models.gamma_gamma import GammaGammaFit
from digitool.campaign.models.uplift import Uplift, pool
from digitool.campaign.simulation.inputs import Chance
from digitool.errors import NotFoundError, Phrase

MOST_FITTED = 40_000
"""Customers that one fit looks at; a random draw beyond, whose error is far below the shock's."""

LONGEST_HORIZON = 28
SHORTEST_HORIZON = 7
ORIGINS = 3
_FEW_USES = 20


@dataclass(frozen=True)
class Learned:
    """The model, its rows, and what a reader must know about it."""

    model: Model
    estimates: list[Estimate]
    warnings: list[Phrase]


def estimate_parameters(evidence: Evidence) -> Learned:
    """Estimate everything. Raises NotFoundError ``no_purchases`` where nobody ever bought."""
    if not len(evidence.buyers):
        raise NotFoundError(
            "no_purchases",
            "there are no purchases of known customers to learn from",
            hint="import payment bills or orders first; without them forecasts rest on assumptions alone",
            try_next="digitool import FILE",
        )
    model, rows, notes = Model(**_nothing()), [], []
    for step in _STEPS:
        model, found, warned = step(evidence, model)
        rows += found
        notes += warned
    return Learned(model, [*rows, *priors.unidentified()], notes)


Step = Callable[[Evidence, Model], "tuple[Model, list[Estimate], list[Phrase]]"]
"""Learns one part: the model with it, its rows, warnings."""


def _nothing() -> dict[str, Any]:
    blank = priors.model()
    return {"chain": blank.chain, "prospects": blank.prospects, "baskets": blank.baskets}


def _purchases(evidence: Evidence, model: Model) -> tuple[Model, list[Estimate], list[Phrase]]:
    """BG/NBD of the chain, of each store leaning on it, and of people added who have not bought."""
    buyers = evidence.buyers
    chain = shrinkage.fit_chain(buyers.sample(MOST_FITTED).history)
    source = PRIOR if chain.source == "built-in" else HISTORY
    rows = of_purchases(chain.fit, Basis(source, len(buyers)))
    notes = [_few(buyers)] if source == PRIOR else []
    stores: dict[str, BgNbdFit] = {}
    present = [place for place in np.unique(buyers.store).tolist() if place >= 0]
    if len(present) == 1:
        notes.append(Phrase("all purchases are of one store: how stores differ is assumed", {}))
    for place in present if len(present) > 1 else []:
        history = _rows_of(buyers.history, np.flatnonzero(buyers.store == place)[:MOST_FITTED])
        found = shrinkage.fit_store(history, chain.fit)
        code = evidence.stores[place]
        stores[code] = found.fit
        basis = Basis(CHAIN if found.source == "chain" else HISTORY, len(history), code)
        rows += of_purchases(found.fit, basis)
    prospects = prospect_history(evidence)
    if len(prospects):
        fit = bg_nbd.fit(
            _rows_of(prospects, np.arange(min(len(prospects), MOST_FITTED))), shrinkage.BUILT_IN_BG_NBD
        )
        model = replace(model, prospects=fit)
        few = len(prospects) < shrinkage.FEW_CUSTOMERS
        rows += of_purchases(fit, Basis(PRIOR if few else HISTORY, len(prospects), "prospects"))
    return replace(model, chain=chain.fit, stores=stores), rows, notes


def _few(buyers: Cut) -> Phrase:
    return Phrase(
        "only {customers} customers with {repeats} repeat purchases: rates lean on built-in assumptions",
        {"customers": len(buyers), "repeats": int(buyers.history.frequency.sum())},
    )


def _rows_of(history: BuyerHistories, rows: Ints) -> BuyerHistories:
    return BuyerHistories(history.frequency[rows], history.recency[rows], history.age[rows])


def prospect_history(evidence: Evidence) -> BuyerHistories:
    """Weeks from being added to the first purchase, or to now: frequency 1 or 0, cut at the purchase.

    Only people who were added before they bought; for one who has bought t = T, so that the likelihood is
    that of the waiting time alone.
    """
    held, log = evidence.held, evidence.log
    if not held.person.size:
        return BuyerHistories.of([], [], [])
    person, first = np.unique(held.person, return_index=True)
    watched = np.minimum(held.days[first], evidence.day - 1 - log.span[0])
    added = evidence.day - 1 - watched
    place = np.searchsorted(evidence.buyers.persons, person)
    place = np.minimum(place, max(len(evidence.buyers) - 1, 0))
    bought = evidence.buyers.persons[place] == person
    wait = np.where(bought, evidence.buyers.first[place] - added, watched)
    kept = (wait > 0) & (watched > 0)
    weeks, event = wait[kept] / WEEK, bought[kept].astype(np.float64)
    return BuyerHistories.of(event, weeks * event, weeks)


def _baskets(evidence: Evidence, model: Model) -> tuple[Model, list[Estimate], list[Phrase]]:
    """Gamma-Gamma of the chain; a customer's own baskets carry what differs between stores."""
    buyers = evidence.buyers
    few = len(buyers) < basket_fit.FEW
    fit = basket_fit.fit_baskets(buyers.sample(MOST_FITTED))
    related = gamma_gamma.count_correlation(buyers.baskets, buyers.basket_fen)
    notes = []
    if abs(related) > 0.2:
        notes.append(
            Phrase("customers who buy more often have other baskets (correlation {value}): sales may be off",
                   {"value": f"{related:.2f}"})
        )  # fmt: skip
    basis = Basis(PRIOR if few else HISTORY, len(buyers))
    return replace(model, baskets=fit), [*of_baskets(fit, basis), *_mean_basket(fit, basis)], notes


def _mean_basket(fit: GammaGammaFit, basis: Basis) -> list[Estimate]:
    rng = np.random.default_rng(5)
    draws = floats([fit.draw(rng).mean for _ in range(400)])
    usable = draws[np.isfinite(draws)]
    if not np.isfinite(fit.parameters.mean) or usable.size < 300:
        return []
    return [of_draws("basket_mean_fen", fit.parameters.mean, usable, basis)]


def _calendar(evidence: Evidence, model: Model) -> tuple[Model, list[Estimate], list[Phrase]]:
    """Weekdays, months and holidays, then the shock that they leave, from the last origins' errors."""
    log = evidence.log
    start, end = log.span
    days = np.arange(start, end, dtype=np.int64)
    known = rhythm.learn(days, np.bincount(log.day - start, minlength=days.size))
    actual, forecast, sold, worth = past_errors(log, evidence.day, known)
    shock = calendar_shock.learn(actual, forecast)
    baskets = calendar_shock.learn(sold, worth, model.basket_shock)
    enough = days.size >= 2 * rhythm.WEEKDAYS
    rows = _calendar_rows(known, enough, len(log))
    basis = Basis(HISTORY if actual.size else PRIOR, int(actual.size))
    rows += [priors.swing("shock_scale", shock, basis), priors.swing("basket_shock_scale", baskets, basis)]
    notes = []
    if actual.size < ORIGINS:
        notes.append(
            Phrase("{days} days of history give {origins} past forecasts to learn the calendar's swings from",
                   {"days": int(days.size), "origins": int(actual.size)})
        )  # fmt: skip
    return replace(model, rhythm=known, shock=shock, basket_shock=baskets), rows, notes


def _calendar_rows(known: rhythm.Rhythm, enough: bool, purchases: int) -> list[Estimate]:
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    factors = [
        *((f"weekday_{name}", one) for name, one in zip(names, known.weekday)),
        ("holiday", known.holiday),
    ]
    if any(one != 1.0 for one in known.month):
        factors += [(f"month_{number:02d}", one) for number, one in enumerate(known.month, 1)]
    source, n = (HISTORY, purchases) if enough else (PRIOR, 0)
    error = 1.645 * np.sqrt(rhythm.WEEKDAYS / (n + 1.0)) if n else 0.3
    return [
        Estimate(name, one, one * np.exp(-error), one * np.exp(error), source, n) for name, one in factors
    ]


def past_errors(log: PurchaseLog, day: int, known: rhythm.Rhythm) -> tuple[Floats, Floats, Floats, Floats]:
    """Purchases of known customers in the last windows and what a fit before each expected, then the same of
    their sales given the purchases: four arrays (J,).

    Windows do not overlap; each is preceded by a history at least twice as long.
    """
    horizon = horizon_of(log, day)
    found: list[tuple[float, ...]] = []
    for number in range(1, ORIGINS + 1):
        origin = day - number * horizon
        if not horizon or origin - log.span[0] < 2 * horizon:
            break
        past = histories_before(log, origin).sample(MOST_FITTED)
        fit = Known(past, shrinkage.fit_chain(past.history).fit, basket_fit.fit_baskets(past))
        factor = float(known.factors(origin, horizon).mean())
        expected = expected_total(past.history, fit.purchases, horizon / WEEK * factor)
        later = log.between(origin, origin + horizon).of_persons(past.persons)
        found.append((len(later), expected, float(later.fen.sum()), expected_baskets(fit, later)))
    actual, forecast, sold, worth = np.array(found, dtype=np.float64).reshape(-1, 4).T
    return actual, forecast, sold, worth


def horizon_of(log: PurchaseLog, day: int) -> int:
    """Days of a window: whole weeks up to four, of which the history holds five; 0 where it does not."""
    weeks = min(LONGEST_HORIZON, (day - log.span[0]) // 5) // SHORTEST_HORIZON
    return weeks * SHORTEST_HORIZON


def _redemption(evidence: Evidence, model: Model) -> tuple[Model, list[Estimate], list[Phrase]]:
    """Rates per stock among holders who bought in the validity, delays, and filling up to the threshold.

    A pushed coupon is used only by holders who saw it, so its holders count by the view rate; one that
    customers fetched themselves was seen.
    """
    known = evidence.chances
    host, used = chances.hosts(known, evidence.log), known.used
    redeemed, hosted, rows = [], [], []
    for place, stock in enumerate(known.stocks):
        mine = known.stock == place
        k, n = int(np.count_nonzero(used & mine)), int(np.count_nonzero(host & mine))
        seen = n if stock.terms.public else max(k, round(n * model.view_mean))
        redeemed.append(k)
        hosted.append(seen)
    model = replace(model, redeemed=tuple(redeemed), hosted=tuple(hosted))
    rows += priors.redemption(model.redeemed, model.hosted)
    rows += _stock_rows(evidence, model)
    days, validity = chances.delays(known)
    if days.size >= _FEW_USES:
        law = delays.fit(days, validity, delays.BUILT_IN_DELAY)
        model = replace(model, redemption_delay=law)
    source = (HISTORY, int(days.size)) if days.size >= _FEW_USES else (PRIOR, 0)
    rows += priors.delay(model.redemption_delay, *source)
    chance, uses = chances.fill_up(known, evidence.log, model.reach_threshold)
    rows.append(of_chance("reach_threshold", chance, Basis(HISTORY if uses else PRIOR, uses)))
    notes = [] if known.stocks else [
        Phrase("no coupon stock has ended yet: redemption rates are built-in assumptions", {})
    ]  # fmt: skip
    return replace(model, reach_threshold=chance), rows, notes


def _stock_rows(evidence: Evidence, model: Model) -> list[Estimate]:
    """Each stock's own rate, pulled to the others' by what they have in common."""
    rng = np.random.default_rng(5)
    mu, kappa = posterior(model.redeemed, model.hosted).draw(2_000, rng)
    rows = []
    for stock, k, n in zip(evidence.chances.stocks, model.redeemed, model.hosted):
        draws = rng.beta(mu * kappa + k, (1 - mu) * kappa + n - k)
        rows.append(of_draws("redemption_rate", float(draws.mean()), draws, Basis(HISTORY, n, stock.code)))
    return rows


def _response(evidence: Evidence, model: Model) -> tuple[Model, list[Estimate], list[Phrase]]:
    """How customers answer guides, and how many a message drives away."""
    messages = evidence.messages
    answers = messages.by_guide()
    model = replace(model, views=views_of(answers, model.view_mean), opt_out=messages.opt_out(model.opt_out))
    rows = [of_chance("view_rate", priors.VIEWS, Basis(PRIOR, 0))]
    rows += [
        of_chance("answer_rate", Chance(0.5 + replied, 4.5 + sent - replied), Basis(HISTORY, sent, guide))
        for guide, (replied, sent) in answers.items()
    ]
    basis = Basis(HISTORY, len(messages)) if len(messages) else Basis(PRIOR, 0)
    return model, [*rows, of_chance("opt_out", model.opt_out, basis)], []


def _uplift(evidence: Evidence, model: Model) -> tuple[Model, list[Estimate], list[Phrase]]:
    """What randomised holdouts showed; without one it is assumed, and forecasts say so.

    A holdout compares everybody treated; the model's uplift is of those who saw the message, so the ratio is
    spread over the share of views.
    """
    share = model.view_mean
    ratios, variances = [], []
    for lift in evidence.lifts:
        ratio = max(1 + (np.exp(lift.log_ratio) - 1) / share, 0.05)
        ratios.append(float(np.log(ratio)))
        variances.append(lift.variance * float(np.exp(lift.log_ratio) / share / ratio) ** 2)
    found = pool(ratios, variances) if ratios else Uplift()
    notes = []
    if found.assumed:
        notes.append(
            Phrase(
                "no campaign with a holdout has ended yet: what a campaign adds is assumed, not measured", {}
            )
        )
    n = sum(lift.customers for lift in evidence.lifts)
    row = replace(priors.uplift(found), n=n if not found.assumed else 0)
    rows = [row, *(_lift_row(lift.campaign, ratio, variance, lift.customers)
                   for lift, ratio, variance in zip(evidence.lifts, ratios, variances))]  # fmt: skip
    return replace(model, uplift=found), rows, notes


def _lift_row(campaign: str, ratio: float, variance: float, customers: int) -> Estimate:
    wide = 1.645 * float(np.sqrt(variance))
    return Estimate("uplift_log_ratio", ratio, ratio - wide, ratio + wide, HOLDOUT, customers, campaign)


def _invitations(evidence: Evidence, model: Model) -> tuple[Model, list[Estimate], list[Phrase]]:
    """How many people each brought, by generation, and how many of them bought."""
    known = evidence.invitations
    found = invitations.habits(known, evidence.log, evidence.day, model.referral)
    watched = invitations.first_purchases(known, evidence.log, evidence.day)[1]
    counts = priors.Watched(known.seeds.size, known.later.size, watched)
    return replace(model, referral=found), priors.referral(found, counts, model.referral), []


_STEPS: tuple[Step, ...] = (
    _purchases, _baskets, _calendar, _redemption, _response, _uplift, _invitations
)  # fmt: skip
