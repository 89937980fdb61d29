"""Decide on held rewards, and pay approved ones. One transaction each, idempotent by key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from digitool.coupons.giving.issuing import issue_in
from digitool.db.port import StoredRow
from digitool.db.statements import savepoint
from digitool.db.writing import Work
from digitool.errors import ConflictError, DigitoolError, NotFoundError
from digitool.ledger.chart import Account
from digitool.model.ids import identifier_text
from digitool.referral.campaigns import budget_unit, find_campaign
from digitool.referral.mechanics.promise import LEADER
from digitool.referral.rewards.operations import approve_in, debt_of, take_back_in
from digitool.referral.rewards.paying import Debt, pay_in
from digitool.workspace.desk import Desk

PAY = "referral.pay"
"""The kind of operation whose rows are a payout file."""

_REWARD = (
    "SELECT r.*, c.code AS campaign_code FROM referral_reward AS r"
    " JOIN referral_campaign AS c ON c.id = r.campaign"
)


_SHARES = """
SELECT * FROM referral_share
WHERE amount_fen > 0 AND (:campaign IS NULL OR campaign = :campaign)
  AND source NOT IN (SELECT source FROM referral_payout)
ORDER BY run_id, event, place
"""
"""What packets owe people and nobody has been paid yet."""


def decide(desk: Desk, cases: Sequence[int], *, good: bool, why: str = "") -> dict[str, Any]:
    """Let held rewards go on (``good``) or void them; ``why`` is kept in the log.

    A reward that is not due yet waits out its return window. Raises NotFoundError, ConflictError for a
    reward that is not held.
    """
    numbers = sorted(cases)
    params = {"cases": numbers, "good": good, "why": why}
    return desk.write(
        "referral.decide",
        params,
        lambda work: {"rows": [_decide(work, desk, case, good) for case in numbers]},
    )


def pay_rewards(desk: Desk, campaign: str | None = None) -> dict[str, Any]:
    """Pay every approved reward, leader's commission and share of a packet: the rows are a payout file.

    What the payee's person owes back, by whatever identifier, is taken off first. A coupon is given here;
    where its stock refuses, the row says why and the reward stays approved. Raises NotFoundError.
    """

    def act(work: Work) -> dict[str, Any]:
        if campaign is not None:
            find_campaign(work.connection, campaign)
        due = work.connection.execute(
            _REWARD
            + " WHERE r.state = 'approved' AND (:campaign IS NULL OR c.code = :campaign) ORDER BY r.id",
            {"campaign": campaign},
        ).fetchall()
        shares = work.connection.execute(_SHARES, {"campaign": campaign}).fetchall()
        rows = [_pay(work, desk, line, reward) for line, reward in enumerate(due, 1)]
        rows += [_pay_share(work, desk, line, share) for line, share in enumerate(shares, len(rows) + 1)]
        return {"rows": rows}

    return desk.write(PAY, {"campaign": campaign}, act)


def reward_row(reward: StoredRow, **more: object) -> dict[str, Any]:
    """A reward as a row."""
    return {
        "case": f"R{reward['id']}",
        "campaign": reward["campaign_code"],
        "payee": identifier_text(reward["payee"]),
        "friend": identifier_text(reward["friend"]) if reward["side"] != LEADER else None,
        "side": reward["side"],
        "basis": reward["basis"],
        "order": reward["ref"],
        "amount_fen": reward["amount_fen"] - reward["back_fen"],
        "coupon_stock": reward["stock"],
        "state": reward["state"],
        **more,
    }


def _decide(work: Work, desk: Desk, case: int, good: bool) -> dict[str, Any]:
    reward = work.connection.execute(_REWARD + " WHERE r.id = ?", (case,)).fetchone()
    if reward is None:
        raise NotFoundError("no_such_case", "there is no case {case}", hint="look at the queue",
                            try_next="digitool referral audit", case=f"R{case}")  # fmt: skip
    if reward["state"] != "held":
        raise ConflictError("not_held", "{case} is not held, it is {state}", hint="nothing to decide",
                            case=f"R{case}", state=reward["state"])  # fmt: skip
    unit = budget_unit(reward["campaign_code"])
    if not good:
        take_back_in(work, desk, unit, reward, reward["amount_fen"])
        work.connection.execute("UPDATE referral_reward SET decided = true WHERE id = ?", (case,))
        return reward_row(reward, state="void", amount_fen=0)
    if reward["due_at"] <= desk.at:
        approve_in(work, desk, unit, reward)
        return reward_row(reward, state="approved")
    work.connection.execute("UPDATE referral_reward SET state = 'pending' WHERE id = ?", (case,))
    return reward_row(reward, state="pending")


def _pay(work: Work, desk: Desk, line: int, reward: StoredRow) -> dict[str, Any]:
    """Pay one reward: money less what the payee owes, and its coupon. Without coupons left it stays owed."""
    why = _give_coupon(work, desk, reward) if reward["stock"] else ""
    if why:
        return reward_row(reward, reason=why)
    source = f"reward:{reward['id']}"
    debt = Debt(debt_of(reward), reward["payee"], reward["amount_fen"] - reward["back_fen"])
    paid = pay_in(work, desk.stamp(work, PAY, source), line, debt)
    work.connection.execute("UPDATE referral_reward SET state = 'paid' WHERE id = ?", (reward["id"],))
    return reward_row(reward, state="paid", amount_fen=paid.cash_fen, taken_off_fen=paid.taken_off_fen)


def _pay_share(work: Work, desk: Desk, line: int, share: StoredRow) -> dict[str, Any]:
    """Pay a share of a packet."""
    payee = identifier_text(share["who"])
    debt = Debt(Account("reward_payable", payee), share["who"], share["amount_fen"])
    paid = pay_in(work, desk.stamp(work, "referral.pay_share", share["source"]), line, debt)
    return {"case": share["run"], "campaign": share["campaign"], "payee": payee, "order": share["ref"],
            "amount_fen": paid.cash_fen, "taken_off_fen": paid.taken_off_fen, "state": "paid"}  # fmt: skip


def _give_coupon(work: Work, desk: Desk, reward: StoredRow) -> str:
    """Give the payee a coupon of the reward's stock; the reason when the stock refuses, else nothing."""
    counter = desk.at_counter("", "")  # earned, so it is given to somebody held out too, and shown there
    with savepoint(work.connection) as given:
        try:
            issue_in(work, counter, reward["stock"], [reward["payee"]], despite_holdout=True)
        except DigitoolError as error:
            given.undo()
            return error.code
    return ""
