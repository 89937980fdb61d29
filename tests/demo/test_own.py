"""What the demo did with digitool itself is what every report says, to the last fen."""

from __future__ import annotations

import re
from typing import Any

import pytest

from digitool.db.bearer import kinds
from digitool.db.reading import reader
from digitool.demo.deeds.drafts import MESSAGE
from digitool.demo.deeds.plan import make_world
from digitool.demo.doing.every import do_deeds
from digitool.demo.world.goods import CATALOGUE, GOODS, RECEIPTS
from digitool.demo.world.plan import leaving_day
from digitool.demo.world.size import FIRST_DAY, DemoSize
from digitool.demo.writing import DemoFiles
from digitool.forms.toml_file import read_toml
from digitool.guides.broadcast.message import read_message
from digitool.model.days import day_date
from digitool.official_store.catalogue.file import read_catalogue
from digitool.official_store.requests import read_request
from digitool.segments.finding import load_segment, segment_files
from digitool.workspace.locate import Workspace
from tests.conftest import Cli
from tests.demo.conftest import TOWN, Town


def test_the_official_store_is_exact(town: Town, cli: Cli) -> None:
    """Orders, sales and net of the whole period are the true ones."""
    row = cli("official-store", "report", "--by", "chain", *town.period, "--json", "-w", town.root).rows[0]
    wanted = town.truth["official_store"]
    assert {name: row[name] for name in ("orders", "gmv_fen", "net_fen")} == {
        name: wanted[name] for name in ("orders", "gmv_fen", "net_fen")
    }
    assert row["conversion"]["den"] == town.truth["mini_program"]["visitors"]


def test_own_orders_end_as_planned(town: Town, cli: Cli) -> None:
    """As many orders were cancelled, paid, given back and so on as the answers say."""
    states = {
        "cancelled": "cancelled", "unpaid": "expired", "picked_up": "picked_up", "delivered": "delivered",
        "refunded": "refunded", "paid": "paid", "shipped": "shipped", "refunded_part": "delivered",
    }  # fmt: skip
    wanted: dict[str, int] = {}
    for fate, count in town.truth["official_store"]["own_orders_by_fate"].items():
        wanted[states[fate]] = wanted.get(states[fate], 0) + count
    query = "SELECT state, count(*) AS orders FROM official_order GROUP BY state"
    rows = cli("sql", query, "--json", "-w", town.root).rows
    assert {row["state"]: row["orders"] for row in rows} == wanted


def test_coupon_counts_are_exact(town: Town, cli: Cli) -> None:
    """Issued, received and redeemed of each stock, and the two rates with their denominators."""
    rows = {
        row["stock"]: row for row in cli("coupon", "report", "--json", *town.at_end, "-w", town.root).rows
    }
    assert town.truth["coupons"]["stocks"]
    for wanted in town.truth["coupons"]["stocks"]:
        row = rows[wanted["stock"]]
        assert {name: row[name] for name in wanted} == wanted
        assert row["rate_of_received"]["num"] == wanted["redeemed"]
        assert row["rate_of_received"]["den"] == wanted["received"]


def test_lost_relations_of_each_week_are_exact(town: Town, cli: Cli) -> None:
    """``guide lost`` lists as many relations as ended in the week, however many sides ended them."""
    weeks = town.truth["guides"]["lost_by_week"]
    assert sum(week["lost"] for week in weeks) > 0
    for week in weeks:
        span = ("--from", week["from"], "--to", week["to"])
        rows = cli("guide", "lost", *span, "--limit", "0", "--json", "-w", town.root).rows
        assert len(rows) == week["lost"]


def test_tagged_customers_are_exact(town: Town, cli: Cli) -> None:
    """The coverage of ``guide untagged`` has the true numerator and denominator."""
    meta = cli("guide", "untagged", "--json", *town.at_end, "-w", town.root).json["meta"]
    wanted = town.truth["guides"]
    assert (meta["tagged"]["num"], meta["tagged"]["den"]) == (wanted["tagged"], wanted["customers"])


def test_referral_is_exact(town: Town, cli: Cli) -> None:
    """Everybody who came by a link is a friend, and the hasty one's rewards wait for a person."""
    wanted = town.truth["referral"]
    row = cli("referral", "report", "--json", *town.at_end, "-w", town.root).rows[0]
    assert (row["invitees"], row["sharers"], row["held"]) == tuple(
        wanted[name] for name in ("friends", "sharers", "held")
    )
    cases = {one["case"] for one in cli("referral", "audit", "--json", *town.at_end, "-w", town.root).rows}
    assert len(cases) == wanted["held"] > 0


def test_the_round_is_exact(town: Town, cli: Cli) -> None:
    """Orders, kept sales and the leader's share of the community are the true ones."""
    wanted = town.truth["community"]
    rows = cli("community", "report", "--json", *town.at_end, "-w", town.root).rows
    found = (rows[0]["orders"], rows[0]["gmv_fen"], rows[0]["leader_commission_fen"])
    assert found == (wanted["orders"], wanted["net_fen"], wanted["leader_commission_fen"])
    assert wanted["orders"] > 0


def test_runs_end_as_they_should(town: Town, cli: Cli) -> None:
    """One group succeeded and one failed, the bargain was bought, the packet is empty."""
    rows = cli("referral", "runs", "--json", *town.at_end, "-w", town.root).rows
    states = {row["run"]: row["state"] for row in rows}
    assert states["TEA3-1"] == "succeeded"
    assert states["TEA3-2"] == "failed"
    assert states["CUP-1"] == "bought"
    assert states["HONGBAO-1"] == "empty"


def test_everything_still_adds_up(town: Town, cli: Cli) -> None:
    """After all deeds ``check`` finds no difference."""
    done = cli("check", "--json", "-w", town.root)
    assert done.exit == 0, done.out
    assert all(row["passed"] for row in done.rows)


def test_the_past_teaches_a_redemption_rate(town: Town, cli: Cli) -> None:
    """``campaign calibrate`` learns redemption from the coupons of the demo, not from a prior."""
    rows = cli("campaign", "calibrate", "--json", *town.at_end, "-w", town.root).rows
    learned = [row for row in rows if row["parameter"].startswith("redemption") and row["source"] != "prior"]
    assert learned
    assert max(row["n"] for row in learned) > 100


@pytest.mark.parametrize("days", range(1, 15))
def test_the_last_guide_leaves_on_a_friday(days: int) -> None:
    """Whatever the period, her first day away is the Friday after its last day."""
    day = leaving_day(DemoSize(days=days))
    assert day_date(day).weekday() == 4
    assert 0 <= day - (FIRST_DAY + days) < 7


def test_deeds_are_drawn_once_and_for_all() -> None:
    """The same size plans the same deeds; a tiny one plans none."""
    size = DemoSize(3, 2, 150, 9)
    assert make_world(size).deeds == make_world(size).deeds
    assert make_world(size).deeds.orders
    assert not make_world(DemoSize(3, 1, 1, 1)).deeds.orders


def test_deeds_stand_under_their_keys(imported: Workspace, cli: Cli) -> None:
    """Every write of the demo has a key of its own, so that nothing is ever done twice."""
    query = "SELECT count(*) AS n, count(DISTINCT key) AS keys FROM operation WHERE actor = 'demo'"
    row: dict[str, Any] = cli("sql", query, "--json", "-w", imported.root).rows[0]
    assert row["n"] == row["keys"] > 100


def test_no_code_that_a_bearer_could_use_stands_in_an_operation(town: Town) -> None:
    """Of all coupons, pickups and exit passes of the demo no code is recorded with a write."""
    with reader(Workspace(town.root).database) as connection:
        codes = {
            kind.write(row[0])
            for kind in kinds().values()
            for row in connection.execute(
                f"SELECT {kind.column} FROM {kind.table} WHERE {kind.column} IS NOT NULL"
            )
        }
        texts = [" ".join(map(str, row)) for row in connection.execute("SELECT * FROM operation")]
    told = {code for text in texts for code in re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}", text)}
    assert len(codes) > 100
    assert told & codes == set()


def test_deeds_that_were_cut_short_are_taken_up_again(town: Town, cli: Cli) -> None:
    """Doing everything once more changes nothing: each deed finds its own first result."""
    query = "SELECT max(seq) AS last FROM operation"
    before = cli("sql", query, "--json", "-w", town.root).rows
    do_deeds(Workspace(town.root), make_world(TOWN))
    assert cli("sql", query, "--json", "-w", town.root).rows == before


def test_the_files_to_try_can_be_read(files: DemoFiles) -> None:
    """Catalogue, receipts, segments and the message are as their commands want them."""
    workspace = Workspace(files.root)
    read = read_catalogue(files.root / CATALOGUE)
    assert len(read.items) == len(GOODS)
    assert not read.rejects
    lines = (files.root / RECEIPTS).read_text("utf-8").splitlines()
    assert {read_request(line)["at"] for line in lines} == {"web", "S001", "S002", "S003"}
    assert [path.stem for path in segment_files(workspace)] == ["high_value", "lapsed", "untagged"]
    for path in segment_files(workspace):
        assert load_segment(workspace, path).name
    tables, text = read_toml(files.root / MESSAGE)
    assert read_message(tables, text, files.root / MESSAGE, "Asia/Shanghai").segment == "lapsed"
