"""The same answers as the tallies give, worked out person by person in plain loops."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

from digitool.model.days import DAY_MS
from digitool.model.scenes import SCENES
from digitool.segments.keys import BlockLimits
from digitool.segments.spec import Block, Condition, Segment

from .world import CATEGORIES, GROUPS, NOW, STOCKS, STORES, World

Row = tuple[Any, ...]


def day_of(at: int) -> date:
    """The business date in Shanghai with a day that ends at three in the morning."""
    return (datetime.fromtimestamp(at / 1000, timezone.utc) + timedelta(hours=8 - 3)).date()


TODAY = day_of(NOW)


class Person:
    """One person's own rows of a world."""

    def __init__(self, world: World, number: int) -> None:
        self.world, self.number = world, number
        self.ids = {row[0] for row in world["identifier"] if row[4] == number}

    def mine(self, table: str, place: int = 0) -> list[Row]:
        """Rows of a table whose column is one of her identifiers."""
        return [row for row in self.world[table] if row[place] in self.ids]

    def is_customer(self) -> bool:
        """Somebody, and not staff."""
        nobody = {row[0] for row in self.world["identifier_flag"] + self.world["household_member"]}
        people = [row for row in self.mine("identifier") if not 11 <= row[1] <= 16 and row[0] not in nobody]
        return bool(people) and not self.mine("staff_identifier")


def everyone(world: World) -> list[Person]:
    """All customers, by id."""
    numbers = sorted({row[4] for row in world["identifier"]})
    return [one for one in (Person(world, number) for number in numbers) if one.is_customer()]


def members(world: World, segment: Segment) -> list[int]:
    """Ids of the customers of a segment, ascending."""
    return [one.number for one in everyone(world) if belongs(one, segment)]


def belongs(person: Person, segment: Segment) -> bool:
    """Whether one customer is in a segment."""

    def holds(block: Block) -> bool:
        return all(satisfies(person, one, block.limits, segment) for one in block.conditions)

    either = segment.of("any")
    return (
        all(map(holds, segment.of("all")))
        and (not either or any(map(holds, either)))
        and not any(map(holds, segment.of("not")))
    )


def satisfies(person: Person, condition: Condition, limits: BlockLimits, segment: Segment) -> bool:
    """Whether one condition holds for one customer."""
    key, value = condition.key, condition.value
    for family in (_shopping, _touching, _couponing, _relating, _attributes):
        found = family(person, key, value, limits)
        if found is not None:
            return found
    if key.startswith("tag"):
        return _tagging(person, key, value, limits, segment)
    assert key == "reachable_by", key
    return any(_reachable(person, way) for way in value)


def _inside(value: int | None, wanted: Any) -> bool:
    return value is not None and wanted.low <= value <= wanted.high


def _days_since(at: int | None) -> int | None:
    return None if at is None else (TODAY - day_of(at)).days


def _recent(at: int | None, limits: BlockLimits) -> bool:
    if at is None or at > NOW:
        return False
    return not limits.within_days or (TODAY - day_of(at)).days < limits.within_days


def _in_stores(store: int, limits: BlockLimits) -> bool:
    return not limits.store or STORES.get(store) in limits.store


def _middle(values: list[int]) -> int | None:
    return sorted(values)[(len(values) - 1) // 2] if values else None


def _orders(person: Person, limits: BlockLimits) -> list[tuple[Row, int]]:
    """Purchases that count, each with what was given back of it."""
    found = []
    for row in person.mine("purchase", 9):
        back = sum(
            one[5]
            for one in person.world["refund"]
            if one[2] == row[0] and one[6] == "SUCCESS" and one[3] <= NOW
        )
        fits = not limits.channel or row[6] == limits.channel
        if row[8] == "paid" and _recent(row[3], limits) and fits and (row[7] == 0 or back < row[7]):
            found.append((row, back))
    return found


def _shopping(person: Person, key: str, value: Any, limits: BlockLimits) -> bool | None:
    if key == "home_store":
        return _home(person) in value
    orders = [(row, back) for row, back in _orders(person, limits) if _in_stores(row[5], limits)]
    times = [row[3] for row, _ in orders]
    numbers = {row[0] for row, _ in orders}
    lines = [row for row in person.world["purchase_line"] if row[0] in numbers and row[4] > 0]
    if key == "bought_on":
        orders = [
            one for one in _orders(person, replace(limits, channel="")) if _in_stores(one[0][5], limits)
        ]
        seen = {row[6] for row, _ in orders}
        both = {"store", "official_store"}
        return {
            "store": "store" in seen,
            "official_store": "official_store" in seen,
            "both": seen == both,
            "store_only": seen == {"store"},
            "official_store_only": seen == {"official_store"},
            "nowhere": not seen,
        }[value]
    if key == "items":
        return any(row[2] in value for row in lines)
    if key == "categories":
        return any(CATEGORIES.get(row[2]) in value for row in lines)
    figures: dict[str, int | None] = {
        "recency_days": _days_since(max(times, default=None)),
        "first_order_days": _days_since(min(times, default=None)),
        "orders": len(orders),
        "spend": sum(row[7] - back for row, back in orders),
        "order_price": _middle([row[7] for row, _ in orders]),
        "item_price": _middle([row[5] // row[4] for row in lines]),
    }
    return _inside(figures[key], value) if key in figures else None


def _home(person: Person) -> str | None:
    """The home store in plain steps: bought most in 365 days, else touched most, else met first at all."""
    places = {row[0]: row[3] for row in person.world["touchpoint"]}
    bought = [(row[3], row[5]) for row, _ in _orders(person, BlockLimits()) if row[5]]
    touched = [(row[1], places[row[2]]) for row in person.mine("touch") if row[1] <= NOW and places[row[2]]]
    for visits in (bought, touched):
        year = [one for one in visits if one[0] > NOW - 365 * DAY_MS]
        if year:
            times = Counter(store for _, store in year)
            return STORES[min((-times[store], at, store) for at, store in year)[2]]
    return STORES[min(bought + touched)[1]] if bought or touched else None


def _touching(person: Person, key: str, value: Any, limits: BlockLimits) -> bool | None:
    points = {row[0]: (row[2], row[3]) for row in person.world["touchpoint"]}
    seen = [
        (row[1], points[row[2]][0])
        for row in person.mine("touch")
        if _recent(row[1], limits) and _in_stores(points[row[2]][1], limits)
    ]
    scenes = [SCENES[code - 1] for _, code in sorted(seen)]
    if key == "scenes":
        return bool(set(scenes) & set(value))
    if key in ("last_scene", "first_scene"):
        return bool(scenes) and scenes[-1 if key == "last_scene" else 0] in value
    figures = {
        "touches": len(seen),
        "last_touch_days": _days_since(max((at for at, _ in seen), default=None)),
        "first_touch_days": _days_since(min((at for at, _ in seen), default=None)),
    }
    return _inside(figures[key], value) if key in figures else None


def _couponing(person: Person, key: str, value: Any, limits: BlockLimits) -> bool | None:
    def fits(stock: int) -> bool:
        return not limits.stock or STOCKS[stock] in limits.stock

    own = [row for row in person.mine("coupon", 5) if fits(row[2])]
    held = [row for row in own if row[4] in ("issued", "received") and row[6] <= NOW < row[9]]
    if key == "coupon_expires_days":
        ends = min((row[9] for row in held), default=None)
        return ends is not None and _inside((day_of(ends - 1) - TODAY).days, value)
    owners = {row[0]: row[5] for row in person.world["coupon"]}
    used = [
        row
        for row in person.world["coupon_redemption"]
        if fits(row[2]) and row[16] is None and _recent(row[7], limits)
        if (row[6] if row[6] is not None else owners[row[1]]) in person.ids
    ]
    figures = {
        "coupons_held": len(held),
        "coupons_received": sum(_recent(row[7], limits) for row in own),
        "coupons_redeemed": len(used),
    }
    return _inside(figures[key], value) if key in figures else None


def _relating(person: Person, key: str, value: Any, limits: BlockLimits) -> bool | None:
    rows = [row for row in person.mine("relation", 1) if row[2] <= NOW and not row[8]]
    mine = [row for row in rows if not limits.of_guide or row[0] in limits.of_guide]

    def live(row: Row) -> bool:
        return row[5] is None or row[5] > NOW

    if key == "guide":
        return any(live(row) and row[0] in value for row in rows)
    if key == "lost":
        return (bool(mine) and not any(map(live, mine))) == value
    chats = {
        row[0] for row in person.mine("group_member", 1) if row[2] <= NOW and (row[7] is None or row[7] > NOW)
    }
    if key == "group":
        return any(set(GROUPS[chat]) & set(value) for chat in chats)
    figures = {
        "guides": len({row[0] for row in rows if live(row)}),
        "added_days": _days_since(max((row[2] for row in mine if live(row) and row[2]), default=None)),
        "lost_days": _days_since(max((row[5] for row in mine if not live(row)), default=None)),
        "groups": len(chats),
    }
    return _inside(figures[key], value) if key in figures else None


def _attributes(person: Person, key: str, value: Any, limits: BlockLimits) -> bool | None:
    lists = [row for row in person.mine("membership") if row[1] <= NOW]
    if key == "member":
        last = max((row[1] for row in lists), default=None)
        return any(row[2] for row in lists if row[1] == last) == value
    if key == "consent":
        asked = [row for row in lists if row[3] is not None]
        last = max((row[1] for row in asked), default=None)
        return bool(asked) and all(row[3] for row in asked if row[1] == last) == value
    told = {(row[1], row[2]) for row in person.mine("attribute")}
    if key == "city":
        towns = {"广东省,深圳市": "深圳", "上海市": "上海"}
        wanted = {one.removesuffix("市") for one in value}
        return any(towns.get(text) in wanted for name, text in told if name == "city")
    if key == "birthday_days":
        days = {"1990-03-02": 0, "1990-03-09": 7, "02-29": 363, "1988-12-31": 304}
        rows = [row for row in person.mine("attribute") if row[1] == "birthday" and row[2] in days]
        words = [(row[5], row[2]) for row in rows]
        return bool(words) and _inside(days[max(words)[1]], value)
    if key == "household_size":
        homes, found, before = person.world["household_member"], {person.number}, 0
        while len(found) > before:
            before = len(found)
            hubs = {hub for hub, one, _ in homes if one in found}
            found |= {one for hub, one, _ in homes if hub in hubs}
        return _inside(len(found), value)
    return None


def _tagging(person: Person, key: str, value: Any, limits: BlockLimits, segment: Segment) -> bool:
    kind = limits.tag_kind or ("people" if segment.tag else "")
    put = {
        "金卡" if row[2] == "et1" else row[2]
        for row in person.mine("relation_tag")
        if kind in ("", "people", row[4]) and (not limits.of_guide or row[1] in limits.of_guide)
    }
    if kind in ("", "rule") and not limits.of_guide:
        put |= {
            row[1] for row in person.mine("auto_tag", 2) if row[3] <= NOW and (row[4] is None or row[4] > NOW)
        }
    return {
        "tags_any": lambda: bool(put & set(value)),
        "tags_all": lambda: set(value) <= put,
        "tags_none": lambda: not put & set(value),
        "tagged": lambda: bool(put) == value,
    }[key]()


def _reachable(person: Person, way: str) -> bool:
    nobody = {row[0] for row in person.world["identifier_flag"] + person.world["household_member"]}
    own = [(row[0], row[1], row[2]) for row in person.mine("identifier")]
    if way == "openid":
        return any(ns == 1 and scope == 1 for _, ns, scope in own)
    if way == "phone":
        return any(ns == 6 and one not in nobody for one, ns, _ in own)
    if way == "group":
        return any(
            row[2] <= NOW and (row[7] is None or row[7] > NOW) for row in person.mine("group_member", 1)
        )
    return any(
        row[2] <= NOW and not row[8] and (row[5] is None or row[5] > NOW)
        for row in person.mine("relation", 1)
    )
