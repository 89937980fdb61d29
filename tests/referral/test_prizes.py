"""Prizes of tiers over time: whatever is settled and paid in between, those of the count of today stand."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from digitool.referral.rewards import deciding
from tests.coupons.shop import remove, scratch_directory
from tests.referral.street import DAY, HOUR
from tests.referral.town import Town

TIERS = [(1, 100), (2, 300), (3, 700)]
CALM = {"hold_score": 101}

steps = st.lists(
    st.tuples(
        st.sampled_from(["buy", "buy", "back", "delete", "add", "settle", "settle", "pay"]), st.integers(0, 4)
    ),
    min_size=4,
    max_size=24,
)


_ADDED = (
    "INSERT INTO relation (guide, identifier, added_at, add_way, state, lost_at, batch, line)"
    " VALUES ('g', ?, ?, 1, '', ?, 0, 0)"
    " ON CONFLICT (guide, identifier, added_at) DO UPDATE SET lost_at = excluded.lost_at"
)

_BACK_AGAIN = "UPDATE relation SET lost_at = NULL WHERE identifier = ?"


def standing(town: Town) -> list[int]:
    """What of each prize stands, the smallest first."""
    return sorted(
        amount - back for _, amount, back, state in town.rewards() if amount > back and state != "void"
    )


@settings(max_examples=30, suppress_health_check=list(HealthCheck), deadline=None)
@given(steps)
@example([("buy", 0), ("buy", 1), ("settle", 0), ("back", 0), ("settle", 0)])
@example([("buy", 0), ("pay", 0), ("back", 0), ("settle", 0), ("buy", 1), ("pay", 0)])
def test_prizes_of_the_count_of_today_stand(todo: list[tuple[str, int]]) -> None:
    """Friends buy, give back, delete the guide and add her again: each tier of today has one prize.

    A prize that was paid stays when its friends only deleted the guide.
    """
    directory = scratch_directory()
    town = Town(directory / "digitool.db", customers=30)
    try:
        town.campaign("T", "referral_task", tiers=TIERS, window_ms=80 * DAY, return_ms=0, limits=CALM)
        link, bought, gone, away = town.link(1, "T"), set[int](), set[int](), set[int]()
        for friend in range(5):
            town.come(link, 2 + friend)
        for what, friend in [*todo, ("settle", 0)]:
            if what == "buy" and friend not in bought:
                bought.add(friend)
                town.buy(2 + friend, 100, f"O{friend}")
            elif what == "back" and friend in bought - gone:
                gone.add(friend)
                town.give_back(f"O{friend}", 100, f"R{friend}")
            elif what == "delete":
                away.add(friend)
                town.connection.execute(_ADDED, (2 + friend, town.at, town.at))
            elif what == "add":
                away.discard(friend)
                town.connection.execute(_BACK_AGAIN, (2 + friend,))
            elif what in ("settle", "pay"):
                town.later(HOUR)
                town.settle()
                if what == "pay":
                    deciding.pay_rewards(town.desk())
        kept, there = len(bought - gone), len(bought - gone - away)
        now = standing(town)
        assert set(now) >= {fen for friends, fen in TIERS if there >= friends}
        assert len(now) == len(set(now)) and set(now) <= {fen for friends, fen in TIERS if kept >= friends}
        if not any(state == "paid" for *_, state in town.rewards()):
            assert now == sorted(fen for friends, fen in TIERS if there >= friends)
        again = town.settle()[0]
        assert (again["promised"], again["taken_back"]) == (0, 0)
        assert town.differences() == []
    finally:
        town.close()
        remove(directory)
