"""What a simulation is given: customers, what is known of how they behave, the plan, the effort.

Everything is a frozen dataclass of numpy arrays and numbers, so it travels to worker processes and
can be built from any source; no workspace is needed. Money in fen, purchase history in weeks,
campaign time in days from its start.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from digitool.campaign.arrays import Floats, Ints, floats, ints
from digitool.campaign.models.beta_binomial import RatePosterior, StatedRate, posterior
from digitool.campaign.models.bg_nbd import BgNbdFit, BuyerHistories
from digitool.campaign.models.branching import VaryingOffspring
from digitool.campaign.models.calendar_shock import CalendarShock
from digitool.campaign.models.delays import Delay
from digitool.campaign.models.gamma_gamma import GammaGammaFit
from digitool.campaign.models.uplift import Uplift
from digitool.campaign.simulation.account import AccountTerms
from digitool.campaign.simulation.coupon_value import Coupon
from digitool.campaign.simulation.exposure import Plan, ViewRates
from digitool.campaign.simulation.gatherings import Gathering

_VIEWING = Delay(mu=-1.0, sigma=1.2)
_JOINING = Delay(mu=0.0, sigma=1.2)
VIEWERS, BUYERS = "viewers", "buyers"


@dataclass(frozen=True)
class Customers:
    """n customers: their history and the things a campaign treats differently, arrays (n,).

    ``basket_fen``: mean past basket, ``basket_count``: baskets behind it (0: the group's mean).
    ``store`` and ``guide``: 0, 1, ...; guide -1 for none. ``segment``: which of the calibration's
    purchase fits applies. ``factor``: own redemption habit, positive, only ratios matter.
    ``contacts_7``: messages in the last 7 days. Build one with `Customers.of`.
    """

    history: BuyerHistories
    basket_fen: Floats
    basket_count: Floats
    store: Ints
    guide: Ints
    segment: Ints
    factor: Floats
    contacts_7: Ints

    def __len__(self) -> int:
        return len(self.history)

    @staticmethod
    def of(history: BuyerHistories, **columns: npt.ArrayLike) -> Customers:
        """Customers from a history and any of the other columns; the rest gets neutral values.

        Defaults: no baskets of their own, store 0, no guide, segment 0, factor 1, no contacts.
        Raises ValueError for an unknown column, a wrong length or a factor that is not positive.
        """
        n = len(history)
        neutral: dict[str, npt.ArrayLike] = {
            "basket_fen": 0.0, "basket_count": 0.0, "store": 0, "guide": -1,
            "segment": 0, "factor": 1.0, "contacts_7": 0,
        }  # fmt: skip
        unknown = set(columns) - set(neutral)
        if unknown:
            raise ValueError(f"unknown columns: {', '.join(sorted(unknown))}")
        given = {name: np.broadcast_to(value, (n,)) for name, value in {**neutral, **columns}.items()}
        customers = Customers(
            history,
            floats(given["basket_fen"]), floats(given["basket_count"]),
            ints(given["store"]), ints(given["guide"]), ints(given["segment"]),
            floats(given["factor"]), ints(given["contacts_7"]),
        )  # fmt: skip
        customers.check()
        return customers

    def check(self) -> None:
        """Raise ValueError for a column out of its range."""
        if np.any(self.factor <= 0) or np.any(self.basket_fen < 0) or np.any(self.basket_count < 0):
            raise ValueError("factors must be positive, baskets not negative")
        if np.any(self.guide < -1) or np.any(self.store < 0) or np.any(self.segment < 0):
            raise ValueError("store and segment count from 0, guide from -1")


@dataclass(frozen=True)
class Chance:
    """A probability that is not known exactly: Beta(a, b)."""

    a: float
    b: float

    def draw(self, rng: np.random.Generator) -> float:
        """One value in [0, 1]."""
        return float(rng.beta(self.a, self.b))


@dataclass(frozen=True)
class ReferralHabits:
    """How people pass things on; defaults are wide and built in (Twitter trees for later waves).

    ``share``: P(one who viewed becomes a seed). ``seeds_log_mean``/``_sd``: log R0 of a seed's
    children, ``seeds_k`` their dispersion. ``later``: R1 and k of the following generations.
    ``known``: P(one brought is a known customer or a duplicate). ``buys``: P(a new one buys in the
    window). ``delay``: days from invitation to joining.
    """

    share: Chance = Chance(2.0, 38.0)
    seeds_log_mean: float = -0.7
    seeds_log_sd: float = 0.4
    seeds_k: float = 0.3
    later: VaryingOffspring = field(default_factory=VaryingOffspring)
    known: Chance = Chance(3.0, 7.0)
    buys: Chance = Chance(3.0, 17.0)
    delay: Delay = _JOINING


@dataclass(frozen=True)
class GatheringHabits:
    """How friends gather; defaults are wide and built in (BeiBei: 77% of groups of two complete).

    ``opens``: P(one who viewed opens a group, a bargain or a packet). ``joiners_log_mean``/``_sd``: log of
    the friends who come to one opener (3.4: with k 1, 77% of openers have one), ``joiners_k`` their
    dispersion. ``replaced``: P(an order of a known customer replaces one that would have come anyway).
    """

    opens: Chance = Chance(2.0, 38.0)
    joiners_log_mean: float = 1.22
    joiners_log_sd: float = 0.5
    joiners_k: float = 1.0
    replaced: Chance = Chance(2.0, 8.0)


@dataclass(frozen=True)
class ValueResponse:
    """How lift and redemption grow with what a coupon is worth; no log identifies it, so it is assumed.

    Both are multiplied by (depth / usual)^e, depth the share that the coupon takes off a typical basket,
    ``usual`` the depth at which lift and redemption rate are known, e ~ N(``mean``, ``sd``) cut to 0..1.5:
    below 1, so that each further yuan draws less than the one before.
    """

    usual: float = 0.15
    mean: float = 0.5
    sd: float = 0.18


def _no_history() -> RatePosterior:
    return posterior([], [])


@dataclass(frozen=True)
class Calibration:
    """What is known of customers, with its uncertainty; only ``purchases`` and ``baskets`` are a must.

    ``purchases``: one BG/NBD fit per segment (r, alpha in weeks, a, b). ``baskets``: Gamma-Gamma fit in
    fen. ``shock``: chain-wide; ``store_shock``: on top of it, store by store;
    ``basket_shock``: of all baskets of the window, swinging with it (None: none). ``views``: per guide
    (G + 1 places). ``view_delay`` and ``redemption_delay`` in days. ``redemption``: posterior of the
    rate among those who view, or with ``redemption_of`` BUYERS among viewers who buy in the validity,
    which carries over better between audiences of different activity. ``uplift``: of the purchase rate
    after a view. ``fatigue``: exp(-phi) per recent contact, Beta(18, 2). ``pull_forward``: share of the
    increment taken from the following window, Beta(2, 8). ``opt_out``: per message, Beta(1, 400).
    ``reach_threshold``: P(a basket below the threshold is filled up to it). ``value_response``: how lift
    and rate depend on the coupon's worth; None takes them as those of this very coupon.
    """

    purchases: tuple[BgNbdFit, ...]
    baskets: GammaGammaFit
    shock: CalendarShock = field(default_factory=CalendarShock)
    store_shock: CalendarShock | None = None
    basket_shock: CalendarShock | None = None
    views: ViewRates | None = None
    view_delay: Delay = _VIEWING
    redemption: RatePosterior | StatedRate = field(default_factory=_no_history)
    redemption_delay: Delay = field(default_factory=Delay)
    uplift: Uplift = field(default_factory=Uplift)
    fatigue: Chance = Chance(18.0, 2.0)
    pull_forward: Chance = Chance(2.0, 8.0)
    opt_out: Chance = Chance(1.0, 400.0)
    reach_threshold: Chance = Chance(2.0, 8.0)
    referral: ReferralHabits = field(default_factory=ReferralHabits)
    redemption_of: str = VIEWERS
    gathering: GatheringHabits = field(default_factory=GatheringHabits)
    value_response: ValueResponse | None = None


@dataclass(frozen=True)
class Referral:
    """A referral task: what is paid for each new person's own first action, and to whom it is open.

    ``reward_fen`` to the inviter and ``gift_fen`` to the newcomer, per new person; ``pool``: people
    who can be reached; ``budget_fen`` for both together, None means no cap.
    """

    reward_fen: int
    gift_fen: int
    pool: int
    budget_fen: int | None = None


@dataclass(frozen=True)
class Campaign:
    """The plan: ``days`` of the window, who is written to and when, coupon, referral, gatherings, prices.

    ``budget_fen``: most that discounts, rewards and packets of all mechanics may cost together; what
    comes in order of time after it is used up gets nothing. None means no cap.
    """

    days: int
    plan: Plan
    terms: AccountTerms
    coupon: Coupon | None = None
    referral: Referral | None = None
    gatherings: tuple[Gathering, ...] = ()
    budget_fen: int | None = None


@dataclass(frozen=True)
class Effort:
    """How hard to work: outer draws ``runs``, second inner draws ``repeats`` (<= runs), processes.

    ``seed`` and ``scenario`` name the random streams: compare two plans under one scenario.
    ``workers`` changes nothing but the time taken.
    """

    runs: int = 1_000
    repeats: int = 100
    seed: int = 1
    scenario: int = 0
    workers: int = 1
