"""Every text of every record is masked, keyed, or known to be nobody's before it is kept."""

from __future__ import annotations

import typing
from pathlib import Path
from typing import Any

import pytest

from digitool.db.reading import reader
from digitool.identity.stored.keys import stand_in_for
from digitool.ingest.privacy import FREE, NESTED, NUMBERS, without_numbers
from digitool.model import records
from digitool.model.personal import is_personal
from tests.conftest import Cli

KEY = b"k" * 32
PHONE = "13800138111"

KNOWN: dict[str, str] = {
    "guide": "a guide's account name in WeCom, which the settings name too",
    "owner": "as guide",
    "chat": "WeCom's id of a group",
    "store": "looked up among the stores of the settings, else refused",
    "scene": "one of ten words, else refused",
    "touchpoint": "masked where it is not one of the settings (`Touchpoints`)",
    "unionid": "an identifier: keyed where it is personal",
    "view": "a word of the source",
    "state": "a word of the source",
    "kind": "a word of the source",
    "status": "a word of the source",
    "appid": "WeChat's id of an account",
    "figure": "WeChat's name of a figure",
}
"""Fields that are neither free text nor a number from outside, and why they need no mask."""


def kinds() -> list[type]:
    """Every kind of record that holds texts."""
    found = [*typing.get_args(records.Record), records.OrderLine]
    return [kind for kind in found if texts_of(kind)]


def texts_of(kind: type) -> list[str]:
    """The fields of a record that are plain texts, or may be one."""
    hints = typing.get_type_hints(kind)
    return [name for name, hint in hints.items() if hint in (str, typing.Optional[str])]


def records_of(kind: type) -> list[str]:
    """The fields of a record in which other records stand; identifiers are keyed elsewhere."""
    hints = typing.get_type_hints(kind)
    inside = {name: {hint, *typing.get_args(hint)} - {records.Identifier} for name, hint in hints.items()}
    return [name for name, parts in inside.items() if any(hasattr(one, "_fields") for one in parts)]


def made(kind: type, value: str) -> Any:
    """A record of a kind with one value in all its texts, and something in all else."""
    fill: dict[type, Any] = {
        str: value,
        typing.Optional[str]: value,
        int: 1,
        bool: False,
        records.Identifier: records.Identifier("phone", "", "x"),
    }
    hints = typing.get_type_hints(kind)
    defaults = getattr(kind, "_field_defaults", {})
    return kind(**{name: fill[hint] if hint in fill else defaults.get(name) for name, hint in hints.items()})


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_every_text_is_accounted_for(kind: type) -> None:
    """A new field is free text, a number that facts find each other by, or known to be neither."""
    told = {*FREE.get(kind, ()), *NUMBERS.get(kind, ())}
    assert [name for name in texts_of(kind) if name not in told and name not in KNOWN] == []


@pytest.mark.parametrize(
    "value", [PHONE, f"王姐{PHONE}", "110101199003077897", "li.lei@example.com", "021-62345678"]
)
@pytest.mark.parametrize("kind", [*FREE, *NUMBERS], ids=lambda kind: kind.__name__)
def test_what_is_kept_of_a_record_is_nobodys(kind: type, value: str) -> None:
    """Free texts are masked, numbers get a stand-in; a record without any stays the same object."""
    kept = without_numbers(made(kind, value), KEY)
    for name in (*FREE.get(kind, ()), *NUMBERS.get(kind, ())):
        assert not is_personal(getattr(kept, name)), name
    harmless = made(kind, "W260302-0001")
    assert without_numbers(harmless, KEY) is harmless


@pytest.mark.parametrize(
    "kind", [*typing.get_args(records.Record), records.PurchasePart], ids=lambda kind: kind.__name__
)
def test_records_in_records_are_looked_at(kind: type) -> None:
    """A record that holds others says so; else a number in them would be kept as it is."""
    assert sorted(records_of(kind)) == sorted(NESTED.get(kind, ()))


def test_a_row_of_a_till_keeps_no_number_of_a_person() -> None:
    """The article of a row, of a sale or of a return, is masked like that of an order."""
    part = records.PurchasePart(1, 100, line=records.OrderLine("", f"王姐{PHONE}", 1, 100))
    sale = without_numbers(records.Purchase(1, 1, "", "order", 100, parts=(part,)), KEY)
    returned = records.Refund(1, 1, "", "", 100, "SUCCESS", part=part._replace(amount_fen=-100))
    back = without_numbers(returned, KEY)
    assert sale.parts[0].line.title == back.part.line.title == "王姐138****8111"


def test_a_stand_in_finds_its_own_and_no_other() -> None:
    """Equal numbers under one key have one stand-in; other numbers and other keys have others."""
    own = stand_in_for(f"pos:{PHONE}", KEY)
    assert own == stand_in_for(f"pos:{PHONE}", KEY) and own.startswith("pos:138****8111~")
    others = [
        stand_in_for("pos:13866668111", KEY),
        stand_in_for(f"till:{PHONE}", KEY),
        stand_in_for(f"pos:{PHONE}", b"x" * 32),
    ]
    assert len({own, *others}) == 4
    paid = "wechatpay:4200000000202603010000000041"
    assert stand_in_for(paid, KEY) == paid


def test_an_order_whose_number_is_a_phone_keeps_a_number(cli: Cli, workspace: Path) -> None:
    """Two such orders stay two, one that comes again is known, and whoever knows the number finds it."""
    with (workspace / "digitool.toml").open("a", encoding="utf-8") as file:
        file.write('\n[stores.S901]\nname = "North"\n')
    head = "at,order_no,amount,store\n"
    (workspace / "a.csv").write_text(
        head + f"2026-03-01 10:00:00,{PHONE},10.00,S901\n2026-03-01 10:00:00,13866668111,20.00,S901\n"
    )
    first = cli("import", "a.csv", "--json", cwd=workspace)
    assert (first.exit, first.rows[0]["accepted"]) == (0, 2), first
    (workspace / "b.csv").write_text(head + f"2026-03-01 10:00:00,{PHONE},10.00,S901\n")
    assert cli("import", "b.csv", "--json", cwd=workspace).rows[0]["known"] == 1
    with reader(workspace / "digitool.db") as connection:
        rows = connection.execute(
            "SELECT number, order_no, amount_fen FROM purchase ORDER BY amount_fen"
        ).fetchall()
    assert [row["amount_fen"] for row in rows] == [1000, 2000]
    assert all("138****8111~" in row["number"] and "138****8111~" in row["order_no"] for row in rows)
    (why,) = cli("guide", "commission", "why", PHONE, "--json", cwd=workspace).rows
    assert why["order"] == "138****8111"
