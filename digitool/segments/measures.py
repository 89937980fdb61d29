"""Which question each condition puts to the database, and which answers satisfy it.

A tally of this room answers with one row per person; a `Measure` names the tally, its parameters, one
column, and the range in which its value must lie. Persons without a row have the ``default``, None for
unknown, which never satisfies.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.identity.solve.attributes import BIRTHDAY, CITY, plain_city
from digitool.model.birthdays import next_birthday, plain_birthday
from digitool.model.scenes import CODE
from digitool.segments.comparison import NO_LIMIT, Range
from digitool.segments.keys import BlockLimits
from digitool.segments.moment import Moment
from digitool.segments.spec import Condition
from digitool.workspace.settings import Settings

SOME = Range(1, NO_LIMIT)
NONE = Range(0, 0)


class Measure(NamedTuple):
    """One column of one tally, tested; ``params`` are sorted pairs, so equal questions are put once.

    ``tally`` is one of this room, or that of another as ``room/name``.
    """

    tally: str
    params: tuple[tuple[str, object], ...]
    column: str
    wanted: Range
    default: int | None = None


class MeasureNeeds(NamedTuple):
    """What a condition needs to become a measure."""

    connection: Connection
    settings: Settings
    moment: Moment
    limits: BlockLimits
    value: Any

    def measure(
        self,
        tally: str,
        column: str,
        wanted: Range,
        params: Mapping[str, object] | None = None,
        default: int | None = None,
    ) -> list[Measure]:
        """One measure of a tally, as of the moment."""
        pairs = sorted({"at": self.moment.at, **(params or {})}.items())
        return [Measure(tally, tuple(pairs), column, wanted, default)]

    @property
    def window(self) -> dict[str, object]:
        """The instant at which the block's window opens."""
        return {"since": self.moment.since(self.limits.within_days)}

    @property
    def place(self) -> dict[str, object]:
        """The window, and the stores."""
        return {**self.window, "stores": _packed(self.limits.store)}

    @property
    def shopping(self) -> dict[str, object]:
        """The window, the stores and the channel."""
        return {**self.place, "channel": self.limits.channel}

    @property
    def guides(self) -> dict[str, object]:
        """The guides that the block is limited to."""
        return {"guides": _packed(self.limits.of_guide)}

    @property
    def stocks(self) -> dict[str, object]:
        """The coupon stocks that the block is limited to."""
        return {"stocks": _packed(self.limits.stock)}

    @property
    def texts(self) -> str:
        """A list of names as the tallies take it."""
        return json.dumps(self.value)


Build = Callable[[MeasureNeeds], list[Measure]]
"""The measures of a condition; it holds where any of them does."""


def measures(asked: MeasureNeeds, condition: Condition) -> list[Measure]:
    """The measures behind one condition."""
    return BUILD[condition.key](asked)


def channel_measures(asked: MeasureNeeds, channel: str) -> list[Measure]:
    """The measures that say who can be reached on one of `keys.CHANNELS`."""
    if channel == "wecom":
        return asked.measure("relations", "guides", SOME, {"guides": None})
    if channel == "group":
        return asked.measure("groups", "groups", SOME, {"named": None})
    if channel == "openid":
        return asked.measure("openids", "openids", SOME, {"appids": _packed(asked.settings.chain.own_appids)})
    return asked.measure("phones", "phones", SOME)


def _packed(values: Iterable[object]) -> str | None:
    """Values as a JSON list, None for no restriction."""
    listed = list(values)
    return json.dumps(listed) if listed else None


def _bought(column: str, default: int | None = None) -> Build:
    return lambda asked: asked.measure("purchases", column, asked.value, asked.shopping, default)


def _bought_ago(column: str) -> Build:
    return lambda asked: asked.measure("purchases", column, asked.moment.ago(asked.value), asked.shopping)


def _price(tally: str) -> Build:
    return lambda asked: asked.measure(tally, "price_fen", asked.value, asked.shopping)


def _bought_what(tally: str) -> Build:
    """Items or categories, which are also the name of the parameter."""
    return lambda asked: asked.measure(tally, "bought", SOME, {**asked.shopping, tally: asked.texts}, 0)


_ON = {
    "nowhere": Range(0, 0),
    "store_only": Range(1, 1),
    "store": Range(1, 2),
    "both": Range(2, 2),
    "official_store": Range(2, 3),
    "official_store_only": Range(3, 3),
}
"""Codes of the column ``bought_on``: 1 store only, 2 both, 3 official store only."""


def _bought_on(asked: MeasureNeeds) -> list[Measure]:
    return asked.measure("purchases", "bought_on", _ON[asked.value], {**asked.place, "channel": ""}, 0)


def _touched(column: str, default: int | None = None, *, ago: bool = False) -> Build:
    def build(asked: MeasureNeeds) -> list[Measure]:
        wanted = asked.moment.ago(asked.value) if ago else asked.value
        return asked.measure("touches", column, wanted, {**asked.place, "scenes": None}, default)

    return build


def _scenes(asked: MeasureNeeds) -> list[Measure]:
    codes = _packed(sorted(CODE[scene] for scene in asked.value))
    return asked.measure("touches", "touches", SOME, {**asked.place, "scenes": codes}, 0)


def _scene_at(column: str) -> Build:
    """The scene of the first or last touch: one measure for each wanted scene."""

    def build(asked: MeasureNeeds) -> list[Measure]:
        codes = [CODE[scene] for scene in asked.value]
        params = {**asked.place, "scenes": None}
        return [one for code in codes for one in asked.measure("touches", column, Range(code, code), params)]

    return build


def _home(asked: MeasureNeeds) -> list[Measure]:
    """The house's one rule of home stores: one measure for each wanted store."""
    stores = [row["id"] for row in run(asked.connection, "segments", "stores_of", {"codes": asked.texts})]
    return [
        one
        for store in stores
        for one in asked.measure(
            "facts/home_stores", "store", Range(store, store), {"persons": None, "purchases": None}
        )
    ]


def _coupons(tally: str) -> Build:
    def build(asked: MeasureNeeds) -> list[Measure]:
        window = {} if tally == "coupons_held" else asked.window
        return asked.measure(tally, "coupons", asked.value, {**asked.stocks, **window}, 0)

    return build


def _expires(asked: MeasureNeeds) -> list[Measure]:
    return asked.measure("coupons_held", "ends_at", asked.moment.ahead(asked.value), asked.stocks)


def _flag(tally: str, column: str, default: int | None) -> Build:
    def build(asked: MeasureNeeds) -> list[Measure]:
        wanted = Range(int(asked.value), int(asked.value))
        return asked.measure(tally, column, wanted, asked.guides if tally == "relations" else None, default)

    return build


def _related_ago(column: str) -> Build:
    return lambda asked: asked.measure("relations", column, asked.moment.ago(asked.value), asked.guides)


def _tags(asked: MeasureNeeds, wanted: Range, tags: str | None) -> list[Measure]:
    params = {**asked.guides, "kind": asked.limits.tag_kind, "tags": tags}
    return asked.measure("tags", "tags", wanted, params, 0)


def _all_tags(asked: MeasureNeeds) -> list[Measure]:
    return _tags(asked, Range(len(asked.value), len(asked.value)), asked.texts)


def _attributes(name: str, values: Iterable[str], asked: MeasureNeeds) -> list[Measure]:
    return asked.measure("attributes", "told", SOME, {"name": name, "wanted": json.dumps(sorted(values))}, 0)


def _birthday(asked: MeasureNeeds) -> list[Measure]:
    """Days until the next birthday, of the one that was told last in a readable form."""
    plain = {told: plain_birthday(told) for told in _told(asked.connection, BIRTHDAY)}
    today = asked.moment.today
    coming = {told: next_birthday(one, today) for told, one in plain.items() if one}
    near = [told for told, day in coming.items() if day is not None and asked.value.holds(day - today)]
    params = {"readable": json.dumps(sorted(coming)), "near": json.dumps(sorted(near))}
    return asked.measure("birthdays", "near", SOME, params, 0)


def _city(asked: MeasureNeeds) -> list[Measure]:
    cities = {plain_city(one) for one in asked.value}
    told = _told(asked.connection, CITY)
    return _attributes(CITY, [one for one in told if plain_city(one) in cities], asked)


def _told(connection: Connection, name: str) -> list[str]:
    return [row["value"] for row in run(connection, "segments", "attribute_values", {"name": name})]


BUILD: dict[str, Build] = {
    "recency_days": _bought_ago("last_at"),
    "first_order_days": _bought_ago("first_at"),
    "orders": _bought("orders", 0),
    "spend": _bought("spend_fen", 0),
    "order_price": _price("order_prices"),
    "item_price": _price("item_prices"),
    "bought_on": _bought_on,
    "items": _bought_what("items"),
    "categories": _bought_what("categories"),
    "scenes": _scenes,
    "last_scene": _scene_at("last_scene"),
    "first_scene": _scene_at("first_scene"),
    "touches": _touched("touches", 0),
    "last_touch_days": _touched("last_at", ago=True),
    "first_touch_days": _touched("first_at", ago=True),
    "home_store": _home,
    "coupons_held": _coupons("coupons_held"),
    "coupons_received": _coupons("coupons_received"),
    "coupons_redeemed": _coupons("coupons_redeemed"),
    "coupon_expires_days": _expires,
    "household_size": lambda asked: asked.measure("households", "persons", asked.value, None, 1),
    "member": _flag("memberships", "member", 0),
    "consent": _flag("memberships", "consent", None),
    "birthday_days": _birthday,
    "city": _city,
    "guide": lambda asked: asked.measure("relations", "guides", SOME, {"guides": asked.texts}),
    "guides": lambda asked: asked.measure("relations", "guides", asked.value, {"guides": None}, 0),
    "added_days": _related_ago("added_at"),
    "lost": _flag("relations", "lost", 0),
    "lost_days": _related_ago("lost_at"),
    "groups": lambda asked: asked.measure("groups", "groups", asked.value, {"named": None}, 0),
    "group": lambda asked: asked.measure("groups", "groups", SOME, {"named": asked.texts}),
    "tags_any": lambda asked: _tags(asked, SOME, asked.texts),
    "tags_all": _all_tags,
    "tags_none": lambda asked: _tags(asked, NONE, asked.texts),
    "tagged": lambda asked: _tags(asked, SOME if asked.value else NONE, None),
    "reachable_by": lambda asked: [one for way in asked.value for one in channel_measures(asked, way)],
}
"""How each key of `keys.ASKS` becomes measures."""
