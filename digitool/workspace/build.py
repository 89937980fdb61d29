"""From TOML tables to `Settings`, checking every key on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from digitool.errors import UsageError
from digitool.model.phones import mask_phone, normalise_phone
from digitool.model.records import Identifier
from digitool.model.regions import plain_region
from digitool.model.scenes import PHYSICAL
from digitool.model.text import mask_value, nearest
from digitool.workspace.kinds import Problem, hours, unknown_key
from digitool.workspace.policies.commission import CommissionRule
from digitool.workspace.schema import TABLES
from digitool.workspace.setting import Table
from digitool.workspace.settings import (
    POLICIES,
    BillRule,
    Chain,
    Guide,
    Sensor,
    Settings,
    Store,
    Touchpoint,
)
from digitool.workspace.toml_file import line_of

_MAX_ROWS = 100_000


class Builder:
    """Reads one file's tables; every failure names file, line and key."""

    def __init__(self, tables: dict[str, Any], text: str, file: Path) -> None:
        self.tables, self.text, self.file = tables, text, file

    def fail(self, path: tuple[str, ...], problem: Problem, example: str = "") -> UsageError:
        """The error for a problem at a key path."""
        full = (*path, *problem.key)
        return UsageError(
            "config",
            "{file}:{line}: {key} {problem}",
            hint="for example: {example}" if example else "",
            try_next="digitool config explain {key}" if full[0] in TABLES else "digitool config explain",
            file=self.file,
            line=line_of(self.text, full) or 1,
            key=".".join(_quoted(part) for part in full),
            problem=problem.phrase,
            example=example,
        )

    def single(self, name: str) -> dict[str, Any]:
        """The values of a table that exists once."""
        return self.values((name,), TABLES[name], self.tables.get(name, {}))

    def named(self, name: str) -> dict[str, dict[str, Any]]:
        """The values of each table below a name, by code."""
        group = self.tables.get(name, {})
        if not isinstance(group, dict) or not all(isinstance(one, dict) for one in group.values()):
            raise self.fail((name,), Problem("must be tables by code"), f"[{name}.S001]")
        if len(group) > _MAX_ROWS:
            raise self.fail((name,), Problem("has more than {limit} entries", limit=_MAX_ROWS))
        return {code: self.values((name, code), TABLES[name], one) for code, one in group.items()}

    def listed(self, name: str) -> list[dict[str, Any]]:
        """The values of each table of an array."""
        rows = self.tables.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
            raise self.fail((name,), Problem("must be tables in double brackets"), f"[[{name}]]")
        return [self.values((name, str(n)), TABLES[name], one) for n, one in enumerate(rows)]

    def values(self, path: tuple[str, ...], table: Table, given: Any) -> dict[str, Any]:  # noqa: ANN401
        """One table's values with defaults filled in; only known keys, only right kinds."""
        if not isinstance(given, dict):
            raise self.fail(path, Problem("must be a table"), f"[{'.'.join(path)}]")
        for name in given:
            if table.key(name) is None:
                known = [key.name for key in table.keys]
                near = table.key(nearest(name, known))
                raise self.fail((*path, name), unknown_key(name, known), near.example if near else "")
        found: dict[str, Any] = {}
        for key in table.keys:
            if key.name not in given:
                if key.required:
                    raise self.fail(path, Problem("needs {name}", name=key.name), key.example)
                found[key.name] = key.default
                continue
            try:
                found[key.name] = key.read(given[key.name])
            except Problem as problem:
                raise self.fail((*path, key.name), problem, key.example) from None
        return found

    def store(self, path: tuple[str, ...], code: str, stores: dict[str, Store]) -> str:
        """A store code that must be known; empty is none."""
        if code and code not in stores:
            near = nearest(code, list(stores))
            template = "names a store that is not here: {value}"
            if near:
                template = "names a store that is not here: {value} (did you mean {near}?)"
            raise self.fail(path, Problem(template, value=mask_value(code), near=near), f"[stores.{code}]")
        return code

    def identifiers(
        self, path: tuple[str, ...], values: dict[str, Any], chain: Chain
    ) -> tuple[Identifier, ...]:
        """A person's own identifiers; an openid without an appid stands for all own appids."""
        found = [Identifier("wx_unionid", "", one) for one in values["unionids"]]
        found += [
            Identifier("wecom_external_userid", chain.corp_id, one) for one in values["external_userids"]
        ]
        for one in values["openids"]:
            appid, _, openid = one.rpartition(":")
            found += [
                Identifier("wx_openid", scope, openid) for scope in ([appid] if appid else chain.own_appids)
            ]
        for phone in values["phones"]:
            try:
                found.append(Identifier("phone", "", normalise_phone(phone)))
            except ValueError:
                problem = Problem("is not a mainland mobile number: {value}", value=mask_phone(phone))
                raise self.fail((*path, "phones"), problem, 'phones = ["13800138000"]') from None
        return tuple(found)


def build_settings(tables: dict[str, Any], text: str, file: Path) -> Settings:
    """Settings from the tables of a file. Raises UsageError."""
    builder = Builder(tables, text, file)
    for name in tables:
        if name not in TABLES:
            near = nearest(name, list(TABLES))
            raise builder.fail((name,), unknown_key(name, list(TABLES)), _header(near) if near else "")
    chain = Chain(**builder.single("chain"))
    stores = _stores(builder, chain)
    return Settings(
        chain=chain,
        stores=stores,
        touchpoints=_touchpoints(builder, stores),
        sensors=_sensors(builder, stores),
        guides=_guides(builder, chain, stores),
        staff=builder.identifiers(("staff",), builder.single("staff"), chain),
        bills=_bills(builder, stores),
        commission_rules=_commission_rules(builder, stores),
        **{name: policy(**builder.single(name)) for name, policy in POLICIES.items()},
    )


def _stores(builder: Builder, chain: Chain) -> dict[str, Store]:
    found = {}
    for code, values in builder.named("stores").items():
        if not code or len(code) > 64 or any(c in code for c in "/\\\0") or code in (".", ".."):
            raise builder.fail(("stores", code), Problem("is not a store code"), "[stores.S001]")
        found[code] = Store(
            code=code,
            name=values["name"],
            zone=values["zone"] or chain.zone,
            cutoff_hour=chain.cutoff_hour if values["cutoff_hour"] is None else values["cutoff_hour"],
            hours=hours(values["open"], values["hours"]),
            region=plain_region(values["region"]),
        )
        _check_cutoff(builder, found[code])
    return found


def _check_cutoff(builder: Builder, store: Store) -> None:
    """A business date must not end while its store is open: visits and counts would part."""
    cutoff = store.cutoff_hour * 60
    for span in (*store.hours.week, *store.hours.exceptions.values()):
        if span is not None and (span.opens < cutoff or span.closes > cutoff + 24 * 60):
            closes = -(-max(span.closes - 24 * 60, 0) // 60)
            raise builder.fail(
                ("stores", store.code),
                Problem("is open when its business date ends; the cut-off hour must lie after closing"),
                f"cutoff_hour = {closes}",
            )


def _touchpoints(builder: Builder, stores: dict[str, Store]) -> dict[str, Touchpoint]:
    found = {}
    for code, values in builder.named("touchpoints").items():
        builder.store(("touchpoints", code, "store"), values["store"], stores)
        if values["physical"] is None:
            values["physical"] = values["scene"] in PHYSICAL
        found[code] = Touchpoint(code=code, **values)
    return found


def _sensors(builder: Builder, stores: dict[str, Store]) -> dict[str, Sensor]:
    found = {}
    for code, values in builder.named("sensors").items():
        store = builder.store(("sensors", code, "store"), values["store"], stores)
        if not store:
            raise builder.fail(("sensors", code, "store"), Problem("must name a store"), 'store = "S001"')
        values["zone"] = values["zone"] or stores[store].zone
        found[code] = Sensor(code=code, **values)
    return found


def _guides(builder: Builder, chain: Chain, stores: dict[str, Store]) -> dict[str, Guide]:
    found = {}
    for userid, values in builder.named("guides").items():
        path = ("guides", userid)
        found[userid] = Guide(
            userid=userid,
            name=values["name"],
            store=builder.store((*path, "store"), values["store"], stores),
            identifiers=builder.identifiers(path, values, chain),
            joined=values["joined"],
            left=values["left"],
            shift=values["shift"],
            language=values["language"],
            capacity=values["capacity"],
            daily_adds=values["daily_adds"],
        )
    return found


def _bills(builder: Builder, stores: dict[str, Store]) -> tuple[BillRule, ...]:
    rules = []
    for number, values in enumerate(builder.listed("bills")):
        builder.store(("bills", str(number), "store"), values["store"], stores)
        rules.append(BillRule(**values))
    return tuple(rules)


def _commission_rules(builder: Builder, stores: dict[str, Store]) -> dict[str, CommissionRule]:
    found = {}
    for name, values in builder.named("commission_rules").items():
        path = ("commission_rules", name)
        for store in values["stores"]:
            builder.store((*path, "stores"), store, stores)
        start, end = values.pop("from"), values.pop("to")
        if start is not None and end is not None and end <= start:
            raise builder.fail(
                (*path, "to"), Problem("must lie after {name}", name="from"), "to = 2026-04-01"
            )
        found[name] = CommissionRule(name=name, start=start, end=end, **values)
    return found


def _header(name: str) -> str:
    shape = TABLES[name].shape
    return {"single": f"[{name}]", "named": f"[{name}.S001]", "list": f"[[{name}]]"}[shape]


def _quoted(part: str) -> str:
    return part if part.replace("-", "").replace("_", "").isalnum() and part.isascii() else f'"{part}"'
