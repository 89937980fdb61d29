"""What is asked of runs: one with its people and its money, or all of a campaign."""

from __future__ import annotations

from typing import Any

from digitool.db.port import Connection
from digitool.model.ids import Ms, identifier_text
from digitool.referral.mechanics.shape import TICK, Event
from digitool.referral.runs.operations import Loaded, describe, load, run_of


def events_of(connection: Connection, code: str, at: Ms) -> list[dict[str, Any]]:
    """Every event of a run in order, with what followed; the last row says how it stands at ``at``."""
    run = load(connection, code)
    effects: dict[int, list[str]] = {}
    for row in connection.execute(
        "SELECT event, kind, amount_fen, pieces FROM referral_effect WHERE run = ? ORDER BY event, place",
        (run.row["id"],),
    ):
        pieces = f" x{row['pieces']}" if row["pieces"] > 1 else ""
        text = f"{row['kind']}{pieces} {row['amount_fen']}".removesuffix(" 0")
        effects.setdefault(row["event"], []).append(text)
    rows = [
        {
            "run": code,
            "at": event.at,
            "event": event.kind,
            "customer": identifier_text(event.who) if event.who else None,
            "order": event.ref,
            "amount_fen": event.amount_fen or None,
            "effect": "; ".join(effects.get(place, ())),
        }
        for place, event in enumerate(run.events, 1)
    ]
    now = _now(run, at)
    return [*rows, {"run": code, "at": at, "event": f"now: {now['state']}"}]


def list_runs(connection: Connection, campaign: str | None, at: Ms, *, running: bool) -> list[dict[str, Any]]:
    """Runs as they stand at ``at``, newest first; only those still open when ``running``."""
    codes = connection.execute(
        "SELECT r.code FROM referral_run AS r JOIN referral_campaign AS c ON c.id = r.campaign"
        " WHERE (:campaign IS NULL OR c.code = :campaign) AND (NOT :running OR r.ended = '')"
        " ORDER BY r.id DESC",
        {"campaign": campaign, "running": running},
    ).fetchall()
    rows = []
    for (code,) in codes:
        run = load(connection, code)
        now = _now(run, at)
        if not running or now["state"] == "open":
            rows.append({**now, "effect": "", "deadline": run.row["deadline"]})
    return rows


def campaigns(connection: Connection) -> list[dict[str, Any]]:
    """Every referral campaign: what it offers, until when, and how many runs it has."""
    return [
        {
            "campaign": row["code"],
            "mechanic": row["mechanic"],
            "state": row["state"],
            "item": row["item"],
            "opens": row["opens_at"],
            "closes": row["closes_at"],
            "budget_fen": row["budget_fen"] or None,
            "runs": row["runs"],
        }
        for row in connection.execute(
            "SELECT c.*, (SELECT count(*) FROM referral_run WHERE campaign = c.id) AS runs"
            " FROM referral_campaign AS c ORDER BY c.id"
        )
    ]


def _now(run: Loaded, at: Ms) -> dict[str, Any]:
    """The run as the clock has it at ``at``, written down or not."""
    done = run.step(Event(at, TICK)) if not run.row["ended"] else run.now
    return describe(run_of(run), run.mechanic.glance(run.terms, done.state))
