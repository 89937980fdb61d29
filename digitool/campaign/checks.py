"""Campaigns recomputed from their raw rows; each difference is one sentence."""

from __future__ import annotations

import sqlite3

from digitool.db.checks import Check
from digitool.db.tally import run


def arms(connection: sqlite3.Connection) -> list[str]:
    """Campaigns have members, a household is in one arm, and without a holdout nobody is held out."""
    return [str(row[0]) for row in run(connection, "campaign", "wrong_arms")]


def coupons(connection: sqlite3.Connection) -> list[str]:
    """No coupon of a campaign was given out by its start to somebody whom it holds out."""
    return [str(row[0]) for row in run(connection, "campaign", "wrong_coupons")]


def calibrations(connection: sqlite3.Connection) -> list[str]:
    """Every stored calibration can be read back, and has its estimates."""
    from digitool.campaign.model import from_json

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
    "campaign-coupons": coupons,
    "campaign-calibrations": calibrations,
}
