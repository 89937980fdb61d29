"""Earlier payouts, as they were answered when they were made: stored facts, never worked out again."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from digitool.db.port import Connection
from digitool.errors import NotFoundError
from digitool.model.ids import Ms, operation_id, operation_seq
from digitool.model.text import mask_value


class Payout(NamedTuple):
    """One payout: its operation, when (UTC ms) and by whom, and its lines."""

    operation: str
    at: Ms
    actor: str
    rows: list[dict[str, Any]]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Its rows, each with the payout that it belongs to."""
        told = {"operation": self.operation, "paid_at": self.at, "actor": self.actor}
        return [{**row, **told} for row in self.rows]


def payouts(connection: Connection, kind: str) -> list[Payout]:
    """Every payout of a kind of operation that paid anything, the newest first."""
    found = connection.execute(
        "SELECT seq, at, actor, result FROM operation WHERE kind = ? ORDER BY seq DESC", (kind,)
    )
    every = (Payout(operation_id(seq), at, actor, json.loads(told)["rows"]) for seq, at, actor, told in found)
    return [one for one in every if one.rows]


def payout(connection: Connection, kind: str, operation: str) -> Payout:
    """One payout by its operation, such as ``op-0012``. Raises NotFoundError ``no_payout``."""
    try:
        seq = operation_seq(operation.strip())
    except ValueError:
        seq = 0
    row = connection.execute(
        "SELECT at, actor, result FROM operation WHERE seq = ? AND kind = ?", (seq, kind)
    ).fetchone()
    if row is None:
        raise NotFoundError(
            "no_payout",
            "{operation} is no payout of this kind",
            hint="list the payouts, and take the operation from there",
            operation=mask_value(operation) or "-",
        )
    return Payout(operation_id(seq), row["at"], row["actor"], json.loads(row["result"])["rows"])
