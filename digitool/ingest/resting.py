"""What was settled, paid or decided on what an import says: no undo of the import touches it in silence."""

from __future__ import annotations

from typing import Any

from digitool.db.port import Connection
from digitool.db.statements import Scratch
from digitool.db.tally import run
from digitool.facts.sales.looking import purchases_told_by
from digitool.model.money import format_yuan
from digitool.model.records import Warn

_PURCHASES = Scratch("resting_purchases", "id INTEGER", "id")


def resting_on(connection: Connection, number: int) -> list[dict[str, Any]]:
    """What rests on an import: what it is, how many, fen (None for what is no money)."""
    _PURCHASES.fill(connection, ((one,) for one in purchases_told_by(connection, number)))
    return [dict(row) for row in run(connection, "ingest", "rests_on", {"batch": number}) if row["n"]]


def told_of_resting(rests: list[dict[str, Any]]) -> list[Warn]:
    """What a person should know of it."""
    return [
        Warn(f"rests_{what}", _WORDS[what], {"n": one["n"], "yuan": format_yuan(one["fen"] or 0)})
        for one in rests
        for what in [str(one["what"])]
    ]


_WORDS = {
    "commission_settled": (
        "{n} settled commissions, {yuan}, rest on it: the next guide commission settle takes them back"
    ),
    "commission_paid": "{n} paid commissions, {yuan}, rest on it: the next payout takes them off",
    "rewards": "{n} referral rewards, {yuan}, rest on it: the next referral settle takes back what it can",
    "own_orders": "{n} paid orders of the official store, {yuan}, have payments that it tells of: they stay",
    "handover_moves": (
        "{n} customers moved to another guide with handovers it reported: they stay; see guide bind"
    ),
}
