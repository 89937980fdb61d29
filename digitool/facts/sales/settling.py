"""What accounts make of purchases and refunds: the same for the same live accounts, however they came. Pure.

`joining.by_purchase` finds which accounts are of one purchase.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from digitool.facts.parts import Kept, ToldRows, paid, parted
from digitool.facts.receipts import PREFIX, Family, Receipt, label, nowhere
from digitool.facts.sales.accounts import BACK, BILL, ORDER, ROW, LiveAccount, SaleAccount
from digitool.facts.sales.joining import has_payment
from digitool.facts.sales.matching import PROVIDERS
from digitool.facts.sales.numbers import BACK_BY_NUMBER, BACK_BY_ORDER
from digitool.facts.source import Source
from digitool.facts.views import PurchaseView, derive
from digitool.model.days import DAY_MS
from digitool.model.ids import NO_STORE, Day, Fen, IdentifierId, Ms, StoreId
from digitool.model.keys import key64
from digitool.model.records import OrderLine

_STEPS = {"unpaid": 0, "paid": 1, "revoked": 2}
_BACK_STEPS = {"SUCCESS": 2, "PROCESSING": 0}


class StoreBook(NamedTuple):
    """What purchases follow from besides accounts: calendars, codes of stores, identifiers of nobody."""

    day_of: Callable[[StoreId, Ms], Day]
    code_of: Callable[[StoreId], str]
    nobody: frozenset[int] = frozenset()


class Destination(NamedTuple):
    """The store that serves an order (id, 0: none is named) and the region it goes to (empty: unknown)."""

    store: StoreId
    region: str


NOWHERE = Destination(NO_STORE, "")


class Sale(NamedTuple):
    """A purchase; ``number`` is its payment's, else the first of those that it was told under."""

    id: int
    number: str
    order_key: int | None
    till: str | None
    view: PurchaseView
    bill_fen: Fen | None
    order_fen: Fen | None
    tender: str
    disputed: bool
    buyer: IdentifierId | None
    day: Day
    lines: tuple[OrderLine, ...]
    place: Destination
    source: Source

    @property
    def of_receipt(self) -> bool:
        """Whether it is known by a till's number only, and so by no payment's."""
        return self.number.startswith(PREFIX)


class MoneyBack(NamedTuple):
    """Money given back. Its ``id`` is of its number and its purchase: two payments may claim one number.

    ``store`` (id, 0: in none or unknown) and ``channel`` are where it happened. ``till`` makes it a return by
    receipt, and ``told`` is the number (its key) of the purchase that this was told with.
    """

    id: int
    number: str
    told: int | None
    purchase: int
    at: Ms
    day: Day
    amount_fen: Fen
    state: str
    store: StoreId
    channel: str
    order_no: str
    till: str | None
    guide: str
    source: Source


class SaleOutcome(NamedTuple):
    """What some accounts make: at most one purchase, what was given back, and the rows of its sale.

    ``open`` are accounts of one side that cannot both be right, the one that counts last.
    """

    sale: Sale | None
    backs: tuple[MoneyBack, ...]
    rows: tuple[Kept, ...]
    open: tuple[LiveAccount, ...] = ()


def settled(number: int, accounts: Sequence[LiveAccount], book: StoreBook) -> SaleOutcome:
    """What the accounts of one purchase make."""
    ranked = [_of_somebody(told, book) for told in sorted(accounts, key=_rank)]
    rows = [told for told in ranked if told.account.side == ROW]
    sold = parted(_kept(rows))
    open_ = _contradicting(ranked)
    sale = _sale(number, ranked, sold, book)
    if sale is not None and open_:
        sale = sale._replace(disputed=True)
    named = [told for told in ranked if told.account.side == BACK]
    backs = [*_named(number, named, sale, book), *_returns(number, rows, sold, book)]
    return SaleOutcome(sale, tuple(sorted(backs)), sold.sale, open_)


def _of_somebody(told: LiveAccount, book: StoreBook) -> LiveAccount:
    """The account without payer and buyer who are a placeholder: they stand for no person."""
    payer, buyer = (None if one in book.nobody else one for one in (told.account.payer, told.account.buyer))
    if (payer, buyer) == (told.account.payer, told.account.buyer):
        return told
    return told._replace(account=told.account._replace(payer=payer, buyer=buyer))


def _contradicting(ranked: Sequence[LiveAccount]) -> tuple[LiveAccount, ...]:
    """Accounts of a whole purchase of one side, state and moment that tell different amounts or stores."""
    for side in (BILL, ORDER):
        told = [one for one in ranked if one.account.side == side]
        alike = [one for one in told if _rank(one)[:2] == _rank(told[-1])[:2]]
        if len({(one.account.amount_fen, one.account.store) for one in alike}) > 1:
            return tuple(alike)
    return ()


def _rank(told: LiveAccount) -> tuple[int, Ms, int, int]:
    """Of two accounts of one side the one that counts comes later."""
    said = told.account
    return _STEPS.get(said.state, 0), said.version, -said.amount_fen, told.digest


def _kept(rows: Iterable[LiveAccount]) -> list[Kept]:
    """Rows, each once: of two accounts of one row the one that counts."""
    found = {}
    for told in rows:
        said = told.account
        found[said.row] = Kept(said.at, said.amount_fen, said.row, said.whole, next(iter(said.lines), None))
    return list(found.values())


def _sale(number: int, ranked: Sequence[LiveAccount], sold: ToldRows, book: StoreBook) -> Sale | None:
    bills = [told for told in ranked if told.account.side == BILL]
    orders = [told for told in ranked if told.account.side == ORDER]
    of_sale = {row.digest for row in sold.sale}
    rows = [told for told in ranked if told.account.side == ROW and told.account.row in of_sale]
    ordering = _ordering(orders, rows, sold.sale)
    if not bills and ordering is None:
        return None
    bill = _view(bills) if bills else None
    view = derive(bill, ordering)
    telling = [*bills, *orders, *rows]
    names = [_name(told.account, book) for told in telling]
    real = [_name(told.account, book) for told in telling if has_payment(told)]
    keys = [told.order_key for told in telling if told.order_key is not None]
    tills = [told.account.till for told in telling if told.account.till is not None]
    first = min(telling, key=lambda told: (told.batch, told.line))
    return Sale(
        number,
        min(real or names),
        min(keys, default=None),
        min(tills, default=None),
        view,
        _paid(bill),
        _paid(ordering),
        _tender(real, rows),
        False,  # what contradicts is found among all accounts
        _known(one.account.buyer for one in reversed(telling)),
        book.day_of(view.store, view.at),
        _lines(bills, orders, sold.sale),
        _place([*orders, *rows]),
        Source(first.batch, first.line),
    )


def _tender(payments: Sequence[str], rows: Sequence[LiveAccount]) -> str:
    """The provider of its payment; else what all rows of a till say alike."""
    provider = min(payments, default="").partition(":")[0]
    if provider in PROVIDERS:
        return provider
    said = {told.account.tender for told in rows}
    return said.pop() if len(said) == 1 else ""


def _paid(view: PurchaseView | None) -> Fen | None:
    """What a side says was paid: nothing of what was taken back at the till, None where it says none."""
    if view is None or view.state == "unpaid":
        return None
    return view.amount_fen if view.state == "paid" else Fen(0)


def _name(said: SaleAccount, book: StoreBook) -> str:
    if not said.of_receipt:
        return said.number
    return label(receipt_of(said, book), book.code_of(said.store))


def receipt_of(said: SaleAccount, book: StoreBook) -> Receipt:
    """The receipt that a row of a till is of, by the calendar of its store."""
    return Receipt(said.store, said.till or "", said.order_no, book.day_of(said.store, said.at))


def _ordering(
    orders: Sequence[LiveAccount], rows: Sequence[LiveAccount], sale: Sequence[Kept]
) -> PurchaseView | None:
    """What order systems and tills say: by rows where they are told and no order is further on."""
    views = [_in_rows(rows, sale)] if rows else []
    if orders:
        further = not rows or _rank(orders[-1])[0] > _rank(rows[-1])[0]
        views.insert(0 if further else 1, _view(orders))
    if not views:
        return None
    first, *others = views
    for other in others:
        texts: dict[str, Any] = {name: getattr(first, name) or getattr(other, name) for name in _TEXTS}
        first = first._replace(party=_known((first.party, other.party)))._replace(**texts)
    return first


def _view(told: Sequence[LiveAccount]) -> PurchaseView:
    """What one side says: the account that counts, which is the last, and what only earlier ones know."""
    views = [_one_view(one) for one in reversed(told)]
    texts: dict[str, Any] = {name: _first(getattr(view, name) for view in views) or "" for name in _TEXTS}
    payer, buyer = (
        _known(getattr(one.account, name) for one in reversed(told)) for name in ("payer", "buyer")
    )
    return views[0]._replace(party=buyer if payer is None else payer)._replace(**texts)


_TEXTS = ("order_no", "guide", "referrer")


def _first(texts: Iterable[str]) -> str | None:
    return next(filter(None, texts), None)


def _known(ids: Iterable[IdentifierId | None]) -> IdentifierId | None:
    return next((one for one in ids if one is not None), None)


def _one_view(told: LiveAccount) -> PurchaseView:
    said = told.account
    said_of_it = said.order_no, said.at, said.store, said.channel, said.amount_fen, said.state
    return PurchaseView(*said_of_it, None, said.guide, said.referrer)


def _in_rows(rows: Sequence[LiveAccount], sale: Sequence[Kept]) -> PurchaseView:
    """The view of a purchase that is told in rows, each of which may know what others do not.

    Of an order the account that counts stands first; rows of a receipt are equal.
    """
    at, fen = paid(sale)
    view = _view(rows)._replace(at=Ms(at), amount_fen=Fen(fen))
    if all(told.account.till is None for told in rows):
        return view
    said = [_one_view(told) for told in rows]
    texts: dict[str, Any] = {
        name: min(filter(None, (getattr(one, name) for one in said)), default="")
        for name in (*_TEXTS, "channel")
    }
    return view._replace(**texts)


def _lines(
    bills: Sequence[LiveAccount], orders: Sequence[LiveAccount], sale: Sequence[Kept]
) -> tuple[OrderLine, ...]:
    if any(row.line is not None for row in sale):
        return tuple(sorted(row.line for row in sale if row.line is not None))
    for told in (*reversed(orders), *reversed(bills)):
        if told.account.lines:
            return told.account.lines
    return ()


def _place(telling: Sequence[LiveAccount]) -> Destination:
    store, region = NO_STORE, ""
    for told in sorted(telling, key=_rank):
        store, region = told.account.served or store, told.account.region or region
    return Destination(store, region)


def _named(number: int, told: Sequence[LiveAccount], sale: Sale | None, book: StoreBook) -> list[MoneyBack]:
    """The refunds that have a number of their own, each once, however many accounts there are of it."""
    every: dict[str, list[LiveAccount]] = defaultdict(list)
    for one in told:
        every[one.account.refund].append(one)
    found = {name: _named_back(number, some, sale, book) for name, some in every.items()}
    real = [one for one in found.values() if one.number.startswith(BACK_BY_NUMBER)]
    for stray in sorted(found.values(), key=lambda one: (one.at, one.id)):
        if stray.number.startswith(BACK_BY_ORDER):
            twin = next(
                (one for one in sorted(real, key=lambda one: (one.at, one.id)) if _same(one, stray)), None
            )
            if twin is not None:
                real.remove(twin)
                del found[stray.number]
    return list(found.values())


def _same(one: MoneyBack, other: MoneyBack) -> bool:
    """Whether a bill and one that a spreadsheet destroyed tell of one refund: it may keep only the date."""
    return one.amount_fen == other.amount_fen and abs(one.at - other.at) < DAY_MS


def _named_back(number: int, told: Sequence[LiveAccount], sale: Sale | None, book: StoreBook) -> MoneyBack:
    """The account furthest on counts; where several tell only when something last changed, the earliest."""
    best = max(told, key=lambda one: (_step_of(one), one.account.amount_fen, -one.account.at, one.digest))
    said = best.account
    placed = [one.account for one in told if one.account.channel]
    store, channel = min(((one.store, one.channel) for one in placed), default=(NO_STORE, ""))
    first = min(told, key=lambda one: (one.batch, one.line))
    return MoneyBack(
        key64(said.refund, str(number)),
        said.refund,
        None,
        number,
        said.at,
        book.day_of(store if sale is None else sale.view.store, said.at),
        said.amount_fen,
        said.state,
        store,
        channel,
        min(filter(None, (one.account.order_no for one in told)), default=""),
        None,
        min(filter(None, (one.account.guide for one in told)), default=""),
        Source(first.batch, first.line),
    )


def _step_of(told: LiveAccount) -> int:
    return _BACK_STEPS.get(told.account.state, 1)


def _returns(number: int, rows: Sequence[LiveAccount], sold: ToldRows, book: StoreBook) -> list[MoneyBack]:
    """The rows of a table that are returns, not part of a sale."""
    telling = {told.account.row: told for told in rows}
    return [_return(number, telling[row.digest], row, book) for row in sold.returns]


def _return(number: int, told: LiveAccount, row: Kept, book: StoreBook) -> MoneyBack:
    said = told.account
    code = book.code_of(said.store)
    by_receipt = said.of_receipt
    named = f"{code}:{said.till}:{said.order_no}" if by_receipt else said.number
    kind = "order-refund" if said.till is None else "pos-refund"
    name = f"{kind}{'' if row.whole else '-part'}:{named}:{row.digest & (1 << 64) - 1:016x}"
    family = Family(said.store, said.till or "", said.order_no)
    return MoneyBack(
        key64(name),
        name,
        number if by_receipt else None,
        nowhere(family, code) if by_receipt else number,
        row.at,
        book.day_of(said.store, row.at),
        Fen(-row.fen),
        "SUCCESS",
        said.store,
        said.channel,
        said.order_no,
        said.till if by_receipt else None,
        said.guide,
        Source(told.batch, told.line),
    )
