"""Who does the demo's deeds: the open database, the clock of each deed, and customers by place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from digitool.db.port import Connection
from digitool.demo.world import plan
from digitool.demo.world.clock import utc_ms
from digitool.demo.world.making import World
from digitool.model.ids import IdentifierId
from digitool.model.keys import key64
from digitool.workspace.desk import Desk
from digitool.workspace.locate import Workspace

ACTOR = "demo"

Said = dict[str, Any]
"""What an operation gave back."""


class Hands:
    """Whoever does the deeds: everybody who works for the chain, and what they remember.

    ``said`` is what each gave back, by its name; ``codes`` are coupons by stock and person.
    """

    def __init__(self, workspace: Workspace, connection: Connection, world: World) -> None:
        self.workspace = workspace
        self.connection = connection
        self.world = world
        self.said: dict[str, Said] = {}
        self.codes: dict[tuple[str, int], str] = {}

    def desk(self, at: int, name: str) -> Desk:
        """The desk of a deed; ``at`` is in local seconds."""
        workspace = self.workspace
        return Desk(
            self.connection, utc_ms(at), workspace.settings, lambda: workspace.key, ACTOR, key_of(name)
        )

    def customer(self, person: int) -> IdentifierId:
        """The identifier id under which the mini-program knows somebody."""
        return self._id("wx_openid", plan.MINI_PROGRAM, self.world.people[person].mini)

    def contact(self, person: int) -> IdentifierId:
        """The identifier id under which WeCom knows somebody."""
        return self._id("wecom_external_userid", plan.CORP_ID, self.world.people[person].external)

    def store(self, place: int) -> str:
        """The code of the store at a place."""
        return self.world.chain.stores[place].code

    def guide(self, place: int) -> str:
        """The userid of the guide at a place, empty for none."""
        return self.world.chain.guides[place].userid if place >= 0 else ""

    def _id(self, ns: str, scope: str, value: str) -> IdentifierId:
        row = self.connection.execute(
            "SELECT identifier FROM identifier_key WHERE key = ?", (key64(ns, scope, value),)
        ).fetchone()
        return IdentifierId(int(row[0]))


Act = Callable[[Hands, int, str], Said]
"""Carries one deed out: with whom, when (local seconds), under which name."""


class PlannedDeed(NamedTuple):
    """One deed: when, its name (unique, the key of its write), and what is done."""

    at: int
    name: str
    act: Act


def key_of(name: str) -> str:
    """The key of the write behind a deed, the same in every demo of one size."""
    return f"demo:{name}"
