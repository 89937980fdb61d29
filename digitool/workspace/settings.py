"""The settings of a workspace as plain values: the chain, its stores, and who and what is in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from digitool.errors import NotFoundError
from digitool.model.calendar import Calendar, calendar_of
from digitool.model.days import CHINA
from digitool.model.ids import Day
from digitool.model.records import Identifier
from digitool.model.text import mask_value, nearest
from digitool.workspace.hours import Hours
from digitool.workspace.policies.binding import BindingPolicy
from digitool.workspace.policies.commission import CommissionPolicy, CommissionRule
from digitool.workspace.policies.contact import ContactPolicy
from digitool.workspace.policies.coupons import CouponPolicy
from digitool.workspace.policies.identity import IdentityRules
from digitool.workspace.policies.lists import ListPolicy
from digitool.workspace.policies.official_store import OfficialStorePolicy
from digitool.workspace.policies.traffic import TrafficRules


@dataclass(frozen=True)
class Chain:
    """What holds for all stores.

    ``cutoff_hour`` is the clock hour at which a business date ends (3: until 02:59 the day before).
    ``visit_gap_hours`` parts two visits of one person. ``own_appids`` are the chain's official
    accounts and mini programs, ``programme`` scopes its member numbers.
    """

    name: str = ""
    zone: str = CHINA
    cutoff_hour: int = 0
    language: str = "zh"
    visit_gap_hours: int = 3
    corp_id: str = ""
    own_appids: tuple[str, ...] = ()
    programme: str = ""

    @property
    def calendar(self) -> Calendar:
        """The chain's business days."""
        return calendar_of(self.zone, self.cutoff_hour)


@dataclass(frozen=True)
class Store:
    """One physical store; zone and cut-off hour are the chain's unless it has its own.

    ``region`` is its province (`regions.plain_region`) or whatever the chain calls its regions.
    """

    code: str
    name: str = ""
    zone: str = CHINA
    cutoff_hour: int = 0
    hours: Hours = field(default_factory=Hours)
    region: str = ""

    @property
    def calendar(self) -> Calendar:
        """The store's business days."""
        return calendar_of(self.zone, self.cutoff_hour)


@dataclass(frozen=True)
class Touchpoint:
    """A thing that customers touch; ``physical`` says that they stand in the store when they do."""

    code: str
    name: str
    scene: str
    store: str
    physical: bool


@dataclass(frozen=True)
class Sensor:
    """A people counter at a store's door.

    ``gates`` are the lines that count (all when empty), ``bits`` where a running total wraps (0: the
    file says), ``reversed`` that it was mounted the wrong way round, ``file`` a pattern of the names
    of its export files, for counters that do not write their own id.
    """

    code: str
    store: str
    gates: tuple[str, ...] = ()
    bits: int = 0
    zone: str = CHINA
    reversed: bool = False
    file: str = ""


@dataclass(frozen=True)
class Guide:
    """A sales associate; her own identifiers are excluded from customer figures.

    ``joined`` and ``left`` are day numbers, None where open. Without a ``shift`` she counts as on duty at
    any time; ``capacity`` is how many customers she may hold (None: what the platform allows), and
    ``daily_adds`` how many codes may send her in a day (0: no limit).
    """

    userid: str
    name: str = ""
    store: str = ""
    identifiers: tuple[Identifier, ...] = ()
    joined: Day | None = None
    left: Day | None = None
    shift: Hours | None = None
    language: str = ""
    capacity: int | None = None
    daily_adds: int = 0


@dataclass(frozen=True)
class BillRule:
    """Rows of a payment bill with these numbers belong to this store and channel; empty is any."""

    merchant: str = ""
    sub_merchant: str = ""
    device: str = ""
    store: str = ""
    channel: str = "store"


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
    commission: CommissionPolicy = field(default_factory=CommissionPolicy)
    commission_rules: dict[str, CommissionRule] = field(default_factory=dict)

    def require_store(self, code: str) -> str:
        """The code of a store. Raises NotFoundError ``no_such_store`` with the nearest one."""
        known = list(self.stores)
        if code in known:
            return code
        near = nearest(code, known)
        raise NotFoundError(
            "no_such_store",
            "there is no store {store}",
            hint="did you mean {near}?" if near else "the stores are: {known}",
            store=mask_value(code) or "-",
            near=near,
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
    "commission": CommissionPolicy,
}
"""Tables of `Settings` that are one policy each."""


def load_settings(path: Path) -> Settings:
    """Read and check a settings file.

    Raises UsageError with file, line, key, the nearest known key and a corrected example.
    """
    from digitool.workspace.build import build_settings
    from digitool.workspace.toml_file import read_toml

    tables, text = read_toml(path)
    return build_settings(tables, text, path)
