"""Tables of the chain's own systems: code scans, openid lists, members, bottle codes.

They have no public layout, so each comes with a mapping file, except the bottle codes (formats
research section 14). The member list is GBK, as a spreadsheet saves it, and has bad rows on purpose.
"""

from __future__ import annotations

from digitool.demo.files.outbox import OutFile, csv_bytes, slices
from digitool.demo.world import plan
from digitool.demo.world.clock import clock, compact_day
from digitool.demo.world.happenings import OFFICIAL_STORE
from digitool.demo.world.making import World
from digitool.demo.world.people import Person, openid

SCANS, ACCOUNT_IDS, MINI_IDS, MEMBERS = "scans.toml", "account.toml", "mini.toml", "members.toml"
"""Names of the mapping files."""

ACCOUNT_OPENID, MINI_OPENID = "公众号openid", "小程序openid"
"""Columns whose names differ by appid, so that a header alone says which mapping is meant."""

BAD_ROWS = (
    ("89000000001", "孙某", "12345678901", "2025-11-02 10:00:00"),
    ("89000000002", "钱某", "1.99E+10", "2025-11-03 11:00:00"),
    ("89000000003", "周某", "19900000003", "2025-13-45 10:00:00"),
    ("89000000004", "吴某", "19900000004", "昨天下午"),
)
"""Member number, name, phone and date of the rows that nobody can take."""


def scan_tables(world: World) -> list[OutFile]:
    """Code scans by the month: id, time, store, touchpoint, appid, openid, unionid."""
    header = ("扫码编号", "扫码时间", "门店", "触点", "appid", "用户openid", "用户unionid")
    rows = []
    for number, touch in enumerate(world.touches, 1):
        person = world.people[touch.person]
        store = world.chain.stores[touch.store].code if touch.store != OFFICIAL_STORE else ""
        place = plan.touchpoint_code(world.chain, touch.scene, touch.store)
        value = openid(person, touch.app)[1]
        where = (clock(touch.at), store, place, touch.app)
        rows.append((touch.at, (f"SC{number:08d}", *where, value, person.unionid)))
    files = []
    for part in slices(world.size, 30):
        mine = [row for at, row in rows if part.holds(at)]
        name = f"scans_{compact_day(part.start)}.csv"
        files.append(OutFile(name, "touches", csv_bytes([header, *mine]), len(mine), mapping=SCANS))
    return files


def openid_lists(world: World) -> list[OutFile]:
    """Who is behind the openids that were seen: one list for each appid, bound accounts only."""
    lists = (
        ("followers_official_account.csv", plan.OFFICIAL_ACCOUNT, ACCOUNT_IDS, ACCOUNT_OPENID),
        ("users_mini_program.csv", plan.MINI_PROGRAM, MINI_IDS, MINI_OPENID),
    )
    files = []
    for name, app, mapping, column in lists:
        seen = sorted({touch.person for touch in world.touches if touch.app == app})
        people = [world.people[index] for index in seen]
        rows = [(openid(one, app)[1], one.unionid) for one in people if one.unionid]
        data = csv_bytes([(column, "unionid"), *rows])
        files.append(OutFile(name, "customers", data, len(rows), mapping=mapping))
    return files


def member_list(world: World) -> list[OutFile]:
    """The programme's members, GBK with CRLF, with `BAD_ROWS` scattered among them."""
    header = ("会员号", "姓名", "手机号", "unionid", "性别", "生日", "城市", "开卡门店", "开卡时间")
    rows = [_member(world, person) for person in world.people if person.member_no]
    for place, (number, name, phone, when) in enumerate(BAD_ROWS):
        at = (place + 1) * len(rows) // (len(BAD_ROWS) + 1)
        code = world.chain.stores[0].code
        rows.insert(at, (number, name, phone, "", "女", "1990-01-01", "深圳市", code, when))
    data = csv_bytes([header, *rows], "gb18030", "\r\n")
    return [OutFile("会员名单.csv", "customers", data, len(rows), rejected=len(BAD_ROWS), mapping=MEMBERS)]


def _member(world: World, person: Person) -> tuple[str, ...]:
    city = person.city.split(",")[1]
    store = world.chain.stores[person.home].code
    gender = "女" if person.female else "男"
    ids = (person.member_no, person.name, person.phone, person.unionid)
    return (*ids, gender, person.birthday, city, store, clock(person.joined))


def item_code_log(world: World) -> list[OutFile]:
    """Bottle codes scanned at home."""
    header = (
        "scan_time", "code", "application_id", "product_code", "openid", "unionid",
        "province", "city", "scene", "result",
    )  # fmt: skip
    rows = []
    for scan in world.scans:
        person = world.people[scan.person]
        result = "first" if scan.first else "repeat"
        where = person.city.split(",")
        ids = (scan.code, "581800001", scan.product, person.mini, person.unionid)
        rows.append((clock(scan.at), *ids, *where, "bottle_cap", result))
    repeats = sum(1 for scan in world.scans if not scan.first)
    data = csv_bytes([header, *rows])
    return [OutFile("item_code_scan_log.csv", "item-scans", data, len(rows), known=repeats)]
