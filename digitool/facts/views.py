"""One purchase as one side tells it, and what both sides together make of it. Pure."""

from __future__ import annotations

import json
from typing import NamedTuple

from digitool.facts.parts import Kept, kept, paid
from digitool.facts.source import Source
from digitool.model.ids import Fen, Ms, StoreId


class PurchaseView(NamedTuple):
    """One side's account of a purchase: ids instead of codes. ``parts`` are the rows of one told in rows."""

    order_no: str
    at: Ms
    store: StoreId
    channel: str
    amount_fen: Fen
    state: str
    party: int | None
    guide: str
    referrer: str
    parts: tuple[Kept, ...] = ()

    @property
    def columns(self) -> tuple[object, ...]:
        """What the purchase says by itself, in the order of its columns."""
        return tuple(self[:_SAID])

    def stored(self, source: Source) -> str:
        """The account as it is kept, with the row that it stood in."""
        cells = [*self.columns, [row.stored() for row in self.parts], *source]
        return json.dumps(cells, ensure_ascii=False)


_SAID = len(PurchaseView._fields) - 1
"""How many columns a purchase says by itself: all of a view but its parts."""

_STEPS = {"unpaid": 0, "paid": 1, "revoked": 2}


def load_view(text: str | None) -> PurchaseView | None:
    """A stored view; None where that side has not told anything."""
    if text is None:
        return None
    cells = json.loads(text)
    return PurchaseView(*cells[:_SAID])._replace(parts=tuple(map(kept, cells[_SAID])))


def derive(bill: PurchaseView | None, ordering: PurchaseView | None) -> PurchaseView:
    """The purchase as both views together tell it; at least one must be there.

    The order knows where it was sold: 0 is its store where that was online.
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


def merged_view(stored: str | None, new: PurchaseView) -> PurchaseView:
    """A view after the same side told it again: the newer account, unless it takes a step back.

    Revoked stays revoked and paid stays paid, whichever export comes first.
    """
    old = load_view(stored)
    return new if old is None or steps_on(old, new) else old


def steps_on(old: PurchaseView, new: PurchaseView) -> bool:
    """Whether a new account is no step back: its state is the old one's or a later one."""
    return _STEPS[new.state] >= _STEPS[old.state]


def in_rows(
    old: PurchaseView | None, new: PurchaseView, sale: tuple[Kept, ...], *, order: bool
) -> PurchaseView:
    """The view of a purchase told in rows: ``sale`` is all rows of it, ``new`` what this telling adds.

    An order's newer account counts. What two tellings of a receipt say differently does not depend on
    which came first, and what only one of them says is never lost.
    """
    if old is not None and not old.parts and not steps_on(old, new):
        return old
    at, fen = paid(sale)
    if old is None or not old.parts:
        return new._replace(at=Ms(at), amount_fen=Fen(fen), parts=sale)
    later = steps_on(old, new)
    first, second = (new, old) if later else (old, new)
    texts = {name: getattr(first, name) or getattr(second, name) for name in _TEXTS}
    if not order:
        texts = {
            name: min(filter(None, (getattr(one, name) for one in (old, new))), default="") for name in _TEXTS
        }
    return first._replace(
        at=Ms(at),
        amount_fen=Fen(fen),
        party=first.party if first.party is not None else second.party,
        parts=sale,
        **texts,
    )


_TEXTS = ("order_no", "channel", "guide", "referrer")
