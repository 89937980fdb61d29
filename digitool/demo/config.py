"""The demo's ``digitool.toml`` and mapping files, as a person would write them."""

from __future__ import annotations

from collections.abc import Iterable

from digitool.demo.files import tables
from digitool.demo.files.footfall import file_name
from digitool.demo.world import plan
from digitool.demo.world.making import World
from digitool.demo.world.people import Person
from digitool.demo.world.plan import StorePlan
from digitool.forms.writing import toml_table
from digitool.model.days import iso_day
from digitool.model.ids import Day

_TITLE = """# The demo chain: made-up stores, people and payments.
# Every key is explained by: digitool config explain
"""

_CODES = {
    "car_park": "停车场缴费码",
    "entrance": "入口立牌",
    "shelf": "货架码",
    "pay": "支付后关注",
    "scan_and_go": "扫码购",
    "guide": "导购名片",
}


def settings_toml(world: World) -> str:
    """The settings of a world: chain, stores, touchpoints, sensors, guides, staff, bills."""
    parts = [
        _TITLE,
        _chain(),
        *(_store(store) for store in world.chain.stores),
        *_touchpoints(world),
        *_sensors(world),
        *_guides(world),
        toml_table("[staff]", _ids(_managers(world))),
        *_bills(world),
        *_policies(),
    ]
    return "\n".join(parts)


def mapping_files() -> dict[str, str]:
    """The mapping files by name."""
    scans = {
        "at": "扫码时间", "touchpoint": "触点", "identity": "用户openid", "scope": "appid",
        "ref": "扫码编号", "store": "门店",
    }  # fmt: skip
    account = {"identity": tables.ACCOUNT_OPENID, "unionid": "unionid"}
    mini = {"identity": tables.MINI_OPENID, "unionid": "unionid"}
    member = {
        "identity": "会员号", "name": "姓名", "phone": "手机号", "unionid": "unionid", "gender": "性别",
        "birthday": "生日", "city": "城市", "store": "开卡门店", "at": "开卡时间",
    }  # fmt: skip
    return {
        tables.SCANS: _mapping("touches", scans, "wx_openid", ""),
        tables.ACCOUNT_IDS: _mapping("customers", account, "wx_openid", plan.OFFICIAL_ACCOUNT),
        tables.MINI_IDS: _mapping("customers", mini, "wx_openid", plan.MINI_PROGRAM),
        tables.MEMBERS: _mapping("customers", member, "member_no", plan.PROGRAMME, joined=True),
    }


def _mapping(kind: str, columns: dict[str, str], namespace: str, scope: str, *, joined: bool = False) -> str:
    text = f'# Which column of the table holds what; see: digitool formats\nkind = "{kind}"\n\n'
    text += toml_table("[columns]", columns)
    if joined:
        text += "\n" + toml_table("[defaults]", {"member": "是"})
    identity = {"namespace": namespace, **({"scope": scope} if scope else {})}
    return text + "\n" + toml_table("[identity]", {**identity, **({"verified": True} if joined else {})})


def _chain() -> str:
    return toml_table(
        "[chain]",
        {
            "name": plan.CHAIN,
            "zone": "Asia/Shanghai",
            "visit_gap_hours": 3,
            "corp_id": plan.CORP_ID,
            "own_appids": [plan.MINI_PROGRAM, plan.OFFICIAL_ACCOUNT],
            "programme": plan.PROGRAMME,
        },
    )


def _store(store: StorePlan) -> str:
    weekend = _span(store.weekend_opens, store.closes)
    hours: dict[str, object] = {}
    if store.weekend_opens != store.opens:
        hours = {"sat": weekend, "sun": weekend}
    if store.closed:
        hours["exceptions"] = {iso_day(Day(day)): "closed" for day in sorted(store.closed)}
    span = _span(store.opens, store.closes)
    values: dict[str, object] = {"name": store.name, "open": span, "region": store.region}
    if store.cutoff:
        values["cutoff_hour"] = store.cutoff
    return toml_table(f"[stores.{store.code}]", {**values, **({"hours": hours} if hours else {})})


def _span(opens: int, closes: int) -> str:
    return f"{opens:02d}:00-{closes % 24 if closes > 24 else closes:02d}:00"


def _touchpoints(world: World) -> Iterable[str]:
    for place, store in enumerate(world.chain.stores):
        for scene in store.pull:
            code = plan.touchpoint_code(world.chain, scene, place)
            name = store.name + _CODES[scene]
            yield toml_table(f"[touchpoints.{code}]", {"scene": scene, "store": store.code, "name": name})
    for scene, name in (("mini_program", "小程序首页"), ("share", "好友分享卡片")):
        code = plan.touchpoint_code(world.chain, scene, -1)
        yield toml_table(f"[touchpoints.{code}]", {"scene": scene, "name": name})


def _sensors(world: World) -> Iterable[str]:
    for counter in world.counters:
        values: dict[str, object] = {"store": world.chain.stores[counter.store].code}
        if counter.door.vendor == "milesight":
            values["file"] = f"*{file_name(counter)}"
        if counter.door.vendor == "lora":
            values["bits"] = 16
        yield toml_table(f'[sensors."{counter.door.sensor}"]', values)


def _guides(world: World) -> Iterable[str]:
    staff = [person for person in world.people if person.staff]
    for place, guide in enumerate(world.chain.guides):
        values: dict[str, object] = {
            "name": guide.name,
            "store": world.chain.stores[guide.store].code,
            "joined": iso_day(Day(guide.joined)),
            "shift": guide.shift,
            "daily_adds": 60,
        }
        if guide.language:
            values["language"] = guide.language
        if guide.left is not None:
            values["left"] = iso_day(Day(guide.left))
        yield toml_table(f"[guides.{guide.userid}]", {**values, **_ids([staff[place]])})


def _managers(world: World) -> list[Person]:
    """Staff who are no guides."""
    return [person for person in world.people if person.staff][len(world.chain.guides) :]


def _ids(people: list[Person]) -> dict[str, object]:
    openids = [f"{app}:{value}" for one in people for app, value in _openids(one)]
    return {
        "openids": openids,
        "unionids": [person.unionid for person in people],
        "external_userids": [person.external for person in people],
        "phones": [person.phone for person in people],
    }


def _openids(person: Person) -> list[tuple[str, str]]:
    return [(plan.OFFICIAL_ACCOUNT, person.account), (plan.MINI_PROGRAM, person.mini)]


def _bills(world: World) -> Iterable[str]:
    for store in world.chain.stores:
        how = {"sub_merchant": store.sub_merchant} if store.sub_merchant else {"device": store.device}
        yield toml_table("[[bills]]", {"merchant": plan.MERCHANT, **how, "store": store.code})
    official = {"merchant": plan.OFFICIAL_MERCHANT, "channel": "official_store"}
    yield toml_table("[[bills]]", official)


def _policies() -> Iterable[str]:
    """Decisions of the chain that differ from what holds without them, or that a reader should see."""
    yield toml_table("[official_store]", {"pickup_days": 7, "audit_rate": "10%", "queue_minutes": 4})
    yield toml_table("[coupons]", {"stacking": "best", "coupon_stocks": 2, "floor": "30%"})
    yield toml_table("[binding]", {"mode": "first_added", "protection_days": 180})
    yield toml_table("[commission]", {"rate": "3%", "freeze_days": 15, "own_guide_part": "0%"})
    yield toml_table("[contact]", {"quiet_from": 21, "quiet_to": 9, "todo_per_day": 20})
