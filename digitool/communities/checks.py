"""Rounds of communities recomputed: each belongs to a leader, and the report is what the ledger has."""

from __future__ import annotations

import json

from digitool.db.checks import Check
from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.ledger.chart import Account
from digitool.ledger.journals import balance
from digitool.model.ids import identifier_text
from digitool.referral.campaigns import budget_unit
from digitool.referral.mechanics.shape import ROUNDS, going_by

EVER = {"start": 0, "end": 2**53}
"""All time, in UTC ms."""


def rounds(connection: Connection) -> list[str]:
    """Every round was opened in a community by who led it then."""
    rows = run(connection, "communities", "leaders", {"mechanics": json.dumps(going_by(ROUNDS))})
    return [
        f"round {row['code']} of {identifier_text(row['owner'])} was opened in no community that she led"
        for row in rows
        if row["leader"] != row["owner"] or not row["led"]
    ]


def reported(connection: Connection) -> list[str]:
    """What communities report of sales and leaders' shares is what the ledger has for rounds."""
    rows = run(connection, "communities", "rounds", dict(EVER))
    said = tuple(sum(row[name] for row in rows) for name in ("gmv_fen", "leader_commission_fen"))
    booked = [0, 0]
    for row in connection.execute("SELECT code, mechanic FROM referral_campaign"):
        if row["mechanic"] in going_by(ROUNDS):
            for place, name in enumerate(("payments_received", "commission_expense")):
                booked[place] += balance(connection, Account(name, budget_unit(row["code"])))
    if said == tuple(booked):
        return []
    return [
        f"communities report {said[0]} fen sold and {said[1]} of shares,"
        f" the ledger has {booked[0]} and {booked[1]}"
    ]


CHECKS: dict[str, Check] = {"community-rounds": rounds, "community-report": reported}
