"""Campaigns recomputed from their raw rows; each difference is one sentence."""

from __future__ import annotations

from digitool.db.checks import Check, Told
from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.model.ids import person_text


def arms(connection: Connection) -> list[str]:
    """Campaigns have members, a household is in one arm, and without a holdout nobody is held out."""
    return [str(row[0]) for row in run(connection, "campaign", "wrong_arms")]


def holdout(connection: Connection) -> list[str]:
    """What customers got of a campaign that holds them out, while it ran.

    It is told and fails nothing: somebody insisted, a code was used at a till, or persons were joined since.
    """
    found: list[str] = []
    for campaign, code in connection.execute("SELECT id, code FROM campaign ORDER BY id").fetchall():
        for row in run(connection, "campaign", "leaks", {"campaign": campaign}):
            who, got = person_text(row["person"]), f"{row['kind']} {row['what']}".strip()
            found.append(Told(f"customer {who} is held out of campaign {code} and got of it: {got}"))
    return found


def messages(connection: Connection) -> list[str]:
    """A campaign has counted the messages that its broadcasts planned, no more and no fewer."""
    return [str(row[0]) for row in run(connection, "campaign", "wrong_messages")]


def calibrations(connection: Connection) -> list[str]:
    """Every stored calibration can be read back, and has its estimates."""
    from digitool.campaign.learning.model import from_json

    found = []
    for row in connection.execute(
        "SELECT c.id, c.model, (SELECT count(*) FROM campaign_parameter AS p WHERE p.calibration = c.id) AS n"
        " FROM campaign_calibration AS c"
    ):
        if row["n"] == 0:
            found.append(f"calibration {row['id']} has no estimates")
        try:
            from_json(row["model"])
        except (KeyError, TypeError, ValueError):
            found.append(f"calibration {row['id']} cannot be read")
    return found


CHECKS: dict[str, Check] = {
    "campaign-arms": arms,
    "campaign-holdout": holdout,
    "campaign-messages": messages,
    "campaign-calibrations": calibrations,
}
