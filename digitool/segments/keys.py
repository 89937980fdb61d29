"""The keys of a segment file: what each asks, how its value is written, which limits it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from digitool.forms import kinds
from digitool.forms.form import Form, Key, Table, keys_of, setting
from digitool.forms.kinds import Problem
from digitool.model.text import mask_value
from digitool.segments.comparison import amounts, counts

CHANNELS = ("wecom", "group", "openid", "phone")
"""Ways to reach a person: a guide's friend, a customer group, an own account or mini-program, a phone."""

MOST_BLOCKS = 50
"""Blocks of a group that one file may hold; each is a pass over the facts."""

LONGEST_TAG = 30
"""Characters of a tag's name in WeCom."""

BOUGHT_ON = ("store", "official_store", "both", "store_only", "official_store_only", "nowhere")
TAG_KINDS = ("people", "corp", "personal", "rule")


def some(read: Callable[[Any], str]) -> kinds.Kind:
    """One text, or a list of at least one, each as ``read`` takes it."""

    def texts(value: Any) -> tuple[str, ...]:  # noqa: ANN401 - whatever TOML holds
        found = tuple(map(read, kinds.texts([value] if isinstance(value, str) else value)))
        if not found or "" in found:
            raise Problem("must name at least one, and no empty text")
        return tuple(dict.fromkeys(found))

    return texts


_BLOCKS = kinds.tables(MOST_BLOCKS)
_tag_name = kinds.filled(kinds.prose(LONGEST_TAG))


def tag(value: Any) -> str:  # noqa: ANN401
    """A tag's name without blanks around it, as long as WeCom takes it. Raises Problem."""
    return _tag_name(kinds.text(value).strip())


_NAMES = some(kinds.text)
_SCENES = some(kinds.scene)


class Ask(NamedTuple):
    """One condition: its key, and the limits that a block may put on it."""

    key: Key
    limits: tuple[str, ...] = ()


_WINDOW = ("within_days",)
_SHOPPING = ("within_days", "store", "channel")
_PLACE = ("within_days", "store")
_FRIEND = ("of_guide",)
_TAGGED = ("tag_kind", "of_guide")


@dataclass(frozen=True)
class BlockLimits:
    """What narrows the conditions of a block; empty values do not."""

    within_days: int = setting(0, kinds.whole(1, 3660), "Only the last N business days, today included", "90")
    store: tuple[str, ...] = setting((), _NAMES, "Only what happened in these stores", '"S001"')
    channel: str = setting(
        "", kinds.choice("store", "official_store"), "Only purchases on this channel", '"official_store"'
    )
    stock: tuple[str, ...] = setting((), _NAMES, "Only coupons of these stocks", '"TEN20"')
    of_guide: tuple[str, ...] = setting((), _NAMES, "Only with these guides", '"zhangsan"')
    tag_kind: str = setting(
        "", kinds.choice(*TAG_KINDS), "Only tags of this kind; people means put by people", '"corp"'
    )


LIMITS = {key.name: key for key in keys_of(BlockLimits)}
"""Keys that narrow the conditions of their block."""

_ASKS = (
    Ask(Key("recency_days", counts, "Days since the last purchase; 0 is today", None,
            'recency_days = "30..90"'), _SHOPPING),
    Ask(Key("first_order_days", counts, "Days since the first purchase", None,
            'first_order_days = "<=30"'), _SHOPPING),
    Ask(Key("orders", counts, "Purchases, without those refunded in full", None,
            'orders = ">=3"'), _SHOPPING),
    Ask(Key("spend", amounts, "Yuan paid for purchases, less refunds", None,
            'spend = ">=500.00"'), _SHOPPING),
    Ask(Key("order_price", amounts, "Price band: the middle one of what she paid for an order", None,
            'order_price = "100.00..300.00"'), _SHOPPING),
    Ask(Key("item_price", amounts, "Price band: the middle one of what she paid for a piece", None,
            'item_price = ">=50.00"'), _SHOPPING),
    Ask(Key("bought_on", kinds.choice(*BOUGHT_ON), "Channels on which she bought", None,
            'bought_on = "store_only"'), _PLACE),
    Ask(Key("items", _NAMES, "Bought one of these items", None, 'items = ["6901234567892"]'), _SHOPPING),
    Ask(Key("categories", _NAMES, "Bought an item of these categories of the catalogue", None,
            'categories = ["baby"]'), _SHOPPING),
    Ask(Key("scenes", _SCENES, "Touched one of these scenes", None, 'scenes = ["shelf", "pay"]'), _PLACE),
    Ask(Key("last_scene", _SCENES, "Scene of the last touch", None, 'last_scene = "mini_program"'), _PLACE),
    Ask(Key("first_scene", _SCENES, "Scene of the first touch ever", None, 'first_scene = "car_park"')),
    Ask(Key("touches", counts, "Touches of any scene", None, 'touches = ">=2"'), _PLACE),
    Ask(Key("last_touch_days", counts, "Days since the last touch", None,
            'last_touch_days = "<=14"'), _PLACE),
    Ask(Key("first_touch_days", counts, "Days since the first touch ever", None,
            'first_touch_days = "<=30"')),
    Ask(Key("home_store", _NAMES, "Her home store is one of these (digitool help formulas)", None,
            'home_store = "S001"')),
    Ask(Key("coupons_held", counts, "Unused coupons that are not over", None,
            'coupons_held = ">=1"'), ("stock",)),
    Ask(Key("coupons_received", counts, "Coupons received", None, 'coupons_received = ">=1"'),
        ("stock", *_WINDOW)),
    Ask(Key("coupons_redeemed", counts, "Coupons redeemed", None, 'coupons_redeemed = "0"'),
        ("stock", *_WINDOW)),
    Ask(Key("coupon_expires_days", counts, "Days until an unused coupon is over; 0 is today", None,
            'coupon_expires_days = "<=3"'), ("stock",)),
    Ask(Key("household_size", counts, "Persons of her household, herself included", None,
            'household_size = ">=2"')),
    Ask(Key("member", kinds.flag, "Joined the programme", None, "member = true")),
    Ask(Key("consent", kinds.flag, "Agreed to be contacted, or refused; silence is neither", None,
            "consent = true")),
    Ask(Key("birthday_days", counts, "Days until the next birthday; 0 is today", None,
            'birthday_days = "<=7"')),
    Ask(Key("city", _NAMES, "City of the customer list", None, 'city = "深圳"')),
    Ask(Key("guide", _NAMES, "Friend of one of these guides now", None, 'guide = "zhangsan"')),
    Ask(Key("guides", counts, "Guides who have her as a friend now", None, 'guides = ">=2"')),
    Ask(Key("added_days", counts, "Days since the last guide who still has her added her", None,
            'added_days = "<=7"'), _FRIEND),
    Ask(Key("lost", kinds.flag, "Was a guide's friend, and is nobody's now", None, "lost = true"), _FRIEND),
    Ask(Key("lost_days", counts, "Days since a guide last lost her", None, 'lost_days = "<=7"'), _FRIEND),
    Ask(Key("groups", counts, "Customer groups that she joined", None, 'groups = ">=1"')),
    Ask(Key("group", _NAMES, "In one of these customer groups, by id or name", None, 'group = "老客福利群"')),
    Ask(Key("tags_any", _NAMES, "Has one of these tags", None, 'tags_any = ["VIP", "高价值"]'), _TAGGED),
    Ask(Key("tags_all", _NAMES, "Has all of these tags", None, 'tags_all = ["VIP", "母婴"]'), _TAGGED),
    Ask(Key("tags_none", _NAMES, "Has none of these tags", None, 'tags_none = ["勿扰"]'), _TAGGED),
    Ask(Key("tagged", kinds.flag, "Has any tag at all", None, "tagged = false"), _TAGGED),
    Ask(Key("reachable_by", some(kinds.choice(*CHANNELS)), "Can be reached on one of these ways", None,
            'reachable_by = ["wecom", "group"]')),
)  # fmt: skip

ASKS: dict[str, Ask] = {one.key.name: one for one in _ASKS}
"""Every condition by its key, in the order in which help lists them."""

TOP: dict[str, Key] = {
    key.name: key
    for key in (
        Key("name", kinds.text, "Name of the segment for people", "", 'name = "高价值客户"'),
        Key("description", kinds.text, "What the segment is for", "", 'description = "三个月内买过三次"'),
        Key("tag", tag, "Tag that customers get while they match, see: customer tag refresh", "",
            'tag = "高价值"'),
        Key("all", _BLOCKS, "Conditions that must all hold: one [[all]] block each", (), "[[all]]"),
        Key("any", _BLOCKS, "Blocks of which at least one must hold", (), "[[any]]"),
        Key("not", _BLOCKS, "Blocks of which none may hold", (), "[[not]]"),
    )
}  # fmt: skip
"""Keys at the top of a file; ``all``, ``any`` and ``not`` are arrays of tables."""

GROUPS = ("all", "any", "not")


def _spelt(path: tuple[str, ...]) -> str:
    """Blocks count from 1 for people."""
    return ".".join(str(int(part) + 1) if part.isdecimal() else mask_value(part) for part in path)


FILE = Table("single", "", tuple(TOP.values()))
BLOCK = Table("list", "", (*(one.key for one in ASKS.values()), *LIMITS.values()))

FORM = Form(
    "segment",
    {"": FILE, **dict.fromkeys(GROUPS, BLOCK)},
    "digitool customer segment keys",
    spelt=_spelt,
)
"""The form of a segment file; above its groups stand the keys of `FILE`."""
