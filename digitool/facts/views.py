"""One purchase as one side tells it, and what both sides together make of it. Pure."""

from __future__ import annotations

from typing import NamedTuple

from digitool.model.ids import Fen, IdentifierId, Ms, StoreId


class PurchaseView(NamedTuple):
    """One side's view of a purchase: ids instead of codes."""

    order_no: str
    at: Ms
    store: StoreId
    channel: str
    amount_fen: Fen
    state: str
    party: IdentifierId | None
    guide: str
    referrer: str


def derive(bill: PurchaseView | None, ordering: PurchaseView | None) -> PurchaseView:
    """The purchase as both views together tell it; at least one must be there.

    Payer, amount, moment and settlement come from the bill, number, guide and place from the order, which
    knows where it was sold: 0 is its store where that was online.
    """
    only = ordering if bill is None else bill
    if bill is None or ordering is None:
        if only is None:
            raise ValueError("a purchase needs a view")
        return only
    return PurchaseView(
        order_no=ordering.order_no or bill.order_no,
        at=bill.at,
        store=ordering.store,
        channel=ordering.channel,
        amount_fen=bill.amount_fen,
        state=bill.state,
        party=bill.party or ordering.party,
        guide=ordering.guide or bill.guide,
        referrer=ordering.referrer or bill.referrer,
    )
