"""Relations and bindings recomputed from their evidence; each difference is one sentence."""

from __future__ import annotations

from digitool.db.checks import Check
from digitool.db.port import Connection
from digitool.facts.holdings import GROUPS, RELATIONS, holding_differences
from digitool.guides.binding.rules import stored_rules
from digitool.guides.binding.stored import differing


def relations(connection: Connection) -> list[str]:
    """Relations and group members are what their marks fold to."""
    found = [
        f"relation of I{identifier} with {guide} is not what was told of it"
        for identifier, guide in holding_differences(connection, RELATIONS)
    ]
    return found + [
        f"I{identifier} in group {chat} is not what was told of it"
        for identifier, chat in holding_differences(connection, GROUPS)
    ]


def bindings(connection: Connection) -> list[str]:
    """Bindings are what a fresh fold gives (BD1, BD2, BD5), and each has its basis (BD6)."""
    return [f"bindings of P{person} are not what happened" for person in differing(connection)]


def departed(connection: Connection) -> list[str]:
    """A guide who has left serves nobody after that (BD4)."""
    found = []
    for guide, member in stored_rules(connection).roster.items():
        if member.gone_at is not None:
            held = connection.execute(
                "SELECT count(*) FROM guide_binding WHERE guide = ? AND (to_at IS NULL OR to_at > ?)",
                (guide, member.gone_at),
            ).fetchone()[0]
            if held:
                found.append(f"{guide} has left and still serves {held} customers")
    return found


CHECKS: dict[str, Check] = {
    "guide-relations": relations,
    "guide-bindings": bindings,
    "guide-departed": departed,
}
