"""The settings of a workspace: the chain, its stores, and who and what is in them.

Fields are the keys of ``digitool.toml``, but for those that a table's header gives or that are made from
several keys; `digitool.workspace.build` reads a file by them.
"""

# ruff: noqa: RUF009 - `setting` and `composed` make fields
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from digitool.errors import NotFoundError
from digitool.forms import kinds
from digitool.forms.form import Form, Key, Table, composed, keys_of, policy_table, setting
from digitool.model.calendar import Calendar, calendar_of
from digitool.model.days import CHINA
from digitool.model.ids import Day, Identifier
from digitool.model.regions import plain_region
from digitool.model.text import mask_value, meant
from digitool.workspace.hours import Hours, OpenTime, shift, span, week
from digitool.workspace.policies.binding import BindingPolicy
from digitool.workspace.policies.commission import CHANNELS, CommissionPolicy, CommissionRule
from digitool.workspace.policies.contact import ContactPolicy
from digitool.workspace.policies.coupons import CouponPolicy
from digitool.workspace.policies.identity import IdentityRules
from digitool.workspace.policies.lists import ListPolicy
from digitool.workspace.policies.official_store import OfficialStorePolicy
from digitool.workspace.policies.reconcile import ReconcilePolicy
from digitool.workspace.policies.traffic import TrafficRules

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
    Key("phones", kinds.phones, "Her own phones", (), 'phones = ["13800138000"]'),
)


@dataclass(frozen=True)
class Chain:
    """What holds for all stores.

    ``cutoff_hour`` is the clock hour at which a business date ends (3: until 02:59 the day before).
    ``visit_gap_hours`` parts two visits of one person. ``own_appids`` are the chain's official
    accounts and mini programs, ``programme`` scopes its member numbers.
    """

    name: str = setting("", kinds.name, "Name of the chain", '"禾禾生活"')
    zone: str = setting(CHINA, kinds.zone_name, "Time zone of the stores", '"Asia/Shanghai"')
    cutoff_hour: int = setting(0, kinds.whole(0, 12), "Clock hour at which a business date ends", "3")
    language: str = setting("zh", kinds.choice("zh", "en"), "Language of reports", '"zh"')
    visit_gap_hours: int = setting(3, kinds.whole(1, 24), "Hours without a touch that part two visits", "3")
    corp_id: str = setting("", kinds.text, "WeCom corp id, which scopes its contacts", '"ww0123456789abcdef"')
    own_appids: tuple[str, ...] = setting(
        (),
        kinds.texts,
        "Appids of the chain's own official accounts and mini programs",
        '["wx0000000000000000"]',
    )
    programme: str = setting(
        "", kinds.text, "Membership programme, which scopes member numbers", '"heheclub"'
    )

    @property
    def calendar(self) -> Calendar:
        """The chain's business days."""
        return calendar_of(self.zone, self.cutoff_hour)


def _region(value: Any) -> str:  # noqa: ANN401 - whatever TOML holds
    return plain_region(kinds.text(value))


@dataclass(frozen=True)
class Store:
    """One physical store; zone and cut-off hour are the chain's unless it has its own.

    ``region`` is its province (`regions.plain_region`) or whatever the chain calls its regions.
    """

    code: str
    name: str = setting("", kinds.name, "Name as exports write it", '"中山路店"')
    zone: str = setting(
        CHINA, kinds.zone_name, "Time zone, where it is not the chain's", '"Asia/Urumqi"', unset=None
    )
    cutoff_hour: int = setting(
        0, kinds.whole(0, 12), "Clock hour at which its business date ends", "3", unset=None
    )
    hours: Hours = composed(
        Hours(),
        Key(
            "open",
            span,
            "Opening hours on a usual day; may pass midnight",
            OpenTime(9 * 60, 22 * 60),
            'open = "09:00-22:00"',
        ),
        Key(
            "hours",
            week,
            "Weekdays and dates with other hours",
            {},
            'hours = { sun = "10:00-21:00", exceptions = { "2026-10-01" = "closed" } }',
        ),
    )
    region: str = setting("", _region, "Province or sales region", '"广东"')

    @property
    def calendar(self) -> Calendar:
        """The store's business days."""
        return calendar_of(self.zone, self.cutoff_hour)


@dataclass(frozen=True)
class Touchpoint:
    """A thing that customers touch; ``physical`` says that they stand in the store when they do."""

    code: str
    scene: str = setting("", kinds.scene, "Kind of place", '"shelf"', unset=None, required=True)
    store: str = setting("", kinds.text, "Store where it stands; empty for none", '"S001"')
    name: str = setting("", kinds.name, "Name for people", '"入口立牌"')
    physical: bool = setting(
        False, kinds.flag, "Whether it is touched inside or before the store", "true", unset=None
    )


@dataclass(frozen=True)
class Sensor:
    """A people counter at a store's door.

    ``gates`` are the lines that count (all when empty), ``bits`` where a running total wraps (0: the
    file says), ``reversed`` that it was mounted the wrong way round, ``file`` a pattern of the names
    of its export files, for counters that do not write their own id.
    """

    code: str
    store: str = setting("", kinds.text, "Store whose door it watches", '"S001"', unset=None, required=True)
    gates: tuple[str, ...] = setting((), kinds.texts, "Lines that count; empty for all", '["1", "2"]')
    bits: int = setting(
        0, kinds.whole(0, 64), "Width at which a running total wraps; 0 when the file says", "16"
    )
    zone: str = setting(
        CHINA,
        kinds.zone_name,
        "Time zone of its clock, where it is not the store's",
        '"Asia/Shanghai"',
        unset=None,
    )
    reversed: bool = setting(False, kinds.flag, "Whether it was mounted the wrong way round", "true")
    file: str = setting(
        "",
        kinds.text,
        "Pattern of its export files, where they do not name the device",
        '"*south-door*.csv"',
    )


@dataclass(frozen=True)
class Guide:
    """A sales associate; her own identifiers are excluded from customer figures.

    ``joined`` and ``left`` are day numbers, None where open. Without a ``shift`` she counts as on duty at
    any time; ``capacity`` is how many customers she may hold (None: what the platform allows), and
    ``daily_adds`` how many codes may send her in a day (0: no limit).
    """

    userid: str
    name: str = setting("", kinds.name, "Name for people", '"张珊"')
    store: str = setting("", kinds.text, "Store where she works", '"S001"')
    identifiers: tuple[Identifier, ...] = composed((), *_IDS)
    joined: Day | None = setting(None, kinds.day, "First day", "2026-01-01")
    left: Day | None = setting(None, kinds.day, "First day on which she is gone", "2026-04-01")
    shift: Hours | None = setting(
        None, shift, "When she is on duty; left out, always", '"mon-fri 09:00-17:00"'
    )
    language: str = setting("", kinds.text, "Language she speaks besides the chain's", '"yue"')
    capacity: int | None = setting(
        None,
        kinds.whole(1, 1_000_000),
        "Most customers she may hold; left out, what the platform allows",
        "20000",
    )
    daily_adds: int = setting(
        0,
        kinds.whole(0, 100_000),
        "Most customers that live codes send her in a day; 0 for no limit",
        "50",
    )


@dataclass(frozen=True)
class BillRule:
    """Rows of a payment bill with these numbers belong to this store and channel; empty is any."""

    merchant: str = setting("", kinds.text, "Merchant number; empty for any", '"1900000001"')
    sub_merchant: str = setting("", kinds.text, "Sub-merchant number; empty for any", '"1900002001"')
    device: str = setting("", kinds.text, "Device number of the till; empty for any", '"POS-S001"')
    store: str = setting("", kinds.text, "Store; empty for the official store", '"S001"')
    channel: str = setting("store", kinds.choice(*CHANNELS), "Channel of these sales", '"store"')


@dataclass(frozen=True)
class Settings:
    """Everything that ``digitool.toml`` says; tables are dictionaries by code, in the file's order."""

    chain: Chain = Chain()
    stores: dict[str, Store] = field(default_factory=dict)
    touchpoints: dict[str, Touchpoint] = field(default_factory=dict)
    sensors: dict[str, Sensor] = field(default_factory=dict)
    guides: dict[str, Guide] = field(default_factory=dict)
    staff: tuple[Identifier, ...] = ()
    bills: tuple[BillRule, ...] = ()
    identity: IdentityRules = field(default_factory=IdentityRules)
    traffic: TrafficRules = field(default_factory=TrafficRules)
    coupons: CouponPolicy = field(default_factory=CouponPolicy)
    official_store: OfficialStorePolicy = field(default_factory=OfficialStorePolicy)
    binding: BindingPolicy = field(default_factory=BindingPolicy)
    contact: ContactPolicy = field(default_factory=ContactPolicy)
    lists: ListPolicy = field(default_factory=ListPolicy)
    reconcile: ReconcilePolicy = field(default_factory=ReconcilePolicy)
    commission: CommissionPolicy = field(default_factory=CommissionPolicy)
    commission_rules: dict[str, CommissionRule] = field(default_factory=dict)

    def require_store(self, code: str) -> str:
        """The code of a store. Raises NotFoundError ``no_such_store`` with the nearest one."""
        known = list(self.stores)
        if code in known:
            return code
        raise NotFoundError(
            "no_such_store",
            "there is no store {store}",
            store=mask_value(code) or "-",
            **meant(code, known, "the stores are: {known}"),
            known=", ".join(known[:20]),
        )


POLICIES: dict[str, type] = {
    "identity": IdentityRules,
    "traffic": TrafficRules,
    "coupons": CouponPolicy,
    "official_store": OfficialStorePolicy,
    "binding": BindingPolicy,
    "contact": ContactPolicy,
    "lists": ListPolicy,
    "reconcile": ReconcilePolicy,
    "commission": CommissionPolicy,
}
"""Tables of `Settings` that are one policy each."""

TABLES: dict[str, Table] = {
    "chain": Table("single", "What holds for all stores", keys_of(Chain)),
    "stores": Table("named", "Physical stores, by code", keys_of(Store)),
    "touchpoints": Table("named", "What customers scan or tap, by code", keys_of(Touchpoint)),
    "sensors": Table("named", "People counters, by device id", keys_of(Sensor)),
    "guides": Table("named", "Guides, by WeCom userid", keys_of(Guide)),
    "staff": Table("single", "Everyone else who is employed; never counted as customers", _IDS),
    "bills": Table(
        "list",
        "Which store the rows of a payment bill belong to; of the rules that fit, the most exact one:"
        " device, then sub-merchant",
        keys_of(BillRule),
    ),
    **{name: policy_table(policy) for name, policy in POLICIES.items()},
    "commission_rules": Table(
        "named",
        "Commission rates that differ, by name; of the rules that fit, the highest priority counts, then the"
        " most exact one (product, category, store, channel), then the first by name",
        keys_of(CommissionRule),
    ),
}
"""All tables of a file by name, in the order of the template."""


def _has_key(path: tuple[str, ...]) -> bool:
    return len(path) > 1 and path[0] in TABLES and TABLES[path[0]].key(path[-1]) is not None


FORM = Form("config", TABLES, "digitool config explain", _has_key, overview="digitool config explain --help")
"""The form of ``digitool.toml``."""
