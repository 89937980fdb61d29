"""A small official store with referral campaigns for tests, one clock, and short names."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from digitool.referral import campaigns
from digitool.referral.campaigns import Offer
from digitool.referral.runs import operations as runs
from tests.official_store.counter import DAY, HOUR, Counter

__all__ = ["DAY", "HOUR", "Street"]


class Street(Counter):
    """A counter whose customers (identifiers 1, 2, ...) also group, bargain and open packets."""

    def offer(
        self, code: str, mechanic: str, budget_fen: int = 0, item: str = "", **terms: Any
    ) -> dict[str, Any]:
        """Offer a mechanic from now for thirty days."""
        asked = Offer(code, mechanic, self.at, self.at + 30 * DAY, terms, item, budget_fen)
        return campaigns.open_campaign(self.desk(), asked)

    def start(self, campaign: str, who: int, ref: str = "", **changes: Any) -> dict[str, Any]:
        """Start a run; the row of its result."""
        return dict(runs.start_run(self.desk(**changes), campaign, who, ref)["rows"][0])

    def act(
        self, run: str, kind: str, who: int, ref: str = "", fen: int = 0, **changes: Any
    ) -> dict[str, Any]:
        """Do something in a run; the row of its result."""
        asked = runs.Act(run, kind, who, ref, fen)
        return dict(runs.act_in_run(self.desk(**changes), asked)["rows"][0])

    def tick(self) -> list[dict[str, Any]]:
        """End every run whose time is over."""
        return list(runs.tick_all(self.desk())["rows"])

    def later(self, ms: int) -> None:
        """Move the clock."""
        self.at += ms

    def money(self, name: str) -> int:
        """The balance of an account over all units, in fen."""
        return int(
            self.connection.execute(
                "SELECT coalesce(sum(balance_fen), 0) FROM ledger_account WHERE name = ?", (name,)
            ).fetchone()[0]
        )

    def from_another_process(self) -> Any:
        """The surroundings of an operation that opens the database itself."""
        return replace(self.desk(), database=self.path)
