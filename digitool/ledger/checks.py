"""The ledger recomputed from its raw rows; each difference is one sentence."""

from __future__ import annotations

from digitool.db.checks import Check
from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.ledger.chart import CHART, Account


def _rows(connection: Connection, name: str) -> list[str]:
    return [str(row[0]) for row in run(connection, "ledger", name)]


def balances(connection: Connection) -> list[str]:
    """Every balance is the fold of its transfers, and all balances sum to zero."""
    return _rows(connection, "wrong_balances")


def journals(connection: Connection) -> list[str]:
    """Every journal has transfers, an operation that exists and, with a key, that operation's key."""
    return _rows(connection, "wrong_journals")


def reversals(connection: Connection) -> list[str]:
    """Every reversal is the exact negation of what it reverses."""
    return _rows(connection, "wrong_reversals")


def chart(connection: Connection) -> list[str]:
    """Every account is in the chart and stands on the side that the chart allows."""
    found = []
    for row in connection.execute("SELECT * FROM ledger_account ORDER BY id"):
        side = CHART.get(row["name"])
        if side is None:
            found.append(f"account {row['name']} is not in the chart")
        elif row["id"] != Account(row["name"], row["unit"]).id:
            found.append(f"account {row['name']}/{row['unit']} has a wrong number")
        elif tuple(side) != (row["lowest_fen"], row["highest_fen"]):
            found.append(f"account {row['name']}/{row['unit']} has other limits than the chart")
        elif not side.lowest_fen <= row["balance_fen"] <= side.highest_fen:
            found.append(f"account {row['name']}/{row['unit']} stands on the wrong side of zero")
    return found


CHECKS: dict[str, Check] = {
    "ledger-balances": balances,
    "ledger-journals": journals,
    "ledger-reversals": reversals,
    "ledger-chart": chart,
}
