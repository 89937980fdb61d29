"""A street where people share links, come by them, and buy, with short names for tests."""

from __future__ import annotations

from typing import Any

from digitool.db.writing import Work
from digitool.official_store.orders.recording import GivenBack, PaidOrder, record_refund_in, record_sale_in
from digitool.referral import campaigns, links
from digitool.referral.campaigns import Offer
from digitool.referral.limits import Limits
from digitool.referral.rewards import operations as rewarding
from tests.referral.street import DAY, Street


class Town(Street):
    """A street where people share links, come by them, and buy."""

    def campaign(self, code: str = "F", mechanic: str = "refer_friend", **options: object) -> None:
        """A campaign that goes by links."""
        limits = Limits(**options.pop("limits", {}))  # type: ignore[arg-type]
        budget = int(options.pop("budget", 1_000_000))  # type: ignore[call-overload]
        asked = Offer(code, mechanic, self.at, self.at + 90 * DAY, options, "", budget, limits)
        campaigns.open_campaign(self.desk(), asked)

    def link(self, owner: int, code: str = "F", role: str = "member") -> str:
        """The link of somebody."""
        return str(links.make_link(self.desk(), code, owner, role)["rows"][0]["link"])

    def come(self, link: str, friend: int) -> dict[str, object]:
        """Somebody comes by a link; the row."""
        self.later(1000)
        return dict(links.arrive_by(self.desk(), link, friend)["rows"][0])

    def buy(self, who: int, fen: int, number: str) -> None:
        """A purchase in the official store."""
        self.later(60_000)
        desk = self.desk()

        def act(work: Work) -> dict[str, Any]:
            sale = PaidOrder(number, number, "", fen, who, "", "", [("A1", "Tea", 1, fen)], books="test")
            record_sale_in(work, desk, sale)
            return {}

        desk.write("test.buy", {}, act)

    def give_back(self, number: str, fen: int, refund: str) -> None:
        """A refund of a purchase."""
        desk = self.desk()

        def act(work: Work) -> dict[str, Any]:
            purchase = self.connection.execute(
                "SELECT id FROM purchase WHERE number = ?", (number,)
            ).fetchone()[0]
            record_refund_in(work, desk, GivenBack(refund, purchase, fen, books="test"))
            return {}

        desk.write("test.refund", {}, act)

    def settle(self) -> list[dict[str, object]]:
        """Settle everything."""
        return list(rewarding.settle_rewards(self.desk())["rows"])

    def rewards(self) -> list[tuple[int, int, int, str]]:
        """All rewards: payee, amount, taken back, state."""
        rows = self.connection.execute(
            "SELECT payee, amount_fen, back_fen, state FROM referral_reward ORDER BY id"
        )
        return [tuple(row) for row in rows]
