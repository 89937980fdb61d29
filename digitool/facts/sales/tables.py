"""Purchases and refunds, as they are stored.

``batch`` and ``line`` say which import and line a fact came from.
"""

from __future__ import annotations

from typing import Optional

from sqlalchemy import Column, Computed, Index, String
from sqlmodel import Field, SQLModel

from digitool.db.schema.declaring import CLUSTERED, partial_index

_OF_RECEIPTS = "till IS NOT NULL"
_TELLER = (
    "CASE WHEN number LIKE 'wechatpay-refund%' OR number LIKE 'alipay-refund%' THEN 'bill'"
    " WHEN number LIKE '%-refund-part:%' THEN 'part' ELSE 'order' END"
)


class Purchase(SQLModel, table=True):
    """One paid order; the bill's view and the order system's view stay apart, the rest is derived.

    ``party`` is the identifier that the purchase belongs to: the payer where the bill names one, else
    the buyer. ``store`` is 0 where no store is known, ``state`` is paid, revoked or unpaid. ``till`` is the
    till (perhaps empty) of a receipt, whose ``order_no`` counts within store, till and day; null else.
    """

    __tablename__ = "purchase"
    __table_args__ = (
        Index("purchase_store_day", "store", "day"),
        Index("purchase_party", "party"),
        Index("purchase_order", "order_key"),
        partial_index("purchase_receipt", "store", "order_no", "day", where=_OF_RECEIPTS),
    )

    id: int = Field(primary_key=True)
    number: str
    order_no: str
    order_key: Optional[int] = None
    till: Optional[str] = None
    at: int
    day: int
    store: int
    channel: str
    amount_fen: int
    state: str
    party: Optional[int] = None
    guide: str = ""
    referrer: str = ""
    bill: Optional[str] = None
    ordering: Optional[str] = None
    batch: int
    line: int


class PurchaseLine(SQLModel, table=True):
    """One line of a purchase; amounts are what was paid for it, in fen."""

    __tablename__ = "purchase_line"
    __table_args__ = (CLUSTERED,)

    purchase: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    item: str
    title: str
    quantity: int
    amount_fen: int


class OrderPlace(SQLModel, table=True):
    """Where an order of the official store belongs, though it is sold in no store.

    ``store`` serves it (0: none is named), ``region`` is where it is delivered (empty: unknown).
    """

    __tablename__ = "order_place"
    __table_args__ = (CLUSTERED,)

    purchase: int = Field(primary_key=True)
    store: int
    region: str
    batch: int
    line: int


class Refund(SQLModel, table=True):
    """Money given back; its purchase may arrive later than it, or never.

    Several tell of the same money, so of a purchase's refunds those of one ``teller`` count, whose sum is the
    largest: its bill, its order system by totals (``order``), or the same one refund by one (``part``).
    """

    __tablename__ = "refund"
    __table_args__ = (Index("refund_purchase", "purchase"), Index("refund_day", "day"))

    id: int = Field(primary_key=True)
    number: str
    purchase: int
    at: int
    day: int
    amount_fen: int
    state: str
    batch: int
    line: int
    teller: str = Field(default="", sa_column=Column("teller", String, Computed(_TELLER, persisted=False)))


class RefundPlace(SQLModel, table=True):
    """Where a refund says that it happened: it counts there as long as nobody knows its purchase.

    ``store`` is 0 and ``channel`` empty where it does not say. ``till`` is that of a return under a receipt's
    number, null else. ``part`` is the row of a table that it is, as JSON (`parts.Kept`).
    """

    __tablename__ = "refund_place"
    __table_args__ = (
        partial_index("refund_place_receipt", "store", "order_no", where=_OF_RECEIPTS),
        CLUSTERED,
    )

    refund: int = Field(primary_key=True)
    store: int
    channel: str
    order_no: str
    till: Optional[str] = None
    guide: str = ""
    part: Optional[str] = None


VIEWS: tuple[str, ...] = (
    "CREATE VIEW given_back AS SELECT * FROM refund WHERE state = 'SUCCESS'",
    "CREATE VIEW given_back_until AS"
    " SELECT r.purchase, r.at, (SELECT CAST(sum(o.amount_fen) AS BIGINT) FROM given_back AS o"
    " WHERE o.purchase = r.purchase AND o.teller = r.teller AND o.at <= r.at) AS fen"
    " FROM given_back AS r",
    "CREATE VIEW lone_refund AS"
    " SELECT r.*, w.store, w.channel, w.order_no, w.guide"
    " FROM given_back AS r LEFT JOIN refund_place AS w ON w.refund = r.id"
    " WHERE NOT EXISTS (SELECT 1 FROM purchase AS p WHERE p.id = r.purchase)",
)
"""``given_back``: the refunds that count, which are those whose state no later word takes back. One that is
only asked for may be refused, and no commission that was taken back for it would come again.

``given_back_until``: what the teller of each of them had told of its purchase by then, in fen. Of a purchase
the largest ``fen`` of a row counts: of all rows today, of those with ``at`` <= T at an instant T. Tellers
who speak of the same money are thereby never added up.

``lone_refund``: one whose purchase nobody knows, and where it says that it happened, if it does.
"""
