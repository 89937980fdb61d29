"""Orders of a Channels (视频号) shop: answers of ``order/get``, and the bare ids of ``order/list/get``.

Everything is in fen; ``real_price`` is what was paid for a line (WxJava ``bean/order``). A buyer has an
openid of the shop's appid and a unionid. ``sharer_info`` with ``handling_progress`` 0 is not final yet:
commission must not follow from it, so the sharer is left out with a warning until the answer is read
again. A cancelled order (status 200) has gone back whole, at the time of its last change; of one that came
back in part the answer tells the pieces, not the money.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from digitool.model.ids import Identifier
from digitool.model.records import Item, Items, OrderLine, Purchase, Refund, Skip, Warn
from digitool.model.regions import plain_region
from digitool.model.text import clean
from digitool.sources.answers.amounts import fen
from digitool.sources.answers.pages import (
    Page,
    count,
    each_part,
    first_page,
    key,
    member,
    members,
    pages,
    plain,
    summed,
)
from digitool.sources.file.cells import epoch, payment_key
from digitool.sources.file.opening import Document
from digitool.sources.format import Format, ReadOptions

_IDS, _ONE = "order_id_list", "order"
_CANCELLED = 200
_NOT_PAID = frozenset({10, 250})
_FINAL = 1


def sniff(document: Document) -> int:
    """One whole order, or a list of ids."""
    page = first_page(document)
    order = page.get(_ONE)
    if isinstance(order, dict) and "order_id" in order:
        return 100
    return 100 if isinstance(page.get(_IDS), list) else 0


def read(document: Document, options: ReadOptions) -> Items:
    """Purchases and refunds of whole orders; ids alone are skipped with a warning that says so."""
    return summed(each_part(_parts(document), lambda part, place: _part(*part, place, options)))


_IDS_ONLY = Warn(
    "ids_only",
    "{count} entries are order numbers only; import the answers of order/get to have the orders",
    {"count": 1},
)
_NOT_FINAL = Warn(
    "sharer_not_final",
    "{count} orders name a sharer who is not confirmed yet; import them again before paying commission",
    {"count": 1},
)
_REFUNDS_UNTOLD = Warn(
    "refunds_untold",
    "{count} orders have pieces that came back, and this answer does not tell for how much; import the"
    " payment bill of those days for the refunds",
    {"count": 1},
)


def _parts(document: Document) -> Iterator[tuple[tuple[str, Any], Page]]:
    for page in pages(document):
        for number in members(page, _IDS):
            yield (_IDS, number), {"errcode": 0, _IDS: [number]}
        if _ONE in page:
            yield (_ONE, page[_ONE]), page


def _part(name: str, value: Any, place: int, options: ReadOptions) -> Iterator[Item]:  # noqa: ANN401 - JSON
    if name == _IDS:
        key({"order_id": value}, "order_id")
        yield Skip(place, "id_only")
        yield _IDS_ONLY
    else:
        yield from _order(member({_ONE: value}, _ONE), place, options)


def _order(order: dict[str, Any], place: int, options: ReadOptions) -> Iterator[Item]:
    number = key(order, "order_id")
    detail = member(order, "order_detail")
    pay, sharer = member(detail, "pay_info"), member(detail, "sharer_info")
    status, amount = count(order, "status"), fen(member(detail, "price_info"), "order_price")
    paid = bool(count(pay, "pay_time")) and status not in _NOT_PAID
    at = epoch(pay["pay_time"] if paid else order.get("create_time"), "pay_time" if paid else "create_time")
    purchase = payment_key(key(pay, "transaction_id", required=False)) or f"channels:{number}"
    sharer_id = key(sharer, "sharer_openid", required=False)
    final = count(sharer, "handling_progress") == _FINAL
    yield Purchase(
        line=place,
        at=at,
        key=purchase,
        view="order",
        amount_fen=amount,
        state="paid" if paid else "unpaid",
        order_no=number,
        buyers=_buyers(order, options),
        channel="official_store",
        referrer=sharer_id if final else "",
        lines=tuple(_line(line) for line in members(detail, "product_infos")),
        region=_region(detail),
    )
    if paid and status == _CANCELLED and amount:
        gone = epoch(order.get("update_time"), "update_time")
        yield Refund(place, gone, f"channels-refund:{number}", purchase, amount, "SUCCESS", number)
    elif any(count(line, "finish_aftersale_sku_cnt") for line in members(detail, "product_infos")):
        yield _REFUNDS_UNTOLD
    if sharer_id and not final:
        yield _NOT_FINAL


def _buyers(order: dict[str, Any], options: ReadOptions) -> tuple[Identifier, ...]:
    found = []
    if openid := key(order, "openid", required=False):
        found.append(Identifier("wx_openid", options.appid, openid))
    if unionid := key(order, "unionid", required=False):
        found.append(Identifier("wx_unionid", "", unionid))
    return tuple(found)


def _line(line: object) -> OrderLine:
    row = member({"line": line}, "line")
    pieces = count(row, "sku_cnt")
    amount = fen(row, "real_price") if "real_price" in row else fen(row, "sale_price") * pieces
    code = key(row, "sku_code", required=False) or key(row, "sku_id", required=False)
    return OrderLine(code, clean(plain(row, "title"))[:200], pieces, amount)


def _region(detail: dict[str, Any]) -> str:
    address = member(member(detail, "delivery_info"), "address_info")
    return plain_region(clean(plain(address, "province_name"))[:40])


FORMAT = Format(
    name="channels-orders",
    title_en="Channels shop orders",
    title_zh="视频号小店订单",
    kinds=("Purchase", "Refund"),
    sniff=sniff,
    read=read,
    where="WeChat interface: channels/ec/order/get; save the answers, one after the other",
)
