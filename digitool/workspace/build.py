"""From the text of ``digitool.toml`` to `Settings`, checking every key on the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from digitool.forms.form import Filled
from digitool.forms.kinds import Problem
from digitool.forms.toml_file import read_toml
from digitool.model.ids import Identifier
from digitool.model.scenes import PHYSICAL
from digitool.model.text import is_line, mask_value, nearest
from digitool.workspace.hours import hours_of
from digitool.workspace.inputs import reading
from digitool.workspace.policies.commission import CommissionRule
from digitool.workspace.settings import (
    FORM,
    POLICIES,
    BillRule,
    Chain,
    Guide,
    Sensor,
    Settings,
    Store,
    Touchpoint,
)

_MOST_OF_CODE = 128
"""Most characters of a code, of whatever it is."""


def load_settings(path: Path) -> Settings:
    """Read and check a settings file.

    Raises UsageError with file, line, key, the nearest known key and a corrected example.
    """
    tables, text = read_toml(reading(path))
    return build_settings(tables, text, path)


def build_settings(tables: dict[str, Any], text: str, file: Path) -> Settings:
    """Settings from the tables of a file. Raises UsageError."""
    filled = Filled(FORM, tables, text, file)
    filled.only_known_tables()
    chain = Chain(**filled.single("chain"))
    stores = _stores(filled, chain)
    return Settings(
        chain=chain,
        stores=stores,
        touchpoints=_touchpoints(filled, stores),
        sensors=_sensors(filled, stores),
        guides=_guides(filled, chain, stores),
        staff=_identifiers(filled.single("staff"), chain),
        bills=_bills(filled, stores),
        commission_rules=_commission_rules(filled, stores),
        **{name: policy(**filled.single(name)) for name, policy in POLICIES.items()},
    )


def _stores(filled: Filled, chain: Chain) -> dict[str, Store]:
    found = {}
    for code, values in _named(filled, "stores"):
        if len(code) > 64 or any(c in code for c in "/\\") or code in (".", ".."):
            raise filled.error_at(("stores", code), Problem("is not a store code"), "[stores.S001]")
        values["hours"] = hours_of(values.pop("open"), values["hours"])
        values["zone"] = values["zone"] or chain.zone
        if values["cutoff_hour"] is None:
            values["cutoff_hour"] = chain.cutoff_hour
        found[code] = Store(code=code, **values)
        _check_cutoff(filled, found[code])
    return found


def _named(filled: Filled, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The tables below a name with their codes, each one line with nothing around it."""
    for code, values in filled.named(name).items():
        if not code or code != code.strip() or not is_line(code) or len(code) > _MOST_OF_CODE:
            example = filled.form.tables[name].header(name)
            raise filled.error_at((name, code), Problem("is not a code"), example)
        yield code, values


def _check_cutoff(filled: Filled, store: Store) -> None:
    """A business date must not end while its store is open: visits and counts would part."""
    cutoff = store.cutoff_hour * 60
    for span in (*store.hours.week, *store.hours.exceptions.values()):
        if span is not None and (span.opens < cutoff or span.closes > cutoff + 24 * 60):
            closes = -(-max(span.closes - 24 * 60, 0) // 60)
            raise filled.error_at(
                ("stores", store.code),
                Problem("is open when its business date ends; the cut-off hour must lie after closing"),
                f"cutoff_hour = {closes}",
            )


def _require_store(filled: Filled, path: tuple[str, ...], code: str, stores: dict[str, Store]) -> None:
    """A store code must be known; empty is none."""
    if code and code not in stores:
        near = nearest(code, list(stores))
        template = "names a store that is not here: {value}"
        if near:
            template = "names a store that is not here: {value} (did you mean {near}?)"
        raise filled.error_at(path, Problem(template, value=mask_value(code), near=near), f"[stores.{code}]")


def _touchpoints(filled: Filled, stores: dict[str, Store]) -> dict[str, Touchpoint]:
    found = {}
    for code, values in _named(filled, "touchpoints"):
        _require_store(filled, ("touchpoints", code, "store"), values["store"], stores)
        if values["physical"] is None:
            values["physical"] = values["scene"] in PHYSICAL
        found[code] = Touchpoint(code=code, **values)
    return found


def _sensors(filled: Filled, stores: dict[str, Store]) -> dict[str, Sensor]:
    found = {}
    for code, values in _named(filled, "sensors"):
        path = ("sensors", code, "store")
        _require_store(filled, path, values["store"], stores)
        if not values["store"]:
            raise filled.error_at(path, Problem("must name a store"), 'store = "S001"')
        values["zone"] = values["zone"] or stores[values["store"]].zone
        found[code] = Sensor(code=code, **values)
    return found


def _guides(filled: Filled, chain: Chain, stores: dict[str, Store]) -> dict[str, Guide]:
    found = {}
    for userid, values in _named(filled, "guides"):
        _require_store(filled, ("guides", userid, "store"), values["store"], stores)
        found[userid] = Guide(userid=userid, identifiers=_identifiers(values, chain), **values)
    return found


def _identifiers(values: dict[str, Any], chain: Chain) -> tuple[Identifier, ...]:
    """A person's own identifiers, taken out of the values of her table.

    An openid without an appid stands for all own appids.
    """
    found = [Identifier("wx_unionid", "", one) for one in values.pop("unionids")]
    found += [
        Identifier("wecom_external_userid", chain.corp_id, one) for one in values.pop("external_userids")
    ]
    for one in values.pop("openids"):
        appid, _, openid = one.rpartition(":")
        scopes = [appid] if appid else chain.own_appids
        found += [Identifier("wx_openid", scope, openid) for scope in scopes]
    found += [Identifier("phone", "", one) for one in values.pop("phones")]
    return tuple(found)


def _bills(filled: Filled, stores: dict[str, Store]) -> tuple[BillRule, ...]:
    rules = []
    for place, values in enumerate(filled.listed("bills")):
        _require_store(filled, ("bills", str(place), "store"), values["store"], stores)
        rules.append(BillRule(**values))
    return tuple(rules)


def _commission_rules(filled: Filled, stores: dict[str, Store]) -> dict[str, CommissionRule]:
    found = {}
    for name, values in _named(filled, "commission_rules"):
        path = ("commission_rules", name)
        for store in values["stores"]:
            _require_store(filled, (*path, "stores"), store, stores)
        start, end = values.pop("from"), values.pop("to")
        if start is not None and end is not None and end <= start:
            raise filled.error_at(
                (*path, "to"), Problem("must lie after {name}", name="from"), "to = 2026-04-01"
            )
        found[name] = CommissionRule(name=name, start=start, end=end, **values)
    return found
