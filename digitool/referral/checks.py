"""What `digitool check` recomputes of referral: runs from their events, goods, money, who brought whom.

Each difference is one sentence.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from digitool.db.checks import Check
from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.ledger.chart import Account
from digitool.ledger.journals import balance
from digitool.model.ids import identifier_text
from digitool.referral.campaigns import budget_unit
from digitool.referral.limits import stored_limits
from digitool.referral.mechanics.shape import Effect
from digitool.referral.rewards.quotas import RewardClaim, moves
from digitool.referral.rewards.signals import Edge, rings
from digitool.referral.runs.operations import load

_COUNTED = """
SELECT w.campaign, w.payee, w.amount_fen - w.back_fen AS fen, w.day,
       CASE WHEN w.state = 'void' OR (w.amount_fen > 0 AND w.back_fen = w.amount_fen)
            THEN 0 ELSE 1 END AS count
FROM referral_reward AS w
UNION ALL
SELECT r.campaign, e.who, e.amount_fen, e.day, 1
FROM referral_effect AS e JOIN referral_run AS r ON r.id = e.run WHERE e.kind = 'reward'
UNION ALL
SELECT r.campaign, e.who,
    e.amount_fen - (SELECT coalesce(sum(x.amount_fen), 0) FROM referral_effect AS x
                    WHERE x.run = e.run AND x.ref = e.ref AND x.kind IN ('void', 'commission')), e.day,
    CASE WHEN EXISTS (SELECT 1 FROM referral_effect AS x WHERE x.run = e.run AND x.ref = e.ref
                      AND (x.kind = 'commission' OR (x.kind = 'void' AND x.amount_fen = e.amount_fen)))
         THEN 0 ELSE 1 END
FROM referral_effect AS e JOIN referral_run AS r ON r.id = e.run WHERE e.kind = 'promise'
"""
"""What counts under caps: rewards, shares of packets, and promises of rounds that are not settled."""


def money(connection: Connection) -> list[str]:
    """Deposits of open groups and rounds, and sales, are what the ledger has for the campaign."""
    wrong = []
    for row in run(connection, "referral", "run_money"):
        unit = budget_unit(row["code"])
        booked = tuple(balance(connection, Account(name, unit)) for name in _MONEY)
        said = (row["deposited"], -row["deposited"], row["sold"], -row["sold"])
        if booked != said:
            wrong.append(f"{unit}: the ledger has {_told(_MONEY, booked)}, the runs {_told(_MONEY, said)}")
    return wrong


def rewards(connection: Connection) -> list[str]:
    """What campaigns have promised and owe or paid is what the ledger has for them, to the fen."""
    wrong = []
    given = {row["code"]: row for row in run(connection, "referral", "reward_money")}
    for row in run(connection, "referral", "run_money"):
        unit, given_here = budget_unit(row["code"]), given[row["code"]]
        aside = row["aside"] + given_here["promised"]
        earned = row["shares"] + given_here["rewards"]
        spent = earned + given_here["commissions"]
        booked = tuple(balance(connection, Account(name, unit)) for name in _BUDGET)
        left = row["budget_fen"] - aside - spent
        said = (-row["budget_fen"], left, aside, spent, earned, given_here["commissions"])
        if booked != said:
            wrong.append(
                f"{unit}: the ledger has {_told(_BUDGET, booked)}, the rewards {_told(_BUDGET, said)}"
            )
    return wrong


def caps(connection: Connection) -> list[str]:
    """Every counter under a cap is what rewards, shares and promises say, and nothing is counted twice."""
    limits = {
        row["id"]: stored_limits(row["limits"])
        for row in connection.execute("SELECT id, limits FROM referral_campaign")
    }
    counted: Counter[tuple[int, str, int]] = Counter()
    for row in connection.execute(_COUNTED):
        claim = RewardClaim(row["payee"], row["fen"], row["day"], row["count"])
        for move in moves(limits[row["campaign"]], claim):
            counted[row["campaign"], move.measure, move.bucket] += move.n
    wrong = []
    for row in connection.execute("SELECT * FROM referral_quota"):
        cap = getattr(limits[row["campaign"]], row["measure"], 0)
        if row["cap"] != cap:
            wrong.append(f"campaign {row['campaign']}: the cap {row['measure']} is {row['cap']}, not {cap}")
        said = counted.pop((row["campaign"], row["measure"], row["bucket"]), 0)
        if said != row["used"]:
            where = f"campaign {row['campaign']}: {row['measure']} of {row['bucket']}"
            wrong.append(f"{where} counts {row['used']}, the rewards {said}")
    return wrong + [f"{key} is not counted: {said}" for key, said in counted.items() if said]


def payouts(connection: Connection) -> list[str]:
    """What each identifier is owed, was paid and owes back is what the ledger has for it."""
    wrong = [str(row[0]) for row in run(connection, "referral", "wrong_payouts")]
    said = {
        identifier_text(row["who"]): (-row["rewards"], -row["commissions"], -row["cash"], row["back"])
        for row in run(connection, "referral", "payees")
    }
    units = connection.execute(
        "SELECT DISTINCT unit FROM ledger_account WHERE name IN (?, ?, ?, ?) AND unit LIKE 'I%'", _PAYEE
    ).fetchall()
    for unit in sorted({*said, *(row[0] for row in units)}):
        booked = tuple(balance(connection, Account(name, unit)) for name in _PAYEE)
        told = said.get(unit, (0, 0, 0, 0))
        if booked != told:
            wrong.append(f"{unit}: the ledger has {_told(_PAYEE, booked)}, the rewards {_told(_PAYEE, told)}")
    return wrong


_MONEY = ("deposits_held", "customer_deposits", "payments_received", "gross_sales")
_BUDGET = ("budget_granted", "budget_available", "budget_reserved", "budget_spent",
           "reward_expense", "commission_expense")  # fmt: skip
_PAYEE = ("reward_payable", "commission_payable", "paid_out", "receivable")


def _told(names: tuple[str, ...], fen: tuple[int, ...]) -> str:
    return ", ".join(f"{name} {one}" for name, one in zip(names, fen, strict=True))


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
    return [str(row[0]) for row in run(connection, "referral", "wrong_goods")]


def sales(connection: Connection) -> list[str]:
    """What runs sold and took back are purchases with as many pieces, and refunds, to the fen."""
    return [str(row[0]) for row in run(connection, "referral", "wrong_run_sales")]


CHECKS: dict[str, Check] = {
    "referral-runs": runs,
    "referral-stock": goods,
    "referral-sales": sales,
    "referral-money": money,
    "referral-rewards": rewards,
    "referral-caps": caps,
    "referral-payouts": payouts,
    "referral-referrers": referrers,
}
