"""Contacts and consents recomputed from their raw rows; each difference is one sentence."""

from __future__ import annotations

import json

from digitool.db.checks import Check
from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.guides.contact.policy import CODES, NAMES, Limit, platform_limits_on
from digitool.workspace.policies.contact import ContactPolicy


def consents(connection: Connection) -> list[str]:
    """No openid used more consents than it gave, in the order in which they were written."""
    left: dict[tuple[int, str], int] = {}
    found = []
    for row in connection.execute("SELECT identifier, channel, kind, n FROM guide_consent ORDER BY id"):
        key = row["identifier"], row["channel"]
        if row["kind"] == "withdraw":
            for one in [one for one in left if one[0] == key[0] and row["channel"] in ("", one[1])]:
                left[one] = 0
        elif row["kind"] != "complaint":
            left[key] = left.get(key, 0) + (-row["n"] if row["kind"] == "use" else row["n"])
            if left[key] < 0:
                found.append(f"identifier {key[0]} used {-left[key]} consents too many on {key[1]}")
    return found


def plans(connection: Connection) -> list[str]:
    """Each broadcast has as many messages as it sent customers, and none is waiting once it is closed."""
    found = []
    for row in run(connection, "guides", "plans", {"plan": 0}):
        expected = row["customers"] - sum(json.loads(row["skipped"]).values())
        if row["messages"] != expected:
            found.append(f"broadcast B{row['id']} has {row['messages']} messages instead of {expected}")
        if row["state"] == "closed" and row["planned"]:
            found.append(f"broadcast B{row['id']} is closed with {row['planned']} messages waiting")
    return found


def caps(connection: Connection) -> list[str]:
    """No address received more broadcasts than the platform's rule of the day allows."""
    days = connection.execute("SELECT DISTINCT day, channel FROM guide_contact WHERE plan > 0").fetchall()
    windows: set[tuple[int, Limit]] = set()
    for row in days:
        channel = NAMES[row["channel"]]
        limits = platform_limits_on(channel, row["day"], ContactPolicy())
        windows.update((CODES[channel], limit) for limit in limits)
    found = []
    for code, limit in sorted(windows, key=lambda one: (one[0], one[1].since)):
        rows = run(
            connection,
            "guides",
            "over_cap",
            {"channel": code, "since": limit.since, "until": limit.until, "most": limit.most},
        )
        found += [
            f"identifier {row[0]} has {row[1]} messages, {limit.rule} allows {limit.most}" for row in rows
        ]
    return found


CHECKS: dict[str, Check] = {
    "guide-consents": consents,
    "guide-broadcasts": plans,
    "guide-contact-caps": caps,
}
