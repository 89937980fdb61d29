"""How much of the package a command loads: ceilings, counted in a fresh interpreter, that only go down."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .templates import PACKAGE
from .test_import_hygiene import loaded

CEILINGS = {
    ("import", "bill.csv"): 198,
    ("campaign", "simulate", "campaigns/coupon.toml", "--as-of", "2026-03-23", "--runs", "20"): 161,
    ("flow", "rate", "--json"): 82,
}
"""Modules and packages of ours that a command may hold at its end. Where it holds fewer, write that down."""

SIZE = ("--stores", "2", "--customers", "150", "--days", "14")


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo chain, and a bill beside it whose payments are not known yet."""
    root = tmp_path_factory.mktemp("demo") / "chain"
    subprocess.run(
        [sys.executable, "-m", "digitool", "demo", str(root), *SIZE], check=True, capture_output=True
    )
    bill = next((root / "inbox").glob("wechatpay_1900000001_*.csv")).read_text(encoding="utf-8-sig")
    (root / "bill.csv").write_text(bill.replace("`420000", "`420001"), encoding="utf-8-sig")
    return root


@pytest.mark.parametrize("args", CEILINGS, ids=" ".join)
def test_a_command_loads_no_more_than_it_did(args: tuple[str, ...], chain: Path) -> None:
    """What one kind of record, mechanic or report needs is imported where that kind is handled."""
    code, names = loaded(*args, cwd=chain)
    ours = sorted(name for name in names if name.split(".")[0] == "digitool")
    assert code == 0
    assert len(ours) <= CEILINGS[args], "\n".join(ours)


NOT_OF_A_BILL = (
    *("digitool.sources.formats.messages.", "digitool.guides.handover", "digitool.guides.codes"),
    *(f"digitool.ingest.{name}" for name in ("contacts", "handovers", "listing", "profiles", "traffic")),
    *("digitool.rules", "digitool.identity.solve.bulk"),
)
NOT_OF_A_COUPON = (
    "digitool.referral.mechanics.",
    *(f"digitool.segments.{name}" for name in ("measures", "members", "metrics")),
    "digitool.coupons.finding",
    "digitool.ledger",
)
"""Beginnings of the names of modules that a command must not load."""


@pytest.mark.parametrize("strange", [*NOT_OF_A_BILL, *NOT_OF_A_COUPON])
def test_what_is_not_loaded_exists(strange: str) -> None:
    """A name that a move has emptied would forbid nothing."""
    modules = (file.relative_to(PACKAGE.parent).with_suffix("") for file in PACKAGE.rglob("*.py"))
    assert any(".".join(one.parts).removesuffix(".__init__").startswith(strange) for one in modules)


def test_a_bill_loads_nothing_of_other_kinds(chain: Path) -> None:
    """Neither the formats of messages, nor loaders of other records, nor handovers, nor rules of law."""
    _, names = loaded("import", "bill.csv", cwd=chain)
    assert [name for name in names if name.startswith(NOT_OF_A_BILL)] == []


def test_a_coupon_alone_loads_no_other_mechanic(chain: Path) -> None:
    """A campaign file with a coupon and no segment is simulated without referral, segments or live stocks."""
    args = ("campaign", "simulate", "campaigns/coupon.toml", "--as-of", "2026-03-23", "--runs", "20")
    _, names = loaded(*args, cwd=chain)
    assert [name for name in names if name.startswith(NOT_OF_A_COUPON)] == []
