"""What a leader earns on a round: a reward like any other, which waits where it is doubtful."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from digitool.db.tally import run as tally
from digitool.db.writing import Work
from digitool.official_store.calls import Call
from digitool.referral.campaigns import budget_unit
from digitool.referral.limits import stored_limits
from digitool.referral.mechanic import Effect
from digitool.referral.rewarding import approve, note_signals
from digitool.referral.signals import Kept, round_signals, score

BASIS, SIDE = "round_kept", "leader"
"""How a leader's reward is named beside those for friends."""

_CAMPAIGN = (
    "SELECT c.*, r.code AS run_code FROM referral_campaign AS c"
    " JOIN referral_run AS r ON r.campaign = c.id WHERE r.id = ?"
)
_PROMISE = "SELECT amount_fen, day FROM referral_effect WHERE run = ? AND kind = 'promise' AND ref = ?"
_INSERT = (
    "INSERT INTO referral_reward (campaign, friend, payee, side, basis, ref, amount_fen, back_fen, stock,"
    " state, made_at, due_at, day, score, operation)"
    " VALUES (:campaign, :leader, :leader, :side, :basis, :ref, :fen, 0, '', :state, :at, :at, :day, :score,"
    " :operation)"
)


class Promise(NamedTuple):
    """What was promised when a round was opened, in fen, and on which business day."""

    amount_fen: int
    day: int


def promise_of(connection: sqlite3.Connection, run: int, ref: str) -> Promise:
    """The promise that a run (its row id) began with."""
    return Promise(*connection.execute(_PROMISE, (run, ref)).fetchone())


def earn(work: Work, call: Call, run: int, effect: Effect) -> int | None:
    """Turn the promise of a round (its row id) into its leader's reward; its journal, None while held."""
    connection = work.connection
    campaign = connection.execute(_CAMPAIGN, (run,)).fetchone()
    kept = [Kept(*row) for row in tally(connection, "referral", "round_kept", {"run": run})]
    signals = round_signals(kept)
    points = score(signals)
    held = bool(signals) and points >= stored_limits(campaign["limits"]).hold_score
    params = {
        "campaign": campaign["id"],
        "leader": effect.who,
        "side": SIDE,
        "basis": BASIS,
        "ref": campaign["run_code"],
        "fen": effect.amount_fen,
        "state": "held" if held else "pending",
        "at": call.at,
        "day": promise_of(connection, run, effect.ref).day,
        "score": points,
        "operation": work.seq,
    }
    reward = int(connection.execute(_INSERT, params).lastrowid or 0)
    note_signals(work, reward, signals)
    if held:
        return None
    row = connection.execute("SELECT * FROM referral_reward WHERE id = ?", (reward,)).fetchone()
    return approve(work, call, budget_unit(campaign["code"]), row)
