"""After the payments: numbers in the order of time, refunds, and one payment taken back at the till."""

from __future__ import annotations

import random

from digitool.demo.world.clock import DAY, HOUR, compact_day
from digitool.demo.world.draws import stream
from digitool.demo.world.happenings import OFFICIAL_STORE, BroughtBack, Payment
from digitool.demo.world.size import DemoSize

REFUND_SHARE = 0.02


def number_payments(size: DemoSize, payments: list[Payment]) -> list[Payment]:
    """Payments sorted by time, numbered, some refunded; one of them revoked.

    The revoked payment is one that its payer made again two minutes later, in the same clock hour.
    """
    ordered = sorted(payments, key=lambda paid: (paid.at, paid.store, paid.openid, paid.amount))
    ordered = _revoke_one(ordered)
    rng = stream(size.seed, "refunds")
    last = size.end_day * DAY
    return [_number(paid, place, rng, last) for place, paid in enumerate(ordered, 1)]


def _revoke_one(ordered: list[Payment]) -> list[Payment]:
    """Put a revoked first try before a till payment of the middle that leaves ten minutes in its hour."""
    for place, paid in list(enumerate(ordered))[len(ordered) // 2 :]:
        at_till = paid.provider == "wechat" and paid.store != OFFICIAL_STORE
        if at_till and paid.at % HOUR > 600:
            first_try = paid._replace(at=paid.at - 120, revoked=True)
            return sorted([*ordered[:place], first_try, *ordered[place:]], key=lambda one: one.at)
    return ordered


def _number(paid: Payment, place: int, rng: random.Random, last: int) -> Payment:
    day = compact_day(paid.at)
    if paid.provider == "alipay":
        number, order_no = f"{day}22001400{place:012d}", f"ALI{day}{place:08d}"
    else:
        number, order_no = f"42000000{day}{place:012d}", f"POS{day}{place:08d}"
    refunds = () if paid.revoked or paid.store == OFFICIAL_STORE else _refunds(paid, place, rng, last)
    return paid._replace(number=number, order_no=order_no, refunds=refunds)


def _refunds(paid: Payment, place: int, rng: random.Random, last: int) -> tuple[BroughtBack, ...]:
    """None for most; the whole amount or a part, within five days and before the data ends."""
    if rng.random() >= REFUND_SHARE:
        return ()
    at = paid.at + rng.randint(20 * 60, 5 * DAY)
    due = paid.amount - paid.coupon
    amount = due if rng.random() < 0.6 else max(1, due * rng.randint(10, 80) // 100)
    prefix = "RF" if paid.provider == "alipay" else "50300000"
    back = BroughtBack(at, amount, f"{prefix}{compact_day(at)}{place:012d}")
    return (back,) if at < last else ()
