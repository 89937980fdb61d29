"""The chain itself: stores with hours and doors, scenes and their pull, guides, tills.

Nothing here is random. Stores differ on purpose: each has another best and another worst scene, so
that the tour has something to say.
"""

from __future__ import annotations

from typing import NamedTuple

from digitool.demo.world.clock import DAY, HOUR
from digitool.demo.world.size import DemoSize

CHAIN = "禾禾生活"
PROGRAMME = "heheclub"
CORP_ID = "ww0000000000demo01"
OFFICIAL_ACCOUNT = "wx0000000000demo0a"
MINI_PROGRAM = "wx0000000000demo0b"
ACQUIRER = "wx0000000000demo99"
"""The appid of the service provider's tills: payers have another openid under it."""

MERCHANT, OFFICIAL_MERCHANT = "1900000001", "1900000088"
STORE_SCENES = ("car_park", "entrance", "shelf", "pay", "scan_and_go", "guide")

_NAMES = ("中山路店", "滨江店", "高新店", "大学城店", "老街店", "东站店", "湖畔店", "南门店")
_PULL = (
    {"car_park": 0.42, "entrance": 0.15, "shelf": 0.06, "pay": 0.34, "scan_and_go": 0.14, "guide": 0.070},
    {"entrance": 0.06, "shelf": 0.27, "pay": 0.22, "scan_and_go": 0.22, "guide": 0.030},
    {"car_park": 0.10, "entrance": 0.34, "shelf": 0.12, "pay": 0.08, "scan_and_go": 0.13, "guide": 0.100},
)
_HOURS = ((9, 22), (10, 22), (10, 25))
_REGIONS = ("广东", "浙江", "四川")
_SHIFTS = ("mon-sun 09:00-17:00", "mon-sun 14:00-22:00", "tue-sun 10:00-20:00")
_LANGUAGES = ("yue", "en", "")
_GUIDE_NAMES = ("张珊", "李思", "王武", "赵柳", "孙琪", "周芭", "吴玖", "郑时", "冯怡")


class Door(NamedTuple):
    """One people counter: its device id, vendor, lines, share of the store's entries, step in seconds."""

    sensor: str
    vendor: str
    gates: int
    share: float
    step: int


class StorePlan(NamedTuple):
    """One store. ``opens`` and ``closes`` are clock hours (25 = 01:00 of the next day).

    ``pull`` is each scene's chance to be touched in one visit of an average scanner. ``device`` or
    ``sub_merchant`` is how its WeChat Pay rows are recognised; ``alipay`` says that it takes Alipay.
    """

    code: str
    name: str
    opens: int
    closes: int
    weekend_opens: int
    cutoff: int
    closed: frozenset[int]
    pull: dict[str, float]
    doors: tuple[Door, ...]
    device: str
    sub_merchant: str
    alipay: bool
    region: str = ""

    def open_hours(self, day: int) -> tuple[int, int] | None:
        """First and last-but-one clock hour of a business date, None when closed."""
        if day in self.closed:
            return None
        weekend = (day + 3) % 7 >= 5
        return (self.weekend_opens if weekend else self.opens), self.closes

    def awake(self, hour: int) -> bool:
        """Whether the counters of the store send in a clock hour of the day: an hour around opening."""
        first, last = min(self.opens, self.weekend_opens) - 1, self.closes + 1
        return first <= hour < last or first <= hour + 24 < last

    def business_day(self, local: int) -> int:
        """The business date (day number) of a local time."""
        return (local - self.cutoff * HOUR) // DAY


class GuidePlan(NamedTuple):
    """A guide; she is staff. ``joined`` and ``left`` are day numbers, ``left`` None while she stays."""

    userid: str
    name: str
    store: int
    shift: str = ""
    language: str = ""
    joined: int = 0
    left: int | None = None


class ChainPlan(NamedTuple):
    """The whole plan; stores and guides are pointed at by their place."""

    stores: tuple[StorePlan, ...]
    guides: tuple[GuidePlan, ...]


def plan_chain(size: DemoSize) -> ChainPlan:
    """The chain of a size: its stores and three guides for each, of whom the last one leaves soon."""
    stores = tuple(_store(size, place) for place in range(size.stores))
    guides = tuple(_guide(size, number) for number in range(3 * size.stores))
    return ChainPlan(stores, guides)


def leaving_day(size: DemoSize) -> int:
    """The first day on which the last guide is gone: the Friday that follows the demo's last day."""
    return size.end_day + (4 - (size.end_day + 3) % 7) % 7


def _guide(size: DemoSize, number: int) -> GuidePlan:
    return GuidePlan(
        userid=f"G{number + 1:03d}",
        name=_GUIDE_NAMES[number % len(_GUIDE_NAMES)],
        store=number // 3,
        shift=_SHIFTS[number % 3],
        language=_LANGUAGES[number % 3],
        joined=size.first_day - 90 * (number + 1),
        left=leaving_day(size) if number == 3 * size.stores - 1 else None,
    )


def _store(size: DemoSize, place: int) -> StorePlan:
    code = f"S{place + 1:03d}"
    opens, closes = _HOURS[place % 3]
    last = place == size.stores - 1
    return StorePlan(
        code=code,
        name=_NAMES[place] if place < len(_NAMES) else f"第{place + 1}店",
        opens=opens,
        closes=closes,
        weekend_opens=9,
        cutoff=3 if closes > 24 else 0,
        closed=frozenset({size.first_day + 19} if last else ()),
        pull=_PULL[place % 3],
        doors=_doors(place),
        device=f"POS-{code}",
        sub_merchant=f"19000020{place + 1:02d}" if place % 3 == 1 else "",
        alipay=place % 3 != 1,
        region=_REGIONS[place % 3],
    )


def _doors(place: int) -> tuple[Door, ...]:
    if place % 3 == 1:
        return (Door(f"00:00:5e:00:53:{place + 1:02x}", "hikvision", 1, 1.0, 900),)
    milesight = Door(f"66000000000000{place + 1:02d}", "milesight", 2, 1.0, 3600)
    if place != 0:
        return (milesight,)
    side = Door("24e1240000000101", "lora", 1, 0.3, 1800)
    return milesight._replace(share=0.7), side


def touchpoint_code(chain: ChainPlan, scene: str, store: int) -> str:
    """The code of a scene's touchpoint: ``S001-shelf`` in a store, ``MINI`` and the like outside."""
    if store >= 0:
        return f"{chain.stores[store].code}-{scene}"
    return {"mini_program": "MINI", "share": "SHARE", "group": "GROUP", "item_code": "BOTTLE"}[scene]
