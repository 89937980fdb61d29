"""Purchases and refunds, as they are stored.

``batch`` and ``line`` say which import and line a fact came from.
"""

from __future__ import annotations

from typing import Optional

from sqlalchemy import Column, Computed, Index, String, text
from sqlmodel import Field, SQLModel

from digitool.db.schema.declaring import CLUSTERED, partial_index, told_beside
from digitool.db.schema.people import People

_OF_RECEIPTS = "till IS NOT NULL"
_TELLER = (
    "CASE WHEN number LIKE 'wechatpay-refund%' OR number LIKE 'alipay-refund%' THEN 'bill'"
    " WHEN number LIKE '%-refund-part:%' THEN 'part' ELSE 'order' END"
)


class SaleClaim(SQLModel, table=True):
    """A live account of a purchase or a refund (`accounts.SaleAccount`, as JSON in ``told``): the evidence.

    ``number`` and ``receipt`` are keys of the numbers that it was told under, ``order_key`` that of its
    merchant's order number, ``store_order`` that of this number in its store. ``payer`` and ``buyer`` are
    identifiers.
    """

    __tablename__ = "sale_claim"
    __table_args__ = (
        partial_index("sale_claim_receipt", "receipt", where="receipt IS NOT NULL"),
        partial_index("sale_claim_order", "order_key", where="order_key IS NOT NULL"),
        partial_index("sale_claim_store_order", "store_order", where="store_order IS NOT NULL"),
        partial_index("sale_claim_payer", "payer", where="payer IS NOT NULL"),
        partial_index("sale_claim_buyer", "buyer", where="buyer IS NOT NULL"),
        CLUSTERED,
    )

    number: int = Field(primary_key=True)
    digest: int = Field(primary_key=True)
    receipt: Optional[int] = None
    order_key: Optional[int] = None
    store_order: Optional[int] = None
    payer: Optional[int] = None
    buyer: Optional[int] = None
    told: str
    batch: int
    line: int


class Purchase(SQLModel, table=True):
    """One paid order, as its live accounts make it (`SaleClaim`, `settling`).

    ``party`` is the identifier that the purchase belongs to: the payer where the bill names one, else the
    buyer; ``buyer`` is whom the order or the member's card names, where one does. ``store`` is 0 where no
    store is known, ``state`` is paid, revoked, unpaid, or double where another purchase is this sale, too
    (`matching`). ``tender`` is how it was paid, empty unknown. ``till`` is the till (perhaps empty) of a
    receipt, whose ``order_no`` counts within store, till and day; null else. ``bill_fen`` and ``order_fen``
    are what was paid as a bill and as an order system or till tell it: 0 for what was taken back at the till,
    null where none says that it was paid. ``disputed`` says that two files of one side cannot both be right.
    """

    __tablename__ = "purchase"
    __table_args__ = (
        Index("purchase_store_day", "store", "day"),
        Index("purchase_party", "party"),
        partial_index("purchase_buyer", "buyer", where="buyer <> party"),
        Index("purchase_order", "order_key"),
        partial_index("purchase_receipt", "store", "order_no", "day", where=_OF_RECEIPTS),
        partial_index("purchase_disputed", "id", where="disputed"),
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
    buyer: Optional[int] = None
    guide: str = ""
    referrer: str = ""
    bill_fen: Optional[int] = None
    order_fen: Optional[int] = None
    tender: str = Field(default="", sa_column_kwargs={"server_default": ""})
    disputed: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
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


class Refund(SQLModel, table=True):
    """Money given back, as its live accounts make it; its purchase may arrive later than it, or never.

    ``told`` is the purchase that a return by receipt was told with, which need not be its own; null else.

    Several tell of the same money, so of a purchase's refunds those of one ``teller`` count, whose sum is the
    largest: its bill, its order system by totals (``order``), or the same one refund by one (``part``).
    """

    __tablename__ = "refund"
    __table_args__ = (
        Index("refund_purchase", "purchase"),
        Index("refund_day", "day"),
        partial_index("refund_told", "told", where="told IS NOT NULL"),
    )

    id: int = Field(primary_key=True)
    number: str
    purchase: int
    at: int
    day: int
    amount_fen: int
    state: str
    told: Optional[int] = None
    batch: int
    line: int
    teller: str = Field(default="", sa_column=Column("teller", String, Computed(_TELLER, persisted=False)))


class SaleNumber(SQLModel, table=True):
    """Another number (its key) that accounts of a purchase were told under: once it was its id, before a bill
    or a match joined them. Deeds that name it are of this purchase.
    """

    __tablename__ = "sale_number"
    __table_args__ = (CLUSTERED,)

    number: int = Field(primary_key=True)
    purchase: int = Field(index=True)


class SaleMatch(SQLModel, table=True):
    """A sale of a till, and the payment that it is, where no number says so (`matching.Match`).

    ``payment`` is null for one that is told by the other side, too, nobody knows as which. It follows from
    what counts on the business day of the store, and from what persons decided.
    """

    __tablename__ = "sale_match"
    __table_args__ = (
        Index("sale_match_day", "store", "day"),
        partial_index("sale_match_payment", "payment", where="payment IS NOT NULL", unique=True),
        CLUSTERED,
    )

    number: int = Field(primary_key=True)
    payment: Optional[int] = None
    how: str
    store: int
    day: int


class SaleDecision(SQLModel, table=True):
    """That a person said of a receipt and a payment (keys of their numbers) that they are one, or are not.

    It holds until its operation is undone.
    """

    __tablename__ = "sale_decision"

    operation: int = Field(primary_key=True, foreign_key="operation.seq")
    number: int = Field(index=True)
    payment: int = Field(index=True)
    same: bool


class RefundPlace(SQLModel, table=True):
    """Where a refund says that it happened: it counts there as long as nobody knows its purchase.

    ``store`` is 0 and ``channel`` empty where it does not say. ``till`` is that of a return under a receipt's
    number, null else.
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


TOLD = told_beside(SaleClaim)
"""Who else gave the same account, and accounts of imports that were taken back."""

VIEWS: tuple[str, ...] = (
    "CREATE VIEW given_back AS SELECT * FROM refund WHERE state = 'SUCCESS'",
    "CREATE VIEW given_back_until AS"
    " SELECT r.purchase, r.at, (SELECT CAST(sum(o.amount_fen) AS BIGINT) FROM given_back AS o"
    " WHERE o.purchase = r.purchase AND o.teller = r.teller AND o.at <= r.at) AS fen"
    " FROM given_back AS r",
    "CREATE VIEW given_back_by_side AS"
    " SELECT told.purchase, max(CASE WHEN told.teller = 'bill' THEN told.fen END) AS bill_fen,"
    " max(CASE WHEN told.teller <> 'bill' THEN told.fen END) AS order_fen"
    " FROM (SELECT r.purchase, r.teller, CAST(sum(r.amount_fen) AS BIGINT) AS fen"
    " FROM given_back AS r GROUP BY r.purchase, r.teller) AS told GROUP BY told.purchase",
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

``given_back_by_side``: what bills, and what order systems and tills, tell was given back of a purchase.

``lone_refund``: one whose purchase nobody knows, and where it says that it happened, if it does.
"""

PEOPLE: People = {
    SaleClaim: ("payer", "buyer"),
    Purchase: ("party", "buyer"),
}
"""Columns that hold identifiers."""
