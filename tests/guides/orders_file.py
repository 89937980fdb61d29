"""Till exports whose customers are named by their WeCom id."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.ingest.chain import load, table

HEAD = "order_no,at,amount,store,who,guide,channel,item"

MAPPING = """
kind = "purchases"

[columns]
order_no = "order_no"
at = "at"
amount = "amount"
store = "store"
identity = "who"
guide = "guide"
channel = "channel"
item = "item"

[identity]
namespace = "wecom_external_userid"
scope = "wwmadeup"
"""


def take_orders(root: Path, rows: Iterable[str], name: str = "orders.csv") -> Any:
    """Import rows under `HEAD`; a ticket that comes out below zero is a refund of its order."""
    mapping = root / "orders.toml"
    mapping.write_text(MAPPING, "utf-8")
    outcome = load(root, table(root / name, HEAD, rows), mapping=mapping)
    assert outcome.rejected == 0
    return outcome
