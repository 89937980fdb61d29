"""Small random worlds: rows of every table that segments ask, and a database that holds them."""

from __future__ import annotations

import sqlite3
import tempfile
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from digitool.db.schema.making import create_database
from digitool.model.days import DAY_MS, HOUR_MS, parse_instant
from digitool.model.scenes import SCENES
from digitool.workspace.settings import Chain, Guide, Settings, Store

NOW = parse_instant("2026-03-02 12:00:00")
STORES = {1: "S001", 2: "S002", 3: "S003"}
GUIDES = ("zhangsan", "lisi", "wangwu")
STOCKS = {1: "TEN20", 2: "OFF15"}
ITEMS = ("6901", "6902", "6903")
CATEGORIES = {"6901": "baby", "6902": "food"}
GROUPS = {1: ("wr1", "老客群"), 2: ("wr2", "新客群")}
TAGS = ("VIP", "母婴", "et1")
RULE_TAGS = ("高价值", "VIP")
BIRTHDAYS = ("1990-03-02", "1990-03-09", "02-29", "1988-12-31", "unknown")
CITIES = ("广东省,深圳市", "上海市")
TOLD = [*(("birthday", one) for one in BIRTHDAYS), *(("city", one) for one in CITIES)]
SETTINGS = Settings(
    chain=Chain(cutoff_hour=3, own_appids=("wx1",)),
    stores={code: Store(code=code, name=code) for code in STORES.values()},
    guides={name: Guide(userid=name) for name in GUIDES},
)

World = dict[str, list[tuple[Any, ...]]]
"""Rows by table, in the order of `COLUMNS`."""

COLUMNS: dict[str, str] = {
    "identifier": "id, ns, scope, value, person",
    "identifier_scope": "id, name",
    "identifier_flag": "identifier, flag",
    "household_member": "hub, person, reason",
    "staff_identifier": "identifier",
    "store": "id, code, name, zone, cutoff_hour, hours",
    "touchpoint": "id, code, scene, store, physical",
    "touch": "identifier, at, touchpoint, ref, batch, line",
    "purchase": "id, number, order_no, at, day, store, channel, amount_fen, state, party, batch, line",
    "purchase_line": "purchase, position, item, title, quantity, amount_fen",
    "refund": "id, number, purchase, at, day, amount_fen, state, batch, line",
    "product": "id, code, title, category, price_fen, created_at, operation",
    "relation": "guide, identifier, added_at, add_way, state, lost_at, batch, line, half",
    "relation_tag": "identifier, guide, tag, batch, kind",
    "tag_name": "code, name, tag_group, told_at",
    "auto_tag": "rule, tag, identifier, since, until, operation",
    "group_chat": "id, chat, name, owner, status, created_at, batch",
    "group_member": "chat, identifier, joined_at, join_scene, state, batch, line, left_at",
    "membership": "identifier, at, member, consent, store, batch, line",
    "attribute": "identifier, name, value, batch, observed_at, seen_at",
    "coupon_stock": "id, code, terms, total, state, created_at, operation",
    "coupon": "id, code, stock, number, state, owner, issued_at, received_at, valid_from, valid_to",
    "coupon_redemption": "id, coupon, stock, order_ref, store, channel, identifier, at, day, initial_fen,"
    " base_fen, discount_fen, shipping_fen, payable_fen, lines, operation, ended_at",
}


class Passing(sqlite3.Connection):
    """A connection in memory that closes itself when nobody holds it any more."""

    def __del__(self) -> None:
        self.close()


@lru_cache(maxsize=1)
def template() -> sqlite3.Connection:
    """An empty database of the current schema, made once for each test process."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "digitool.db"
        create_database(path)
        made = sqlite3.connect(":memory:", factory=Passing)
        source = sqlite3.connect(path)
        source.backup(made)
        source.close()
    return made


def connect(world: World) -> sqlite3.Connection:
    """A database in memory that holds a world."""
    connection = sqlite3.connect(":memory:", factory=Passing)
    template().backup(connection)
    connection.row_factory = sqlite3.Row
    for table, rows in world.items():
        if table == "coupon":
            _insert(connection, table, [(*row[:4], "issued", None, row[6], None, *row[8:]) for row in rows])
            connection.executemany(
                "UPDATE coupon SET state = ?, owner = ?, received_at = ? WHERE id = ?",
                [(row[4], row[5], row[7], row[0]) for row in rows],
            )
        else:
            _insert(connection, table, rows)
    return connection


def _insert(connection: sqlite3.Connection, table: str, rows: list[tuple[Any, ...]]) -> None:
    """Add rows; columns that must not be null and that this world does not tell of are empty or 0."""
    told = COLUMNS[table].split(", ")
    rest = {
        row["name"]: 0 if "INT" in row["type"] or row["type"] == "BOOLEAN" else ""
        for row in connection.execute(f"PRAGMA table_info({table})")
        if row["notnull"] and row["dflt_value"] is None and row["name"] not in told
    }
    names = ", ".join([*told, *rest])
    places = ", ".join("?" * (len(told) + len(rest)))
    connection.executemany(
        f"INSERT INTO {table} ({names}) VALUES ({places})", [(*row, *rest.values()) for row in rows]
    )


def make_world(rng: Random, persons: int = 8) -> World:
    """Some persons with one to three identifiers each, and whatever may have happened to them."""
    identifiers = _identifiers(rng, persons)
    ids = [row[0] for row in identifiers]
    world: World = {"identifier": identifiers, "identifier_scope": [(1, "wx1"), (2, "wx2")]}
    world["identifier_flag"] = [(one, "excluded") for one in ids if rng.random() < 0.05]
    people = sorted({row[4] for row in identifiers})
    world["household_member"] = _unique(
        [(rng.choice(ids), rng.choice(people), "phone") for _ in range(rng.randrange(8))], 2
    )
    world["staff_identifier"] = [(one,) for one in ids if rng.random() < 0.05]
    world["store"] = [(number, code, code, "Asia/Shanghai", 3, "{}") for number, code in STORES.items()]
    world["touchpoint"] = [
        (n, f"t{n}", rng.randrange(1, len(SCENES) + 1), rng.randrange(4), True) for n in range(1, 6)
    ]
    world["touch"] = _unique(
        [(rng.choice(ids), _time(rng), rng.randrange(1, 6), n, 1, n) for n in range(rng.randrange(25))], 4
    )
    world |= _purchases(rng, ids) | _relations(rng, ids) | _tags(rng, ids) | _coupons(rng, ids)
    world["membership"] = _unique(
        [
            (rng.choice(ids), _time(rng), rng.random() < 0.6, rng.choice((None, True, False)), 0, 1, n)
            for n in range(rng.randrange(10))
        ],
        2,
    )
    world["attribute"] = _unique(
        [
            (rng.choice(ids), *rng.choice(TOLD), 1, NOW, NOW - rng.randrange(3))
            for _ in range(rng.randrange(8))
        ],
        3,
    )
    return world


def _identifiers(rng: Random, persons: int) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for _ in range(rng.randrange(1, persons + 1)):
        first = len(rows) + 1
        for number in range(first, first + rng.randrange(1, 4)):
            ns = rng.choice((1, 1, 2, 3, 5, 6, 11, 16))
            rows.append((number, ns, rng.randrange(3) if ns == 1 else 0, f"v{number}", first))
    return rows


def _time(rng: Random) -> int:
    """Around now, coarse enough for ties, sometimes after it or a year before."""
    past = rng.randrange(-2, 40) if rng.random() < 0.9 else rng.randrange(363, 367)
    return NOW - past * DAY_MS + rng.randrange(-2, 3) * 5 * HOUR_MS


def _later(rng: Random, at: int) -> int:
    return at + rng.randrange(20) * DAY_MS


def _unique(rows: list[tuple[Any, ...]], width: int) -> list[tuple[Any, ...]]:
    """One row for each value of the first columns."""
    return list({row[:width]: row for row in rows}.values())


def _purchases(rng: Random, ids: list[int]) -> World:
    purchases, lines, refunds = [], [], []
    for number in range(1, rng.randrange(2, 20)):
        fen = rng.choice((0, 1000, 5000, 20_000))
        channel, at = rng.choice(("store", "official_store")), _time(rng)
        state, party = rng.choice(("paid", "paid", "paid", "revoked")), rng.choice([*ids, None])
        purchases.append(
            (number, f"n{number}", "", at, 0, rng.randrange(4), channel, fen, state, party, 1, number)
        )
        for place in range(rng.randrange(3)):
            row = (number, place, rng.choice(ITEMS), "", rng.randrange(3), rng.choice((500, 999, 3000)))
            lines.append(row)
        if rng.random() < 0.5:
            back = rng.choice((fen, fen // 2))
            done = rng.choice(("SUCCESS", "PROCESSING"))
            refunds.append((number, f"r{number}", number, _later(rng, at), 0, back, done, 1, number))
    products = [(n, code, code, CATEGORIES.get(code, ""), 100, NOW, 1) for n, code in enumerate(ITEMS, 1)]
    return {"purchase": purchases, "purchase_line": lines, "refund": refunds, "product": products}


def _relations(rng: Random, ids: list[int]) -> World:
    relations, members = [], []
    for number in range(rng.randrange(14)):
        at = rng.choice((0, _time(rng), _time(rng)))
        lost = _later(rng, at or NOW) if rng.random() < 0.4 else None
        relations.append(
            (rng.choice(GUIDES), rng.choice(ids), at, 1, "", lost, 1, number, rng.random() < 0.1)
        )
    for number in range(rng.randrange(6)):
        at = _time(rng)
        left = _later(rng, at) if rng.random() < 0.4 else None
        members.append((rng.choice([*GROUPS]), rng.choice(ids), at, 1, "", 1, number, left))
    return {
        "relation": _unique(relations, 3),
        "group_chat": [(n, *names, "", "", 0, 1) for n, names in GROUPS.items()],
        "group_member": _unique(members, 3),
    }


def _tags(rng: Random, ids: list[int]) -> World:
    put = [
        (rng.choice(ids), rng.choice(GUIDES), rng.choice(TAGS), 1, rng.choice(("corp", "personal")))
        for _ in range(rng.randrange(10))
    ]
    ruled = []
    for _ in range(rng.randrange(6)):
        since = _time(rng)
        until = _later(rng, since) if rng.random() < 0.5 else None
        ruled.append(("rule", rng.choice(RULE_TAGS), rng.choice(ids), since, until, 1))
    return {
        "relation_tag": _unique(put, 3),
        "tag_name": [("et1", "金卡", "会员等级", 0)],
        "auto_tag": _unique(ruled, 3),
    }


def _coupons(rng: Random, ids: list[int]) -> World:
    coupons, uses = [], []
    for number in range(1, rng.randrange(2, 12)):
        state = rng.choice(("issued", "received", "redeemed", "void"))
        stock, at = rng.choice([*STOCKS]), _time(rng)
        got = None if state == "issued" or (state == "void" and rng.random() < 0.5) else _later(rng, at)
        owner = rng.choice(ids) if got and rng.random() < 0.9 else None
        ends = at + rng.randrange(1, 60) * DAY_MS
        coupons.append((number, number, stock, number, state, owner, at, got, at, ends))
        if state == "redeemed":
            who, used = rng.choice([*ids, None]), _later(rng, at)
            ended = used if rng.random() < 0.2 else None
            uses.append(
                (number, number, stock, f"o{number}", "", "", who, used, 0, 0, 0, 0, 0, 0, "[]", 1, ended)
            )
    stocks = [(n, code, "{}", 100, "open", NOW, 1) for n, code in STOCKS.items()]
    return {"coupon_stock": stocks, "coupon": coupons, "coupon_redemption": uses}
