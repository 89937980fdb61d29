"""Sensors, settings, staff and consent change; figures follow, and say so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from digitool.db.checks import run_checks
from digitool.db.reading import reader
from digitool.flow.people import read_people, want_persons

from .chain import (
    CUSTOMER_HEAD,
    PURCHASE_HEAD,
    SETTINGS,
    TOUCH_HEAD,
    TRAFFIC_HEAD,
    ask,
    differing,
    load,
    portrait,
    table,
    touch_row,
)


def hours(day: int, sensor: str = "D1", entered: int = 10) -> list[str]:
    """One row for each open hour of the first store."""
    return [
        f"2026-03-{day:02d}T{hour:02d}:00:00+08:00,2026-03-{day:02d}T{hour + 1:02d}:00:00+08:00,"
        f"{sensor},{entered},0"
        for hour in range(9, 22)
    ]


def traffic(root: Path) -> dict[int, tuple[int, int]]:
    """(people, valid seconds) of the first store by day of March."""
    rows = ask(root, "SELECT day - 20512, traffic, valid_seconds FROM store_day WHERE store = 1")
    return {day: (people, seconds) for day, people, seconds in rows}


def clean(root: Path) -> bool:
    """Whether every check holds."""
    with reader(root / "digitool.db") as connection:
        return all(outcome.passed for outcome in run_checks(connection))


def configure(root: Path, old: str, new: str) -> None:
    """Change the settings."""
    (root / "digitool.toml").write_text(SETTINGS.replace(old, new), "utf-8")


def test_a_new_door_does_not_wipe_the_past(chain: Path, tmp_path: Path) -> None:
    """A counter is expected from its first row on; days before keep their figures."""
    load(chain, table(tmp_path / "a.csv", TRAFFIC_HEAD, hours(1)))
    configure(chain, "[sensors.D2]", '[sensors.D3]\nstore = "S001"\n\n[sensors.D2]')
    load(chain, table(tmp_path / "b.csv", TRAFFIC_HEAD, [*hours(3), *hours(3, "D3", 5)]))
    assert traffic(chain) == {1: (130, 46_800), 2: (0, 0), 3: (195, 46_800)}
    assert clean(chain)


def test_a_counter_that_was_replaced_is_not_missed(chain: Path, tmp_path: Path) -> None:
    """A counter that the settings no longer name is expected until its last row."""
    load(chain, table(tmp_path / "a.csv", TRAFFIC_HEAD, hours(1)))
    configure(chain, "[sensors.D1]", "[sensors.D9]")
    load(chain, table(tmp_path / "b.csv", TRAFFIC_HEAD, hours(2, "D9")))
    assert traffic(chain) == {1: (130, 46_800), 2: (130, 46_800)}
    assert clean(chain)


def test_late_rows_of_a_counter_show_its_gap(chain: Path, tmp_path: Path) -> None:
    """When a second door turns out to be older, the days that it missed are invalid."""
    configure(chain, "[sensors.D2]", '[sensors.D3]\nstore = "S001"\n\n[sensors.D2]')
    load(chain, table(tmp_path / "a.csv", TRAFFIC_HEAD, [*hours(1), *hours(2), *hours(3), *hours(3, "D3")]))
    assert traffic(chain)[2] == (130, 46_800)
    load(chain, table(tmp_path / "b.csv", TRAFFIC_HEAD, hours(1, "D3")))
    assert traffic(chain)[2] == (0, 0)
    assert clean(chain)


def test_half_hours_are_not_added_to_hours(chain: Path, tmp_path: Path) -> None:
    """A counter that exports both is counted once."""
    halves = [
        f"2026-03-01T{hour:02d}:{start}:00+08:00,2026-03-01T{after}:00+08:00,D1,5,0"
        for hour in range(9, 22)
        for start, after in (("00", f"{hour:02d}:30"), ("30", f"{hour + 1:02d}:00"))
    ]
    load(chain, table(tmp_path / "a.csv", TRAFFIC_HEAD, hours(1)))
    load(chain, table(tmp_path / "b.csv", TRAFFIC_HEAD, halves))
    assert traffic(chain) == {1: (130, 46_800)}


def test_changed_settings_are_restated(chain: Path, tmp_path: Path) -> None:
    """A figure that new opening hours change is listed with its value before and after."""
    load(chain, table(tmp_path / "a.csv", TRAFFIC_HEAD, hours(1)))
    configure(chain, 'open = "09:00-22:00"', 'open = "10:00-22:00"')
    load(chain, table(tmp_path / "b.csv", TRAFFIC_HEAD, hours(1, "D2")))
    assert (20_513, "traffic", 130, 120) in ask(
        chain, "SELECT day, measure, before, after FROM restatement WHERE store = 1"
    )
    assert clean(chain)


def test_a_moved_touchpoint_does_not_repeat_its_touches(chain: Path, tmp_path: Path) -> None:
    """The same file after a code moved to another store tells nothing new."""
    rows = [touch_row(1, "oA", "2026-03-01T10:00:00+08:00").replace(",S001,S001-shelf", ",,S001-shelf")]
    file = table(tmp_path / "a.csv", TOUCH_HEAD, rows)
    assert load(chain, file).accepted == 1
    configure(chain, 'scene = "shelf"\nstore = "S001"', 'scene = "shelf"\nstore = "S002"')
    assert load(chain, file).accepted == 0
    assert ask(chain, "SELECT sum(visits) FROM hour_visits") == [(1,)]


@pytest.mark.parametrize("turned", [False, True])
def test_withdrawn_consent_counts(new_chain: Callable[[], Path], tmp_path: Path, turned: bool) -> None:
    """The latest consent decides who is reachable, whatever order lists arrive in."""
    chain = new_chain()
    lists = [
        table(tmp_path / f"{at}.csv", CUSTOMER_HEAD, [f"13800138000,,,,{at},甲,yes,{consent},"])
        for at, consent in (("2026-01-01 10:00:00", "yes"), ("2026-02-01 10:00:00", "no"))
    ]
    for file in reversed(lists) if turned else lists:
        load(chain, file)
    with reader(chain / "digitool.db") as connection:
        want_persons(connection, [1])
        assert read_people(connection).reachable.tolist() == [False]


def test_a_value_that_means_nobody_buys_nothing(new_chain: Callable[[], Path], tmp_path: Path) -> None:
    """Orders with the shop's own number are of unknown buyers, whenever the settings say so."""
    rows = [f"2026-03-0{day} 10:00:00,A{day},10.00,,S001,13800139999,,,,paid" for day in (1, 2)]
    file = table(tmp_path / "till.csv", PURCHASE_HEAD, rows)
    late = table(tmp_path / "late.csv", PURCHASE_HEAD, [rows[0].replace("A1", "A9")])

    def block(root: Path, *, yes: bool) -> None:
        text = (
            (root / "digitool.toml")
            .read_text("utf-8")
            .replace('\n[identity]\nblocked = ["13800139999"]\n', "")
        )
        more = '\n[identity]\nblocked = ["13800139999"]\n' if yes else ""
        (root / "digitool.toml").write_text(text + more, "utf-8")

    before, after = new_chain(), new_chain()
    block(before, yes=True)
    load(before, file)
    load(before, late)
    load(after, file)
    assert ask(after, "SELECT count(party), count(buyer) FROM purchase") == [(2, 2)]
    block(after, yes=True)
    load(after, late)
    assert ask(after, "SELECT count(party), count(buyer) FROM purchase") == [(0, 0)]
    assert differing(portrait(before), portrait(after)) == {}
    block(after, yes=False)
    load(after, file)
    assert ask(after, "SELECT count(party), count(buyer) FROM purchase") == [(3, 3)]
