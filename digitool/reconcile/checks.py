"""What orders and bills say against each other: no damage, but somebody has to look into it."""

from __future__ import annotations

from digitool.db.checks import Check, Told
from digitool.db.port import Connection
from digitool.model.money import format_yuan
from digitool.reconcile.comparing import sums_of
from digitool.reconcile.questions import reconciled_by_month


def open_items(connection: Connection) -> list[str]:
    """What orders and bills tell otherwise, by cause: how many, and yuan of each side."""
    found = [one for month in reconciled_by_month(connection) for one in month if one.is_open]
    by_cause = sums_of(found, lambda one: one.cause)
    return [
        Told(f"{cause}: {one.items} open, {format_yuan(one.order_fen)} and {format_yuan(one.bill_fen)}")
        for cause, one in sorted(by_cause.items(), key=str)
    ]


CHECKS: dict[str, Check] = {"reconcile": open_items}
"""Named checks of this room."""
