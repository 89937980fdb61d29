"""What digitool finds in the demo's files is what is true, to the last unit."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from digitool.db.reading import reader
from digitool.db.schema.making import create_database
from digitool.demo.deeds.plan import make_world
from digitool.demo.doing.every import do_deeds
from digitool.demo.world.size import DemoSize
from digitool.demo.writing import build_demo
from digitool.flow import questions
from digitool.flow.questions import Scope
from digitool.ingest.outcome import ImportOptions
from digitool.ingest.run import import_file
from digitool.model.days import iso_day
from digitool.workspace.desk import Desk
from digitool.workspace.found import found_workspace
from digitool.workspace.locate import Workspace
from tests.conftest import Cli
from tests.demo.conftest import NOW, SIZE


def answers(workspace: Workspace) -> dict[str, Any]:
    """The exact answers beside a workspace."""
    found: dict[str, Any] = json.loads((workspace.root / "truth.json").read_text("utf-8"))
    return found


def store_days(workspace: Workspace) -> list[dict[str, Any]]:
    """Every store-day as digitool counts it, in the words of the answers."""
    truth = answers(workspace)
    size = DemoSize(**truth["size"])
    scope = Scope(size.first_day, size.end_day, frozenset(workspace.settings.stores))
    with reader(workspace.database) as connection:
        rows = questions.rate(connection, scope, ("store", "day"))
    return [
        {
            "store": row["store"],
            "day": iso_day(row["day"]),
            "open_hours": row["coverage"].den / 3600,
            "valid_hours": row["coverage"].num / 3600,
            "traffic": row["traffic"] or 0,
            "visits_digitized": row["visits_digitized"] or 0,
            "transactions": row["transactions"],
            "transactions_digitized": row["rate_transaction"].num,
        }
        for row in rows
    ]


def wanted_days(workspace: Workspace) -> list[dict[str, Any]]:
    """The same store-days as they truly were."""
    left_out = "visits_digitized_all_hours"
    return [
        {name: value for name, value in row.items() if name != left_out}
        for row in answers(workspace)["store_days"]
    ]


def period(truth: dict[str, Any]) -> tuple[str, ...]:
    """The demo's period as options."""
    return "--from", truth["period"][0], "--to", truth["period"][1]


def test_every_store_day_is_exact(imported: Workspace) -> None:
    """Hours, traffic, visits and transactions of every store on every day are the true ones."""
    assert store_days(imported) == wanted_days(imported)


def test_the_rates_of_the_command_are_exact(imported: Workspace, truth: dict[str, Any], cli: Cli) -> None:
    """``flow rate --json`` prints the true numerators and denominators."""
    done = cli("flow", "rate", "--by", "chain", *period(truth), "--json", "-w", imported.root)
    assert done.exit == 0, done.err
    for name in ("rate_visit", "rate_transaction"):
        assert done.rows[0][name] == truth["totals"][name]
    assert done.rows[0]["coverage"]["value"] == truth["totals"]["coverage"]["value"]
    assert done.rows[0]["gmv_fen"] == truth["money"]["transactions_fen"]


def test_unmatched_payments_are_exact(imported: Workspace, truth: dict[str, Any], cli: Cli) -> None:
    """Each cause has the true number of payments and the true amount."""
    rows = cli("flow", "unmatched", *period(truth), "--json", "-w", imported.root).rows
    found = {row["cause"]: {"payments": row["payments"], "amount_fen": row["amount_fen"]} for row in rows}
    assert found == {cause: row for cause, row in truth["unmatched"].items() if cause != "exact"}


@pytest.mark.parametrize("store", ["", "S001", "S002", "S003"])
def test_scenes_are_exact(store: str, imported: Workspace, truth: dict[str, Any], cli: Cli) -> None:
    """Touches, persons and first meetings of every scene are the true ones, in the chain and in a store."""
    narrowed = ("--store", store) if store else ()
    rows = cli("flow", "scenes", *period(truth), *narrowed, "--json", "-w", imported.root).rows
    names = ("scene", "touches", "persons", "new_persons")
    wanted = [row for row in truth["scenes"] if row["store"] == store and row["touches"]]
    assert [[row[name] for name in names] for row in rows] == [
        [row[name] for name in names] for row in wanted
    ]


def test_the_funnel_is_exact(imported: Workspace, truth: dict[str, Any], cli: Cli) -> None:
    """Every stage holds the true number of persons."""
    rows = cli("flow", "funnel", *period(truth), "--json", "-w", imported.root).rows
    found = [(row["stage"], row["persons"]) for row in rows]
    assert found == [(row["stage"], row["persons"]) for row in truth["funnel"]]


def test_every_file_was_counted_right(imported: Workspace) -> None:
    """Rows in, accepted, rejected and known of each file are the true ones."""
    names = ("file", "rows_in", "accepted", "rejected", "known")
    with reader(imported.database) as connection:
        rows = connection.execute(f"SELECT {', '.join(names)} FROM import_file ORDER BY id").fetchall()
    assert [dict(row) for row in rows] == [
        {name: one[name] for name in names} for one in answers(imported)["files"]
    ]


def test_refunds_and_revocations_are_exact(imported: Workspace, truth: dict[str, Any]) -> None:
    """Every refund is there once, and the revoked payment stays revoked."""
    with reader(imported.database) as connection:
        refunds = connection.execute("SELECT count(*), sum(amount_fen) FROM refund").fetchone()
        revoked = connection.execute("SELECT count(*) FROM purchase WHERE state = 'revoked'").fetchone()
    assert tuple(refunds) == (truth["money"]["refunds"], truth["money"]["refund_fen"])
    assert revoked[0] == truth["money"]["revoked"]


_KNOWN = """
SELECT count(DISTINCT i.person) AS persons,
  count(DISTINCT CASE WHEN i.person IN (SELECT j.person FROM staff_identifier s JOIN identifier j
    ON j.id = s.identifier) THEN i.person END) AS staff
FROM identifier i WHERE i.id IN (SELECT identifier FROM touch UNION SELECT identifier FROM relation
  UNION SELECT identifier FROM group_member UNION SELECT identifier FROM membership)
"""


def test_identity_finds_the_true_persons(imported: Workspace, truth: dict[str, Any]) -> None:
    """As many persons are known as the evidence allows, and no two unionids ever became one person."""
    with reader(imported.database) as connection:
        known = connection.execute(_KNOWN).fetchone()
        most = connection.execute(
            "SELECT max(n) FROM (SELECT count(*) AS n FROM identifier WHERE ns = 2 GROUP BY person)"
        ).fetchone()[0]
    assert known["persons"] - known["staff"] == truth["persons"]["known"]["value"]
    assert most == 1


def test_any_order_and_any_repetition_give_the_same_answers(tmp_path: Path) -> None:
    """The files shuffled, then some of them again, then the deeds: the same store-days."""
    size = DemoSize(seed=5, stores=3, customers=160, days=9)
    files = build_demo(tmp_path, size)
    workspace = Workspace(tmp_path)
    found_workspace(tmp_path, "")
    create_database(workspace.database)
    inbox = [file.path for file in files.inbox]
    random.Random(1).shuffle(inbox)
    desk = Desk(workspace.database, NOW, workspace.settings, lambda: workspace.key)
    for path in [*inbox, *inbox[:8]]:
        import_file(desk, workspace, path, ImportOptions())
    do_deeds(workspace, make_world(size))
    assert store_days(workspace) == wanted_days(workspace)


def test_the_small_demo_has_enough_of_everything(truth: dict[str, Any]) -> None:
    """The comparisons above compare something: no figure that they look at is empty."""
    assert DemoSize(**truth["size"]) == SIZE
    assert truth["totals"]["visits_digitized"] > 200
    assert truth["totals"]["valid_hours"] < truth["totals"]["open_hours"]
    assert all(row["payments"] for cause, row in truth["unmatched"].items() if cause != "exact")
    assert all(row["persons"] for row in truth["funnel"])
