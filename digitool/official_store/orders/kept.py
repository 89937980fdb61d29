"""What customers keep, beside what they paid and the discount that stands: for `digitool check`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from digitool.coupons.rules.returns import SoldLine, sold_lines
from digitool.db.port import Connection, StoredRow
from digitool.official_store.locations import OFFICIAL_STORE
from digitool.official_store.orders.recording import SCAN_AND_GO
from digitool.official_store.orders.settlement import Owed
from digitool.official_store.states import REFUNDED

_ORDERS = (
    "SELECT o.number, o.state, o.shipping_fen, o.payable_fen - o.refunded_fen AS money_fen, l.*"
    " FROM official_order AS o JOIN official_order_line AS l ON l.official_order = o.id"
    " WHERE o.paid_at IS NOT NULL ORDER BY o.id, l.position"
)


class Standing:
    """The discount that stands on one order: by line, on delivery, and in all."""

    def __init__(self) -> None:
        self.by_line: dict[str, int] = defaultdict(int)
        self.fen = 0

    def add(self, lines: Iterable[SoldLine], shipping_fen: int) -> None:
        """One more coupon's use: its lines, and what it takes off delivery."""
        self.fen += shipping_fen
        for line in lines:
            self.by_line[line.line] += line.live_fen
            self.fen += line.live_fen


def unpaid_goods(connection: Connection) -> Iterator[str]:
    """Orders and baskets whose kept goods and delivery are not what was paid and the standing discount."""
    standing = _standing(connection)
    by_order: dict[str, list[StoredRow]] = defaultdict(list)
    for row in connection.execute(_ORDERS):
        by_order[row["number"]].append(row)
    for number, lines in by_order.items():
        yield from _wrong_order(number, lines, standing.get(f"{OFFICIAL_STORE}:{number}", Standing()))
    for row in connection.execute(
        "SELECT number, now_fen, payable_fen FROM basket WHERE paid_at IS NOT NULL"
    ):
        off = standing.get(f"{SCAN_AND_GO}:{row['number']}", Standing()).fen
        if row["now_fen"] != row["payable_fen"] + off:
            yield _told(f"basket {row['number']}", row["now_fen"], row["payable_fen"], off)


def _standing(connection: Connection) -> dict[str, Standing]:
    found: dict[str, Standing] = defaultdict(Standing)
    for order, lines, shipping in connection.execute(
        "SELECT order_ref, lines, shipping_fen FROM coupon_redemption WHERE ended_at IS NULL"
    ):
        found[order].add(sold_lines(lines), shipping)
    return found


def _wrong_order(number: str, lines: list[StoredRow], off: Standing) -> Iterator[str]:
    kept_in_all = 0
    for line in lines:
        kept = line["now_fen"] // line["quantity"] * (line["quantity"] - line["returned"])
        owed = Owed(line["owed_fen"], line["owed_pieces"], line["owed_back"]).left_fen
        kept_in_all += kept
        if kept != owed + off.by_line[str(line["position"])]:
            what = f"line {line['position']} of order {number}"
            yield _told(what, kept, owed, off.by_line[str(line["position"])])
    order = lines[0]
    fees = (0, order["shipping_fen"]) if order["state"] == REFUNDED else (order["shipping_fen"],)
    if order["money_fen"] + off.fen - kept_in_all not in fees:
        yield _told(f"order {number}", kept_in_all + fees[-1], order["money_fen"], off.fen)


def _told(what: str, kept: int, paid: int, off: int) -> str:
    return f"{what} keeps goods and delivery of {kept} fen for {paid} paid and a standing discount of {off}"
