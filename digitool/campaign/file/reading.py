"""Read a campaign file: TOML in, a checked plan out; or the same plan with some keys set otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from digitool.campaign.file.fit import check
from digitool.campaign.file.schema import ALWAYS, FORM, MECHANICS, TABLES
from digitool.campaign.file.spec import CampaignFile
from digitool.errors import UsageError
from digitool.forms.form import Filled, all_keys
from digitool.forms.toml_file import read_toml
from digitool.model.text import mask_value, meant
from digitool.workspace.inputs import reading


def read_campaign(path: Path) -> CampaignFile:
    """Read and check a campaign file. Raises NotFoundError, InputOutputError or UsageError."""
    tables, text = read_toml(reading(path))
    return build(tables, text, path)


def build(tables: dict[str, Any], text: str, file: Path) -> CampaignFile:
    """A checked campaign from TOML tables. Raises UsageError with file, line, key and example."""
    filled = Filled(FORM, tables, text, file)
    filled.only_known_tables()
    given = ALWAYS | {name: kind for name, kind in MECHANICS.items() if name in tables}
    parts: dict[str, Any] = {name: kind(**filled.single(name)) for name, kind in given.items()}
    found = CampaignFile(file, text, tables, **parts)
    check(found)
    return found


def key_path(dotted: str) -> tuple[str, str]:
    """Table and key of ``coupon.value``, or of a key of the campaign itself such as ``budget``.

    Raises UsageError with the nearest known key.
    """
    table, _, key = dotted.rpartition(".")
    table = table or "campaign"
    if table in TABLES and TABLES[table].key(key) is not None:
        return table, key
    raise UsageError(
        "no_such_key",
        "a campaign has no key {key}",
        try_next="digitool campaign explain",
        key=mask_value(dotted),
        **meant(f"{table}.{key}", all_keys(TABLES), "keys look like coupon.value or campaign.budget"),
    )


def changed(spec: CampaignFile, values: Mapping[str, Any]) -> CampaignFile:
    """The same campaign with some keys, such as ``coupon.value``, set to other TOML values.

    Raises UsageError for an unknown key or a value that cannot be taken.
    """
    tables = {name: dict(table) for name, table in spec.tables.items()}
    for dotted, value in values.items():
        table, key = key_path(dotted)
        tables.setdefault(table, {})[key] = value
    return build(tables, spec.text, spec.file)
