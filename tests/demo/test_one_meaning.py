"""Commands that speak of one fact agree about every person of the demo."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomli

from digitool.campaign.file.reading import build
from digitool.campaign.forecast.assembly import selected
from digitool.campaign.history.customers import customers_of
from digitool.db.reading import reader
from digitool.facts.home_stores import home_stores, homes_of_buyers
from digitool.model.days import parse_instant
from digitool.segments.members import customers, segment_members
from digitool.segments.spec import read_segment
from digitool.workspace.locate import Workspace
from tests.demo.conftest import Town

HEAD = """
[campaign]
name = "t"
start = 2026-05-08
days = 14
[costs]
margin = "30%"
[coupon]
value = "20.00"
"""


@pytest.mark.parametrize("code", ["S001", "S002", "S003"])
def test_a_home_store_is_one_for_segments_and_campaigns(town: Town, code: str) -> None:
    """The segment of a store is who has it; a campaign for it has those of them who are customers."""
    workspace, at = Workspace(town.root), parse_instant(town.at_end[1])
    segment, campaign = f'[[all]]\nhome_store = "{code}"\n', f'{HEAD}[audience]\nstores = ["{code}"]\n'
    with reader(workspace.database) as connection:
        (store,) = connection.execute("SELECT id FROM store WHERE code = ?", (code,)).fetchone()
        everybody = customers(connection).numbers()
        homes = home_stores(connection, at, everybody)
        asked = read_segment(tomli.loads(segment), segment, Path("home.toml"))
        found = segment_members(connection, asked, at, workspace.settings)
        roster = customers_of(connection, None, at + 1)
        chosen = selected(build(tomli.loads(campaign), campaign, Path("home.toml")), roster)
    mine = {person for person, home in homes.items() if home == store}
    assert set(found.persons) == mine
    assert set(roster.persons[chosen].tolist()) == mine & set(roster.persons.tolist())
    assert len(mine) > 100


def test_an_order_knows_its_buyers_home_as_everybody_does(town: Town) -> None:
    """The home store behind an order is what the rule says of its buyer at that moment."""
    with reader(Workspace(town.root).database) as connection:
        orders = connection.execute(
            "SELECT p.id, p.at, i.person FROM purchase AS p JOIN identifier AS i ON i.id = p.party"
            " WHERE p.channel = 'official_store' AND p.state = 'paid'"
        ).fetchall()
        found = homes_of_buyers(connection, [one["id"] for one in orders])
        told = {one["id"]: home_stores(connection, one["at"], [one["person"]]) for one in orders}
    assert found == {order: home for order, homes in told.items() for home in homes.values()}
    assert len(set(found.values())) == 3
