"""Every key of ``digitool.toml``: its kind, what it means, its default and an example."""

from __future__ import annotations

from digitool.model.days import CHINA
from digitool.workspace import kinds
from digitool.workspace.hours import OpenTime
from digitool.workspace.setting import Key, Table, policy_table
from digitool.workspace.settings import POLICIES, Chain

_CHAIN = Chain()

CHANNELS = ("store", "official_store", "guide", "community", "other")
"""Where orders are sold."""

_IDS = (
    Key(
        "openids",
        kinds.texts,
        "Her own openids, as appid:openid",
        (),
        'openids = ["wx0000000000000000:oAbc"]',
    ),
    Key("unionids", kinds.texts, "Her own unionids", (), 'unionids = ["oUnion"]'),
    Key("external_userids", kinds.texts, "Her own external_userids", (), 'external_userids = ["wmAbc"]'),
    Key("phones", kinds.texts, "Her own phones", (), 'phones = ["13800138000"]'),
)

TABLES: dict[str, Table] = {
    "chain": Table(
        "single",
        "What holds for all stores",
        (
            Key("name", kinds.name, "Name of the chain", "", 'name = "禾禾生活"'),
            Key("zone", kinds.zone_name, "Time zone of the stores", CHINA, 'zone = "Asia/Shanghai"'),
            Key(
                "cutoff_hour",
                kinds.whole(0, 12),
                "Clock hour at which a business date ends",
                0,
                "cutoff_hour = 3",
            ),
            Key(
                "language",
                kinds.choice("zh", "en"),
                "Language of reports",
                _CHAIN.language,
                'language = "zh"',
            ),
            Key(
                "visit_gap_hours",
                kinds.whole(1, 24),
                "Hours without a touch that part two visits",
                _CHAIN.visit_gap_hours,
                "visit_gap_hours = 3",
            ),
            Key(
                "corp_id",
                kinds.text,
                "WeCom corp id, which scopes its contacts",
                "",
                'corp_id = "ww0123456789abcdef"',
            ),
            Key(
                "own_appids",
                kinds.texts,
                "Appids of the chain's own official accounts and mini programs",
                (),
                'own_appids = ["wx0000000000000000"]',
            ),
            Key(
                "programme",
                kinds.text,
                "Membership programme, which scopes member numbers",
                "",
                'programme = "heheclub"',
            ),
        ),
    ),
    "stores": Table(
        "named",
        "Physical stores, by code",
        (
            Key("name", kinds.name, "Name as exports write it", "", 'name = "中山路店"'),
            Key(
                "zone",
                kinds.zone_name,
                "Time zone, where it is not the chain's",
                None,
                'zone = "Asia/Urumqi"',
            ),
            Key(
                "cutoff_hour",
                kinds.whole(0, 12),
                "Clock hour at which its business date ends",
                None,
                "cutoff_hour = 3",
            ),
            Key(
                "open",
                kinds.span,
                "Opening hours on a usual day; may pass midnight",
                OpenTime(9 * 60, 22 * 60),
                'open = "09:00-22:00"',
            ),
            Key(
                "hours",
                kinds.week,
                "Weekdays and dates with other hours",
                {},
                'hours = { sun = "10:00-21:00", exceptions = { "2026-10-01" = "closed" } }',
            ),
            Key("region", kinds.text, "Province or sales region", "", 'region = "广东"'),
        ),
    ),
    "touchpoints": Table(
        "named",
        "What customers scan or tap, by code",
        (
            Key("scene", kinds.scene, "Kind of place", None, 'scene = "shelf"', required=True),
            Key("store", kinds.text, "Store where it stands; empty for none", "", 'store = "S001"'),
            Key("name", kinds.name, "Name for people", "", 'name = "入口立牌"'),
            Key(
                "physical",
                kinds.flag,
                "Whether it is touched inside or before the store",
                None,
                "physical = true",
            ),
        ),
    ),
    "sensors": Table(
        "named",
        "People counters, by device id",
        (
            Key("store", kinds.text, "Store whose door it watches", None, 'store = "S001"', required=True),
            Key("gates", kinds.texts, "Lines that count; empty for all", (), 'gates = ["1", "2"]'),
            Key(
                "bits",
                kinds.whole(0, 64),
                "Width at which a running total wraps; 0 when the file says",
                0,
                "bits = 16",
            ),
            Key(
                "zone",
                kinds.zone_name,
                "Time zone of its clock, where it is not the store's",
                None,
                'zone = "Asia/Shanghai"',
            ),
            Key(
                "reversed", kinds.flag, "Whether it was mounted the wrong way round", False, "reversed = true"
            ),
            Key(
                "file",
                kinds.text,
                "Pattern of its export files, where they do not name the device",
                "",
                'file = "*south-door*.csv"',
            ),
        ),
    ),
    "guides": Table(
        "named",
        "Guides, by WeCom userid",
        (
            Key("name", kinds.name, "Name for people", "", 'name = "张珊"'),
            Key("store", kinds.text, "Store where she works", "", 'store = "S001"'),
            *_IDS,
            Key("joined", kinds.day, "First day", None, "joined = 2026-01-01"),
            Key("left", kinds.day, "First day on which she is gone", None, "left = 2026-04-01"),
            Key(
                "shift",
                kinds.shift,
                "When she is on duty; left out, always",
                None,
                'shift = "mon-fri 09:00-17:00"',
            ),
            Key("language", kinds.text, "Language she speaks besides the chain's", "", 'language = "yue"'),
            Key(
                "capacity",
                kinds.whole(1, 1_000_000),
                "Most customers she may hold; left out, what the platform allows",
                None,
                "capacity = 20000",
            ),
            Key(
                "daily_adds",
                kinds.whole(0, 100_000),
                "Most customers that live codes send her in a day; 0 for no limit",
                0,
                "daily_adds = 50",
            ),
        ),
    ),
    "staff": Table("single", "Everyone else who is employed; never counted as customers", _IDS),
    "bills": Table(
        "list",
        "Which store the rows of a payment bill belong to; of the rules that fit, the most exact one:"
        " device, then sub-merchant",
        (
            Key("merchant", kinds.text, "Merchant number; empty for any", "", 'merchant = "1900000001"'),
            Key(
                "sub_merchant",
                kinds.text,
                "Sub-merchant number; empty for any",
                "",
                'sub_merchant = "1900002001"',
            ),
            Key("device", kinds.text, "Device number of the till; empty for any", "", 'device = "POS-S001"'),
            Key("store", kinds.text, "Store; empty for the official store", "", 'store = "S001"'),
            Key(
                "channel",
                kinds.choice(*CHANNELS),
                "Channel of these sales",
                "store",
                'channel = "store"',
            ),
        ),
    ),
    **{name: policy_table(policy) for name, policy in POLICIES.items()},
    "commission_rules": Table(
        "named",
        "Commission rates that differ, by name; of the rules that fit, the highest priority counts, then the"
        " most exact one (product, category, store, channel), then the first by name",
        (
            Key("rate", kinds.percent(), "Share that its guide earns", None, 'rate = "5%"', required=True),
            Key("priority", kinds.whole(0, 1000), "The higher one counts", 0, "priority = 10"),
            Key("from", kinds.day, "First day of orders", None, "from = 2026-03-01"),
            Key("to", kinds.day, "First day on which it is over", None, "to = 2026-04-01"),
            Key("stores", kinds.texts, "Only these stores", (), 'stores = ["S001"]'),
            Key("products", kinds.texts, "Only these items", (), 'products = ["SKU-1"]'),
            Key(
                "categories",
                kinds.texts,
                "Only these categories of the catalogue",
                (),
                'categories = ["skincare"]',
            ),
            Key("channels", kinds.choices(*CHANNELS), "Only these channels", (), 'channels = ["store"]'),
        ),
    ),
}
"""All tables by name, in the order of the template."""
