"""People counts from files to figures: whole days, clock changes, contradictions, and the same file again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from digitool.errors import DataError
from digitool.render.write import format_names

from ..conftest import Cli
from .chain import ask, load, table

SETTINGS = """
[chain]
zone = "Asia/Shanghai"

[stores.S1]
open = "10:00-22:00"

[stores.B1]
zone = "Europe/Berlin"
open = "00:00-24:00"

[sensors.D1]
store = "S1"

[sensors.B1]
store = "B1"

[sensors.W1]
store = "B1"
zone = "Etc/GMT-1"
"""


@pytest.fixture
def shops(workspace: Path) -> Path:
    """A chain with a store in Shanghai and one in Berlin that never closes."""
    (workspace / "digitool.toml").write_text(SETTINGS, "utf-8")
    return workspace


def mapped(path: Path, head: str, rows: list[str], mapping: str = "") -> Path:
    """A table with a traffic mapping beside it."""
    table(path, head, rows)
    columns = "".join(f'{name} = "{name}"\n' for name in head.split(","))
    path.with_name(f"{path.name}.toml").write_text(
        f'kind = "traffic"\n{mapping}\n[columns]\n{columns}', "utf-8"
    )
    return path


def days(root: Path, store: str = "S1") -> dict[str, int]:
    """Traffic of every counted day of a store."""
    found = ask(
        root,
        "SELECT date(d.day * 86400, 'unixepoch'), d.traffic FROM store_day d JOIN store s ON s.id = d.store"
        " WHERE s.code = ? AND d.people > 0 ORDER BY d.day",
        store,
    )
    return dict(found)


def rated(cli: Cli, root: Path, *options: str) -> list[dict[str, Any]]:
    """Rows of ``flow rate`` for March 2026."""
    return cli(
        "flow", "rate", "-w", root, "--from", "2026-03-01", "--to", "2026-04-01", "--json", *options
    ).rows


def test_a_daily_table_counts_whole_from_its_first_day_on(shops: Path, tmp_path: Path, cli: Cli) -> None:
    """A mapping with days as minutes gives each day its people; quality says how fine the counter counts."""
    rows = [f"2026-03-0{n},{n}00" for n in (1, 2, 3)]
    file = mapped(tmp_path / "a.csv", "start,entered", rows, "minutes = 1440\ndefaults.sensor = 'D1'")
    assert load(shops, file).accepted == 3
    assert days(shops) == {"2026-03-01": 100, "2026-03-02": 200, "2026-03-03": 300}
    quality = cli("flow", "quality", "-w", shops, "--from", "2026-03-01", "--to", "2026-03-04", "--json").rows
    assert [(row["granularity"], row["validity"], row["coverage"]["value"]) for row in quality] == [
        ("day", "valid", 1)
    ] * 3
    (row,) = rated(cli, shops, "--store", "S1")
    assert (row["traffic"], row["left_out"], row["coverage"]["value"]) == (600, 0, 1)
    assert (load(shops, file).known, cli("check", "-w", shops).exit) == (3, 0)


@pytest.mark.parametrize("at_end", ["00:00", "23:59", "23:59:59"])
def test_a_day_between_two_times_is_a_day(shops: Path, tmp_path: Path, at_end: str) -> None:
    """Start and end of a day count as the day, however its end is written."""
    ends = (
        ["2026-03-02 00:00", "2026-03-03 00:00"]
        if at_end == "00:00"
        else [f"2026-03-0{n} {at_end}" for n in (1, 2)]
    )
    rows = [f"2026-03-0{n} 00:00,{ends[n - 1]},D1,{n}0" for n in (1, 2)]
    load(shops, table(tmp_path / "a.csv", "start,end,sensor,entered", rows))
    assert days(shops) == {"2026-03-01": 10, "2026-03-02": 20}


def test_dates_alone_span_their_last_day_unless_the_file_says_otherwise(shops: Path, tmp_path: Path) -> None:
    """From Monday to Sunday is a week, a date to itself a day; to the next Monday is a week, too."""
    inclusive = ["2026-03-02,2026-03-08,D1,70", "2026-03-09,2026-03-15,D1,70", "2026-03-16,2026-03-16,D1,7"]
    load(shops, table(tmp_path / "a.csv", "start,end,sensor,entered", inclusive))
    spans = dict(ask(shops, "SELECT (at - start) / 86400000, count(*) FROM traffic GROUP BY 1"))
    assert spans == {7: 2, 1: 1}
    half_open = ["2026-04-06,2026-04-13,D1,70", "2026-04-13,2026-04-20,D1,70"]
    load(shops, table(tmp_path / "b.csv", "start,end,sensor,entered", half_open))
    assert dict(ask(shops, "SELECT (at - start) / 86400000, count(*) FROM traffic GROUP BY 1")) == {
        7: 4,
        1: 1,
    }


def test_a_week_counts_where_the_whole_week_is_asked_for(shops: Path, tmp_path: Path, cli: Cli) -> None:
    """Its people are known for the week, for no single day of it, and not for a period that cuts it."""
    rows = ["2026-03-02,4200", "2026-03-09,2100"]
    load(shops, mapped(tmp_path / "a.csv", "start,entered", rows, "minutes = 10080\ndefaults.sensor = 'D1'"))
    whole = cli(
        "flow", "rate", "-w", shops, "--store", "S1", "--from", "2026-03-02", "--to", "2026-03-16", "--json"
    )
    assert [row["traffic"] for row in whole.rows] == [6300] and whole.json["warnings"] == []
    cut = cli(
        "flow", "rate", "-w", shops, "--store", "S1", "--from", "2026-03-03", "--to", "2026-03-16", "--json"
    )
    assert [row["traffic"] for row in cut.rows] == [2100] and len(cut.json["warnings"]) == 1
    for name in format_names():
        told = cli(
            *("flow", "rate", "-w", shops, "--store", "S1", "--from", "2026-03-03", "--to", "2026-03-16"),
            *("--format", name),
        )
        assert (cut.json["warnings"][0] in told.err) == (name != "json"), name
    some = ("--from", "2026-03-02", "--to", "2026-03-04", "--by", "day", "--json")
    daily = cli("flow", "rate", "-w", shops, "--store", "S1", *some)
    assert [(row["traffic"], row["rate_visit"]["value"]) for row in daily.rows] == [(None, None)] * 2
    assert "together" in str(daily.json["warnings"])
    quality = cli("flow", "quality", "-w", shops, "--on", "2026-03-04", "--json").rows
    assert [(row["granularity"], row["reason"], row["traffic"]) for row in quality] == [
        ("week", "longer_than_a_day", None)
    ]
    assert cli("check", "-w", shops).exit == 0


def test_a_week_of_which_a_day_cannot_be_trusted_is_not_known(shops: Path, tmp_path: Path, cli: Cli) -> None:
    """A share of a week is no fact: beside a door that was dead on one day, the week is left out whole."""
    settings = SETTINGS + '[sensors.D2]\nstore = "S1"\n'
    (shops / "digitool.toml").write_text(settings, "utf-8")
    week = mapped(
        tmp_path / "a.csv", "start,entered", ["2026-03-02,700"], "minutes = 10080\ndefaults.sensor = 'D1'"
    )
    load(shops, week)
    daily = [f"2026-03-0{n},10" for n in (2, 3, 4, 5, 6, 7)]
    load(shops, mapped(tmp_path / "b.csv", "start,entered", daily, "minutes = 1440\ndefaults.sensor = 'D2'"))
    period = ("--store", "S1", "--from", "2026-03-02", "--to", "2026-03-09", "--json")
    partly = cli("flow", "rate", "-w", shops, *period)
    assert [row["traffic"] for row in partly.rows] == [None] and len(partly.json["warnings"]) == 1
    quality = cli("flow", "quality", "-w", shops, "--on", "2026-03-08", "--json").rows
    assert [(row["sensor"], row["traffic"]) for row in quality] == [("D1", None), ("D2", None)]
    last = mapped(
        tmp_path / "c.csv", "start,entered", ["2026-03-08,10"], "minutes = 1440\ndefaults.sensor = 'D2'"
    )
    load(shops, last)
    assert [row["traffic"] for row in cli("flow", "rate", "-w", shops, *period).rows] == [770]


def test_the_hour_that_comes_twice_is_two_hours(shops: Path, tmp_path: Path) -> None:
    """In the order of a file, or by its offsets, both hours count; the file again is all known."""
    hours = ["01:00", "02:00", "02:00", "03:00"]
    rows = [f"2026-10-25 {hour},B1,{people}" for hour, people in zip(hours, (10, 20, 30, 40), strict=True)]
    file = mapped(tmp_path / "a.csv", "start,sensor,entered", rows, 'zone = "Europe/Berlin"')
    first, again = load(shops, file), load(shops, file)
    assert (first.accepted, first.rejected, again.known) == (4, 0, 4)
    told = [f"2026-10-25T{hour}:00+0{offset}:00,B1,{people}"
            for hour, offset, people in zip(hours, (2, 2, 1, 1), (10, 20, 30, 40), strict=True)]  # fmt: skip
    assert load(shops, table(tmp_path / "b.csv", "start,sensor,entered", told)).known == 4
    quarters = [f"2026-10-25 {hour}:{m:02d},B1,1" for hour in ("04",) for m in range(0, 60, 15)]
    assert (
        load(shops, mapped(tmp_path / "c.csv", "start,sensor,entered", quarters, "minutes = 15")).accepted
        == 4
    )
    assert days(shops, "B1") == {"2026-10-25": 104}


def test_a_day_with_a_clock_change_is_counted_through(shops: Path, tmp_path: Path, cli: Cli) -> None:
    """23 and 25 hours, in the counter's own zone: nothing is missing and nothing is left over."""
    for name, day, hours in (
        ("s", "2026-03-29", [h for h in range(24) if h != 2]),
        ("a", "2026-10-25", [*range(3), *range(2, 24)]),
    ):
        rows = [f"{day} {hour:02d}:00,B1,2" for hour in hours]
        assert load(shops, table(tmp_path / f"{name}.csv", "start,sensor,entered", rows)).rejected == 0
    rows = cli(
        "flow",
        "quality",
        "-w",
        shops,
        "--store",
        "B1",
        "--from",
        "2026-03-29",
        "--to",
        "2026-03-30",
        "--json",
    ).rows
    assert [
        (row["coverage"]["num"], row["validity"], row["traffic"]) for row in rows if row["sensor"] == "B1"
    ] == [(23 * 3600, "valid", 46)]
    assert days(shops, "B1")["2026-10-25"] == 50


def test_a_time_that_no_clock_showed_is_refused_when_it_has_people(shops: Path, tmp_path: Path) -> None:
    """Nobody came in the skipped hour: a zero there is nothing, people are a fault of the counter's zone."""
    rows = ["2026-03-29 02:00,B1,0", "2026-03-29 02:00,B1,7", "2026-03-29 02:00,W1,7"]
    outcome = load(shops, table(tmp_path / "a.csv", "start,sensor,entered", rows))
    assert (outcome.accepted, outcome.known, [r.code for r in outcome.rejects]) == (1, 1, ["skipped_hour"])


def test_a_counter_reads_its_own_clock(shops: Path, tmp_path: Path) -> None:
    """A sensor's zone, else its store's, else the chain's places its local times."""
    rows = [f"2026-07-01 12:00,{sensor},5" for sensor in ("D1", "B1", "W1")]
    load(shops, table(tmp_path / "a.csv", "start,sensor,entered", rows))
    starts = dict(
        ask(shops, "SELECT s.code, t.start / 3600000 % 24 FROM traffic t JOIN sensor s ON s.id = t.sensor")
    )
    assert starts == {"D1": 4, "B1": 10, "W1": 11}


def test_two_counts_of_one_time_in_one_file_name_both_lines(shops: Path, tmp_path: Path) -> None:
    """The first stands, the second is refused with both lines; the same file again changes nothing."""
    rows = [
        "2026-03-01 10:00,D1,12",
        "2026-03-01 11:00,D1,7",
        "2026-03-01 10:00,D1,8",
        "2026-03-01 11:00,D1,7",
    ]
    file = table(tmp_path / "a.csv", "start,sensor,entered", rows)
    first, again = load(shops, file), load(shops, file)
    (reject,) = first.rejects
    assert (reject.code, reject.line, reject.value) == ("contradiction", 4, "2 (12/-), 4 (8/-)")
    assert (first.accepted, first.known, again.accepted, again.known, again.rejected) == (2, 1, 0, 3, 1)
    assert ask(shops, "SELECT sum(entered) FROM traffic") == [(19,)]


DOORS = ["2026-03-01 10:00,D1,12,东", "2026-03-01 10:00,D1,8,西", "2026-03-01 11:00,D1,7,东"]


@pytest.mark.parametrize("name", ["门", "position"])
def test_two_doors_without_a_mapped_gate_are_one_fault_of_the_mapping(
    shops: Path, tmp_path: Path, name: str
) -> None:
    """The file is refused once with the column to add, nothing of it is kept, and with it all is right."""
    file = table(tmp_path / "a.csv", f"start,sensor,entered,{name}", DOORS)
    with pytest.raises(DataError) as caught:
        load(shops, file)
    assert (caught.value.code, caught.value.values["column"]) == ("no_gate", name)
    assert ask(shops, "SELECT count(*) FROM traffic") == [(0,)]
    mapping = tmp_path / "m.toml"
    columns = {"start": "start", "sensor": "sensor", "entered": "entered", "gate": name}
    said = "\n".join(f'{field} = "{column}"' for field, column in columns.items())
    mapping.write_text(f'kind = "traffic"\n[columns]\n{said}\n', "utf-8")
    assert load(shops, file, mapping=mapping).rejected == 0
    assert ask(shops, "SELECT sum(entered) FROM traffic") == [(27,)]


def test_a_number_of_the_row_is_no_door(shops: Path, tmp_path: Path) -> None:
    """A column that is another one in every row, or the same in two of one time, does not name doors."""
    rows = [f"{row.rpartition(',')[0]},{number},x" for number, row in enumerate(DOORS)]
    outcome = load(shops, table(tmp_path / "a.csv", "start,sensor,entered,no,flag", rows))
    assert [reject.code for reject in outcome.rejects] == ["contradiction"]


def test_a_total_that_is_read_once_a_week_loses_nobody(shops: Path, tmp_path: Path, cli: Cli) -> None:
    """Readings far apart count the people between them, in whatever order they arrive."""
    for place, (day, count) in enumerate([("01", 100), ("15", 2500), ("08", 900)]):
        uplink = {
            "time": f"2026-03-{day}T15:00:00Z",
            "deviceInfo": {"devEui": "D1"},
            "object": {"line_1_total_in": count},
        }
        file = tmp_path / f"{place}.json"
        file.write_text(json.dumps(uplink), "utf-8")
        load(shops, file)
    (row,) = rated(cli, shops, "--store", "S1")
    assert (row["traffic"], row["left_out"]) == (2400, 0)
    assert cli("check", "-w", shops).exit == 0


def test_people_outside_opening_hours_are_named(shops: Path, tmp_path: Path, cli: Cli) -> None:
    """What is counted and not used has its figure, so that file and report add up."""
    rows = [f"2026-03-01 {hour:02d}:00,D1,{hour}" for hour in range(7, 23)]
    load(shops, table(tmp_path / "a.csv", "start,sensor,entered", rows))
    (row,) = rated(cli, shops, "--store", "S1")
    assert (row["traffic"], row["left_out"]) == (sum(range(10, 22)), 7 + 8 + 9 + 22)
    (quality,) = cli("flow", "quality", "-w", shops, "--on", "2026-03-01", "--json").rows
    assert (quality["granularity"], quality["traffic"], quality["outside"]) == (
        "hour",
        row["traffic"],
        row["left_out"],
    )


def test_a_removed_counter_is_expected_until_its_last_day(shops: Path, tmp_path: Path) -> None:
    """A day that ends at midnight is the last one; the day after is not held against the counter."""
    rows = [f"2026-03-0{n},{n}00" for n in (1, 2)]
    load(shops, mapped(tmp_path / "a.csv", "start,entered", rows, "minutes = 1440\ndefaults.sensor = 'D1'"))
    settings = SETTINGS.replace("[sensors.D1]", "[sensors.D2]")
    (shops / "digitool.toml").write_text(settings, "utf-8")
    load(
        shops,
        table(
            tmp_path / "b.csv",
            "start,sensor,entered",
            [f"2026-03-0{n} {h}:00,D2,1" for n in (2, 3) for h in range(10, 22)],
        ),
    )
    assert days(shops) == {"2026-03-01": 100, "2026-03-02": 212, "2026-03-03": 12}
