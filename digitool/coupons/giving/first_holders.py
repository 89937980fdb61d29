"""Who may begin to hold a coupon that is nobody's yet, when she presents it for an order."""

from __future__ import annotations

from digitool.coupons.codes import format_code
from digitool.coupons.finding import FoundCoupon
from digitool.coupons.holdouts import held_out, refusal
from digitool.coupons.rules.refusals import CouponRefusal
from digitool.coupons.rules.states import LOCKED
from digitool.db.port import Connection
from digitool.model.ids import IdentifierId, Ms


def barred(
    connection: Connection, found: FoundCoupon, order: str, customer: IdentifierId | None, at: Ms
) -> CouponRefusal | None:
    """Why a customer (an identifier id) may not use a coupon: its stock's campaign holds her out.

    What is hers already stays hers: a coupon that has an owner, and one that the order locked for her, whose
    price was agreed. Nothing can be said of somebody who is not named.
    """
    if customer is None or found.owner is not None or _locked_for(connection, found, order, customer):
        return None
    kept = held_out(connection, found.campaign, [customer], at)
    return refusal(format_code(found.code), kept.campaign) if kept.customers else None


def _locked_for(connection: Connection, found: FoundCoupon, order: str, customer: IdentifierId) -> bool:
    if found.state != LOCKED or found.locked_order != order or found.held_by is None:
        return False
    persons = "SELECT count(DISTINCT person) FROM identifier WHERE id IN (?, ?)"
    return bool(connection.execute(persons, (found.held_by, customer)).fetchone()[0] == 1)
