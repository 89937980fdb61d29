"""What one row of one file says of a purchase or a refund, as it is kept; ids instead of codes. Pure."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from digitool.evidence.kinds import FactKind, Row, nothing
from digitool.facts.source import Source
from digitool.model.ids import NO_STORE, Fen, IdentifierId, Ms, StoreId
from digitool.model.keys import key64
from digitool.model.records import OrderLine

BILL, ORDER, ROW, BACK = "bill", "order", "row", "back"
"""What an account is: a bill's or an order system's word of a whole purchase, one row of a table that tells
purchases in rows, or money given back."""

SALE = FactKind(
    "sale_claim",
    "number INTEGER, digest INTEGER",
    ("receipt", "order_key", "store_order", "told"),
    nothing,
    "Every account counts once; of two of one side the state further on, then the later one by its own time,"
    " then the lower amount.",
)
"""An account, known by the number of its purchase and by all that it says."""


class SaleAccount(NamedTuple):
    """One account. ``number`` is the purchase's as this source knows it, empty where only its id is known.

    ``state`` is paid, revoked or unpaid; of a refund SUCCESS, PROCESSING or FAIL. ``version`` is when the
    source says that it was so (UTC ms), 0 unknown. ``served`` and ``region`` are an order's place
    (`Destination`). ``till`` is the till (perhaps empty) of a receipt, null else. Of a row ``whole`` and
    ``row`` are those of `parts.Kept`, and ``lines`` has at most one; ``refund`` is a refund's number.
    """

    side: str
    number: str
    order_no: str
    at: Ms
    store: StoreId
    channel: str
    amount_fen: Fen
    state: str
    payer: IdentifierId | None = None
    buyer: IdentifierId | None = None
    guide: str = ""
    referrer: str = ""
    lines: tuple[OrderLine, ...] = ()
    served: StoreId = NO_STORE
    region: str = ""
    till: str | None = None
    whole: bool = True
    row: int = 0
    refund: str = ""
    version: Ms = Ms(0)

    def stored(self) -> str:
        """The account as it is kept: without the cells at its end that say nothing."""
        cells: list[Any] = list(self)
        while len(cells) > _ALWAYS and cells[-1] == _SILENT[len(cells) - 1]:
            cells.pop()
        return json.dumps(cells, ensure_ascii=False, separators=(",", ":"))

    def digest(self, parties: tuple[str, ...] = ()) -> int:
        """What makes it the same account when it is told again; ``parties`` say payer and buyers by value."""
        said = self._replace(payer=None, buyer=None)
        return key64(*map(str, said), *parties)


_ALWAYS = 8
"""How many cells every account has."""

_SILENT = SaleAccount("", "", "", Ms(0), NO_STORE, "", Fen(0), "")
"""What the other cells are where nothing is said of them."""


def account(text: str) -> SaleAccount:
    """An account from what is kept of it."""
    cells: list[Any] = json.loads(text)
    found = SaleAccount(*cells)
    return found._replace(lines=tuple(OrderLine(*line) for line in found.lines))


class Names(NamedTuple):
    """The keys that an account's purchase is found by: of its number, its receipt, its merchant's order.

    ``store_order`` is that of the merchant's order number in its store, which a till knows too.
    """

    number: int
    receipt: int | None = None
    order_key: int | None = None
    store_order: int | None = None


def claim(names: Names, said: SaleAccount, source: Source, parties: tuple[str, ...] = ()) -> Row:
    """A row of `SALE`; ``parties`` say payer and buyers by value, so that ids are no part of what is said."""
    return names.number, said.digest(parties), *names[1:], said.stored(), *source


class LiveAccount(NamedTuple):
    """A live account: the number (its key) that it was told under, and who told it first.

    ``receipt`` is the key of the receipt that it is of, ``order_key`` that of its merchant's order number,
    ``store_order`` that of this number in its store; None for none.
    """

    number: int
    digest: int
    receipt: int | None
    order_key: int | None
    store_order: int | None
    account: SaleAccount
    batch: int
    line: int
