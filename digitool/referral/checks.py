"""What `digitool check` recomputes of referral: runs from their events, their goods, and who brought whom."""

from __future__ import annotations

from itertools import groupby

from digitool.db.checks import Check
from digitool.db.port import Connection
from digitool.db.tally import run as tally
from digitool.referral import money_checks
from digitool.referral.mechanics.shape import Effect
from digitool.referral.rewards.signals import Edge, rings
from digitool.referral.runs.operations import load


def runs(connection: Connection) -> list[str]:
    """Every run is the fold of its events, in its time, and what followed is what the mechanic says."""
    wrong = []
    for (code,) in connection.execute("SELECT code FROM referral_run ORDER BY id"):
        run = load(connection, code)
        first = run.events[0] if run.events else None
        begun = (first.who, first.at, first.at + run.terms.window_ms) if first else None
        if begun != (run.row["owner"], run.row["opened_at"], run.row["deadline"]):
            wrong.append(f"{code}: its owner and its times are not those of its first event and its terms")
        seen = run.mechanic.glance(run.terms, run.now.state)
        people = seen.people if seen.places else 0
        if (run.row["taken"], run.row["ended"]) != (people, seen.ended):
            wrong.append(
                f"{code}: stored {run.row['taken']} {run.row['ended']!r}, events say {people} {seen.ended!r}"
            )
        stored = [
            Effect(*row)
            for row in connection.execute(
                "SELECT kind, who, amount_fen, ref, pieces FROM referral_effect"
                " WHERE run = ? ORDER BY event, place",
                (run.row["id"],),
            )
        ]
        if tuple(stored) != run.now.effects:
            wrong.append(f"{code}: what followed is not what its events say")
    return wrong


def referrers(connection: Connection) -> list[str]:
    """BD7: nobody brought herself or in a circle, and who is paid for a friend has brought her."""
    wrong = [
        f"campaign {row['campaign']}: {row['friend']} is her own referrer"
        for row in connection.execute("SELECT campaign, friend FROM referral WHERE friend = referrer")
    ]
    wrong += [
        f"campaign {row['campaign']}: reward R{row['id']} is for a friend whom its payee has not brought"
        for row in connection.execute(
            "SELECT w.campaign, w.id FROM referral_reward AS w WHERE w.side = 'referrer' AND NOT EXISTS"
            " (SELECT 1 FROM referral AS r WHERE r.campaign = w.campaign AND r.friend = w.friend"
            " AND r.referrer = w.payee)"
        )
    ]
    rows = connection.execute("SELECT campaign, referrer, friend, at FROM referral ORDER BY campaign, at")
    for campaign, found in groupby(rows, key=lambda row: row["campaign"]):
        edges = [Edge(row["referrer"], row["friend"], row["at"]) for row in found]
        wrong += [
            f"campaign {campaign}: {edges[place].referrer} and {edges[place].friend} brought each other"
            for place in rings(edges)
            if edges[place].referrer != edges[place].friend
        ]
    return wrong


def goods(connection: Connection) -> list[str]:
    """Pieces held, sold, freed and put back by runs are what the shelf moved for them."""
    return [str(row[0]) for row in tally(connection, "referral", "wrong_goods")]


def sales(connection: Connection) -> list[str]:
    """What runs sold and took back are purchases with as many pieces, and refunds, to the fen."""
    return [str(row[0]) for row in tally(connection, "referral", "wrong_run_sales")]


CHECKS: dict[str, Check] = {
    "referral-runs": runs,
    "referral-stock": goods,
    "referral-sales": sales,
    "referral-money": money_checks.money,
    "referral-rewards": money_checks.rewards,
    "referral-caps": money_checks.caps,
    "referral-payouts": money_checks.payouts,
    "referral-referrers": referrers,
}
