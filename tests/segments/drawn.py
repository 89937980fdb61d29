"""Random segment files over the names of the random worlds."""

from __future__ import annotations

from random import Random

from digitool.segments.keys import ASKS, BOUGHT_ON, CHANNELS, TAG_KINDS

from .world import GUIDES, ITEMS, STOCKS, STORES

_SMALL = ("0", ">=1", ">=2", "1..2", "<=1", "<2", ">0")
_DAYS = ("0", "<=3", "7..20", ">=10", ">30", "<=0")
_YUAN = (">=50.00", "<=10", "10.00..200.00", "0", "<50")
_NAMES = {
    "store": [*STORES.values()],
    "home_store": [*STORES.values()],
    "stock": [*STOCKS.values()],
    "of_guide": [*GUIDES],
    "guide": [*GUIDES],
    "items": [*ITEMS],
    "categories": ["baby", "food"],
    "scenes": ["shelf", "pay", "guide", "group"],
    "last_scene": ["shelf", "pay", "guide", "car_park"],
    "first_scene": ["share", "pay", "entrance", "item_code"],
    "group": ["wr1", "新客群"],
    "city": ["深圳", "上海市"],
    "tags_any": ["VIP", "金卡", "高价值", "无人"],
    "tags_all": ["VIP", "金卡", "高价值"],
    "tags_none": ["VIP", "母婴"],
    "reachable_by": [*CHANNELS],
}


def file_of(rng: Random, blocks: int = 3) -> str:
    """A segment file of some random blocks."""
    head = 'tag = "规则"\n' if rng.random() < 0.2 else ""
    parts = [_block(rng, ruled=bool(head)) for _ in range(rng.randrange(1, blocks + 1))]
    return head + "\n".join(f"[[{rng.choice(('all', 'all', 'any', 'not'))}]]\n{part}" for part in parts)


def block_of(rng: Random, key: str) -> str:
    """A file with one condition, sometimes narrowed, sometimes a rule."""
    ruled = rng.random() < 0.3
    limits = [limit for limit in ASKS[key].limits if rng.random() < 0.5]
    lines = [f"{one} = {_limit(rng, one, ruled=ruled)}" for one in limits]
    head = 'tag = "规则"\n' if ruled else ""
    return head + "\n".join(["[[all]]", f"{key} = {_value(rng, key)}", *lines, ""])


def _block(rng: Random, *, ruled: bool) -> str:
    keys = rng.sample([*ASKS], rng.randrange(1, 4))
    limits = sorted({limit for key in keys for limit in ASKS[key].limits if rng.random() < 0.3})
    lines = [f"{key} = {_value(rng, key)}" for key in keys]
    lines += [f"{limit} = {_limit(rng, limit, ruled=ruled)}" for limit in limits]
    rng.shuffle(lines)
    return "\n".join(lines) + "\n"


def _limit(rng: Random, name: str, *, ruled: bool) -> str:
    if name == "within_days":
        return str(rng.choice((1, 5, 20, 3660)))
    if name == "channel":
        return f'"{rng.choice(("store", "official_store"))}"'
    if name == "tag_kind":
        return f'"{rng.choice([one for one in TAG_KINDS if not (ruled and one == "rule")])}"'
    return _some(rng, _NAMES[name])


def _value(rng: Random, key: str) -> str:
    if key in _NAMES:
        return _some(rng, _NAMES[key])
    if key == "bought_on":
        return f'"{rng.choice(BOUGHT_ON)}"'
    if key in ("member", "consent", "lost", "tagged"):
        return rng.choice(("true", "false"))
    if key in ("spend", "order_price", "item_price"):
        return f'"{rng.choice(_YUAN)}"'
    return f'"{rng.choice(_DAYS if key.endswith("_days") else _SMALL)}"'


def _some(rng: Random, names: list[str]) -> str:
    chosen = rng.sample(names, rng.randrange(1, 3))
    return f'"{chosen[0]}"' if len(chosen) == 1 else "[" + ", ".join(f'"{one}"' for one in chosen) + "]"
