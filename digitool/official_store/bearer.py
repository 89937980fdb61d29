"""The codes of the official store: who shows one gets the goods of an order, or leaves with a basket."""

from __future__ import annotations

from digitool.coupons.codes import format_code, mask_code, parse_code
from digitool.db.bearer import CodeKind

PICKUP = CodeKind("pickup", "official_order", "pickup_code", format_code, parse_code, mask_code)
EXIT_PASS = CodeKind("exit_pass", "basket", "exit_pass", format_code, parse_code, mask_code)

KINDS = (PICKUP, EXIT_PASS)
