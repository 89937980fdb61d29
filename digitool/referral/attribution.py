"""Who is brought by whom, by pure rules.

One referrer a person and campaign, set before the first order, never changed. A campaign's holdout comes
first: who is kept out of it neither brings nor is brought. Then INV-19 (never oneself, by person, household,
payer or phone) and INV-20 (no cycle, one referrer) of the promotion research, and BD7 of the reliability one.
"""

from __future__ import annotations

from typing import NamedTuple

from digitool.coupons.holdouts import HELD_OUT
from digitool.model.ids import PersonId
from digitool.referral.mechanics.shape import Declined

ITSELF = "person"
"""What a self-referral shows when the two are one person, not only of one household, payer or phone."""


class Arrival(NamedTuple):
    """Somebody comes by a link; everything that is known of the two at that moment.

    ``owner`` and ``friend`` are persons, ``shared`` names what both have in common (household, payer,
    phone), ``referrer`` is who brought the friend before (0: nobody), ``brought`` how many the friend
    has brought herself, ``orders`` the friend's purchases until now. ``held_out`` names who of the two
    (owner, friend) the campaign holds out, empty for nobody.
    """

    owner: PersonId
    friend: PersonId
    shared: str = ""
    referrer: int = 0
    brought: int = 0
    orders: int = 0
    staff: bool = False
    held_out: str = ""


def why_not(arrival: Arrival, *, household: bool = True) -> Declined | None:
    """The first rule that forbids the attribution, None when the friend is the owner's.

    ``household`` False lets people of one household bring each other; payer and phone never.
    """
    if arrival.held_out:
        return Declined(
            HELD_OUT, "who is held out of the campaign neither brings nor is brought", arrival.held_out
        )
    if arrival.friend == arrival.owner:
        return Declined("self_referral", "nobody refers oneself", ITSELF)
    if arrival.shared and (household or arrival.shared != "household"):
        return Declined("self_referral", "nobody refers oneself by household, payer or phone", arrival.shared)
    if arrival.staff:
        return Declined("staff", "staff are not referred")
    if arrival.referrer:
        return Declined("has_referrer", "one referrer for each person and campaign", 2, 1)
    if arrival.brought:
        return Declined("would_be_cycle", "who has brought others is not brought by anybody", arrival.brought)
    if arrival.orders:
        return Declined("bought_before", "the referrer is set before or at the first order", arrival.orders)
    return None
