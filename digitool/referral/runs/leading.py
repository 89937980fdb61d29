"""What a leader earns on a round: a reward like any other, which waits where it is doubtful."""

from __future__ import annotations

import json
from typing import NamedTuple

from digitool.db.port import Connection
from digitool.db.tally import run as tally
from digitool.db.writing import Work
from digitool.identity.households import household_of
from digitool.model.ids import Day
from digitool.referral.campaigns import budget_unit
from digitool.referral.limits import stored_limits
from digitool.referral.mechanics.shape import Effect
from digitool.referral.rewards.operations import Judged, approve_in, is_doubtful, keep_reward_in
from digitool.referral.rewards.promises import LEADER, ROUND_KEPT, Promise
from digitool.referral.rewards.signals import KeptGoods, round_signals
from digitool.workspace.desk import Desk

_CAMPAIGN = (
    "SELECT c.*, r.code AS run_code, i.person AS leader FROM referral_campaign AS c"
    " JOIN referral_run AS r ON r.campaign = c.id JOIN identifier AS i ON i.id = r.owner WHERE r.id = ?"
)
_PROMISE = "SELECT amount_fen, day FROM referral_effect WHERE run = ? AND kind = 'promise' AND ref = ?"


class Promised(NamedTuple):
    """What was promised when a round was opened, in fen, and on which business day."""

    amount_fen: int
    day: Day


def promise_of(connection: Connection, run: int, ref: str) -> Promised:
    """The promise that a run (its row id) began with."""
    return Promised(*connection.execute(_PROMISE, (run, ref)).fetchone())


def earn_in(work: Work, desk: Desk, run: int, effect: Effect) -> int | None:
    """Turn the promise of a round (its row id) into its leader's reward; its journal, None while held."""
    connection = work.connection
    campaign = connection.execute(_CAMPAIGN, (run,)).fetchone()
    home = household_of(connection, campaign["leader"])
    asked = {"run": run, "leader": campaign["leader"], "home": json.dumps(home)}
    kept = [KeptGoods(*row) for row in tally(connection, "referral", "round_kept", asked)]
    signals = round_signals(kept)
    held = is_doubtful(signals, stored_limits(campaign["limits"]))
    share = Promise(
        friend=effect.who,
        payee=effect.who,
        side=LEADER,
        basis=ROUND_KEPT,
        ref=campaign["run_code"],
        amount_fen=effect.amount_fen,
        back_fen=0,
        made_at=desk.at,
        due_at=desk.at,
    )
    judged = Judged("held" if held else "pending", promise_of(connection, run, effect.ref).day, signals)
    reward = keep_reward_in(work, campaign["id"], share, judged)
    if held:
        return None
    row = connection.execute("SELECT * FROM referral_reward WHERE id = ?", (reward,)).fetchone()
    return approve_in(work, desk, budget_unit(campaign["code"]), row)
