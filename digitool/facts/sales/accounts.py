"""What one row of one file says of a purchase or a refund, as it is kept; ids instead of codes. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from digitool.evidence.kinds import Claim, FactKind, Row
from digitool.facts.source import Source
from digitool.model.ids import NO_STORE, Fen, IdentifierId, Ms, StoreId
from digitool.model.keys import key64
from digitool.model.records import OrderLine

BILL, ORDER, ROW, BACK = "bill", "order", "row", "back"
"""What an account is: a bill's or an order system's word of a whole purchase, one row of a table that tells
purchases in rows, or money given back."""


def _first_placed(claims: Sequence[Claim]) -> tuple[object, ...]:
    """Claims of one account say the same in words; what the settings made of them at first stands.

    A refund that no setting placed yet stands where the first later telling does.
    """
    if len({claim.said for claim in claims}) == 1:
        return claims[0].said
    placed = [claim for claim in claims if account(str(claim.said[-1])).channel]
    return min(placed or claims, key=lambda claim: (claim.batch, claim.line)).said


SALE = FactKind(
    "sale_claim",
    "number INTEGER, digest INTEGER",
    ("receipt", "order_key", "store_order", "payer", "buyer", "told"),
    _first_placed,
    "Every account counts once, where its first telling placed it; of two of one side the state further on,"
    " then the later one by its own time, then the lower amount.",
)
"""An account, known by the number of its purchase and by all that it says."""


class SaleAccount(NamedTuple):
    """One account. ``number`` is the purchase's as this source knows it, empty where only its id is known and
    of a receipt, whose number follows from its till and business day.

    ``state`` is paid, revoked or unpaid; of a refund SUCCESS, PROCESSING or FAIL. ``version`` is when the
    source says that it was so (UTC ms), 0 unknown. ``served`` and ``region`` are an order's place
    (`Destination`). ``till`` is the till (perhaps empty) of a receipt, null else. Of a row ``whole`` and
    ``row`` are those of `parts.Kept`, and ``lines`` has at most one; ``refund`` is a refund's number.
    ``tender`` is how it was paid (`matching.tender_of`), empty unknown.
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
    tender: str = ""

    @property
    def of_receipt(self) -> bool:
        """Whether its purchase is known by a till's number only, which starts again."""
        return self.till is not None and not self.number

    def stored(self) -> str:
        """The account as it is kept beside its people: without the cells at its end that say nothing."""
        cells: list[Any] = [*self[:_ALWAYS], *self[_ALWAYS + 2 :]]
        while len(cells) > _ALWAYS and cells[-1] == _SILENT[len(cells) + 1]:
            cells.pop()
        return json.dumps(cells, ensure_ascii=False, separators=(",", ":"))

    def digest(self, words: tuple[str, ...]) -> int:
        """What makes it the same account when it is told again.

        ``words`` are what the source says of place and people: stores and ids follow from it by settings,
        which may change while the words stay.
        """
        said = self._replace(store=NO_STORE, channel="", payer=None, buyer=None, served=NO_STORE)
        return key64(*map(str, said), *words)


_ALWAYS = 8
"""How many cells every account has; payer and buyer come next, and are kept in columns of their own."""

_SILENT = SaleAccount("", "", "", Ms(0), NO_STORE, "", Fen(0), "")
"""What the other cells are where nothing is said of them."""


def account(text: str, payer: IdentifierId | None = None, buyer: IdentifierId | None = None) -> SaleAccount:
    """An account from what is kept of it."""
    cells: list[Any] = json.loads(text)
    cells[_ALWAYS:_ALWAYS] = payer, buyer
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


def claim(names: Names, said: SaleAccount, source: Source, words: tuple[str, ...]) -> Row:
    """A row of `SALE`; ``words`` as in `SaleAccount.digest`."""
    return names.number, said.digest(words), *names[1:], said.payer, said.buyer, said.stored(), *source


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
