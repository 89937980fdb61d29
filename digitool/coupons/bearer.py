"""The code of a coupon: whoever shows it takes the discount."""

from __future__ import annotations

from digitool.coupons.codes import format_code, mask_code, parse_code
from digitool.db.bearer import CodeKind

COUPON = CodeKind("coupon", "coupon", "code", format_code, parse_code, mask_code)

KINDS = (COUPON,)
