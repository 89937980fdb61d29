"""Two stores and three guides whose week can be counted on fingers: short names for what happens to them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from digitool.guides.performance import questions as scoring
from digitool.guides.performance.orders import AskedDays
from digitool.guides.performance.questions import CardScope
from digitool.model.days import instant
from digitool.workspace.hours import Hours
from digitool.workspace.settings import Guide, Settings, Store
from tests.guides.hall import Hall

CHINA = "Asia/Shanghai"
MONDAY = 20_514
"""2026-03-02."""
NEXT = MONDAY + 7

STORES = {code: Store(code) for code in ("S001", "S002", "S003")}
GUIDES = {
    "ann": Guide("ann", "安安", "S001"),
    "bea": Guide("bea", "贝贝", "S001"),
    "cai": Guide("cai", "彩彩", "S002"),
}
SETTINGS = Settings(stores=STORES, guides=GUIDES)

TOML = """
[chain]
name = "禾禾生活"

[stores.S001]
name = "一店"

[stores.S002]
name = "二店"

[stores.S003]
name = "三店"

[guides.ann]
name = "安安"
store = "S001"

[guides.bea]
name = "贝贝"
store = "S001"

[guides.cai]
name = "彩彩"
store = "S002"
"""


def clock(day: int, hour: int) -> int:
    """UTC ms of a clock hour in China on a business day."""
    return instant(day, hour * 60, CHINA)


class Arena(Hall):
    """A hall with stores; days count from `MONDAY` = 0, and the clock stands at the end of that week."""

    def __init__(self, path: Path, customers: int = 20) -> None:
        super().__init__(path, customers)
        self.settings = SETTINGS
        self.at = clock(NEXT, 12)
        self.connection.executemany(
            "INSERT INTO store (id, code, name, zone, cutoff_hour, hours) VALUES (?, ?, '', ?, 0, ?)",
            [(n, code, CHINA, Hours().to_json()) for n, code in enumerate(STORES, 1)],
        )

    def add(self, guide: str, customer: int, day: int, *, lost: int | None = None, **more: Any) -> None:
        """A guide added a customer at noon of a day, and lost her at noon of another."""
        given = {"way": 1, "by": "customer", "half": False, **more}
        end = None if lost is None else clock(MONDAY + lost, 12)
        self.connection.execute(
            "INSERT INTO relation (guide, identifier, added_at, add_way, state, batch, line, half, lost_at,"
            " lost_by) VALUES (?, ?, ?, ?, '', 0, 0, ?, ?, ?)",
            (
                guide,
                customer,
                clock(MONDAY + day, 12),
                given["way"],
                given["half"],
                end,
                given["by"] if end else "",
            ),
        )

    def hear(self, day: int) -> None:
        """An event came in at the beginning of a day: from then on losses are seen."""
        self.connection.execute(
            "INSERT INTO relation_mark VALUES (20, 'ann', ?, 1, 1, '', 0, 0)", (clock(MONDAY + day, 0),)
        )

    def tag(self, guide: str, *customers: int) -> None:
        """A guide tagged customers."""
        self.connection.executemany(
            "INSERT INTO relation_tag (identifier, guide, tag, batch, kind) VALUES (?, ?, 'tea', 0, 'corp')",
            [(one, guide) for one in customers],
        )

    def buy(self, customer: int | None, day: int, fen: int, guide: str = "", **more: Any) -> int:
        """An order that a guide rang up in her store at noon (``store`` 0: online, ``hour``); its id."""
        given = {"store": 1, "hour": 12, **more}
        number = 1_000_000 + self._next()
        self.connection.execute(
            "INSERT INTO purchase (id, number, order_no, at, day, store, channel, amount_fen, state, party,"
            " guide, referrer, batch, line) VALUES (?, ?, '', ?, ?, ?, ?, ?, 'paid', ?, ?, '', 0, 0)",
            (
                number,
                f"N{number}",
                clock(MONDAY + day, given["hour"]),
                MONDAY + day,
                given["store"],
                "store" if given["store"] else "official_store",
                fen,
                customer,
                guide,
            ),
        )
        return number

    def refund(self, purchase: int, fen: int, source: str = "wechatpay-refund", day: int = 3) -> None:
        """Money was given back, as a bill or an order system tells it."""
        number = self._next() + 2_000_000
        self.connection.execute(
            "INSERT INTO refund (id, number, purchase, at, day, amount_fen, state, batch, line)"
            " VALUES (?, ?, ?, ?, ?, ?, 'SUCCESS', 0, 0)",
            (number, f"{source}:{number}", purchase, clock(MONDAY + day, 15), MONDAY + day, fen),
        )

    def counted(self, store: int, day: int, traffic: int, valid: int = 100) -> None:
        """A counter saw people in a share (per cent) of a day's 46,800 seconds of opening time."""
        self.connection.execute(
            "INSERT INTO store_day VALUES (?, ?, 46800, ?, ?, 0, 0, 0, 0, 0, 0, ?, ?, ?)",
            (store, MONDAY + day, 468 * valid, traffic, traffic, MONDAY + day, MONDAY + day + 1),
        )

    def asked(self, start: int = 0, end: int = 7) -> AskedDays:
        """The week, as known now."""
        return AskedDays(MONDAY + start, MONDAY + end, self.at, NEXT)

    def report(self, *span: int, **scope: Any) -> dict[str | None, dict[str, Any]]:
        """Scorecards by guide, store or (None) chain."""
        rows = scoring.score_report(self.connection, self.settings, self.asked(*span), CardScope(**scope))
        return {row.get(scope.get("by", "guide")): row for row in rows}
