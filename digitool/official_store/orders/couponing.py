"""Coupons of an order or a basket, presented inside its own write."""

from __future__ import annotations

from collections.abc import Sequence

from digitool.coupons.codes import parse_code
from digitool.db.port import Connection


def coupon_ids(connection: Connection, codes: Sequence[str]) -> list[int]:
    """The ids of coupons by their codes, which must exist."""
    by_code = "SELECT id FROM coupon WHERE code = ?"
    return [int(connection.execute(by_code, (parse_code(code),)).fetchone()[0]) for code in codes]
