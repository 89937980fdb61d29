"""Who comes by a link is a touch, counted by the settings of today."""

from __future__ import annotations

from dataclasses import replace

from digitool.facts.checks import CHECKS
from tests.referral.street import HOUR
from tests.referral.town import Town


def test_an_arrival_under_another_zone_dates_what_was_counted(town: Town) -> None:
    """Whatever write comes first after the chain's zone changed, earlier purchases get their days anew."""
    town.campaign(reward_fen=500)
    link = town.link(1)
    for number in range(12):
        town.later(2 * HOUR)
        town.buy(2, 1_000, f"O{number}")
    town.come(link, 3)
    assert CHECKS["purchases"](town.connection) == []
    chain = replace(town.settings.chain, zone="America/New_York")
    town.settings = replace(town.settings, chain=chain)
    town.come(link, 4)
    assert CHECKS["purchases"](town.connection) == []
